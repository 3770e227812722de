"""The cumulative plot: what was known after each study, in the order of their years."""

from __future__ import annotations

from typing import Any

from publishing.figures.canvas import ACCENT, INK, ROW, RULE, SOFT, WIDTH, Sheet
from publishing.figures.forest import (
    EFFECT,
    MOST_LINES,
    MOST_NAMED,
    NAME,
    THIN,
    Drawing,
    Line,
    Plane,
    frame,
    plane_of,
    short,
)
from publishing.figures.scales import Scale
from synthesis.answers import Answer, Step

_PLOT = (0.33, 0.7)
_TOP = 1.9


def cumulative(answer: Answer, name: str) -> str:
    """Pooled effect after each study as SVG; the last line is the pooled effect of today."""
    scale, steps = Scale(answer.analysis.measure), answer.cumulative
    lines = [Line(*(scale.plotted(x) for x in (s.pooled.b, s.pooled.ci_low, s.pooled.ci_high))) for s in steps]
    named = len(steps) <= MOST_NAMED
    space = 1.0 if named else min(THIN, MOST_LINES / len(steps))
    axis = _TOP + space * len(steps)
    room = plane_of(lines, None, scale)
    draw = Drawing(Sheet(axis + 1.4), Plane(room.low, room.high, *_PLOT), scale, 95.0)
    frame(draw, (_TOP - 0.6, axis))
    _head(draw)
    for place, (step, line) in enumerate(zip(steps, lines, strict=True)):
        y = _TOP + space * place
        _mark(draw, line, y, 0.2 if named else 0.05, last=place == len(steps) - 1)
        if named:
            _words(draw, step, y)
    if not named:
        draw.sheet.text(NAME, (_TOP + axis) / 2, f"{len(steps)} steps by year", color=SOFT)
    now = steps[-1].pooled
    words = f"After {now.k} studies: {scale.text(now.b)} ({scale.interval(now.ci_low, now.ci_high)})."
    return draw.sheet.svg(name, f"Cumulative plot: {answer.analysis.label}", words)


def _head(draw: Drawing) -> None:
    style: dict[str, Any] = {"color": SOFT, "fontsize": 8}
    draw.sheet.text(NAME, 0.55, "Up to and with", **style)
    draw.sheet.text(sum(_PLOT) / 2, 0.55, f"Pooled {draw.scale.label.lower()}", "center", **style)
    draw.sheet.text(EFFECT, 0.55, "Pooled so far", "right", **style)
    draw.sheet.text(1.0, 0.55, "Studies", "right", **style)
    draw.sheet.line((0, 1), (1.05, 1.05), color=RULE)


def _mark(draw: Drawing, line: Line, y: float, half: float, *, last: bool) -> None:
    """An interval with a small diamond on it; that of today stands out."""
    draw.sheet.line((draw.plane.x(line.low), draw.plane.x(line.high)), (y, y), linewidth=1.4 if last else 0.8)
    x, wide = draw.plane.x(line.effect), half * ROW / WIDTH
    corners = [(x - wide, y), (x, y - half), (x + wide, y), (x, y + half)]
    draw.sheet.shape(corners, facecolor=ACCENT if last else INK)


def _words(draw: Drawing, step: Step, y: float) -> None:
    pooled, scale = step.pooled, draw.scale
    draw.sheet.text(NAME, y, short(step.study, 36))
    draw.sheet.text(EFFECT, y, f"{scale.text(pooled.b)} ({scale.interval(pooled.ci_low, pooled.ci_high)})", "right")
    draw.sheet.text(1.0, y, str(pooled.k), "right")
