"""The append-only store: payloads, versions, runs, searches, censuses, readings, publications. The door is `Store`."""

from evidence.database import DEFAULT_URL
from evidence.publications import Publication
from evidence.records import Arrival, Version
from evidence.searches import Search
from evidence.second_readings import SecondReading
from evidence.store import Store
from evidence.watched import CountedQuery

__all__ = ["DEFAULT_URL", "Arrival", "CountedQuery", "Publication", "Search", "SecondReading", "Store", "Version"]
