"""One CTIS trial as JSON → Report.

Two layouts are read: that of the public API since its relaunch in June 2024 (`authorizedApplication`), and the one
before it. ctrdata stores the reply of `retrieve/{number}` with the fields of the search's overview beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from schemas.errors import BadInput
from schemas.models import Block, Record, RegistryIds, Report
from sources.registry_dates import iso_date
from sources.registry_stable import stable_json
from sources.registry_words import design_of, distinct, own_numbers, primary_outcomes, set_size, status_of, whole_number

Json = Any
CHURN = frozenset({"_id", "ctrname", "record_last_import", "annotation", "publishDate", "lastPublicationUpdate"})
"""What ctrdata adds, and the days of publication, which move without the trial changing."""
_PHASES = {
    "1": "1", "2": "1", "3": "1", "4": "2", "5": "3", "6": "4", "7": "1/2", "8": "1/2", "9": "1/2", "10": "2/3",
    "11": "3/4",
}  # fmt: skip
_STATUS = {
    "1": "UNDER_EVALUATION", "2": "AUTHORISED_NOT_STARTED", "3": "AUTHORISED_RECRUITING", "4": "ONGOING_RECRUITING",
    "5": "ONGOING_RECRUITMENT_ENDED", "6": "TEMPORARILY_HALTED", "7": "SUSPENDED", "8": "ENDED", "9": "EXPIRED",
    "10": "REVOKED", "11": "NOT_AUTHORISED", "12": "CANCELLED",
}  # fmt: skip
_NUMBER = re.compile(r"20\d\d-5\d{5}-\d\d(?:-\d\d)?")


def parse(payload: bytes, name: str) -> dict[str, Json]:
    """The trial as a dict, or BadInput."""
    try:
        trial = orjson.loads(payload.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{name}: the JSON ends or breaks at line {error.lineno}; fetch the trial again.") from error
    if not isinstance(trial, dict):
        raise BadInput(f"{name}: a CTIS trial is a JSON object; this is a {type(trial).__name__}.")
    return trial


def stable(payload: bytes) -> bytes:
    """The trial without import and publication days and the order of its lists."""
    return stable_json(parse(payload, "trial"), CHURN)


def read(record: Record) -> Report:
    """One trial; raises BadInput where its EU CT number is missing."""
    trial = parse(record.payload, record.id)
    number = _words(trial.get("ctNumber"))
    if not _NUMBER.fullmatch(number):
        raise BadInput(f"{record.id}: ctNumber is missing; fetch the trial again from the CTIS public API.")
    base = "/authorizedApplication" if isinstance(trial.get("authorizedApplication"), dict) else ""
    application = trial["authorizedApplication"] if base else trial
    part_one, parts_two = _part(application, "authorizedPartI"), _dicts(application, "authorizedPartsII")
    details = _part(part_one, "trialDetails")
    identifiers = _part(details, "clinicalTrialIdentifiers")
    report = Report(record.source, record.id, record.sha256, record.url)
    report.url = report.url or f"https://euclinicaltrials.eu/ctis-public/view/{number}"
    report.registry_ids = RegistryIds(own_numbers(number, _other_numbers(trial, application, identifiers)))
    report.title = _words(identifiers.get("fullTitle")) or _words(identifiers.get("publicTitle"))
    report.title = report.title or _words(trial.get("title"))
    report.status = _status(trial)
    report.sponsor = _sponsor(trial, part_one)
    report.conditions = distinct(c.get("medicalCondition") for c in _dicts(part_one, "medicalConditions"))
    report.interventions = _products(part_one)
    report.countries = sorted(set(filter(None, (_country(part) for part in parts_two))))
    information = _part(details, "trialInformation")
    periods = _dicts(_part(_part(details, "protocolInformation"), "studyDesign"), "periodDetails")
    report.phase = _PHASES.get(str(_part(information, "trialCategory").get("trialPhase")))
    said = " ".join(f"{_words(p.get('title'))}. {_words(p.get('description'))}" for p in periods)
    report.design = design_of("Interventional", said, f"{report.title}. {_words(identifiers.get('publicTitle'))}")
    _dates(report, trial, application, information, parts_two)
    end_points = _dicts(_part(information, "endPoint"), "primaryEndPoints")
    primary = primary_outcomes((_words(e.get("endPoint")), "") for e in end_points)
    report.registry = trial | {"protocolSection": _arms(periods) | primary}
    set_size(report, _planned(trial, part_one, parts_two), None, f"{base}/authorizedPartI/rowSubjectCount")
    report.blocks = _blocks(identifiers, information)
    return report


def _words(value: Json) -> str:
    return value.strip() if isinstance(value, str) else ""


def _part(parent: Json, key: str) -> dict[str, Json]:
    value = parent.get(key) if isinstance(parent, dict) else None
    return value if isinstance(value, dict) else {}


def _dicts(parent: dict[str, Json], key: str) -> list[dict[str, Json]]:
    value = parent.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _other_numbers(trial: Json, application: Json, identifiers: Json) -> Iterator[str]:
    """Texts with the trial's numbers elsewhere. Associated trials are other trials, and not among them."""
    secondary = _part(identifiers, "secondaryIdentifyingNumbers")
    for value in secondary.values():
        for entry in value if isinstance(value, list) else [value]:
            yield _words(entry.get("number")) if isinstance(entry, dict) else _words(entry)
    yield _words(_part(application, "eudraCt").get("eudraCtCode"))
    yield _words(_part(trial, "eudraCtInfo").get("eudraCtCode"))


def _status(trial: dict[str, Json]) -> str | None:
    code = str(trial.get("ctPublicStatusCode") or trial.get("ctStatus") or "")
    return _STATUS.get(code) or status_of(_words(trial.get("ctPublicStatus")) or code)


def _sponsor(trial: dict[str, Json], part_one: dict[str, Json]) -> str | None:
    sponsors = _dicts(part_one, "sponsors")
    first = next((s for s in sponsors if s.get("primary")), sponsors[0] if sponsors else _part(trial, "primarySponsor"))
    return _words(_part(first, "organisation").get("name")) or None


def _products(part_one: dict[str, Json]) -> list[str]:
    """Active substances, else names, of what is tested or compared; auxiliary products are left out."""
    names = []
    for product in _dicts(part_one, "products"):
        dictionary = _part(product, "productDictionaryInfo")
        substance = _words(dictionary.get("activeSubstanceName"))
        if str(product.get("mpRoleInTrial")) != "4":
            names.append(substance if substance and substance != "N/A" else _words(product.get("productName")))
    return distinct(names)


def _country(part_two: dict[str, Json]) -> str:
    state = _part(part_two, "mscInfo")
    return _words(state.get("countryName")) or _words(state.get("mscName"))


def _dates(report: Report, trial: Json, application: Json, information: Json, parts_two: list[Json]) -> None:
    duration = _part(information, "trialDuration")
    started = [
        iso_date(_words(_part(_part(p, "mscInfo"), "activeTrialPeriod").get("trialStartDate"))) for p in parts_two
    ]
    report.start_date = (
        iso_date(_words(trial.get("startDateEU")))
        or min(filter(None, started), default=None)
        or iso_date(_words(duration.get("estimatedRecruitmentStartDate")))
    )
    report.end_date = iso_date(_words(duration.get("estimatedGlobalEndDate"))) or iso_date(
        _words(duration.get("estimatedEndDate"))
    )
    submitted = [iso_date(_words(a.get("submissionDate"))) for a in _dicts(application, "applicationInfo")]
    report.registered_date = iso_date(_words(trial.get("submissionDate"))) or min(filter(None, submitted), default=None)
    report.updated_date = iso_date(_words(trial.get("lastUpdated")))


def _planned(trial: Json, part_one: Json, parts_two: list[Json]) -> int | None:
    """People planned in all: in the Union (by country, else the overview's sum) and in the rest of the world."""
    counts = [whole_number(part.get("recruitmentSubjectCount")) for part in parts_two]
    known = sum(count for count in counts if count) if counts and all(count is not None for count in counts) else None
    union = known if known is not None else whole_number(trial.get("totalNumberEnrolled"))
    return None if union is None else union + (whole_number(part_one.get("rowSubjectCount")) or 0)


def _arms(periods: list[dict[str, Json]]) -> dict[str, Json]:
    """Arms of the first period that names them, in the shape of the extractor of arms."""
    named = ([_words(arm.get("title")) for arm in _dicts(period, "armDetails")] for period in periods)
    titles = next(([t for t in arms if t] for arms in named if any(arms)), [])
    return {"armsInterventionsModule": {"armGroups": [{"label": title, "type": "OTHER"} for title in titles]}}


def _blocks(identifiers: dict[str, Json], information: dict[str, Json]) -> list[Block]:
    criteria = _part(information, "eligibilityCriteria")
    given = [
        ("full_title", "title", _words(identifiers.get("fullTitle")), ""),
        ("public_title", "title", _words(identifiers.get("publicTitle")), ""),
        ("main_objective", "background", _words(_part(information, "trialObjective").get("mainObjective")),
         "Main objective"),
        ("inclusion", "eligibility", _criteria(criteria, "principalInclusionCriteria"), "Inclusion criteria"),
        ("exclusion", "eligibility", _criteria(criteria, "principalExclusionCriteria"), "Exclusion criteria"),
    ]  # fmt: skip
    return [Block(name, section, text, heading) for name, section, text, heading in given if text]


def _criteria(criteria: dict[str, Json], name: str) -> str:
    return "\n".join(filter(None, (_words(entry.get(name)) for entry in _dicts(criteria, name))))
