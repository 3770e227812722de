"""What kind of report a report is: article, registration, preprint; of the whole trial or a part; interim or final."""

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


def stage(report: Report) -> int:
    """0 for a final analysis, 1 for one that says nothing of itself, 2 for an interim one, by the title."""
    if _INTERIM.search(report.title):
        return 2
    return 0 if _FINAL.search(report.title) else 1


def is_secondary(report: Report) -> bool:
    """Whether the title says that the report is of a part of the trial or asks another question of its data."""
    return bool(_SECONDARY.search(report.title))


def is_interim(report: Report) -> bool:
    """Whether the title says that the report is of an interim analysis."""
    return stage(report) == 2


def naming_order(report: Report) -> tuple[object, ...]:
    """Sort key of the report that names a study: the first full publication, so that later papers do not rename it.

    An interim analysis names it only as long as there is nothing more complete.
    """
    place = KINDS.index(kind(report))
    return (place, is_secondary(report), is_interim(report), report.year or 9999)
