"""ISRCTN registry: XML of its public API, and records as ctrdata converts them."""
