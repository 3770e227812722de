"""Sizes of arms that only the header of a table gives."""

from __future__ import annotations

from extractors.tables.cell import Cell
from extractors.tables.words import group_size, group_words
from schemas.models import Arm, Report


def fill_sizes(report: Report, arms: list[Arm], cells: list[Cell]) -> None:
    """Give arms without a size the one over their column in the tables of characteristics, where these agree.

    All arms must be found there, so that a header of subgroups is not taken for one of arms; the sizes may not exceed
    the number of participants that the report states.
    """
    if not arms or all(arm.n is not None for arm in arms):
        return
    sizes: dict[str, set[int]] = {arm.arm: set() for arm in arms}
    for cell in cells:
        n = _over_column(cell)
        if n is not None and cell.arm and cell.is_baseline and not cell.subgroup:
            sizes[cell.arm].add(n)
    if any(len(found) != 1 for found in sizes.values()):
        return
    single = {letter: found.pop() for letter, found in sizes.items()}
    if any(arm.n is not None and arm.n != single[arm.arm] for arm in arms):
        return
    if report.n_total is not None and sum(single.values()) > report.n_total:
        return
    for arm in arms:
        arm.n = single[arm.arm]


def _over_column(cell: Cell) -> int | None:
    words = [w for w in cell.column_path.split(" | ") if group_words(w) == cell.arm_words]
    return next((n for w in words if (n := group_size(w)) is not None), None)
