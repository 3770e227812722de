"""One EudraCT record → Report: text export, country page, or JSON as ctrdata converts it.

A trial has one record for each country in which it was applied for, all under one EudraCT number. The number of
people planned in the whole trial is taken; that of one country is not the trial's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import orjson
from lxml import etree, html

from schemas.errors import BadInput
from schemas.models import Block, Detail, Record, RegistryIds, Report
from schemas.registry_numbers import normalised
from sources.countries import country_in_words
from sources.euctr.fields import Fields, first, of_json, of_page, of_text, yes
from sources.euctr.results import actual_size, dates_of_results, linked_pmids, numbers_of_results, v2_record
from sources.registry_dates import iso_date
from sources.registry_stable import stable_json
from sources.registry_words import (
    acronym_of,
    design_of,
    distinct,
    own_numbers,
    primary_outcomes,
    set_size,
    status_of,
    whole_number,
)

CHURN = frozenset({"_id", "ctrname", "record_last_import", "annotation"})
"""Keys that ctrdata adds to every record it imports."""
_PHASES = (("e71", "1"), ("e72", "2"), ("e73", "3"), ("e74", "4"))
_EUDRACT = re.compile(r"20\d\d-0\d{5}-\d\d")
_COUNTRY = re.compile(r"^(.*?) - ")
_NO_NAME = frozenset({"n/a", "na", "not applicable", "none", "-", "not assigned"})
_REGISTER = "https://www.clinicaltrialsregister.eu/ctr-search/trial/"


def read_text(record: Record) -> Report:
    """One record of a text export (full details)."""
    return _report(record, of_text(record.payload.decode("utf-8", "replace")), None)


def read_page(record: Record) -> Report:
    """A page of one country of a trial."""
    try:
        root = html.document_fromstring(record.payload, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError) as error:
        raise BadInput(f"{record.id}: the page has no content; save it again.") from error
    return _report(record, of_page(root), None)


def read_json(record: Record) -> Report:
    """A record as ctrdata converts it, with its posted results where there are any."""
    parsed = parse(record.payload, record.id)
    return _report(record, of_json(parsed), parsed)


def parse(payload: bytes, name: str) -> dict[str, Any]:
    """The record as a dict, or BadInput."""
    try:
        record = orjson.loads(payload.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{name}: the JSON ends or breaks at line {error.lineno}; export it again.") from error
    if not isinstance(record, dict):
        raise BadInput(f"{name}: a EudraCT record is a JSON object; this is a {type(record).__name__}.")
    return record


def stable(payload: bytes) -> bytes:
    """The record without what ctrdata adds and without the order of its lists, which changes from load to load."""
    return stable_json(parse(payload, "record"), CHURN)


def _report(record: Record, fields: Fields, parsed: dict[str, Any] | None) -> Report:
    number = first(fields, "a2") or first(fields, "number")
    if not _EUDRACT.search(number):
        raise BadInput(f"{record.id}: the record has no EudraCT number (field A.2); export the trial again.")
    report = Report(record.source, record.id, record.sha256, record.url or first(fields, "link"))
    country = _country(first(fields, "a1"))
    report.url = report.url or f"{_REGISTER}{normalised(number)}"
    results = parsed or {}
    laid_out = v2_record(results)
    primary = primary_outcomes([(line, "") for line in first(fields, "e51").split("\n")])
    protocol = laid_out.get("protocolSection", {}) | primary
    report.registry = laid_out | {"protocolSection": protocol, "fields": fields}
    others = [value for code in ("a51", "a52", "a53", "a54") for value in fields.get(code, [])]
    report.registry_ids = RegistryIds(own_numbers(number, [*others, *numbers_of_results(results)]))
    report.title = first(fields, "a3") or first(fields, "a31")
    report.acronym = acronym_of(first(fields, "a32"))
    report.sponsor = first(fields, "b11") or None
    report.status = status_of(first(fields, "end_status") or first(fields, "status"))
    report.conditions = distinct(value for value in (first(fields, "e11") or first(fields, "e111")).split("\n"))
    report.interventions = _products(fields)
    report.countries = [country] if country else []
    report.linked_pmids = linked_pmids(results)
    _dates(report, fields, results)
    _design(report, fields)
    planned_in = _field_of_plan(fields)
    set_size(report, whole_number(first(fields, planned_in)), actual_size(results), f"/fields/{planned_in}/0")
    report.blocks = _blocks(fields)
    return report


def _field_of_plan(fields: Fields) -> str:
    """Which field holds the number planned for the whole trial: that of its country where there is only one."""
    alone = first(fields, "e85").lower() == "no" and not yes(fields, "e861") and not yes(fields, "e862")
    return "f41" if alone and not first(fields, "f422") else "f422"


def _country(authority: str) -> str:
    """`Austria - BASG` → `Austria`; nothing for applications outside the Union."""
    found = _COUNTRY.match(authority)
    name = (found[1] if found else authority).strip()
    return "" if "third" in name.lower() or "outside" in name.lower() else country_in_words(name)


def _products(fields: Fields) -> list[str]:
    """Names of the products: active substances, else trade or product names; placeholders left out."""
    for code in ("d38", "d2111", "d31", "d393"):
        names = {name.lower(): name for name in reversed(distinct(fields.get(code, [])))}
        if found := [name for low, name in reversed(names.items()) if low not in _NO_NAME]:
            return found
    return []


def _dates(report: Report, fields: Fields, results: dict[str, Any]) -> None:
    posted = dates_of_results(results)
    report.registered_date = iso_date(first(fields, "entered"))
    report.start_date = posted[0]
    report.end_date = iso_date(first(fields, "ended")) or posted[1]


def _design(report: Report, fields: Fields) -> None:
    report.phase = "/".join(number for code, number in _PHASES if yes(fields, code)) or None
    if yes(fields, "e811"):
        report.design = "rct"
    elif first(fields, "e824") == "1":
        report.design = "single_arm"
    elif yes(fields, "e81") and first(fields, "e811").lower() == "no":
        report.design = "nonrandomised"
    else:
        report.design = design_of("Interventional", "", report.title)
    for code, name, value in (
        ("e812", "masking", "open-label"),
        ("e813", "masking", "single-blind"),
        ("e814", "masking", "double-blind"),
        ("e815", "design_type", "parallel"),
        ("e816", "design_type", "crossover"),
    ):
        if yes(fields, code) and not any(detail.field == name for detail in report.details):
            report.details.append(Detail(name, value, {"pointer": f"/fields/{code}/0"}, "Yes"))


def _blocks(fields: Fields) -> list[Block]:
    given: Sequence[tuple[str, str, str, str]] = (
        ("full_title", "title", "a3", ""),
        ("lay_title", "title", "a31", ""),
        ("main_objective", "background", "e21", "Main objective"),
        ("inclusion", "eligibility", "e3", "Principal inclusion criteria"),
        ("exclusion", "eligibility", "e4", "Principal exclusion criteria"),
    )
    return [
        Block(name, section, first(fields, code), heading)
        for name, section, code, heading in given
        if first(fields, code)
    ]
