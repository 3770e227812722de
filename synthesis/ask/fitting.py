"""The quantities of a sentence that could be an outcome's: counts and percentages, or means with their spread."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from extractors.text.quantities import Quantity, quantities

_FIT = {"binary": ("percent", "count"), "continuous": ("mean",)}
_SPREAD = re.compile(r"\bSDs?\b|standard deviation|±")
_DEVIATION = re.compile(r"\bSDs?\b|standard deviation", re.IGNORECASE)
_ERROR = re.compile(r"±\s?(?:the )?(?:SEs?\b|s\.e\.|standard errors?)|\bSEMs?\b|standard errors? of the means?")
_AVERAGE = re.compile(r"\b(?:mean|average)s?\b", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s+(?:a (?:mean|baseline) (?:\w+ )?of\s+)?$")
_TO = re.compile(r"\s*(?:[\w%/²]+\s+){0,3}?(?:at baseline\s+)?to\s+(?:a mean (?:\w+ )?of\s+)?")
_OPENS = re.compile(r"\s?[A-Za-z%/²]{0,8}\s?[(\[,;]\s?")


def fitting(text: str, kind: str, errors: bool = False) -> list[Quantity]:
    """The quantities of a sentence for a kind of outcome; `errors` where the report's ± is the standard error.

    A mean is one with its SD, standard error or 95% interval; a bare number is one only where nothing else is a mean.
    """
    found = list(quantities(text))
    kinds = _FIT.get(kind, ("percent", "count", "mean"))
    spread, average = bool(_SPREAD.search(text)), bool(_AVERAGE.search(text))
    errors = bool(_ERROR.search(text)) or errors
    fit: list[Quantity] = []
    for q, after in _with_next(found):
        if q.kind == "typo" and q.events is None and spread and "mean" in kinds:
            fit.append(replace(q, kind="mean", value=q.sd, sd=q.value))
        elif q.kind == "plain":
            if kind == "binary" and q.words != "word" and q.value == int(q.value or 0):
                fit.append(replace(q, events=int(q.value or 0)))
            elif kind == "continuous" and average:
                fit += _mean_of(q, after, text, spread)
        elif q.kind in kinds and not (q.kind == "mean" and q.sd is None and q.se is None):
            fit.append(q)
    fit = [q for q, after in _with_next(fit) if after is None or not _is_start(q, after, text)]
    return [_with_error(q) for q in fit] if errors and not _DEVIATION.search(text) else fit


def _with_next(row: list[Quantity]) -> Iterator[tuple[Quantity, Quantity | None]]:
    """Every quantity with the one after it, the last with none."""
    yield from pairwise(row)
    yield from ((q, None) for q in row[-1:])


def _is_start(q: Quantity, after: Quantity, text: str) -> bool:
    """Whether a quantity is where a change starts: the first of `fell from 6.1 to 3.2`."""
    return bool(_FROM.search(text, 0, q.start) and _TO.fullmatch(text, q.end, after.start))


def _mean_of(q: Quantity, after: Quantity | None, text: str, spread: bool) -> list[Quantity]:
    """A plain number as a mean: with the interval behind it, or bare where the sentence gives no spread at all."""
    if after is not None and after.kind == "ci" and _OPENS.fullmatch(text[q.end : after.start]):
        return [replace(q, kind="mean", low=after.low, high=after.high, level=after.level, end=after.end)]
    return [] if spread else [q]


def _with_error(q: Quantity) -> Quantity:
    """A mean whose ± is its standard error."""
    return replace(q, sd=None, se=q.sd) if q.kind == "mean" and q.se is None and q.sd is not None else q
