"""The append-only store of everything that was ever fetched, and of what was read from it."""

from __future__ import annotations

from evidence.extractions import Extractions
from evidence.publications import Publications
from evidence.searches import Searches
from evidence.second_readings import SecondReadings
from evidence.watched import Watched


class Store(Searches, Publications, Extractions, SecondReadings, Watched):
    """Payloads, versions, runs, searches, shapes, censuses, cached extractions, second readings, publications.

    In SQLite or PostgreSQL.

    `review` is everywhere the review's key: its slug, or `slug@archive-folder` for a replay, so that replayed and live
    evidence never mix.
    """
