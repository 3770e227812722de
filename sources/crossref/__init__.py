"""Crossref: works and the notices about them."""
