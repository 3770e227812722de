"""What kind of report a report is, and which of two reports speaks for a study.

The rule: a peer-reviewed article speaks before one that is ahead of print, that before posted registry results,
then preprints, conference abstracts and loose documents. Among equals, a report of the whole trial comes before a
secondary one (subgroup, post hoc), a final analysis before one that says nothing, that before an interim one; then
the later data cut-off, the later year, more patients. For harms the registry speaks first: its counts are complete.
"""

from __future__ import annotations

import re

from schemas.models import Report

KINDS = ("article", "ahead", "registry", "preprint", "abstract", "document")
REGISTRIES = frozenset({
    "clinicaltrials_gov", "ictrp", "isrctn", "euctr", "ctis", "chictr", "drks", "anzctr", "jrct", "umin", "ctri",
})  # fmt: skip
HARMS = frozenset({"AE_ANY", "AE_G3PLUS", "SAE", "AE_OTHER", "AE_SPECIFIC", "DEATH", "DISCONTINUATION"})
_PREPRINT_DOI = re.compile(r"10\.(1101|21203|20944|2139|31219|36227|12688)/")
_MEETING = re.compile(r"(meeting|conference|congress) (abstract|poster|proceeding)|^congress", re.IGNORECASE)
_SECONDARY = re.compile(
    r"\b(sub-?group|sub-?analys[ie]s|sub-?study|post[ -]hoc|exploratory|secondary analys[ie]s|"
    r"(japanese|chinese|asian|european|elderly|older) (patients|population|cohort)|quality[ -]of[ -]life|"
    r"patient-reported|pharmacokinetic|biomarkers?|cost-effectiveness|real-world)\b",
    re.IGNORECASE,
)
_FINAL = re.compile(r"\b(final|updated?|long[ -]term|mature)\b", re.IGNORECASE)
_INTERIM = re.compile(r"\b(interim|preliminary|initial results|first results|early results)\b", re.IGNORECASE)


def is_registry(report: Report) -> bool:
    """Whether the report is a trial registry's own record."""
    return report.registry is not None or report.source in REGISTRIES


def kind(report: Report) -> str:
    """One of KINDS."""
    if is_registry(report):
        return "registry"
    types = " | ".join(report.publication_types)
    status = (report.status or "").casefold()
    if "preprint" in types.casefold() or status == "preprint" or _PREPRINT_DOI.match(report.doi or ""):
        return "preprint"
    if _MEETING.search(types) or "_suppl" in (report.doi or "") or "-suppl" in (report.doi or ""):
        return "abstract"
    if status in ("provisional", "ahead of print"):
        return "ahead"
    return "article" if report.doi or report.pmid or report.pmcid else "document"


def _stage(report: Report) -> int:
    if _INTERIM.search(report.title):
        return 2
    return 0 if _FINAL.search(report.title) else 1


def is_secondary(report: Report) -> bool:
    """Whether the title says that the report is of a part of the trial or asks another question of its data."""
    return bool(_SECONDARY.search(report.title))


def is_interim(report: Report) -> bool:
    """Whether the title says that the report is of an interim analysis."""
    return _stage(report) == 2


def _newest_first(date: str) -> tuple[int, ...]:
    """Sorts ISO dates from late to early; no date comes last."""
    return tuple(-int(part) for part in re.findall(r"\d+", date)[:3]) or (0,)


def precedence(report: Report, outcome: str) -> tuple[object, ...]:
    """Sort key: the report that speaks for `outcome` has the smallest. Equal only for the same title and figures."""
    place = KINDS.index(kind(report))
    if outcome in HARMS and place == KINDS.index("registry"):
        place = -1
    return (
        place,
        is_secondary(report),
        _stage(report),
        _newest_first(report.data_cutoff or ""),
        -(report.year or 0),
        -(report.n_total or 0),
    )


def naming_order(report: Report) -> tuple[object, ...]:
    """Sort key of the report that names a study: the first full publication, so that later papers do not rename it.

    An interim analysis names it only as long as there is nothing more complete.
    """
    place = KINDS.index(kind(report))
    return (place, is_secondary(report), is_interim(report), report.year or 9999)
