r"""ClinicalTrials.gov API v2: one study as JSON → Report.

`report.registry` keeps the whole record for the extractor of arms and posted results. Text of the registry is
Markdown with escapes (`\>`): blocks and titles carry it as a reader sees it.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

from schemas.errors import BadInput
from schemas.models import Block, Notice, Record, RegistryIds, Report
from sources.registry_numbers import registry_numbers

Json = Any
"""A parsed JSON value: the registry's records have no fixed depth."""

CHURN = frozenset({"derivedSection", "hasResults", "_id", "ctrname", "record_last_import", "annotation"})
UNKNOWN_ENROLLMENT = 99999999
"""What the registry writes for an enrolment that nobody knows."""
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>~|])")
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_PHASES = {"EARLY_PHASE1": "early 1", "PHASE1": "1", "PHASE2": "2", "PHASE3": "3", "PHASE4": "4"}


def read(record: Record) -> Report:
    """One study. Raises BadInput where the payload is no study or lacks its NCT number."""
    study = parse(record.payload, record.id)
    protocol = study.get("protocolSection")
    if not isinstance(protocol, dict):
        raise BadInput(f"{record.id}: protocolSection is missing; fetch the study with its protocol section.")
    identification = _part(protocol, "identificationModule")
    number = _words(identification.get("nctId"))
    if not number:
        raise BadInput(f"{record.id}: protocolSection.identificationModule.nctId is missing; fetch the study again.")
    report = Report(record.source, record.id, record.sha256, record.url)
    report.registry = study
    report.title = _words(identification.get("officialTitle")) or _words(identification.get("briefTitle"))
    report.acronym = _words(identification.get("acronym")) or None
    report.registry_ids = RegistryIds(_own_numbers(number, identification), [])
    _status(report, _part(protocol, "statusModule"))
    _design(report, _part(protocol, "designModule"), protocol)
    _people_and_places(report, protocol)
    _references(report, _part(protocol, "referencesModule"))
    report.blocks = _blocks(identification, protocol)
    return report


def stable(payload: bytes) -> bytes:
    """The study without what churns while the trial stays the same: everything derived, and the data's version.

    So does what the R package ctrdata adds to every study it imports.
    """
    study = parse(payload, "study")
    kept = {key: value for key, value in study.items() if key not in CHURN}
    return orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)


def parse(payload: bytes, name: str) -> dict[str, Json]:
    """The study as a dict; scalars boxed into lists, as R writes them, are taken out of their boxes."""
    try:
        study = orjson.loads(payload.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{name}: the JSON ends or breaks at line {error.lineno}; fetch or save it again.") from error
    if not isinstance(study, dict):
        raise BadInput(f"{name}: a ClinicalTrials.gov study is a JSON object; this is a {type(study).__name__}.")
    number = _part(_part(study, "protocolSection"), "identificationModule").get("nctId")
    return _unboxed(study) if isinstance(number, list) else study


def _unboxed(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _unboxed(item) for key, item in value.items()}
    if isinstance(value, list):
        scalar = len(value) == 1 and not isinstance(value[0], (dict, list))
        return value[0] if scalar else [_unboxed(item) for item in value]
    return value


def _part(parent: Json, key: str) -> dict[str, Json]:
    """A module of the record; an empty one where it is missing or not an object."""
    value = parent.get(key) if isinstance(parent, dict) else None
    return value if isinstance(value, dict) else {}


def _items(parent: dict[str, Json], key: str) -> list[Json]:
    """A list of the record; empty where it is missing. A lone value counts as a list of one."""
    value = parent.get(key)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _dicts(parent: dict[str, Json], key: str) -> list[dict[str, Json]]:
    return [item for item in _items(parent, key) if isinstance(item, dict)]


def _words(value: Json) -> str:
    """A text of the record with its Markdown escapes undone; empty for anything that is no text."""
    if not isinstance(value, str):
        return ""
    return _ESCAPE.sub(r"\1", value).strip() if "\\" in value else value.strip()


def _date(value: Json) -> str | None:
    """An ISO date at the precision given; None for anything else."""
    words = value.get("date") if isinstance(value, dict) else value
    return words if isinstance(words, str) and _DATE.fullmatch(words) else None


def _own_numbers(number: str, identification: dict[str, Json]) -> list[str]:
    """The NCT number, then what other registries call the same trial."""
    own = [number]
    for other in _dicts(identification, "secondaryIdInfos"):
        own += registry_numbers(_words(other.get("id")))
    own += registry_numbers(_words(_part(identification, "orgStudyIdInfo").get("id")))
    own += [alias for alias in _items(identification, "nctIdAliases") if isinstance(alias, str)]
    return list(dict.fromkeys(own))


def _status(report: Report, module: dict[str, Json]) -> None:
    report.status = _words(module.get("overallStatus")) or None
    report.start_date = _date(module.get("startDateStruct"))
    report.end_date = _date(module.get("completionDateStruct")) or _date(module.get("primaryCompletionDateStruct"))
    report.registered_date = _date(module.get("studyFirstSubmitDate")) or _date(module.get("studyFirstPostDateStruct"))
    report.updated_date = _date(module.get("lastUpdatePostDateStruct")) or _date(module.get("lastUpdateSubmitDate"))


def _design(report: Report, module: dict[str, Json], protocol: dict[str, Json]) -> None:
    phases = [_PHASES[phase] for phase in _items(module, "phases") if isinstance(phase, str) and phase in _PHASES]
    report.phase = "/".join(phases) or None
    enrollment = _part(module, "enrollmentInfo")
    count = _whole(enrollment.get("count"))
    if count is not None and count != UNKNOWN_ENROLLMENT:
        report.n_total = count
        kind = enrollment.get("type")
        report.n_total_type = (
            {"ACTUAL": "actual", "ESTIMATED": "estimated"}.get(kind) if isinstance(kind, str) else None
        )
    arms = len(_dicts(_part(protocol, "armsInterventionsModule"), "armGroups"))
    report.design = _design_name(_words(module.get("studyType")), _part(module, "designInfo"), arms)


def _design_name(study_type: str, design: dict[str, Json], arms: int) -> str | None:
    """rct, single_arm, nonrandomised or other, from allocation, intervention model and the number of arms.

    None for an intervention in several arms whose record does not say how people came into them.
    """
    allocation, model = _words(design.get("allocation")), _words(design.get("interventionModel"))
    if study_type == "INTERVENTIONAL":
        if allocation == "RANDOMIZED":
            return "rct"
        if allocation == "NON_RANDOMIZED":
            return "nonrandomised" if arms != 1 else "single_arm"
        if model == "SINGLE_GROUP" or (arms == 1 and allocation in {"", "NA"}):
            return "single_arm"
        return None if arms > 1 else "other"
    if study_type == "OBSERVATIONAL":
        return "nonrandomised" if arms > 1 else "other"
    return "other" if study_type else None


def _whole(value: Json) -> int | None:
    """A count, however it was written; a truth value is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.strip().isdigit():
        return int(value)
    return int(value) if isinstance(value, (int, float)) and value == int(value) and value >= 0 else None


def _people_and_places(report: Report, protocol: dict[str, Json]) -> None:
    sponsor = _part(_part(protocol, "sponsorCollaboratorsModule"), "leadSponsor")
    report.sponsor = _words(sponsor.get("name")) or None
    conditions = _items(_part(protocol, "conditionsModule"), "conditions")
    report.conditions = [words for words in map(_words, conditions) if words]
    interventions = _dicts(_part(protocol, "armsInterventionsModule"), "interventions")
    report.interventions = list(dict.fromkeys(name for i in interventions if (name := _words(i.get("name")))))
    locations = _dicts(_part(protocol, "contactsLocationsModule"), "locations")
    report.countries = sorted({country for place in locations if (country := _words(place.get("country")))})


def _references(report: Report, module: dict[str, Json]) -> None:
    """Papers that report this trial's results; background papers are other people's. Retractions become notices."""
    for reference in _dicts(module, "references"):
        pmid = _words(reference.get("pmid"))
        if reference.get("type") in {"RESULT", "DERIVED"} and pmid.isdigit():
            report.linked_pmids.append(pmid)
            for retraction in _dicts(reference, "retractions"):
                words = f"the registry lists PMID {pmid} as retracted ({_words(retraction.get('source'))})"
                report.notices.append(Notice("retraction", _words(retraction.get("pmid")), "", words))
    report.linked_pmids = list(dict.fromkeys(report.linked_pmids))


def _blocks(identification: dict[str, Json], protocol: dict[str, Json]) -> list[Block]:
    """Titles, summary, description and eligibility; the numbers of a registration are plans and stand in no block."""
    description = _part(protocol, "descriptionModule")
    given = [
        ("official_title", "title", _words(identification.get("officialTitle")), ""),
        ("brief_title", "title", _words(identification.get("briefTitle")), ""),
        ("brief_summary", "background", _words(description.get("briefSummary")), "Brief summary"),
        ("detailed_description", "methods", _words(description.get("detailedDescription")), "Detailed description"),
        (
            "eligibility",
            "eligibility",
            _words(_part(protocol, "eligibilityModule").get("eligibilityCriteria")),
            "Eligibility",
        ),
    ]
    return [Block(name, section, text, heading) for name, section, text, heading in given if text]
