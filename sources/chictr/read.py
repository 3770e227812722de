"""One trial of the XML that WHO's primary registries give (`trials/trial/main`) → Report.

ChiCTR's download has this form, and so have other primary registries' exports for the ICTRP; whose record it is,
is told by its number.
"""

from __future__ import annotations

import orjson

from schemas.errors import BadInput
from schemas.models import Block, Record, RegistryIds, Report
from sources.countries import country_in_words
from sources.registry_dates import iso_date
from sources.registry_words import (
    acronym_of,
    design_of,
    distinct,
    listed,
    own_numbers,
    phase_of,
    planned_size,
    primary_outcomes,
    set_size,
    status_of,
    whole_number,
)
from sources.xml import Element, children_named, local_name, parse_xml

Fields = dict[str, list[str]]
"""Element → the texts of all elements of that name, in the record's order, empty ones left out."""
CHURN = frozenset({"url"})


def fields_of(payload: bytes, name: str) -> Fields:
    """The leaves of the record by their names in small letters; BadInput where the payload is no such record."""
    root = parse_xml(payload, name)
    main = root if local_name(root) == "main" else next(children_named(root, {"main"}), None)
    if main is None:
        raise BadInput(f"{name}: the XML holds no <main>; download the trial's XML again from its registry.")
    fields: Fields = {}
    for leaf in _leaves(root):
        if text := "".join(leaf.itertext()).strip():
            fields.setdefault(local_name(leaf).lower(), []).append(text)
    return fields


def _leaves(element: Element) -> list[Element]:
    if len(element) == 0:
        return [element] if local_name(element) else []
    return [leaf for child in element for leaf in _leaves(child)]


def stable(payload: bytes) -> bytes:
    """The record's fields without the address of its page."""
    fields = {name: texts for name, texts in fields_of(payload, "trial").items() if name not in CHURN}
    return orjson.dumps(
        {n: [" ".join(t.split()) for t in texts] for n, texts in fields.items()}, option=orjson.OPT_SORT_KEYS
    )


def read(record: Record) -> Report:
    """One trial; raises BadInput where its number is missing."""
    fields = fields_of(record.payload, record.id)

    def first(name: str) -> str:
        return fields.get(name, [""])[0]

    number = first("trial_id")
    if not number:
        raise BadInput(f"{record.id}: trial_id is missing; download the trial's XML again from its registry.")
    report = Report(record.source, record.id, record.sha256, record.url or first("url"))
    primary = [(part, "") for text in fields.get("prim_outcome", []) for part in listed(text)]
    report.registry = {**fields, "protocolSection": primary_outcomes(primary)}
    report.registry_ids = RegistryIds(own_numbers(number, fields.get("sec_id", [])))
    report.title = " ".join((first("scientific_title") or first("public_title")).split())
    report.acronym = acronym_of(first("acronym")) or acronym_of(first("scientific_acronym"))
    report.sponsor = " ".join(first("primary_sponsor").split()) or None
    report.status = status_of(first("recruitment_status"))
    report.conditions = distinct(part for text in fields.get("hc_freetext", []) for part in listed(text))
    report.interventions = distinct(treatments(first("i_freetext")))
    countries = (country_in_words(part) for text in fields.get("country2", []) for part in listed(text))
    report.countries = sorted({country for country in countries if country})
    report.registered_date = iso_date(first("date_registration"))
    report.start_date = iso_date(first("date_enrolment") or first("date_enrollment"))
    report.end_date = iso_date(first("results_date_completed"))
    report.phase = phase_of(first("phase"))
    report.design = design_of(first("study_type"), first("study_design"), report.title)
    planned, _ = planned_size(first("target_size"))
    set_size(report, planned, whole_number(first("results_actual_enrolment")), "/target_size/0")
    report.blocks = _blocks(fields)
    return report


def treatments(text: str) -> list[str]:
    """`group A:drug X;control:N/A;` → what the groups get; a group without treatment gives nothing."""
    parts = [part.rpartition(":")[2].strip() or part for part in listed(text.replace("：", ":"))]
    return [part for part in parts if part.lower() not in {"n/a", "na", "none", "nil", "no", "not applicable", "无"}]


def _blocks(fields: Fields) -> list[Block]:
    given = (
        ("scientific_title", "title", "scientific_title", ""),
        ("public_title", "title", "public_title", ""),
        ("inclusion", "eligibility", "inclusion_criteria", "Inclusion criteria"),
        ("exclusion", "eligibility", "exclusion_criteria", "Exclusion criteria"),
    )
    return [Block(name, section, fields[key][0], heading) for name, section, key, heading in given if key in fields]
