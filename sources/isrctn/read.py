"""One ISRCTN record → Report: `fullTrial` of the XML API, or the same elements as ctrdata converts them to JSON.

Both come down to one dict with the registry's own names. ctrdata's conversion keeps no attributes, so that the days of
registration and change and the sponsor are known from the XML alone.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

from schemas.errors import BadInput
from schemas.models import Block, Record, RegistryIds, Report
from sources.countries import country_in_words
from sources.registry_dates import iso_date
from sources.registry_stable import stable_json
from sources.registry_words import (
    acronym_of,
    design_of,
    distinct,
    listed,
    own_numbers,
    phase_of,
    primary_outcomes,
    set_size,
    status_of,
    whole_number,
)
from sources.xml import Element, children_named, local_name, parse_xml

Json = Any
CHURN = frozenset({
    "_id", "ctrname", "record_last_import", "annotation", "@lastUpdated", "@version", "@id", "id", "funderId",
    "sponsorId", "contactId", "md5sum",
})  # fmt: skip
"""What ctrdata adds, internal ids of the registry, and the stamp that it sets even where nothing changed."""
_PUBMED = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d{5,9})")
_HEADING = re.compile(
    r"(?:Current|Updated|Previous|Original) primary outcomes?(?: measures?)?(?:,? as of (?P<day>[\d/.]{8,10}))?\s*:"
)
_NUMBERED = re.compile(r"(?:^|\n)\s*\d{1,2}[.)]\s+")
_NIL = re.compile(r"nil(?: known)?|n/?a|none|not applicable", re.IGNORECASE)


def parse(payload: bytes, name: str) -> dict[str, Json]:
    """The record as a dict, whether it came as XML or JSON, or BadInput."""
    if payload.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return _of_xml(payload, name)
    try:
        trial = orjson.loads(payload.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{name}: the JSON ends or breaks at line {error.lineno}; export it again.") from error
    if not isinstance(trial, dict):
        raise BadInput(f"{name}: an ISRCTN record is a JSON object; this is a {type(trial).__name__}.")
    return trial


def _of_xml(payload: bytes, name: str) -> dict[str, Json]:
    root = parse_xml(payload, name)
    trial = root if local_name(root) == "trial" else next(children_named(root, {"trial"}), None)
    if trial is None:
        raise BadInput(f"{name}: the XML holds no <trial>; fetch the record again from the ISRCTN API.")
    found = _plain(trial)
    sponsors = [_plain(sponsor) for sponsor in root if local_name(sponsor) == "sponsor"]
    return {**(found if isinstance(found, dict) else {}), "sponsor": sponsors}


def _plain(element: Element) -> Json:
    """An element as text, or as a dict of its attributes (`@name`) and children; repeated children become a list."""
    children: dict[str, Json] = {f"@{name.rpartition('}')[2]}": value for name, value in element.attrib.items()}
    for child in element:
        name = local_name(child)
        if name:
            children[name] = [*_list(children[name]), _plain(child)] if name in children else _plain(child)
    text = (element.text or "").strip()
    if not len(element):
        return {**children, "_": text} if children else text
    return children


def stable(payload: bytes) -> bytes:
    """The record without stamps, internal ids and the order of its lists."""
    return stable_json(parse(payload, "record"), CHURN)


def read(record: Record) -> Report:
    """One record; raises BadInput where its number is missing."""
    trial = parse(record.payload, record.id)
    digits = _words(trial.get("isrctn")).upper().removeprefix("ISRCTN")
    if not re.fullmatch(r"\d{8}", digits):
        raise BadInput(f"{record.id}: the ISRCTN number is missing; fetch the record again.")
    number = f"ISRCTN{digits}"
    told, references = _part(trial, "trialDescription"), _part(trial, "externalRefs")
    report = Report(record.source, record.id, record.sha256, record.url or f"https://www.isrctn.com/{number}")
    report.registry = trial | {"protocolSection": _outcomes(told)}
    secondary = _list(_part(references, "secondaryNumbers").get("secondaryNumber"))
    names = ("clinicalTrialsGovNumber", "eudraCTNumber", "ctisNumber", "protocolSerialNumber")
    others = [_words(item) for item in [*(references.get(name) for name in names), *secondary]]
    report.registry_ids = RegistryIds(own_numbers(number, others))
    report.title = _words(told.get("scientificTitle")) or _words(told.get("title"))
    report.acronym = acronym_of(_words(told.get("acronym")))
    report.sponsor = _given(
        next((s.get("organisation") for s in _list(trial.get("sponsor")) if isinstance(s, dict)), "")
    )
    conditions = [_words(c.get("description")) for c in _dicts(_part(trial, "conditions").get("condition"))]
    report.conditions = distinct(conditions)
    treatments = _dicts(_part(trial, "interventions").get("intervention"))
    report.interventions = distinct(drug for t in treatments for drug in listed(_words(t.get("drugNames")), r"[,;\n]"))
    phases = (phase_of(_words(treatment.get("phase"))) for treatment in treatments)
    report.phase = next((phase for phase in phases if phase), None)
    _people_and_days(report, trial)
    report.design = _design(_part(trial, "trialDesign"), report.title)
    report.linked_pmids = _results_papers(trial)
    report.blocks = _blocks(told, _part(trial, "participants"))
    return report


def _words(value: Json) -> str:
    if isinstance(value, dict):
        value = value.get("_")
    return value.strip() if isinstance(value, str) else ""


def _given(value: Json) -> str | None:
    words = _words(value)
    return words if words and not _NIL.fullmatch(words) else None


def _part(parent: Json, key: str) -> dict[str, Json]:
    value = parent.get(key) if isinstance(parent, dict) else None
    return value if isinstance(value, dict) else {}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def _dicts(value: Json) -> list[dict[str, Json]]:
    return [item for item in _list(value) if isinstance(item, dict)]


def _people_and_days(report: Report, trial: dict[str, Json]) -> None:
    people, design = _part(trial, "participants"), _part(trial, "trialDesign")
    planned = whole_number(_words(people.get("targetEnrolment"))) or whole_number(_words(people.get("totalTarget")))
    set_size(report, planned, whole_number(_words(people.get("totalFinalEnrolment"))), "/participants/targetEnrolment")
    named = (_words(country) for country in _list(_part(people, "recruitmentCountries").get("country")))
    report.countries = sorted({country_in_words(country) for country in named if country})
    report.start_date = iso_date(_words(people.get("recruitmentStart")))
    report.end_date = iso_date(_words(design.get("overallEndDate"))) or iso_date(_words(people.get("recruitmentEnd")))
    assigned = trial.get("@publicIdentifierDateAssigned") or _part(trial, "isrctn").get("@dateAssigned")
    report.registered_date = iso_date(assigned if isinstance(assigned, str) else "")
    report.updated_date = iso_date(_words(trial.get("@lastUpdated")))
    override = _words(people.get("recruitmentStatusOverride")) or _words(design.get("overallStatusOverride"))
    report.status = status_of(override)


def _design(design: dict[str, Json], title: str) -> str | None:
    newer = _part(design, "interventionalTrialDesign")
    said = [
        _words(newer.get("allocation")),
        _words(design.get("secondaryStudyDesign")),
        _words(design.get("studyDesign")),
    ]
    return design_of(_words(design.get("primaryStudyDesign")), ". ".join(filter(None, said)), title)


def _outcomes(told: dict[str, Json]) -> dict[str, Json]:
    """Primary outcomes as the extractor wants them: a list since 2024, before that one text with its own history."""
    measures = _dicts(_part(told, "primaryOutcomes").get("outcomeMeasure"))
    if measures:
        return primary_outcomes((_words(m.get("variable")), _words(m.get("timepoints"))) for m in measures)
    (_, current), *before = _sections(_words(told.get("primaryOutcome")))
    found = primary_outcomes(_items(current))
    earlier = [
        outcome | {"until": until}
        for until, text in before
        for outcome in primary_outcomes(_items(text)).get("outcomesModule", {}).get("primaryOutcomes", ())
    ]
    return {"outcomesModule": found["outcomesModule"] | {"earlierPrimaryOutcomes": earlier}} if found else found


def _sections(text: str) -> list[tuple[str, str]]:
    """(day until which it held, outcomes): what holds comes first, without a day, and what an editor left below it.

    An update is entered under a heading with its day, and the words before it stay under one of their own.
    """
    headings = list(_HEADING.finditer(text))
    if not headings or headings[0].start():
        return [("", text)]
    ends = [*(heading.start() for heading in headings[1:]), len(text)]
    days = ["", *(iso_date(heading["day"]) or "" for heading in headings)]
    parts = [text[h.end() : end].strip(" _\r\n\t") for h, end in zip(headings, ends, strict=True)]
    return [(day, part) for n, (day, part) in enumerate(zip(days, parts, strict=False)) if day or not n]


def _items(text: str) -> list[tuple[str, str]]:
    """The outcomes of a text that numbers them line by line, else the text as one."""
    items = _NUMBERED.split(text) if _NUMBERED.match(text) else [text]
    return [(item, "") for item in items if item.strip()]


def _results_papers(trial: dict[str, Json]) -> list[str]:
    """PubMed ids of papers with results; protocols and other papers of the trial are left out."""
    lines = _words(_part(trial, "results").get("publicationDetails")).split("\n")
    found = [pmid for line in lines if re.search(r"\bresults\b", line, re.I) and "rotocol" not in line
             for pmid in _PUBMED.findall(line)]  # fmt: skip
    for output in _dicts(_part(trial, "outputs").get("output")):
        if str(output.get("@outputType", "")).lower().startswith("result"):
            found += _PUBMED.findall(orjson.dumps(output).decode())
    return list(dict.fromkeys(found))


def _blocks(told: dict[str, Json], people: dict[str, Json]) -> list[Block]:
    given = [
        ("scientific_title", "title", _words(told.get("scientificTitle")), ""),
        ("public_title", "title", _words(told.get("title")), ""),
        ("hypothesis", "background", _words(told.get("studyHypothesis")), "Study hypothesis"),
        ("inclusion", "eligibility", _words(people.get("inclusion")), "Inclusion criteria"),
        ("exclusion", "eligibility", _words(people.get("exclusion")), "Exclusion criteria"),
    ]
    return [Block(name, section, text, heading) for name, section, text, heading in given if text]
