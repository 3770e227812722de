"""Of which analysis a number is, as its sentence or the title says: adjusted or crude, interim or final."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractors.text.expression import Expression
from extractors.text.sentences import Sentence
from schemas.models import Result

_ADJUSTMENT = Expression(
    r"(?i:\b(?P<crude>unadjusted|non-?adjusted|crude|univaria(?:te|ble))\b"
    r"|\b(?:adjusted|multivaria(?:te|ble)|covariate-adjusted)\b(?!\s(?:p\b|alpha|significance|for multip|for interim)))"
)
_FOR_TESTS = re.compile(r"\b(?:alpha|significance|multiplicity|multiple)\W(?:\w+\W){0,2}$", re.IGNORECASE)
"""Before `adjusted`: a threshold was adjusted, not an estimate."""
_STAGE = Expression(
    r"(?i:\b(?P<interim>interim|preliminary)\s(?:\w+\s)?(?:analys[ei]s|results?|data)\b"
    r"|\bfinal\s(?:overall survival\s|OS\s|PFS\s|\w+\s)?(?:analys[ei]s|results)\b)"
)
_PLANNED = re.compile(r"\b(?:planned|will be|would be|scheduled|no|before the|until the)\b[^.;]{0,30}$", re.IGNORECASE)


def mark_analyses(results: Iterable[Result], sentences: Iterable[Sentence], title: str) -> None:
    """Set `adjusted` and `analysis` of results with a place in a text; what nothing says stays None and empty."""
    of_title = _stage_of(title)
    by_block: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        by_block.setdefault(sentence.block.id, []).append(sentence)
    for result in results:
        place = result.locator or {}
        start = place.get("start")
        home = next((s for s in by_block.get(place.get("block", ""), ()) if s.start <= (start or 0) < s.end), None)
        if home is None or start is None:
            continue
        if result.kind == "contrast" and result.stat != "p_only":
            result.adjusted = _adjustment(home.text, start - home.start)
        result.analysis = _stage_of(home.text) or of_title


def _adjustment(text: str, place: int) -> bool | None:
    """What the last word on adjustment before a number says, else the only one of the sentence; None without one."""
    found = [m for m in _ADJUSTMENT.finditer(text) if not _FOR_TESTS.search(text, 0, m.start())]
    before = [m for m in found if m.start() <= place]
    said = before[-1:] or (found if len({bool(m["crude"]) for m in found}) == 1 else [])
    return not said[0]["crude"] if said else None


def _stage_of(text: str) -> str:
    """Interim or final; empty where a text says neither, both, or speaks of an analysis to come."""
    stages = {
        "interim" if m["interim"] else "final" for m in _STAGE.finditer(text) if not _PLANNED.search(text, 0, m.start())
    }
    return stages.pop() if len(stages) == 1 else ""
