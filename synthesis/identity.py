"""Names and numbers by which a study is known: registry numbers, family names, labels such as “Li 2025”."""

from __future__ import annotations

import re
from collections import defaultdict
from string import ascii_lowercase

from synthesis.citation_line import first_author_and_year, opening_words
from synthesis.kinds import is_registry
from synthesis.shapes import Study

_SCHEMES = [
    ("NCT", re.compile(r"NCT\d{8}")),
    ("ISRCTN", re.compile(r"ISRCTN\d+")),
    ("CTIS", re.compile(r"20[2-9]\d-5\d{5}-\d\d")),
    ("EUDRACT", re.compile(r"(?:19|20)\d\d-\d{6}-\d\d")),
]


def number_key(number: str) -> str:
    """A registry number in the form in which two spellings of it are equal."""
    plain = re.sub(r"[\s\u2010-\u2015]+", lambda m: "" if m.group().isspace() else "-", number).upper()
    plain = re.sub(r"^(?:EUDRACT|EUCTR|CTIS|EU)[-:]?(?=(?:19|20)\d\d-)|^JPRN-|(?<=-\d\d)-[A-Z]{2}$", "", plain)
    # A number of the newer European system may end in the version of its dossier.
    return re.sub(r"^(20[2-9]\d-5\d{5}-\d\d)-\d\d$", r"\1", plain)


def scheme(number: str) -> str:
    """Which registry a number (as `number_key` gives it) belongs to: NCT, EUDRACT, or the letters it begins with."""
    for name, pattern in _SCHEMES:
        if pattern.fullmatch(number):
            return name
    letters = re.match(r"[A-Z-]*[A-Z]", number)
    return letters.group() if letters else number


def number_rank(number: str) -> tuple[int, str]:
    """Sort key: ClinicalTrials.gov first, as reviews name trials by it, then the other known schemes."""
    names = [name for name, _ in _SCHEMES]
    name = scheme(number)
    return (names.index(name) if name in names else len(names), number)


def year_of(study: Study) -> int | None:
    """Year of the first report that has one, the naming one first; of registration where nothing is published."""
    for reading in study.founding:
        if not is_registry(reading.report) and (year := first_author_and_year(reading.report)[1]):
            return year
    dates = [r.report.registered_date or r.report.start_date for r in study.founding if is_registry(r.report)]
    years = [int(date[:4]) for date in dates if date and date[:4].isdigit()]
    return min(years) if years else next((r.report.year for r in study.founding if r.report.year), None)


def acronym_of(study: Study) -> str | None:
    """The trial's short name, from the first report that gives one."""
    return next((r.report.acronym for r in study.readings if r.report.acronym), None)


def _plain_name(study: Study) -> str:
    """“Li 2025”; for trials that only a registry knows the acronym or number; else the beginning of its title."""
    for reading in study.founding:
        family, year = ("", None) if is_registry(reading.report) else first_author_and_year(reading.report)
        if family:
            return f"{family} {year}" if year else f"{family} (no year)"
    reports = [reading.report for reading in study.founding]
    acronym = next((r.acronym for r in reports if r.acronym), "")
    number = study.study_id if study.study_id in study.registry_ids else ""
    pmid = next((f"PMID {r.pmid}" for r in reports if r.pmid), "")
    doi = next((r.doi for r in reports if r.doi), "")
    return acronym or number or pmid or doi or f"Unidentified report ({opening_words(reports[0])})"


def name_studies(studies: list[Study]) -> None:
    """Give every study its name; equal names get a, b, c in the order in which the review met the studies.

    One that had its name for itself keeps it as it is when another of that name comes.
    """
    named: dict[str, list[Study]] = defaultdict(list)
    for study in sorted(studies, key=lambda s: (s.founding[0].first_seen, s.study_id)):
        named[_plain_name(study)].append(study)
    for name, group in named.items():
        alone = len(group) == 1 or group[0].founding[0].first_seen < group[1].founding[0].first_seen
        for place, study in enumerate(group):
            ending = _suffix(place) if name[-4:].isdigit() else f" ({study.study_id})"
            study.name = name if place == 0 and alone else name + ending


def _suffix(index: int) -> str:
    first, last = divmod(index, 26)
    return (_suffix(first - 1) if first else "") + ascii_lowercase[last]
