"""Group names that say nothing by themselves (`group A`), with the words by which a report explains them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from synthesis.ask.words import Words, flat, words


def aliases(texts: Iterable[str]) -> dict[str, Words]:
    """`group A` and its like, with the words of the clauses that explain them."""
    found: dict[str, set[str]] = {}
    mention = re.compile(r"\b((?:group|arm|cohort|phase)s?)\s+[\"'(]?([a-h]|[ivx]{1,3}|\d)\b[\"')]?", re.IGNORECASE)
    for text in texts:
        clean = flat(text)
        marks = list(mention.finditer(clean))
        for mark, after in zip(marks, [*marks[1:], None], strict=False):
            stop = after.start() if after else len(clean)
            clause = re.split(r"(?<=[a-z)])[.;](?:\s|$)", clean[mark.end() : min(stop, mark.end() + 160)])[0]
            names = (f"{mark[1]} {mark[2]}", mark[2])
            for name in names:
                found.setdefault(name, set()).update(words(clause))
    _drop_shared(found)
    return {name: frozenset(said) for name, said in found.items() if said}


def _drop_shared(found: dict[str, set[str]]) -> None:
    """Words that explain every group explain none."""
    groups = {name: said for name, said in found.items() if " " in name}
    if len(groups) > 1:
        shared = set.intersection(*groups.values())
        for name in found:
            found[name] -= shared
