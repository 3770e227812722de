"""Cached extractions, by record, version of the reading code and the review's vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from evidence import tables as t
from evidence.database import Database, chunks
from evidence.packing import pack, unpack
from evidence.records import Version
from schemas.models import Extraction


class Extractions(Database):
    """What was read, so that nothing is read twice."""

    def uncached(self, versions: Sequence[Version], reader: str, vocabulary: str) -> list[Version]:
        """The versions that this reader with this vocabulary has not read yet."""
        c, known = t.extractions.c, set[str]()
        with self._reading() as connection:
            for keys in chunks([version.key for version in versions]):
                asked = sa.select(c.record_key).where(
                    c.record_key.in_(keys), c.reader == reader, c.vocabulary == vocabulary
                )
                known.update(connection.scalars(asked))
        return [version for version in versions if version.key not in known]

    def keep_extractions(self, read: Iterable[tuple[Version, Extraction]], reader: str, vocabulary: str) -> None:
        """Cache what was read, in one transaction."""
        rows = [
            {"record_key": version.key, "reader": reader, "vocabulary": vocabulary, "data": pack(extraction)}
            for version, extraction in read
        ]
        if rows:
            with self._writing() as connection:
                connection.execute(self._insert(t.extractions).on_conflict_do_nothing(), rows)

    def extractions(self, versions: Sequence[Version], reader: str, vocabulary: str) -> Iterator[Extraction]:
        """The cached extractions in the order of `versions`; every one must be cached (see `uncached`)."""
        c = t.extractions.c
        for chunk in chunks(versions):
            keys = [version.key for version in chunk]
            asked = sa.select(c.record_key, c.data).where(
                c.record_key.in_(keys), c.reader == reader, c.vocabulary == vocabulary
            )
            with self._reading() as connection:
                data = {row.record_key: row.data for row in connection.execute(asked)}
            for key in keys:
                yield unpack(data[key])
