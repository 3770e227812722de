"""Unpaywall: where an open copy of a paper is."""
