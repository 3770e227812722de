"""Tables of a report: which group, outcome, time and statistic every number belongs to."""

from extractors.tables.cell import Cell
from extractors.tables.reading import read_tables
from extractors.tables.results import add_tables, table_findings, table_results

__all__ = ["Cell", "add_tables", "read_tables", "table_findings", "table_results"]
