"""EU Clinical Trials Information System (CTIS): its public API, and records as ctrdata stores them."""
