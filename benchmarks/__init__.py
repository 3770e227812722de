"""Figures that anyone can print: `make bench` (all), or `python -m benchmarks quality | speed | real | start`.

Quality and real-input figures need the labelled sets in `../shared`; where they are absent the row says so.
Speeds are printed beside their floor, the bare parse of the same bytes, since machines differ and ratios travel.
"""
