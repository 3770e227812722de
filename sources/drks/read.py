"""One DRKS trial as JSON (schema 2) → Report. Texts stand there in German and English; English is taken first."""

from __future__ import annotations

import re
from typing import Any

import orjson

from schemas.errors import BadInput
from schemas.models import Block, Detail, Record, RegistryIds, Report
from sources.countries import country_name
from sources.registry_dates import iso_date
from sources.registry_stable import stable_json
from sources.registry_words import acronym_of, distinct, own_numbers, phase_of, primary_outcomes, set_size, whole_number

Json = Any
CHURN = frozenset({"_id", "version"})
_DESIGNS = {
    "RANDOMIZED_CONTROLLED_TRIAL": "rct",
    "NON_RANDOMIZED_CONTROLLED_TRIAL": "nonrandomised",
    "SINGLE_ARM_STUDY": "single_arm",
}
_MODELS = {"PARALLEL": "parallel", "CROSSOVER": "crossover", "FACTORIAL": "factorial"}
_PUBMED = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d{5,9})")


def parse(payload: bytes, name: str) -> dict[str, Json]:
    """The trial as a dict, or BadInput."""
    try:
        trial = orjson.loads(payload.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{name}: the JSON ends or breaks at line {error.lineno}; download the trial again.") from error
    if not isinstance(trial, dict):
        raise BadInput(f"{name}: a DRKS trial is a JSON object; this is a {type(trial).__name__}.")
    return trial


def stable(payload: bytes) -> bytes:
    """The trial without the order of its lists."""
    return stable_json(parse(payload, "trial"), CHURN)


def read(record: Record) -> Report:
    """One trial; raises BadInput where its DRKS number is missing."""
    trial = parse(record.payload, record.id)
    number = _words(trial.get("drksId"))
    if not re.fullmatch(r"DRKS\d{8}", number):
        raise BadInput(f"{record.id}: drksId is missing; download the trial again from drks.de.")
    told = _localised(_dicts(trial, "trialDescriptions"))
    recruitment, secondary = _part(trial, "recruitment"), _part(trial, "secondaryIds")
    report = Report(record.source, record.id, record.sha256, record.url or f"https://drks.de/search/en/trial/{number}")
    design = _part(trial, "studyCharacteristic")
    primary = _words(_localised(_dicts(design, "characteristicDescriptions")).get("primaryOutcome"))
    report.registry = trial | {"protocolSection": primary_outcomes([(primary, "")])}
    others = [_words(value) for value in secondary.values()]
    others += [_words(other.get("value")) for other in _dicts(trial, "otherSecondaryIds")]
    report.registry_ids = RegistryIds(own_numbers(number, others))
    report.title = _words(told.get("title"))
    report.acronym = acronym_of(_words(told.get("acronym")))
    report.sponsor = _sponsor(trial)
    report.status = _words(recruitment.get("status")) or None
    report.conditions = distinct(
        _words(_localised(_dicts(condition, "studiedHealthConditionDescriptions")).get("comment"))
        for condition in _dicts(trial, "studiedHealthConditions")
    )
    report.countries = sorted({country_name(code) for code in map(_country, _dicts(recruitment, "countries")) if code})
    report.registered_date = iso_date(_words(trial.get("registrationDrks")))
    report.updated_date = iso_date(_words(trial.get("lastUpdate")))
    report.start_date = _day(recruitment, "actualStartDate", "scheduledStartDate")
    report.end_date = _day(recruitment, "actualCompletionDate", "scheduledCompletionDate")
    planned, actual = (whole_number(recruitment.get(name)) for name in ("plannedParticipants", "totalParticipants"))
    set_size(report, planned, actual, "/recruitment/plannedParticipants")
    _design(report, design)
    report.linked_pmids = _results_papers(trial)
    report.blocks = _blocks(told, _localised(_dicts(recruitment, "recruitmentDescriptions")))
    return report


def _words(value: Json) -> str:
    return value.strip() if isinstance(value, str) else ""


def _part(parent: dict[str, Json], key: str) -> dict[str, Json]:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def _dicts(parent: dict[str, Json], key: str) -> list[dict[str, Json]]:
    value = parent.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _localised(texts: list[dict[str, Json]]) -> dict[str, Json]:
    """The English version of a text, else the first; a field that English leaves empty is taken from the other."""
    ordered = sorted(texts, key=lambda text: _part(text, "idLocale").get("locale") != "en")
    merged: dict[str, Json] = {}
    for text in ordered:
        merged |= {key: value for key, value in text.items() if value and key not in merged}
    return merged


def _country(entry: dict[str, Json]) -> str:
    return _words(entry.get("country")) or _words(_part(entry, "idCountry").get("code"))


def _day(recruitment: dict[str, Json], *names: str) -> str | None:
    return next((day for name in names if (day := iso_date(_words(recruitment.get(name))))), None)


def _sponsor(trial: dict[str, Json]) -> str | None:
    for contact in _dicts(trial, "trialContacts"):
        if _part(contact, "idContactIdType").get("type") == "PRIMARY_SPONSOR":
            return _words(_part(contact, "contact").get("affiliation")) or None
    return None


def _design(report: Report, design: dict[str, Json]) -> None:
    report.phase = phase_of(_words(design.get("phase")).replace("_", " ", 1).replace("_", "/"))
    report.design = _DESIGNS.get(_words(design.get("allocation")))
    if report.design is None and design.get("type") == "NON_INTERVENTIONAL":
        report.design = "other"
    if design.get("blindingType") == "OPEN":
        where = {"pointer": "/studyCharacteristic/blindingType"}
        report.details.append(Detail("masking", "open-label", where, "OPEN"))
    model = _words(design.get("assignment"))
    if model in _MODELS:
        where = {"pointer": "/studyCharacteristic/assignment"}
        report.details.append(Detail("design_type", _MODELS[model], where, model))


def _results_papers(trial: dict[str, Json]) -> list[str]:
    published = _dicts(_part(trial, "trialResults"), "publications")
    told = [f"{_words(p.get('link'))} {_words(p.get('description'))}" for p in published if p.get("type") == "RESULT"]
    return list(dict.fromkeys(pmid for text in told for pmid in _PUBMED.findall(text)))


def _blocks(told: dict[str, Json], recruitment: dict[str, Json]) -> list[Block]:
    given = [
        ("title", "title", _words(told.get("title")), ""),
        ("scientific_summary", "background", _words(told.get("scientificSummary")), "Scientific summary"),
        ("inclusion", "eligibility", _words(recruitment.get("inclusionCriteria")), "Inclusion criteria"),
        ("exclusion", "eligibility", _words(recruitment.get("exclusionCriteria")), "Exclusion criteria"),
    ]
    return [Block(name, section, text, heading) for name, section, text, heading in given if text]
