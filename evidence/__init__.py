"""The append-only store: payloads, versions, runs, searches, cached extractions. The door is `Store`."""

from evidence.database import DEFAULT_URL
from evidence.records import Arrival, Version
from evidence.searches import Search
from evidence.store import Store

__all__ = ["DEFAULT_URL", "Arrival", "Search", "Store", "Version"]
