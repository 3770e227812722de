"""Which columns of a sheet `perennial pool` reads for a measure: raw cells or ready effects."""

from __future__ import annotations

from collections.abc import Sequence

from flows.pool_file import Sheet
from schemas.errors import BadInput
from synthesis.effects import MEASURES

_CELLS = {
    "ai": ("ai", "bi", "n1i", "ci", "di", "n2i"),
    "x1i": ("x1i", "t1i", "x2i", "t2i"),
    "m1i": ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i"),
    "xi": ("xi", "mi", "ni", "ti"),
    "mi": ("mi", "sdi", "ni"),
    "ri": ("ri", "ni"),
}
"""Columns of raw cells, by the first of them."""
_WANTED = {"ai": "ai n1i ci n2i (or ai bi ci di)", "xi": "xi ni (rates: xi ti)", "mi": "mi sdi ni"}
_READY = (
    ("yi", "vi", "sei"),
    ("yi", "vi"),
    ("yi", "sei"),
    ("o_minus_e", "variance"),
    ("estimate", "ci_low", "ci_high", "ci_level"),
)
"""Columns that give an effect and its variance without raw cells."""


def columns_of(sheet: Sheet, measure: str, raw: bool, prefer_raw: bool) -> list[str]:
    """Which columns to read: raw cells where they decide, else ready effects."""
    there = set(sheet.columns)
    known = MEASURES.get(measure)
    cells = _raw_columns(there, known.first, measure) if known and known.first in there else []
    ready = next((list(form) for form in _READY if there.issuperset(form)), [])
    if cells and (raw or prefer_raw or not ready or (_whole(cells) and not sheet.is_ours)):
        return cells
    if ready and not raw:
        return ready
    if there.issuperset({"estimate", "ci_low", "ci_high"}) and not raw:
        raise BadInput(f"{sheet.path} has intervals and no column ci_level; add it: the level of each one in percent.")
    wanted = _WANTED.get(known.first) or " ".join(_CELLS[known.first]) if known else "yi with vi or sei"
    also = " or yi with vi or sei" if known and not raw else ""
    example = known.first if known else "yi"
    raise BadInput(
        f"{sheet.path} has no columns for {measure}; it needs {wanted}{also}, and has "
        f"{', '.join(filter(None, sheet.columns))}; name them with --column, such as --column {example}=HEADER."
    )


def _raw_columns(there: set[str], first: str, measure: str) -> list[str]:
    """Those of the measure's raw cells that the file has."""
    cells = [name for name in _CELLS[first] if name in there]
    if first == "xi":
        return [name for name in cells if (name == "ti") == measure.startswith("IR") or name == "xi"]
    if first == "ai" and there.issuperset({"bi", "di", "m1i"}):  # the sizes are those of the means beside them
        return [name for name in cells if name not in {"n1i", "n2i"}]
    return cells


def _whole(cells: Sequence[str]) -> bool:
    """Whether raw cells are enough for an effect: without a group's size or its rest they are not."""
    first, there = cells[0], set(cells)
    if first == "ai":
        return "ci" in there and bool(there & {"bi", "n1i"}) and bool(there & {"di", "n2i"})
    return len(there) > 1 if first == "xi" else there.issuperset(_CELLS[first])
