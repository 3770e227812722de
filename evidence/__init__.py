"""The append-only store: payloads, versions, runs, searches, extractions, second readings. The door is `Store`."""

from evidence.database import DEFAULT_URL
from evidence.records import Arrival, Version
from evidence.searches import Search
from evidence.second_readings import SecondReading
from evidence.store import Store

__all__ = ["DEFAULT_URL", "Arrival", "Search", "SecondReading", "Store", "Version"]
