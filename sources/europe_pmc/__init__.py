"""Europe PMC: search hits and open-access full texts."""
