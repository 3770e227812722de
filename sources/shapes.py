"""Which fields the records of a service have: their paths, the types of the values, and how many records had each.

Works on any payload of JSON or XML whose media is named so (`…-json`, `…-xml`): a new source needs nothing here. Full
texts (`jats`) and documents of people are left out: their markup is their publisher's, not the service's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import orjson

from schemas.errors import BadInput
from schemas.models import Record
from schemas.shapes import Seen, Shape
from sources.xml import parse_xml

FIRST_OF_A_LIST = 5
"""Items of a list that are looked at. Ten thousand terms of harms have the fields of the first five."""
KEYS_ARE_DATA = frozenset({"abstract_inverted_index"})
"""Objects whose keys are values: not gone into."""
_DATE = re.compile(r"\d{4}-\d\d(-\d\d)?(T.*)?\Z")


class _Place:
    """One path while records are counted."""

    __slots__ = ("below", "last", "records", "types")

    def __init__(self) -> None:
        self.records = 0
        self.last = -1
        """Number of the last record that had it, so that a record counts once."""
        self.types: dict[str, list[int]] = {}
        """Type → records that had it, number of the last one."""
        self.below: dict[str, _Place] = {}

    def see(self, kind: str, number: int) -> None:
        """Count record `number`, which has a value of type `kind` here."""
        if self.last != number:
            self.last = number
            self.records += 1
        counted = self.types.get(kind)
        if counted is None:
            self.types[kind] = [1, number]
        elif counted[1] != number:
            counted[0] += 1
            counted[1] = number

    def child(self, name: str) -> _Place:
        """The place one part further down."""
        place = self.below.get(name)
        if place is None:
            place = self.below[name] = _Place()
        return place


def shapes_of(records: Sequence[Record], version: str = "") -> list[Shape]:
    """The shapes of these records, by source, media and kind. What cannot be parsed has no shape."""
    counted: dict[tuple[str, str, str], _Place] = {}
    for number, record in enumerate(records):
        form = record.media.rpartition("-")[2]
        if form not in _FORMS or record.source == "inbox":
            continue
        try:
            kind, look, content = _FORMS[form](record)
        except (BadInput, ValueError):
            continue
        look(content, counted.setdefault((record.source, record.media, kind), _Place()), number)
    return [
        Shape(source, media, kind, version, place.records, dict(sorted(_flat(place, "").items())))
        for (source, media, kind), place in sorted(counted.items())
    ]


def _flat(place: _Place, path: str) -> dict[str, Seen]:
    """Every path below a place."""
    paths: dict[str, Seen] = {}
    for name, child in place.below.items():
        below = f"{path}/{name}"
        paths[below] = Seen(child.records, {kind: n for kind, (n, _) in sorted(child.types.items())})
        paths |= _flat(child, below)
    return paths


def _json(record: Record) -> tuple[str, Callable[[Any, _Place, int], None], Any]:
    value = orjson.loads(record.payload)
    try:
        kind = _KINDS[record.media](value) if record.media in _KINDS else ""
    except (KeyError, TypeError, AttributeError):
        kind = ""  # the very field that tells it is gone
    return kind, _look_at_json, value


def _look_at_json(value: Any, place: _Place, number: int) -> None:
    """Count a value and what is in it. A null is no value."""
    if isinstance(value, dict):
        place.see("object", number)
        for key, item in value.items():
            if item is None:
                continue
            child = place.child("[]" if key.isdecimal() else key)  # an object with numbers for keys is a list
            if item.__class__ is str:
                child.see("date" if item[4:5] == "-" and _DATE.match(item) else "text", number)
            elif key in KEYS_ARE_DATA:
                child.see("object", number)
            else:
                _look_at_json(item, child, number)
    elif isinstance(value, list):
        place.see("list", number)
        for item in value[:FIRST_OF_A_LIST]:
            if item is not None:
                _look_at_json(item, place.child("[]"), number)
    elif isinstance(value, str):
        place.see("date" if _DATE.match(value) else "text", number)
    else:
        place.see("boolean" if isinstance(value, bool) else "number", number)


def _xml(record: Record) -> tuple[str, Callable[[Any, _Place, int], None], Any]:
    root = parse_xml(record.payload, record.id)
    try:
        kind = _KINDS[record.media](root) if record.media in _KINDS else ""
    except (KeyError, TypeError, AttributeError):
        kind = ""
    return kind, _look_at_xml, root


def _look_at_xml(element: Any, place: _Place, number: int) -> None:
    """Count an element, its attributes and its children. What stands within text is its markup, and not gone into."""
    for name in element.attrib:
        place.child(f"@{name.rpartition('}')[2]}").see("text", number)  # a namespace is no part of a path
    if element.text and not element.text.isspace():
        place.see("text", number)
        return
    if not len(element):
        place.see("empty", number)
        return
    place.see("elements", number)
    times: dict[Any, int] = {}
    for child in element.iterchildren(tag="*"):
        tag = child.tag
        times[tag] = times.get(tag, 0) + 1
        if times[tag] <= FIRST_OF_A_LIST:
            _look_at_xml(child, place.child(tag.rpartition("}")[2]), number)


def _ctgov_kind(study: Any) -> str:
    """Open trials name contacts, and only trials with results have dates of them."""
    status = study["protocolSection"]["statusModule"]["overallStatus"]
    return ("open" if status in _OPEN else "closed") + (" with results" if study.get("hasResults") else "")


_OPEN = frozenset({"RECRUITING", "NOT_YET_RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE"})
_KINDS: dict[str, Callable[[Any], str]] = {
    "ctgov-json": _ctgov_kind,
    "europepmc-json": lambda hit: str(hit["source"]),
    "pubmed-xml": lambda article: str(article.find("MedlineCitation").get("Status", "")),
}
"""Media → what a parsed record says it is, where its fields hang on that: a week of other kinds is no drift."""

_FORMS = {"json": _json, "xml": _xml}
"""Last part of a media's name → how its payload is opened: its kind, how to look at it, and its content."""
