"""EU Clinical Trials Register (EudraCT): text exports, country pages, and records converted to JSON by ctrdata."""
