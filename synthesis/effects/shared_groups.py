"""Trials with more than two arms: no patient counts twice in one analysis.

Two comparisons of a trial that share a group of patients are not independent. Cochrane Handbook 23.3.4 names two ways
out for pooling in pairs: combine the groups into one comparison, or split the shared group evenly over the
comparisons. Every contrast that was changed says so in its note, and so does every one that had to be left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from synthesis.effects.groups import COUNTS, Group, columns_of, combined, divided
from synthesis.effects.one_row import USUAL, yi_and_vi
from synthesis.effects.tables import ZeroCells

Row = Mapping[str, Any]
How = Literal["combine", "split"]
_SWAPPED = {"ai": "ci", "n1i": "n2i", "m1i": "m2i", "sd1i": "sd2i"}
_OTHER_SIDE = _SWAPPED | {two: one for one, two in _SWAPPED.items()}


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two groups of one study as an analysis compares them, with what is pooled of them."""

    row: Row
    """The row of meta_analysis.csv; of a combined contrast the first of `rows`."""
    experimental: str
    control: str
    yi: float
    vi: float
    cells: Mapping[str, float] = field(default_factory=dict)
    """Counts or means of both groups in metafor's names; of a ready effect the sizes n1i and n2i, where known."""
    note: str = ""
    rows: tuple[Row, ...] = ()
    """All rows that a combined contrast is made of; empty for any other."""


@dataclass(frozen=True, slots=True)
class Separated:
    """Contrasts that share no patients, in the order in which they came, and rows that had to go."""

    contrasts: list[Contrast]
    left_out: list[tuple[Row, str]]
    """Each with the reason in one sentence."""


def contrast_of(row: Row, turned: bool = False) -> Contrast:
    """A row of meta_analysis.csv (numbers as numbers, None for an empty cell) as a contrast of its two groups.

    `turned` exchanges the groups, for an analysis that asks the other way round. The row needs yi and vi.
    """
    cells = {name: row[name] for name in _OTHER_SIDE if row.get(name) is not None}
    if not turned:
        return Contrast(row, row["experimental"], row["control"] or "", row["yi"], row["vi"], cells)
    swapped = {_OTHER_SIDE[name]: value for name, value in cells.items()}
    return Contrast(row, row["control"], row["experimental"], -row["yi"], row["vi"], swapped)


@dataclass(frozen=True, slots=True)
class _Way:
    """How groups are shared and their effects computed."""

    measure: str
    how: How
    zeros: ZeroCells


def without_double_counting(
    contrasts: Iterable[Contrast], measure: str, how: How = "combine", zeros: ZeroCells = USUAL
) -> Separated:
    """The contrasts of one analysis with no group of patients in two of them.

    Groups are the same where study and name are the same, at whatever time they were observed. What shares no group
    stays as it is. `combine` makes one contrast of all that hang together, by sums of events and sizes or the mean
    and standard deviation of all patients; where the cells do not allow that, the group is split. `split` divides a
    shared group evenly; a ready effect gets the variance that the smaller group would give it. Where even the sizes
    are missing the most precise contrast stays and the others are left out. `zeros` is the analysis' setting for cells.
    ValueError: two contrasts of one study compare the same two groups (one has to be chosen before), or `how` is
    neither word.
    """
    if how not in ("combine", "split"):
        raise ValueError(f"groups are shared by combine or split, not by {how!r}")
    contrasts = list(contrasts)
    _refuse_repeats(contrasts)
    made: list[Contrast] = []
    left_out: list[tuple[Row, str]] = []
    for together in _hanging_together(contrasts):
        done, out = (together, []) if len(together) == 1 else _without_sharing(together, _Way(measure, how, zeros))
        made += done
        left_out += out
    place = {id(contrast.row): number for number, contrast in enumerate(contrasts)}
    return Separated(sorted(made, key=lambda c: place[id(c.row)]), left_out)


def _refuse_repeats(contrasts: Sequence[Contrast]) -> None:
    seen = Counter((c.row["study_id"], frozenset((c.experimental, c.control))) for c in contrasts if c.control)
    for (study, names), times in seen.items():
        if times > 1:
            raise ValueError(f"{study} compares {' and '.join(sorted(names))} {times} times; one row has to be chosen")


def _hanging_together(contrasts: Sequence[Contrast]) -> list[list[Contrast]]:
    """The contrasts that share groups, directly or through others; single arms share none."""
    parts: list[tuple[set[tuple[str, str]], list[Contrast]]] = []
    for contrast in contrasts:
        groups = {(contrast.row["study_id"], name) for name in (contrast.experimental, contrast.control)}
        if not contrast.control:
            groups = set()
        together = [part for part in parts if part[0] & groups]
        parts = [part for part in parts if not part[0] & groups]
        groups = groups.union(*(names for names, _ in together))
        parts.append((groups, [*(c for _, found in together for c in found), contrast]))
    return [found for _, found in parts]


def _without_sharing(contrasts: list[Contrast], way: _Way) -> tuple[list[Contrast], list[tuple[Row, str]]]:
    why_not = ""
    if way.how == "combine":
        why_not = _not_to_combine(contrasts, way.measure)
        if not why_not:
            return [_combined(contrasts, way)], []
    uses = Counter(name for c in contrasts for name in (c.experimental, c.control))
    if any(c.cells.get(size) is None for c in contrasts for size in ("n1i", "n2i")):
        return _most_precise(contrasts, "the size of the groups is not known, so that none can be divided")
    before = f"The groups could not be combined: {why_not}. " if why_not else ""
    try:
        return [_split(c, uses, way, before) for c in contrasts], []
    except ValueError:  # too few patients for a standardised mean difference
        return _most_precise(contrasts, "the groups are too small to be divided")


def _groups(contrast: Contrast, measure: str) -> dict[str, Group]:
    """Cells of both groups by their names; empty for a ready effect."""
    columns = columns_of(contrast.cells, measure)
    sides = zip((contrast.experimental, contrast.control), columns, strict=False)
    return {name: tuple(contrast.cells[column] for column in side) for name, side in sides}


def _not_to_combine(contrasts: list[Contrast], measure: str) -> str:
    """Why the groups cannot be combined; empty if they can."""
    both = {c.experimental for c in contrasts} & {c.control for c in contrasts}
    if both:
        return f"{_listed(both)} is experimental in one comparison and control in another"
    if any(not columns_of(c.cells, measure) for c in contrasts):
        return "an effect without counts or means"
    seen: dict[str, Group] = {}
    for contrast in contrasts:
        for name, group in _groups(contrast, measure).items():
            if seen.setdefault(name, group) != group:
                return f"{name} has other numbers in one comparison than in another"
    return ""


def _combined(contrasts: list[Contrast], way: _Way) -> Contrast:
    """One contrast of all experimental against all control groups."""
    columns = columns_of(contrasts[0].cells, way.measure)
    cells: dict[str, float] = {}
    names, told = [], []
    for side, columns_of_side in zip(("experimental", "control"), columns, strict=True):
        by_name = {getattr(c, side): _groups(c, way.measure)[getattr(c, side)] for c in contrasts}
        group = combined(list(by_name.values()))
        cells |= dict(zip(columns_of_side, group, strict=True))
        names.append(" or ".join(by_name))
        if len(by_name) > 1:
            told.append(f"{_listed(by_name)} were combined into one {side} group of {group[-1]:g} patients")
    yi, vi = yi_and_vi(way.measure, cells, way.zeros)
    note = f"{' and '.join(told)}, so that nobody counts twice."
    rows = tuple(c.row for c in contrasts)
    return Contrast(rows[0], names[0], names[1], yi, vi, cells, note, rows)


def _split(contrast: Contrast, uses: Mapping[str, int], way: _Way, before: str) -> Contrast:
    """The contrast with an even part of each group that stands in several."""
    names = (contrast.experimental, contrast.control)
    sizes = (contrast.cells["n1i"], contrast.cells["n2i"])
    shared = [f"{name} ({n:g} patients) stands in {uses[name]} comparisons of this trial" for name, n in
              zip(names, sizes, strict=True) if uses[name] > 1]  # fmt: skip
    columns = columns_of(contrast.cells, way.measure)
    if not columns:
        # A variance is about 1/n1 + 1/n2 times a constant: each group's part grows with its number of uses.
        inflation = sum(uses[g] / n for g, n in zip(names, sizes, strict=True)) / sum(1 / n for n in sizes)
        cells = {"n1i": sizes[0] / uses[names[0]], "n2i": sizes[1] / uses[names[1]]}
        note = f"{before}{' and '.join(shared)}; the variance is {inflation:.3g} times as large, as of an even part."
        return replace(contrast, vi=contrast.vi * inflation, cells=cells, note=note)
    cells = {}
    for name, side, group in zip(names, columns, _groups(contrast, way.measure).values(), strict=True):
        cells |= dict(zip(side, divided(group, uses[name]), strict=True))
    yi, vi = yi_and_vi(way.measure, cells, way.zeros)
    what = "its events and patients were" if columns == COUNTS else "its number of patients was"
    note = f"{before}{' and '.join(shared)}; {what} divided evenly."
    return replace(contrast, yi=yi, vi=vi, cells=cells, note=note)


def _most_precise(contrasts: list[Contrast], because: str) -> tuple[list[Contrast], list[tuple[Row, str]]]:
    """Contrasts that share no group, the smallest variance first, and the others with the reason."""
    taken: dict[str, Contrast] = {}
    left_out: list[tuple[Row, str]] = []
    kept: dict[int, Contrast] = {}
    for place, contrast in sorted(enumerate(contrasts), key=lambda one: (one[1].vi, one[1].experimental, one[0])):
        names = (contrast.experimental, contrast.control)
        again = [name for name in names if name in taken]
        if again:
            first = taken[again[0]]
            reason = (
                f"Its patients of {_listed(again)} are in the comparison of {first.experimental} with {first.control}, "
                f"which is more precise; {because}."
            )
            left_out.append((contrast.row, reason))
        else:
            taken |= dict.fromkeys(names, contrast)
            kept[place] = contrast
    return [kept[place] for place in sorted(kept)], left_out


def _listed(names: Iterable[str]) -> str:
    return " and ".join(sorted(names))
