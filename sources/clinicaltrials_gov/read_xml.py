"""The classic ClinicalTrials.gov XML (`clinical_study`), as people still have it on their disks → Report.

The registry stopped serving it in 2024. Posted results of this form are not read: the API has them.
"""

from __future__ import annotations

import re
from datetime import datetime

from schemas.errors import BadInput
from schemas.models import Block, Record, RegistryIds, Report
from sources.registry_numbers import registry_numbers
from sources.xml import Element, children_named, local_name, parse_xml, text_of

_PHASES = {"0": "early 1", "early phase 1": "early 1", "phase 1/phase 2": "1/2", "phase 2/phase 3": "2/3"}
_FORMS = (("%B %d, %Y", "%Y-%m-%d"), ("%B %Y", "%Y-%m"), ("%Y-%m-%d", "%Y-%m-%d"), ("%Y-%m", "%Y-%m"), ("%Y", "%Y"))


def read(record: Record) -> Report:
    """One study; raises BadInput where its NCT number is missing."""
    root = parse_xml(record.payload, record.id)
    study = root if local_name(root) == "clinical_study" else next(children_named(root, {"clinical_study"}), None)
    number = _text(study, "id_info/nct_id") if study is not None else ""
    if study is None or not number:
        raise BadInput(f"{record.id}: clinical_study/id_info/nct_id is missing; fetch the study again.")
    report = Report(record.source, record.id, record.sha256, record.url)
    report.title = _text(study, "official_title") or _text(study, "brief_title")
    report.acronym = _text(study, "acronym") or None
    others = " ".join(text_of(node) for node in study.iterfind("id_info/secondary_id"))
    report.registry_ids = RegistryIds(list(dict.fromkeys([number, *registry_numbers(others)])))
    report.status = _text(study, "overall_status").upper().replace(", ", "_").replace(" ", "_") or None
    report.start_date = _date(_text(study, "start_date"))
    report.end_date = _date(_text(study, "completion_date")) or _date(_text(study, "primary_completion_date"))
    report.registered_date = _date(_text(study, "study_first_submitted"))
    report.updated_date = _date(_text(study, "last_update_posted") or _text(study, "last_update_submitted"))
    _design(report, study)
    report.sponsor = _text(study, "sponsors/lead_sponsor/agency") or None
    report.conditions = [text_of(node) for node in study.iterfind("condition")]
    names = [text_of(node) for node in study.iterfind("intervention/intervention_name")]
    report.interventions = list(dict.fromkeys(names))
    report.countries = sorted({text_of(node) for node in study.iterfind("location_countries/country")})
    report.linked_pmids = [text_of(node) for node in study.iterfind("results_reference/PMID") if text_of(node)]
    report.blocks = _blocks(study)
    return report


def _text(study: Element, path: str) -> str:
    return text_of(study.find(path))


def _date(words: str) -> str | None:
    """`January 12, 2015` → `2015-01-12`; `January 2015` → `2015-01`."""
    for given, wanted in _FORMS:
        try:
            return datetime.strptime(words, given).strftime(wanted)
        except ValueError:
            continue
    return None


def _design(report: Report, study: Element) -> None:
    phase = _text(study, "phase").lower()
    found = re.fullmatch(r"phase (\d)", phase)
    report.phase = _PHASES.get(phase) or (found[1] if found else None)
    enrollment = study.find("enrollment")
    if enrollment is not None and text_of(enrollment).isdigit() and text_of(enrollment) != "99999999":
        report.n_total = int(text_of(enrollment))
        kind = (enrollment.get("type") or "").lower()
        report.n_total_type = {"actual": "actual", "anticipated": "estimated", "estimated": "estimated"}.get(kind)
    kind, arms = _text(study, "study_type").lower(), _text(study, "number_of_arms")
    allocation = _text(study, "study_design_info/allocation").lower()
    model = _text(study, "study_design_info/intervention_model").lower()
    if allocation.startswith("randomized"):
        report.design = "rct"
    elif allocation.startswith("non-randomized"):
        report.design = "nonrandomised"
    elif model.startswith("single group") or arms == "1":
        report.design = "single_arm" if kind.startswith("interventional") else "other"
    elif kind.startswith("observational"):
        report.design = "nonrandomised" if arms.isdigit() and int(arms) > 1 else "other"
    else:
        report.design = None if kind.startswith("interventional") or not kind else "other"


def _blocks(study: Element) -> list[Block]:
    given = [
        ("official_title", "title", "official_title"),
        ("brief_title", "title", "brief_title"),
        ("brief_summary", "background", "brief_summary/textblock"),
        ("detailed_description", "methods", "detailed_description/textblock"),
        ("eligibility", "eligibility", "eligibility/criteria/textblock"),
    ]
    blocks = []
    for name, section, path in given:
        node = study.find(path)
        text = "".join(node.itertext()).strip() if node is not None else ""
        if text:
            blocks.append(Block(name, section, text))
    return blocks
