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

    The comparisons are the outcomes for which both of two arms have a rate or count in the sentence, by their names or
    else by their order. With any other number of values nothing is attached.
    """
    told = {(result.locator or {}).get("block") for result in extraction.results}
    for block in (block for block in extraction.report.blocks if block.id in told):
        for match in _LIST.finditer(block.text):
            values = [float(v) for v in re.findall(r"\d+\.\d+", match["values"])]
            before = _before(extraction.results, block, match.start())
            for firsts in (_by_name(before), _by_order(before)):
                if len(firsts) == len(values):
                    for first, value in zip(firsts, values, strict=True):
                        first.test = {"name": "chi2", "value": value}
                    break


def _before(results: list[Result], block: Block, end: int) -> list[Result]:
    """The rates and counts of arms in the sentence before a place, in order; none where one has a statistic."""
    start = max(
        [m.end() for m in _SENTENCE.finditer(block.text, max(0, end - _REACH), end)], default=max(0, end - _REACH)
    )
    found = [
        r
        for r in results
        if r.kind == "arm"
        and r.stat in ("rate", "count")
        and (r.locator or {}).get("block") == block.id
        and start <= (r.locator or {}).get("start", -1) < end
    ]
    return [] if any(r.test for r in found) else sorted(found, key=lambda r: (r.locator or {})["start"])


def _by_name(results: list[Result]) -> list[Result]:
    """The first arm's result of each outcome that two arms share, in order; none where an outcome is one arm's only."""
    found: dict[tuple[str, str, str], dict[str, Result]] = defaultdict(dict)
    places: dict[tuple[str, str, str], int] = {}
    for r in results:
        key = (r.outcome, r.outcome_text, r.timepoint)
        found[key].setdefault(r.arm or "", r)
        # The last arm's numbers stand in the order of the list, also where the first arm's are listed before them.
        places[key] = max(places.get(key, 0), (r.locator or {})["start"])
    pairs = [key for key in sorted(found, key=lambda k: places[k]) if len(found[key]) == 2]
    if len(pairs) != len(found):
        return []
    return [min(found[key].values(), key=lambda r: r.arm or "") for key in pairs]


def _by_order(results: list[Result]) -> list[Result]:
    """The first arm's results where two arms have the same outcomes in the same order, whatever words name them."""
    arms: dict[str, list[Result]] = defaultdict(list)
    for r in results:
        arms[r.arm or ""].append(r)
    if len(arms) != 2:
        return []
    first, second = (arms[letter] for letter in sorted(arms))
    return first if [r.outcome for r in first] == [r.outcome for r in second] else []
