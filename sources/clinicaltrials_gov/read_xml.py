"""The classic ClinicalTrials.gov XML (`clinical_study`), as people still have it on their disks → Report.

The registry stopped serving it in 2024. The R package ctrdata keeps the same elements as JSON
(`{"enrollment": {"_": "20", "type": "Actual"}}`), which is read likewise. `report.registry` holds arms, design and
posted results in the shape of the API, version 2, so that one extractor reads both: JSON pointers lead into that.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import orjson
from lxml import etree

from schemas.errors import BadInput
from schemas.models import Block, Record, RegistryIds, Report
from sources.clinicaltrials_gov.classic_results import results_section
from sources.registry_numbers import registry_numbers
from sources.registry_stable import stable_json
from sources.xml import Element, children_named, local_name, parse_xml, text_of

_PHASES = {"0": "early 1", "early phase 1": "early 1", "phase 1/phase 2": "1/2", "phase 2/phase 3": "2/3"}
_FORMS = (("%B %d, %Y", "%Y-%m-%d"), ("%B %Y", "%Y-%m"), ("%Y-%m-%d", "%Y-%m-%d"), ("%Y-%m", "%Y-%m"), ("%Y", "%Y"))


CHURN = frozenset({
    "_id", "ctrname", "record_last_import", "annotation", "required_header", "rank", "condition_browse",
    "intervention_browse",
})  # fmt: skip
"""What changes while the study stays the same: day of download, rank in a search, derived terms, ctrdata's own."""
_MASKING = {"none": "NONE", "open": "NONE", "single": "SINGLE", "double": "DOUBLE", "triple": "TRIPLE",
            "quadruple": "QUADRUPLE"}  # fmt: skip
_PARTIES = {"participant": "PARTICIPANT", "subject": "PARTICIPANT", "care provider": "CARE_PROVIDER",
            "caregiver": "CARE_PROVIDER", "investigator": "INVESTIGATOR",
            "outcomes assessor": "OUTCOMES_ASSESSOR"}  # fmt: skip
_MODELS = {"parallel": "PARALLEL", "crossover": "CROSSOVER", "factorial": "FACTORIAL", "single": "SINGLE_GROUP"}


def parse(payload: bytes, name: str) -> Element:
    """The root element, built from JSON where ctrdata kept the study as such."""
    if payload.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        try:
            study = orjson.loads(payload.removeprefix(b"\xef\xbb\xbf"))
        except orjson.JSONDecodeError as error:
            raise BadInput(f"{name}: the JSON ends or breaks at line {error.lineno}; export it again.") from error
        return _element("clinical_study", study)
    return parse_xml(payload, name)


def _element(name: str, value: Any) -> Element:
    """JSON made from XML, as XML again: `_` is the text of an element with attributes, of which only `type` matters."""
    element = etree.Element(re.sub(r"[^\w.-]", "_", name) if re.match(r"[A-Za-z_]", name) else "_")
    if isinstance(value, dict):
        element.text = _clean(value["_"]) if isinstance(value.get("_"), str) else None
        if "_" in value and isinstance(value.get("type"), str):
            element.set("type", _clean(value["type"]))
        for key, item in value.items():
            if key != "_" and not (key == "type" and "_" in value):
                element.extend(_element(key, one) for one in (item if isinstance(item, list) else [item]))
    elif value is not None and not isinstance(value, list):
        element.text = _clean(str(value))
    return element


def _clean(text: str) -> str:
    """Without the control characters that XML has no place for."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)


def stable(payload: bytes) -> bytes:
    """The study without what churns; a date or number without its type, which ctrdata sometimes leaves out."""
    return stable_json({"study": _plain(parse(payload, "study"))}, CHURN)


def _plain(element: Element) -> Any:
    if not len(element):
        return (element.text or "").strip()
    children: dict[str, list[Any]] = {}
    for child in element:
        children.setdefault(local_name(child), []).append(_plain(child))
    return children


def read(record: Record) -> Report:
    """One study; raises BadInput where its NCT number is missing."""
    root = parse(record.payload, record.id)
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
    report.conditions = [words for node in study.iterfind("condition") if (words := text_of(node))]
    names = [text_of(node) for node in study.iterfind("intervention/intervention_name")]
    report.interventions = list(dict.fromkeys(filter(None, names)))
    countries = {text_of(node) for node in study.iterfind("location_countries/country")}
    report.countries = sorted(country for country in countries if country)
    report.linked_pmids = [text_of(node) for node in study.iterfind("results_reference/PMID") if text_of(node)]
    report.blocks = _blocks(study)
    report.registry = {"protocolSection": _protocol(report, study)}
    if (results := results_section(study)) is not None:
        report.registry["resultsSection"] = results
    return report


def _protocol(report: Report, study: Element) -> dict[str, Any]:
    """Arms, enrolment and masking as version 2 has them."""
    arms = [
        {
            "label": _text(arm, "arm_group_label"),
            "type": _text(arm, "arm_group_type").upper().replace(" ", "_").replace(":", ""),
            "interventionNames": [],
        }
        for arm in study.iterfind("arm_group")
    ]
    kind = {"actual": "ACTUAL", "estimated": "ESTIMATED"}.get(report.n_total_type or "")
    masking = _text(study, "study_design_info/masking").lower()
    who = [code for party, code in _PARTIES.items() if re.search(rf"[(,]\s*{party}\b", masking)]
    info = {
        "interventionModel": _MODELS.get(_text(study, "study_design_info/intervention_model").lower().split(" ")[0]),
        "maskingInfo": {"masking": _MASKING.get(masking.split(" ")[0]), "whoMasked": list(dict.fromkeys(who))},
    }
    design = {"enrollmentInfo": {"count": report.n_total, "type": kind}, "designInfo": info}
    primary = [
        {"measure": _text(outcome, "measure"), "timeFrame": _text(outcome, "time_frame")}
        for outcome in study.iterfind("primary_outcome")
        if _text(outcome, "measure")
    ]
    outcomes = {"outcomesModule": {"primaryOutcomes": primary}} if primary else {}
    return {"armsInterventionsModule": {"armGroups": arms}, "designModule": design, **outcomes}


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
