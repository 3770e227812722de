"""Test statistics that are given once for several outcomes: `(χ2 = 5.55, 7.30, 7.31)` after three comparisons."""

from __future__ import annotations

import re
from collections import defaultdict

from extractors.text.expression import Expression
from schemas.models import Block, Extraction, Result

_LIST = Expression(
    r"(?P<name>χ\s?[2²]|chi[- ]?squared?)(?:\s(?:test|values?))?\s?[=:]\s?"
    r"(?P<values>\d+\.\d+(?:\s?(?:[,;，；]|,? and)\s?\d+\.\d+)+)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?。](?=\s|[A-Z])")
_REACH = 600
"""Characters before a list in which its comparisons stand."""


def attach_listed_tests(extraction: Extraction) -> None:
    """Give each comparison of a sentence its own statistic, in order, where there are as many of one as of the other.

    The comparisons are the outcomes for which both of two arms have a rate or count in the sentence. With any other
    number of values nothing is attached.
    """
    for block in extraction.report.blocks:
        for match in _LIST.finditer(block.text):
            values = [float(v) for v in re.findall(r"\d+\.\d+", match["values"])]
            pairs = _comparisons(extraction.results, block, match.start())
            if len(pairs) == len(values):
                for first, value in zip(pairs, values, strict=True):
                    first.test = {"name": "chi2", "value": value}


def _comparisons(results: list[Result], block: Block, end: int) -> list[Result]:
    """The first arm's result of each outcome that two arms share in the sentence before a place, in order."""
    start = max(
        [m.end() for m in _SENTENCE.finditer(block.text, max(0, end - _REACH), end)], default=max(0, end - _REACH)
    )
    found: dict[tuple[str, str, str], dict[str, Result]] = defaultdict(dict)
    places: dict[tuple[str, str, str], int] = {}
    for r in results:
        locator = r.locator or {}
        if r.kind != "arm" or r.stat not in ("rate", "count") or locator.get("block") != block.id:
            continue
        if not start <= locator.get("start", -1) < end:
            continue
        key = (r.outcome, r.outcome_text, r.timepoint)
        found[key].setdefault(r.arm or "", r)
        # The last arm's numbers stand in the order of the list, also where the first arm's are listed before them.
        places[key] = max(places.get(key, 0), locator["start"])
    pairs = [key for key in sorted(found, key=lambda k: places[k]) if len(found[key]) == 2]
    if len(pairs) != len(found) or any(r.test for key in pairs for r in found[key].values()):
        return []
    return [min(found[key].values(), key=lambda r: r.arm or "") for key in pairs]
