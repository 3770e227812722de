"""Pooling of counts where groups without events make inverse variances unreliable: Mantel-Haenszel and Peto."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from synthesis.answers.answer import Member, Variant
from synthesis.answers.fitting import FEWEST, Settings, studies_in
from synthesis.pooling import MANTEL_HAENSZEL, Pooled, mantel_haenszel, peto
from synthesis.pooling.tables import Cells

COLUMNS = ("ai", "n1i", "ci", "n2i")
RARE = 0.05
"""Share of patients with the event up to which Peto's method is tried: beyond, it is biased where effects are large
(Bradburn et al. 2007, Statistics in Medicine 26:53)."""


def of_counts(members: Sequence[Member], settings: Settings) -> Iterator[Variant]:
    """Poolings of the members that have counts, where one of them has a cell of zero; Peto's for rare events only."""
    counted = [m for m in members if all(m.row[name] is not None for name in COLUMNS)]
    if settings.measure not in MANTEL_HAENSZEL or studies_in(counted) < FEWEST or not any(map(_has_zero, counted)):
        return
    cells = {name: [float(m.row[name]) for m in counted] for name in COLUMNS}

    def made(name: str, label: str, note: str, pool: Callable[[Cells], Pooled]) -> Variant:
        pooled = _or_none(pool, cells)
        left = "" if len(counted) == len(members) else " Rows without counts are not in it."
        none = "" if pooled else " It cannot be computed, since one side has no event in any study."
        row_ids = tuple(row_id for m in counted for row_id in m.row_ids)
        return Variant(name, label, pooled, row_ids, f"{note}{left}{none}", studies_in(counted))

    note = "A common effect from raw counts, for groups without events, to which nothing is added."
    yield made(
        "mantel_haenszel",
        "Mantel-Haenszel",
        note,
        lambda counts: mantel_haenszel(settings.measure, counts, level=settings.level),
    )
    if sum(cells["ai"] + cells["ci"]) <= RARE * sum(cells["n1i"] + cells["n2i"]):
        note = "A common odds ratio from raw counts, made for rare events and groups of similar size."
        yield made("peto", "Peto's odds ratio", note, lambda counts: peto(counts, level=settings.level))


def _has_zero(member: Member) -> bool:
    a, n1, c, n2 = (member.row[name] for name in COLUMNS)
    return 0 in (a, c, n1 - a, n2 - c)


def _or_none(pool: Callable[[Cells], Pooled], cells: Cells) -> Pooled | None:
    """The pooled effect; None where no study has an event on one side."""
    if not sum(cells["ai"]) or not sum(cells["ci"]):  # type: ignore[arg-type]
        return None
    pooled = pool(cells)
    return pooled if math.isfinite(pooled.b) and pooled.se > 0 else None
