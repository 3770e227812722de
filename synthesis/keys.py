"""Keys that never change when other rows come: of reports, results and rows of the meta-analysis."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter

from schemas.models import Extraction, Locator, Report, Result

LONGEST = 48
"""Characters of one part of a key; longer parts are cut and end in a hash of the whole."""
_SIGNS = {"<": " lt ", ">": " gt ", "≤": " le ", "≥": " ge ", "=": " eq ", "%": " pct ", "+": " plus ", "±": " pm "}
_SIGN = re.compile("[" + re.escape("".join(_SIGNS)) + "]")
_NOT_WORD = re.compile(r"[^\w]+|_+")


def slug(text: str) -> str:
    """Small letters, digits and single hyphens; comparison signs become words, so that <65 and ≥65 stay apart."""
    spelled = _SIGN.sub(lambda m: _SIGNS[m.group()], text.casefold())
    plain = _NOT_WORD.sub("-", spelled).strip("-")
    if len(plain) <= LONGEST:
        return plain
    return f"{plain[: LONGEST - 7].rstrip('-')}-{digest(plain, 6)}"


def digest(text: str, length: int = 8) -> str:
    """The first characters of the text's SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def report_key(report: Report) -> str:
    """`source:id`, the name of a report in every table."""
    return f"{report.source or 'document'}:{report.id or report.sha256[:12] or digest(report.title)}"


def locator_text(locator: Locator | None) -> str:
    """A locator as JSON with sorted keys; empty where there is none."""
    return json.dumps(locator, sort_keys=True, ensure_ascii=False) if locator else ""


def _place(result: Result) -> str:
    parts = (result.outcome_text, result.class_, result.category, result.timepoint, result.population)
    return "\x1f".join((*parts, locator_text(result.locator)))


def result_keys(extraction: Extraction) -> list[str]:
    """A key for each result: report, outcome, statistic, arms, and a hash of where it stands.

    The value is no part of it, so that a correction finds its result. Two results of the same place and kind are
    told apart by their order in the report.
    """
    report = report_key(extraction.report)
    seen: Counter[str] = Counter()
    keys = []
    for result in extraction.results:
        arms = "-".join(part.lower() for part in (result.arm, result.ref_arm) if part) or "none"
        key = f"{report}.{result.outcome.lower()}.{result.stat}.{arms}.{digest(_place(result))}"
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}.{seen[key]}")
    return keys


def row_key(*parts: str) -> str:
    """The key of a row: its parts slugged and joined with full stops; an empty part stays as a hyphen."""
    return ".".join(slug(part) or "-" for part in parts)
