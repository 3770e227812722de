"""The forest plot: every study with its interval, the pooled effect, and where a new study's effect may lie."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Any

from scipy.special import ndtri

from publishing.answer_words import FEWEST_TO_PREDICT
from publishing.figures.canvas import ACCENT, INK, ROW, RULE, SECOND, SOFT, WIDTH, Sheet
from publishing.figures.scales import Scale, digits
from synthesis.answers import Analysis, Answer, Member, good_side
from synthesis.pooling import Pooled

MOST_NAMED = 60
"""Studies that a picture names line by line; of more it shows the shape, and the table beside it the names."""
NAME, LEFT, RIGHT, EFFECT, WEIGHT_END = 0.0, 0.45, 0.7, 0.925, 1.0
"""Columns of the picture: where names begin, the plot begins and ends, and effects and weights end."""
FIRST, SECOND_GROUP = 0.325, 0.43
"""Where the columns of the two groups end."""
THIN, MOST_LINES = 0.38, 32.0
"""Where studies are not named: how far apart they stand at most, and how much room all of them have, in lines."""


@dataclass(frozen=True, slots=True)
class Plane:
    """Where an effect of the plot's scale stands between the columns."""

    low: float
    high: float
    left: float = LEFT
    right: float = RIGHT

    def x(self, effect: float) -> float:
        """The place of an effect; those beyond the ends stand at the ends."""
        share = (min(max(effect, self.low), self.high) - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)


@dataclass(frozen=True, slots=True)
class Line:
    """An effect with its interval, on the scale of the plot."""

    effect: float
    low: float
    high: float


def line_of(member: Member, scale: Scale, level: float) -> Line:
    """A study's effect with its interval at one level for all studies, whatever its report printed."""
    reach = float(ndtri(0.5 + level / 200)) * member.sei
    return Line(scale.plotted(member.yi), scale.plotted(member.yi - reach), scale.plotted(member.yi + reach))


def plane_of(lines: list[Line], pooled: Pooled | None, scale: Scale) -> Plane:
    """Room for all effects and for most of their intervals: those far out are cut and end in an arrow."""
    if scale.measure == "PLO":
        return Plane(0.0, 100.0)
    reach = 4 * statistics.median([(line.high - line.low) / 2 for line in lines]) if lines else 1.0
    ends = [max(line.low, line.effect - reach) for line in lines] + [min(x.high, x.effect + reach) for x in lines]
    if pooled:
        ends += [scale.plotted(x) for x in (pooled.ci_low, pooled.ci_high)]
        if pooled.pi_low is not None and pooled.pi_high is not None and pooled.k >= FEWEST_TO_PREDICT:
            inner = max(reach, pooled.ci_high - pooled.ci_low)
            ends += [max(pooled.pi_low, pooled.b - 2 * inner), min(pooled.pi_high, pooled.b + 2 * inner)]
    if scale.null is not None:
        ends.append(scale.null)
    low, high = min(ends, default=-1.0), max(ends, default=1.0)
    margin = 0.04 * (high - low or 1.0)
    return Plane(low - margin, high + margin)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What every line of a plot is drawn on, and by."""

    sheet: Sheet
    plane: Plane
    scale: Scale
    level: float


def forest(answer: Answer, name: str) -> str:
    """The forest plot of an answer as SVG."""
    scale, level = Scale(answer.analysis.measure), answer.pooled.level if answer.pooled else 95.0
    lines = [line_of(member, scale, level) for member in answer.members]
    named = len(lines) <= MOST_NAMED
    step = 1.0 if named else min(THIN, MOST_LINES / len(lines))
    below = _below(answer)
    top = 1.9
    bottom = top + step * len(lines)
    axis = bottom + 0.45 + len(below)
    draw = Drawing(Sheet(axis + 2.0), plane_of(lines, answer.pooled, scale), scale, level)
    frame(draw, (top - 0.6, axis))
    _head(draw.sheet, answer, level)
    for place, (member, line) in enumerate(zip(answer.members, lines, strict=True)):
        _study(draw, line, top + step * place, member.weight, thin=not named)
        if named:
            _words(draw, member, top + place)
    if not named:
        draw.sheet.text(0, (top + bottom) / 2, f"{len(lines)} studies,", color=SOFT)
        draw.sheet.text(0, (top + bottom) / 2 + 1, "listed in the table", color=SOFT)
    draw.sheet.line((0, 1), (bottom, bottom), color=RULE)
    for place, (kind, words, pooled) in enumerate(below):
        if kind == "prediction":
            _prediction(draw, words, pooled, bottom + 0.75 + place)
        else:
            diamond(draw, words, pooled, bottom + 0.75 + place, main=kind == "pooled")
    favours(draw, answer.analysis, axis + 1.45)
    return draw.sheet.svg(name, f"Forest plot: {answer.analysis.label}", describe(answer))


def _below(answer: Answer) -> list[tuple[str, str, Pooled]]:
    """The lines under the studies: pooled, prediction, and the wrong one for comparison."""
    pooled = answer.pooled
    if pooled is None:
        return []
    found = [("pooled", f"Pooled, {model_name(pooled)}", pooled)]
    if pooled.pi_low is not None and pooled.k >= FEWEST_TO_PREDICT:
        found.append(("prediction", "Where a new study’s effect may lie", pooled))
    found += [("other", "With every interval taken as 95%", v.pooled) for v in answer.variants
              if v.id == "all_95" and v.pooled]  # fmt: skip
    return found


def model_name(pooled: Pooled) -> str:
    """The model in the field's words."""
    tests = {"knha": "Hartung-Knapp", "t": "t", "z": "Wald"}
    return f"{'common effect' if pooled.method == 'EE' else pooled.method}, {tests.get(pooled.test, pooled.test)}"


def frame(draw: Drawing, span: tuple[float, float]) -> None:
    """Axis, ticks and the line of no effect."""
    sheet, plane, (top, axis) = draw.sheet, draw.plane, span
    if draw.scale.null is not None:
        x = plane.x(draw.scale.null)
        sheet.line((x, x), (top, axis), color=SOFT, linewidth=0.7)
    sheet.line((plane.left, plane.right), (axis, axis), linewidth=0.7)
    for effect, label in draw.scale.ticks(plane.low, plane.high):
        x = plane.x(effect)
        sheet.line((x, x), (axis, axis + 0.18), linewidth=0.7)
        sheet.text(x, axis + 0.62, label, "center", fontsize=8)


def _head(sheet: Sheet, answer: Answer, level: float) -> None:
    """The names of the columns."""
    style: dict[str, Any] = {"color": SOFT, "fontsize": 8}
    sheet.text(NAME, 0.55, "Study", **style)
    rows = [member.row for member in answer.members]
    if any(row["control"] for row in rows):
        sheet.text(FIRST, 0.55, "Experimental", "right", **style)
        sheet.text(SECOND_GROUP, 0.55, "Control", "right", **style)
    else:
        sheet.text(SECOND_GROUP, 0.55, "Events / patients" if rows and rows[0]["xi"] is not None else "Patients",
                   "right", **style)  # fmt: skip
    scale = Scale(answer.analysis.measure)
    sheet.text((LEFT + RIGHT) / 2, 0.55, scale.label, "center", **style)
    sheet.text(EFFECT, 0.55, f"Effect ({level:g}% interval)", "right", **style)
    sheet.text(WEIGHT_END, 0.55, "Weight", "right", **style)
    sheet.line((0, 1), (1.05, 1.05), color=RULE)


def _study(draw: Drawing, line: Line, y: float, weight: float, *, thin: bool) -> None:
    """A study's interval, with an arrow where it goes on, and its square, whose area is its weight."""
    sheet, plane = draw.sheet, draw.plane
    sheet.line((plane.x(line.low), plane.x(line.high)), (y, y), linewidth=0.5 if thin else 0.9)
    for end, beyond, side in ((line.low, line.low < plane.low, 1), (line.high, line.high > plane.high, -1)):
        if beyond and not thin:
            x = plane.x(end)
            sheet.shape([(x, y), (x + side * 0.009, y - 0.14), (x + side * 0.009, y + 0.14)], facecolor=INK)
    half = 0.05 if thin else 0.1 + 0.24 * min(weight / 30, 1) ** 0.5
    x, wide = plane.x(line.effect), half * ROW / WIDTH
    sheet.shape([(x - wide, y - half), (x + wide, y - half), (x + wide, y + half), (x - wide, y + half)])


def _words(draw: Drawing, member: Member, y: float) -> None:
    """The text of a study's line."""
    sheet, scale, row = draw.sheet, draw.scale, member.row
    sheet.text(NAME, y, short(str(row["study"]), 26) + (" †" if member.note else ""))
    if not any(row[name] is not None for name in ("n1i", "n2i", "ni", "ai", "m1i", "xi", "mi")):
        if member.patients is not None:
            sheet.text(SECOND_GROUP, y, f"{member.patients:,} in all", "right", color=SOFT)
    elif row["control"]:
        sheet.text(FIRST, y, _group(row["ai"], row["m1i"], row["n1i"]), "right")
        sheet.text(SECOND_GROUP, y, _group(row["ci"], row["m2i"], row["n2i"]), "right")
    else:
        sheet.text(SECOND_GROUP, y, _group(row["xi"], row["mi"], row["ni"]), "right")
    reach = float(ndtri(0.5 + draw.level / 200)) * member.sei
    words = f"{scale.text(member.yi)} ({scale.interval(member.yi - reach, member.yi + reach)})"
    sheet.text(EFFECT, y, words, "right")
    sheet.text(WEIGHT_END, y, f"{member.weight:.1f}%", "right")


def _group(events: int | None, mean: float | None, n: int | None) -> str:
    size = "" if n is None else f"{n:,}"
    if events is not None:
        return f"{events:,} / {size}"
    return f"{digits(mean)} ({size})" if mean is not None else size


def diamond(draw: Drawing, words: str, pooled: Pooled, y: float, *, main: bool) -> None:
    """A pooled effect: filled where it is the answer, hollow where it stands beside it for comparison."""
    style = {"fontweight": "bold"} if main else {"color": SECOND}
    draw.sheet.text(NAME, y, words, **style)
    low, middle, high = (draw.plane.x(draw.scale.plotted(x)) for x in (pooled.ci_low, pooled.b, pooled.ci_high))
    look = {} if main else {"facecolor": "none", "edgecolor": SECOND, "linewidth": 0.9}
    draw.sheet.shape([(low, y), (middle, y - 0.3), (high, y), (middle, y + 0.3)], **look)
    said = f"{draw.scale.text(pooled.b)} ({draw.scale.interval(pooled.ci_low, pooled.ci_high)})"
    draw.sheet.text(EFFECT, y, said, "right", **style)


def _prediction(draw: Drawing, words: str, pooled: Pooled, y: float) -> None:
    """A bar for the interval in which a new study's effect may lie."""
    if pooled.pi_low is None or pooled.pi_high is None:
        return
    ends = [draw.plane.x(draw.scale.plotted(x)) for x in (pooled.pi_low, pooled.pi_high)]
    draw.sheet.text(NAME, y, words, color=SOFT)
    draw.sheet.line((ends[0], ends[1]), (y, y), color=ACCENT, linewidth=2.2)
    draw.sheet.text(EFFECT, y, draw.scale.interval(pooled.pi_low, pooled.pi_high), "right", color=SOFT)


def favours(draw: Drawing, analysis: Analysis, y: float) -> None:
    """Under the axis: on which side which group is better off."""
    plane, null, side = draw.plane, draw.scale.null, good_side(analysis)
    if null is None or not side:
        draw.sheet.text((plane.left + plane.right) / 2, y, draw.scale.label, "center", color=SOFT, fontsize=8)
        return
    left, right = ("Experimental better", "Control better")
    if side == "above":
        left, right = right, left
    middle = min(max(plane.x(null), plane.left + 0.12), plane.right - 0.1)
    draw.sheet.text(middle - 0.012, y, f"← {left}", "right", color=SOFT, fontsize=8)
    draw.sheet.text(middle + 0.012, y, f"{right} →", "left", color=SOFT, fontsize=8)


def short(text: str, longest: int) -> str:
    """A name that fits into its column."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def describe(answer: Answer) -> str:
    """The picture in words, for those who do not see it."""
    scale, pooled = Scale(answer.analysis.measure), answer.pooled
    unit = "%" if scale.measure == "PLO" else ""
    start = f"{len(answer.members)} {'study' if len(answer.members) == 1 else 'studies'}"
    if pooled is None:
        return f"{start}; nothing is pooled."
    said = (
        f"{start}. Pooled {scale.label.lower().removesuffix(', %')}: {scale.text(pooled.b)}{unit}, "
        f"{pooled.level:g}% interval {scale.interval(pooled.ci_low, pooled.ci_high)}{unit}."
    )
    if pooled.pi_low is not None and pooled.k >= FEWEST_TO_PREDICT:
        said += f" Prediction interval {scale.interval(pooled.pi_low, pooled.pi_high)}{unit}."
    return said + " Every study is listed in the table below the picture."
