"""Tables of a report: which group, outcome, time and statistic every number belongs to."""

from extractors.tables.cell import Cell
from extractors.tables.reading import read_tables

__all__ = ["Cell", "read_tables"]
