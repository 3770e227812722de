"""The append-only store: payloads, versions, runs, searches, shapes, censuses, readings. The door is `Store`."""

from evidence.database import DEFAULT_URL
from evidence.records import Arrival, Version
from evidence.searches import Search
from evidence.second_readings import SecondReading
from evidence.store import Store
from evidence.watched import CountedQuery

__all__ = ["DEFAULT_URL", "Arrival", "CountedQuery", "Search", "SecondReading", "Store", "Version"]
