"""Replies of second readers as they came: what was asked once is not asked, or paid for, again."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
import sqlalchemy as sa

from evidence import tables as t
from evidence.database import Database


@dataclass(slots=True, frozen=True)
class SecondReading:
    """One reply. `request` is the hash of everything that was asked but for the model's name."""

    request: str
    model: str
    version: str
    """Of the instructions and the shape of the answer."""
    endpoint: str
    """Where it was asked, without any key."""
    read_on: date
    reply: dict[str, Any]
    cost: float | None = None


class SecondReadings(Database):
    """Readings of models, by what was asked and which model answered."""

    def keep_second_reading(self, reading: SecondReading) -> None:
        """Store a reply at once: it may have cost money."""
        data = zlib.compress(orjson.dumps(reading.reply), 6)
        row = {name: getattr(reading, name) for name in SecondReading.__slots__ if name != "reply"} | {"data": data}
        with self._writing() as connection:
            connection.execute(self._insert(t.second_readings).on_conflict_do_nothing(), row)

    def second_reading(self, request: str, as_of: date, model: str = "") -> SecondReading | None:
        """The newest reply to a request up to a day, of one model or of any."""
        c = t.second_readings.c
        asked = sa.select(t.second_readings).where(c.request == request, c.read_on <= as_of)
        if model:
            asked = asked.where(c.model == model)
        with self._reading() as connection:
            row = connection.execute(asked.order_by(c.id.desc()).limit(1)).first()
        if row is None:
            return None
        reply = orjson.loads(zlib.decompress(row.data))
        return SecondReading(row.request, row.model, row.version, row.endpoint, row.read_on, reply, row.cost)
