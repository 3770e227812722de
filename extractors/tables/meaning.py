"""Form and headings → what the number is: a count and its percentage, a mean and its SD, an estimate and interval."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractors.tables.cell import Cell
from extractors.tables.numbers import Form, Part

_PAIRED = {
    "count_rate", "rate_count", "mean_sd", "mean_se", "mean_ci", "mean_range", "median_iqr", "median_range",
    "median_ci",
}  # fmt: skip
_RATIOS = ("hr", "or", "rr", "rd", "md")
_FIRST = {"count_rate": "count", "rate_count": "rate"} | {
    name: name.split("_")[0] for name in _PAIRED if name not in ("count_rate", "rate_count")
}
SPREADS = ("sd", "se", "ci", "iqr", "range")
"""Statistics that go with another number."""


@dataclass(frozen=True, slots=True)
class Stated:
    """The paired statistics that caption and footnotes, or the running text, say all numbers of a form are."""

    here: list[str] = field(default_factory=list)
    in_text: list[str] = field(default_factory=list)

    @property
    def every(self) -> list[str]:
        """Both, the table's own first."""
        return [*self.here, *self.in_text]


NOTHING_STATED = Stated()


def give_meaning(cell: Cell, form: Form, hints: list[str], stated: Stated = NOTHING_STATED) -> None:
    """Fill the cell's numbers. `hints` are the statistics its headings announce, the nearest first."""
    if form.not_reached:
        cell.not_reached, cell.stat = True, "median"
        return
    if form.own_n:
        cell.n = form.own_n
    cell.p = form.p
    if form.pair is not None:
        _interval_alone(cell, form.pair, [*hints, *stated.here])
    elif form.value is None:
        return
    elif form.spread is not None:
        _plus_minus(cell, form, [*hints, *stated.every])
    elif form.of is not None and _fraction(cell, form):
        pass
    elif form.parts:
        _bracketed(cell, form, form.parts[0], hints, stated)
        for part in form.parts[1:]:
            if part.pair:
                _interval(cell, part, [*hints, *stated.every])
    else:
        _single(cell, form, [*hints, *stated.here])


def _first(hints: list[str], wanted: set[str] | tuple[str, ...]) -> str:
    return next((hint for hint in hints if hint in wanted), "")


def _plus_minus(cell: Cell, form: Form, hints: list[str]) -> None:
    kind = _first(hints, ("mean_sd", "mean_se", "sd", "se"))
    cell.value = form.value
    cell.unit = cell.unit or ("%" if form.percent else "")
    if kind in ("mean_se", "se"):
        cell.stat, cell.se = "mean_se", form.spread
    else:
        cell.stat, cell.sd = "mean_sd", form.spread
    if cell.kind == "contrast":
        cell.stat = _first(hints, _RATIOS) or "unclear"
    for part in form.parts:
        if part.pair:
            _interval(cell, part, hints)


def _fraction(cell: Cell, form: Form) -> bool:
    """`3/40`, `3/40 (7.5%)`, `7.5 % of 40`; False where the slash joins two other numbers (120/80)."""
    if form.of is None or form.value is None or not form.whole or form.value > form.of:
        return False
    cell.stat, cell.events, cell.n, cell.value = "count_rate", int(form.value), form.of, form.value
    if form.parts and form.parts[0].numbers and not form.parts[0].pair:
        cell.percent = form.parts[0].numbers[0]
    if cell.percent is not None and cell.n and abs(100 * cell.events / cell.n - cell.percent) > 5:
        cell.percent = None
    return True


def _bracketed(cell: Cell, form: Form, part: Part, hints: list[str], stated: Stated) -> None:
    cell.value = form.value
    if not part.numbers:
        _single(cell, form, [*hints, *stated.here])
        return
    if part.pair:
        cell.stat = _centre(cell, form, [*hints, *stated.every])
        if cell.stat == "rate":
            _counted(cell, form.value or 0.0, cell.stat)
        _interval(cell, part, [*hints, *stated.every])
        return
    other = part.numbers[0]
    cell.unit = cell.unit or ("%" if form.percent else "")
    if part.of is not None:
        cell.stat, cell.percent, cell.events, cell.n = "count_rate", form.value, int(other), part.of
        return
    kind = _pair_kind(cell, form, part, hints, stated)
    if kind == "count_rate":
        cell.stat, cell.events, cell.percent = kind, int(form.value or 0), other
    elif kind == "rate_count":
        cell.stat, cell.percent, cell.events, cell.value = "count_rate", form.value, int(other), other
    elif kind == "mean_se":
        cell.stat, cell.se = kind, abs(other)
    elif kind == "mean_sd":
        cell.stat, cell.sd = kind, abs(other)
    elif kind.startswith(("median", "mean")):
        cell.stat = _FIRST[kind]
    elif kind:
        cell.stat = kind
        if kind in _RATIOS and ("se" in part.words.split() or "se" in hints):
            cell.se = abs(other)
    else:
        cell.stat = "unclear"


def _pair_kind(cell: Cell, form: Form, part: Part, hints: list[str], stated: Stated) -> str:
    """What `a (b)` is: said in the cell, by the headings, or by the arithmetic a / n = b %."""
    if cell.kind == "contrast":
        return _first(hints, _RATIOS) or "unclear"
    other = part.numbers[0]
    near = _said_in_cell(form, part, hints) or _said_around(cell, form, other, hints)
    said = near or _as_stated(cell, form, other, stated.every)
    return said or ("mean_sd" if _first(hints, ("count", "rate", "mean")) == "mean" else "")


def _said_in_cell(form: Form, part: Part, hints: list[str]) -> str:
    other, words = part.numbers[0], part.words.split()
    if part.percent and form.whole and 0 <= other <= 100:
        return "count_rate"
    if form.percent and other >= 0 and other == int(other) and not _first(hints, ("mean_sd", "mean_se")):
        return "rate_count"
    if "sd" in words:
        return "mean_sd"
    return "mean_se" if "se" in words or "sem" in words else ""


def _said_around(cell: Cell, form: Form, other: float, hints: list[str]) -> str:
    """By the headings, checked against the size of the group."""
    value = form.value or 0.0
    whole = other >= 0 and other == int(other)
    fits = _fits(value, other, cell.n) if form.whole and cell.n else False
    swapped = _fits(other, value, cell.n) if whole and cell.n else False
    hint = _first(hints, _PAIRED)
    if hint in ("count_rate", "rate_count"):
        if hint == "rate_count" and whole and not (fits and not swapped):
            return "rate_count"
        if form.whole and 0 <= other <= 100:
            return "count_rate"
        return "rate_count" if swapped else ""
    if hint in ("mean_sd", "mean_se") and fits and not swapped and form.whole and _decimals_differ(other, form):
        return "count_rate" if _first(hints, ("count", "rate")) else hint
    if hint:
        return hint
    if fits and form.whole:
        return "count_rate"
    if swapped:
        return "rate_count"
    if (
        _first(hints, ("count", "rate", "mean")) in ("count", "rate")
        and form.whole
        and 0 <= other <= 100
        and not (cell.n and cell.n >= value and not fits)
    ):
        return "count_rate"
    return ""


def _as_stated(cell: Cell, form: Form, other: float, stated: list[str]) -> str:
    """By what caption, footnotes or methods say of numbers in this form; where they name two forms, by arithmetic."""
    mean = _first(stated, ("mean_sd", "mean_se"))
    count = _first(stated, ("count_rate", "rate_count"))
    counted = form.whole and 0 <= other <= 100 and not (cell.n and (form.value or 0) > cell.n)
    if not count:
        return mean if mean or not _first(stated, _PAIRED) else _first(stated, _PAIRED)
    if not mean:
        return count if counted or count == "rate_count" else ""
    if not form.whole:
        return mean
    if cell.n and counted:
        return mean if not _fits(form.value or 0.0, other, cell.n) else count
    return count if counted and _decimals_differ(other, form) else ""


def _decimals_differ(other: float, form: Form) -> bool:
    return form.decimals == 0 and other != int(other)


def _fits(count: float, percent: float, n: int | None) -> bool:
    if not n or count > n or not 0 <= percent <= 100:
        return False
    decimals = len(repr(percent).rstrip("0").partition(".")[2])
    return abs(100 * count / n - percent) <= 0.51 * 10**-decimals + 1e-9


def _centre(cell: Cell, form: Form, hints: list[str]) -> str:
    """What the number before an interval is."""
    if cell.kind == "contrast":
        return _first(hints, _RATIOS) or "unclear"
    ratio = _first(hints[:2], _RATIOS)
    if ratio and ratio != "md":
        return ratio
    if form.percent:
        return "rate"
    kind = _first(hints, (_PAIRED - {"count_rate", "rate_count"}) | {"mean", "median"}) or _first(hints, ("rate",))
    return _FIRST.get(kind, kind) or "unclear"


def _interval(cell: Cell, part: Part, hints: list[str]) -> None:
    low, high = part.numbers[:2]
    if low > high or (cell.value is not None and not low - 1e-9 <= cell.value <= high + 1e-9):
        return
    words = part.words.split()
    hint = _first(hints, ("median_iqr", "median_range", "mean_range", "median_ci", "mean_ci", "iqr", "range", "ci"))
    if "ci" in words or "confidence" in words:
        kind = "ci"
    elif "iqr" in words or "interquartile" in words:
        kind = "iqr"
    elif "range" in words or "min" in words:
        kind = "range"
    elif cell.kind == "contrast" or cell.stat in _RATIOS:
        kind = "ci"
    else:
        kind = hint.rpartition("_")[2]
    _put(cell, kind, low, high)
    suffix = {
        "median_iqr": "median_iqr",
        "median_range": "median_range",
        "mean_ci": "mean_ci",
        "median_ci": "median_ci",
    }
    cell.stat = suffix.get(f"{cell.stat}_{kind}", cell.stat)


def _put(cell: Cell, kind: str, low: float, high: float) -> None:
    if kind == "ci":
        cell.ci_low, cell.ci_high = low, high
    elif kind == "iqr":
        cell.q1, cell.q3 = low, high
    elif kind == "range":
        cell.low, cell.high = low, high


def _interval_alone(cell: Cell, pair: tuple[float, float], hints: list[str]) -> None:
    hint = _first(hints, ("ci", "iqr", "range", *_PAIRED))
    kind = hint.rpartition("_")[2] or ("ci" if cell.kind == "contrast" else "")
    cell.stat = kind if kind in SPREADS else "unclear"
    _put(cell, kind, *pair)


def _single(cell: Cell, form: Form, hints: list[str]) -> None:
    value = form.value if form.value is not None else 0.0
    cell.value = form.value
    simple = next((_FIRST.get(hint, hint) for hint in hints if hint), "")
    if cell.kind == "contrast":
        cell.stat = simple if simple in (*_RATIOS, *SPREADS) else "unclear"
    elif simple in SPREADS:
        cell.stat = simple
        if simple in ("sd", "se"):
            setattr(cell, simple, abs(value))
    elif form.percent:
        _counted(cell, value, "rate")
    elif simple in ("count", "rate"):
        if simple == "count" and not form.whole:
            cell.stat = "unclear"
        else:
            _counted(cell, value, simple)
    elif simple in ("mean", "median", "hr", "or", "rr"):
        cell.stat = simple
    else:
        cell.stat = "unclear"


def _counted(cell: Cell, value: float, stat: str) -> None:
    if stat == "rate" and not -100 <= value <= 100:
        stat = "unclear"
    cell.stat = stat
    if stat == "count":
        cell.events = int(value)
    elif stat == "rate":
        cell.percent, cell.unit = value, cell.unit or "%"
