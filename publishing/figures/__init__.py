"""Plots of answers as SVG: forest, cumulative, PRISMA flow; drawn with matplotlib, the same bytes for the same data."""
