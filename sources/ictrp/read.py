"""One trial of a WHO ICTRP export → Report.

Exports come as XML (`Trials_downloaded_from_ICTRP`), CSV or Excel with the same fields under slightly different
names; `rows` cuts them. Dates are written as their primary registry writes them (ISO, dd/mm/yyyy, `March 2020`);
the date of registration stands there a second time as yyyymmdd, which wins.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import orjson

from schemas.errors import BadInput
from schemas.models import Block, Record, RegistryIds, Report
from sources.countries import REGIONS, country_in_words
from sources.ictrp.rows import field_name
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
from sources.xml import local_name, parse_xml

Fields = dict[str, str]
"""Field → text. Names are those of the export in small letters with single underscores."""
CHURN = frozenset({"export_date", "last_refreshed_on"})
"""Fields that change with every export or load while the trial stays the same."""
LISTS = frozenset({"intervention", "primary_outcome", "condition", "countries"})
"""Fields whose entries the platform puts in another order from load to load."""
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
_EU_PHASE = re.compile(r"\(phase (i{1,3}v?|iv)\): *yes", re.IGNORECASE)
_TYPE_OF_INTERVENTION = re.compile(
    r"^(?:drug|device|biological|procedure|radiation|behavioral|genetic|other|dietary supplement|combination product"
    r"|diagnostic test): *|^(?:control )?intervention ?\d: *",
    re.IGNORECASE,
)
_EUROPEAN_NAMES = ("inn or proposed inn:", "trade name:", "product name:")
_NO_TREATMENT = re.compile(r"(?:^|: ?)(?:none|nil|no|n/?a|not applicable\W*)$|^not applicable\b", re.IGNORECASE)
_ARMS = re.compile(r"treatment arms in the trial: ?(?:[2-9]|\d\d)", re.IGNORECASE)
_NO_COUNTRY = re.compile(r"[?]|^\W*$")


def fields_of(payload: bytes, name: str) -> Fields:
    """The fields of one trial: a `Trial` element, or an object of a row's cells."""
    if payload.lstrip().startswith(b"<"):
        root = parse_xml(payload, name)
        return {field_name(local_name(child)): "".join(child.itertext()).strip() for child in root if local_name(child)}
    try:
        row = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{name}: the ICTRP record breaks off at line {error.lineno}; export it again.") from error
    if not isinstance(row, dict):
        raise BadInput(f"{name}: an ICTRP record is a row with named cells; this is a {type(row).__name__}.")
    return {field_name(key): value.strip() for key, value in row.items() if isinstance(value, str)}


def read(record: Record) -> Report:
    """One trial; raises BadInput where its number is missing."""
    fields = fields_of(record.payload, record.id)
    number = fields.get("trialid", "")
    if not number:
        raise BadInput(f"{record.id}: the ICTRP record has no TrialID; export the search again with all fields.")
    report = Report(record.source, record.id, record.sha256, record.url or fields.get("web_address", ""))
    report.registry = {**fields, "protocolSection": primary_outcomes(_primary(fields))}
    others = [fields.get(name, "") for name in ("secondary_id", "secondary_ids", "secondaryids")]
    report.registry_ids = RegistryIds(own_numbers(number, others))
    report.title = _line(fields.get("scientific_title", "")) or _line(fields.get("public_title", ""))
    report.acronym = acronym_of(_line(fields.get("acronym", "")))
    report.sponsor = _line(fields.get("primary_sponsor", "")) or None
    report.status = status_of(fields.get("recruitment_status", ""))
    report.conditions = _conditions(fields.get("condition", ""))
    report.interventions = _interventions(fields.get("intervention", ""))
    report.countries = _countries(fields.get("countries", ""))
    _dates(report, fields)
    _design(report, fields)
    report.blocks = _blocks(fields)
    return report


def stable(payload: bytes) -> bytes:
    """The trial without export and load dates, its white space and the order of its lists."""
    kept = {name: text for name, text in fields_of(payload, "trial").items() if name not in CHURN}
    plain = {name: " ".join(text.split()) for name, text in kept.items()}
    plain |= {name: ";".join(sorted(set(listed(plain[name])))) for name in LISTS & plain.keys()}
    return orjson.dumps({name: text for name, text in plain.items() if text}, option=orjson.OPT_SORT_KEYS)


def _line(text: str) -> str:
    return " ".join(html.unescape(_BREAK.sub(" ", text)).split())


def _paragraphs(text: str) -> str:
    lines = (" ".join(line.split()) for line in _BREAK.split(html.unescape(text.replace("\r", "\n"))))
    return "\n".join(line for line in lines if line)


def _entries(text: str) -> list[str]:
    return distinct(_line(part) for part in listed(_BREAK.sub(";", text)))


def _interventions(text: str) -> list[str]:
    """Names of interventions: the kind before them left out, groups without treatment too.

    The European register gives a form with labels; of it the active substances, else the names of the products.
    """
    parts = _entries(text)
    for label in _EUROPEAN_NAMES:
        if named := [part.partition(":")[2] for part in parts if part.lower().startswith(label)]:
            return distinct(named)
    names = (_TYPE_OF_INTERVENTION.sub("", part) for part in parts)
    return [name for name in distinct(names) if not _NO_TREATMENT.search(name)]


def _conditions(text: str) -> list[str]:
    """Conditions, without the codes that the European register puts behind them."""
    named = (re.sub(r"^Health Condition \d+: ", "", part) for part in _entries(text))
    return distinct(name for name in named if not name.startswith(("MedDRA version", "Therapeutic area")))


def _countries(text: str) -> list[str]:
    """The countries named; of `Japan,Asia(except Japan),Europe`, as the Japanese registers write, the countries."""
    regions = any(part.strip().lower() in REGIONS for part in text.split(",") if part.strip())
    parts = [_line(part) for part in listed(text, r"[;,]" if regions else r";")]
    named = (country_in_words(part) for part in parts)
    return sorted({name for name in named if name and not _NO_COUNTRY.search(name)})


def _primary(fields: Fields) -> Iterator[tuple[str, str]]:
    """The primary outcomes. Rows of the European register put objective and time beside them, each behind its name."""
    parts = _entries(fields.get("primary_outcome", ""))
    named = [part.partition(":")[2] for part in parts if part.lower().startswith("primary end point")]
    objectives = any(part.lower().startswith("main objective") for part in parts)
    for part in named or ([] if objectives else parts):
        yield part, ""


def _dates(report: Report, fields: Fields) -> None:
    report.registered_date = iso_date(fields.get("date_registration3")) or iso_date(fields.get("date_registration"))
    report.start_date = iso_date(fields.get("date_enrollement") or fields.get("date_enrolment"))
    report.end_date = iso_date(fields.get("results_date_completed"))
    report.updated_date = iso_date(fields.get("last_refreshed_on"))


def _design(report: Report, fields: Fields) -> None:
    phase = fields.get("phase", "")
    european = _EU_PHASE.findall(phase)
    report.phase = phase_of("/".join(european)) if european else phase_of(phase)
    report.design = design_of(fields.get("study_type", ""), _design_words(fields), report.title)
    planned, _ = planned_size(fields.get("target_size", ""))
    actual = whole_number(fields.get("results_actual_enrollment") or fields.get("results_actual_enrolment"))
    set_size(report, planned, actual, "/target_size")


def _design_words(fields: Fields) -> str:
    """The registry's words on the design. Who compares nothing does not randomise: that alone makes no second arm."""
    words = _line(fields.get("study_design", ""))
    if re.search(r"\bcontrolled: ?no\b", words, re.IGNORECASE) and not _ARMS.search(words):
        return re.sub(r"randomised: ?no\b", "", words, flags=re.IGNORECASE)
    return words


def _blocks(fields: Fields) -> list[Block]:
    """Titles and eligibility; what a registration plans stands in no block."""
    given = [
        ("scientific_title", "title", _line(fields.get("scientific_title", "")), ""),
        ("public_title", "title", _line(fields.get("public_title", "")), ""),
        ("inclusion_criteria", "eligibility", _paragraphs(fields.get("inclusion_criteria", "")), "Inclusion criteria"),
        ("exclusion_criteria", "eligibility", _paragraphs(fields.get("exclusion_criteria", "")), "Exclusion criteria"),
    ]
    return [Block(name, section, text, heading) for name, section, text, heading in given if text]
