"""From a number to its words: every number is a link, and what it leads to is the quote in its report's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from publishing.site.material import Material, Row, digest
from synthesis import Passage, size_of

HOW = {
    "extractors.text": "read from the text",
    "extractors.tables": "read from a table",
    "extractors.registry": "posted in the registry",
    "extractors.design": "read from the text",
    "extractors": "read from the report",
    "synthesis.effects": "calculated from what is quoted here",
    "appraisal.unique_from_percent": "the only count that gives the printed percentage",
    "appraisal.solved_from_interval": "solved from the printed interval",
    "appraisal.solved_from_statistic": "solved from the printed test",
}
"""Part of the reader → what it did, in words."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one number, or one of the numbers it was made of, was read."""

    report: str
    locator: str
    quote: str
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class Number:
    """A cell of a page: its text, and the quote it leads to."""

    text: str
    href: str = ""
    sort: str = ""
    """By what a column of such cells is sorted; the text where it is empty."""

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(slots=True)
class Evidence:
    """One entry of the list of quotes: places that belong together, and the numbers that come from them."""

    id: str
    places: tuple[Place, ...]
    numbers: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """How they were found → what each number is, and its text."""

    @property
    def about(self) -> list[str]:
        """What the numbers are about, each thing once: their outcomes, as a rule."""
        named = (re.split(r"[:,]", what)[0] for numbers in self.numbers.values() for what, _ in numbers)
        return list(dict.fromkeys(named))


@dataclass
class Quotes:
    """The quotes of one study's page, in the order in which its numbers ask for them."""

    material: Material
    entries: dict[str, Evidence] = field(default_factory=dict)

    def number(self, text: str, row_id: str, columns: str | Sequence[str], what: str, sort: str = "") -> Number:
        """A number of a row as a cell that leads to its quote. Of several columns the first that has a place counts."""
        for column in (columns,) if isinstance(columns, str) else columns:
            rows = self.material.provenance.get((row_id, column), ())
            if rows and text:
                return Number(text, "#" + self._entry(self._places(rows), what, text, _how(rows)), sort)
        return Number(text, sort=sort)

    def stated(self, text: str, report: str, locator: str, quote: str, what: str) -> Number:
        """A number whose place stands in its own row."""
        if not text or not (locator or quote):
            return Number(text)
        place = Place(report, locator, quote, self.material.passages.get((report, locator)))
        return Number(text, "#" + self._entry((place,), what, text, ""))

    def size(self, text: str, report: str, arm: str, what: str, quote: str = "") -> Number:
        """A number of participants, of an arm or (without a letter) of the trial."""
        passage = self.material.passages.get((report, size_of(arm)))
        if not text or not (passage or quote):
            return Number(text)
        words = passage.lead + passage.words + passage.tail if passage else quote
        place = Place(report, size_of(arm), words, passage)
        return Number(text, "#" + self._entry((place,), what, text, ""))

    def _places(self, rows: Iterable[Row]) -> tuple[Place, ...]:
        return places(rows, self.material)

    def _entry(self, found: tuple[Place, ...], what: str, text: str, how: str) -> str:
        name = entry_id(found)
        entry = self.entries.setdefault(name, Evidence(name, found))
        numbers = entry.numbers.setdefault(how, [])
        if (what, text) not in numbers:
            numbers.append((what, text))
        return name


def places(rows: Iterable[Row], material: Material) -> tuple[Place, ...]:
    """The places that rows of provenance name, each once and in a fixed order."""
    keys = sorted({(row["report"], row["locator"] or "", row["quote"] or "") for row in rows})
    passages = material.passages
    return tuple(Place(*key, passages.get(key[:2])) for key in keys)


def entry_id(found: Sequence[Place]) -> str:
    """The anchor of an entry: the same wherever it is asked for."""
    return "q-" + digest(*(part for place in found for part in (place.report, place.locator, place.quote)))


def link(material: Material, study_id: str, row_id: str, column: str, root: str = "") -> str:
    """The address of a number's quote from another page; empty where it has none."""
    rows = material.provenance.get((row_id, column))
    if not rows or study_id not in material.pages:
        return ""
    return f"{root}{material.pages[study_id]}#{entry_id(places(rows, material))}"


def _how(rows: Sequence[Row]) -> str:
    """How a number was found, in words; a correction names who made it."""
    extractor = rows[0]["extractor"] or ""
    return HOW.get(extractor, f"set by {extractor}")
