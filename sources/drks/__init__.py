"""German Clinical Trials Register (DRKS): trials as JSON."""
