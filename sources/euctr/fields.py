"""The fields of one EudraCT record, one national application, from the forms in which people have it.

A field is named by its number in the application form: `e811` is E.8.1.1 (Randomised), `a2` the EudraCT number. The
lines of the summary have names of their own: `status`, `entered`, `country`, `decided`, `ended`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sources.xml import Element

Fields = dict[str, list[str]]
"""Field → its values in the record's order; repeated parts (products, sponsors) give several."""

_CODED = re.compile(r"([A-Z](?:\.IMP)?\.\d[\d.]*) (?:and [A-Z]\.[\d.]+ |to [A-Z]\.[\d.]+ )?(.*)")
_NAMED = {
    "eudract number": "number",
    "trial status": "status",
    "date on which this record was first entered in the eudract database": "entered",
    "clinical trial type": "type",
    "link": "link",
    "n. date of competent authority decision": "decided",
    "p. end of trial status": "end_status",
    "p. date of the global end of the trial": "ended",
}
_JSON_NAMED = {
    "x5_trial_status": "status",
    "x4_clinical_trial_type": "type",
    "n_date_of_competent_authority_decision": "decided",
    "p_end_of_trial_status": "end_status",
    "p_date_of_the_global_end_of_the_trial": "ended",
}
_ENTERED = "x6_"
"""How the key begins that holds the day on which the record came into the database."""
_SECTION = re.compile(r"[A-Z]\. [A-Z]|D\.IMP: \d|(?:Sponsor|Placebo) \d+\s*$|MedDRA Classification|Summary\s*$")
_TRANSLATION = re.compile(r" \([a-z]{2}\)$")
_JSON_CODE = re.compile(r"([a-z]\d+)_?[a-z_]")
_JSON_TRANSLATION = re.compile(r"_[a-z]{2}$")
_NOT_GIVEN = "Information not present in EudraCT"


def of_text(text: str) -> Fields:
    """The fields of one record of a text export: lines of `E.8.1.1 Randomised: Yes`, values over several lines."""
    fields: Fields = {}
    for code, label, value in _lines(text):
        if not _TRANSLATION.search(label):
            _add(fields, code, value)
    return fields


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    """(code, label, value) of every field of a text export."""
    code, label, value = "", "", []
    for line in text.replace("\t", " ").splitlines():
        start = _start(line)
        if start is None:
            value.append(line)
            continue
        if code:
            yield code, label, "\n".join(value)
        code, label, value = start[0], start[1], [start[2]]
    if code:
        yield code, label, "\n".join(value)


def _start(line: str) -> tuple[str, str, str] | None:
    """(code, label, first line of the value) of a line that begins a field or a section; None for any other."""
    coded = _CODED.match(line)
    label, colon, value = (coded[2] if coded else line).partition(":")
    if coded:
        return _code(coded[1]), label.strip(), value.strip()
    named = _NAMED.get(" ".join(label.lower().split()))
    if named and colon:
        return named, label, value.strip()
    return ("section", "", "") if _SECTION.match(line) else None


def of_page(root: Element) -> Fields:
    """The fields of a country page: tables of code, label and value, after a summary of label and value."""
    fields: Fields = {}
    for row in root.iterfind(".//tr"):
        cells = row.findall("td")
        if len(cells) == 2 and (named := _NAMED.get(_text(cells[0]).rstrip(":").lower())):
            _add(fields, named, _text(cells[1]))
        elif len(cells) == 3 and (code := _text(cells[0])):
            named = _NAMED.get(f"{code} {_text(cells[1])}".lower())
            _add(fields, named or _code(code), _first_language(cells[2]))
    return fields


def _first_language(cell: Element) -> str:
    """The text of a value; of a table of languages the first, which is English where English was given."""
    rows = cell.findall(".//tr")
    return _text(rows[0].find("td")) if rows and rows[0].find("td") is not None else _text(cell)


def _text(cell: Element) -> str:
    for line in cell.iterfind(".//br"):
        line.tail = "\n" + (line.tail or "")
    lines = (" ".join(line.split()) for line in "".join(cell.itertext()).split("\n"))
    return "\n".join(line for line in lines if line)


def of_json(record: dict[str, Any]) -> Fields:
    """The fields of a record as ctrdata converts it (`a2_eudract_number`); posted results are left aside."""
    fields: Fields = {}
    for key, value in _flat(record):
        named = "entered" if key.startswith(_ENTERED) else _JSON_NAMED.get(key)
        code = _JSON_CODE.match(key)
        if named:
            _add(fields, named, value)
        elif code and not (_JSON_TRANSLATION.search(key) and _JSON_TRANSLATION.sub("", key) in record):
            _add(fields, code[1], value)
    return fields


def _flat(part: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in part.items():
        if not re.match(r"[a-z]\d|[npx]_|dimp$|x\d_", key):
            continue
        if isinstance(value, str):
            yield key, value
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from _flat(inner)


def _code(code: str) -> str:
    """`E.8.1.1` → `e811`."""
    return code.lower().replace(".", "")


def _add(fields: Fields, code: str, value: str) -> None:
    plain = value.strip()
    if plain and plain != _NOT_GIVEN and code != "section":
        fields.setdefault(code, []).append(plain)


def first(fields: Fields, code: str) -> str:
    """The first value of a field, empty where the record has none."""
    return fields.get(code, [""])[0]


def yes(fields: Fields, code: str) -> bool:
    """Whether a field says Yes."""
    return first(fields, code).lower() == "yes"
