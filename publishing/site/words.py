"""Small things in words: days, lists, names of services."""

from __future__ import annotations

from collections.abc import Sequence

SOURCES = {
    "clinicaltrials_gov": "ClinicalTrials.gov",
    "pubmed": "PubMed",
    "europe_pmc": "Europe PMC",
    "ctis": "CTIS (EU)",
    "euctr": "EU Clinical Trials Register",
    "isrctn": "ISRCTN",
    "ictrp": "WHO ICTRP",
    "chictr": "ChiCTR",
    "drks": "DRKS",
    "crossref": "Crossref",
    "openalex": "OpenAlex",
    "unpaywall": "Unpaywall",
    "retraction_watch": "Retraction Watch",
    "inbox": "Documents handed in",
}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def day(text: str | None) -> str:
    """An ISO date at whatever precision as `7 March 2019`, `March 2019` or `2019`."""
    parts = str(text or "").split("-")
    if not parts[0].isdigit() or len(parts) > 3 or not all(part.isdigit() for part in parts):
        return str(text or "")
    if len(parts) == 1:
        return parts[0]
    month = MONTHS[int(parts[1]) - 1] if 1 <= int(parts[1]) <= 12 else parts[1]
    return f"{int(parts[2])} {month} {parts[0]}" if len(parts) == 3 else f"{month} {parts[0]}"


def spelled_list(items: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1]))) if items else ""


def source_name(report: str) -> str:
    """`pubmed:123` as `PubMed 123`."""
    source, _, number = report.partition(":")
    return f"{SOURCES.get(source, source)} {number}".strip()


def address(url: str | None) -> str:
    """A web address as a link may have it; empty for anything else, such as a script."""
    return url if url and url.startswith(("https://", "http://")) else ""
