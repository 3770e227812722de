"""The cumulative plot: what was known after each study, in the order of their years."""

from __future__ import annotations

from publishing.figures.canvas import ACCENT, INK, RULE, SOFT, Sheet
from publishing.figures.forest import EFFECT, MOST_NAMED, NAME, Line, Plane, _frame, _short, plane_of
from publishing.figures.scales import Scale
from synthesis.answers import Answer, Step

_PLOT = (0.33, 0.7)


def cumulative(answer: Answer, name: str) -> str:
    """Pooled effect after each study as SVG; the last line is the pooled effect of today."""
    scale = Scale(answer.analysis.measure)
    steps = answer.cumulative
    lines = [Line(*(scale.plotted(x) for x in (s.pooled.b, s.pooled.ci_low, s.pooled.ci_high))) for s in steps]
    room = plane_of(lines, None, scale)
    plane = Plane(room.low, room.high, *_PLOT)
    named = len(steps) <= MOST_NAMED
    step = 1.0 if named else 0.3
    axis = 1.9 + step * len(steps)
    sheet = Sheet(axis + 1.4)
    _frame(sheet, plane, scale, (1.3, axis))
    style = {"color": SOFT, "fontsize": 8}
    sheet.text(NAME, 0.55, "Up to and with", **style)
    sheet.text(sum(_PLOT) / 2, 0.55, f"Pooled {scale.label.lower()}", "center", **style)
    sheet.text(EFFECT, 0.55, "Pooled so far", "right", **style)
    sheet.text(1.0, 0.55, "Studies", "right", **style)
    sheet.line((0, 1), (1.05, 1.05), color=RULE)
    for place, (one, line) in enumerate(zip(steps, lines, strict=True)):
        y = 1.9 + step * place
        last = place == len(steps) - 1
        sheet.line((plane.x(line.low), plane.x(line.high)), (y, y), linewidth=1.4 if last else 0.9 if named else 0.6)
        x = plane.x(line.effect)
        half = 0.2 if named else 0.1
        wide = half * 0.235 / 7.2
        sheet.shape([(x - wide, y), (x, y - half), (x + wide, y), (x, y + half)], facecolor=ACCENT if last else INK)
        if named:
            _words(sheet, one, scale, y)
    if not named:
        sheet.text(NAME, 1.9 + step * len(steps) / 2, f"{len(steps)} steps by year", color=SOFT)
    last = steps[-1].pooled
    words = f"After {last.k} studies: {scale.text(last.b)} ({scale.interval(last.ci_low, last.ci_high)})."
    return sheet.svg(name, f"Cumulative plot: {answer.analysis.label}", words)


def _words(sheet: Sheet, step: Step, scale: Scale, y: float) -> None:
    pooled = step.pooled
    sheet.text(NAME, y, _short(step.study, 36))
    sheet.text(EFFECT, y, f"{scale.text(pooled.b)} ({scale.interval(pooled.ci_low, pooled.ci_high)})", "right")
    sheet.text(1.0, y, str(pooled.k), "right")
