"""Before and after: the pooled effect of the last version and of this one on the same picture."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from publishing.figures.canvas import ACCENT, SECOND, SOFT, Sheet
from publishing.figures.forest import EFFECT, NAME, Drawing, Line, Plane, frame, plane_of
from publishing.figures.scales import RATIOS, Scale

_PLOT = (0.33, 0.7)


def change(row: Mapping[str, Any], name: str) -> str:
    """A row of conclusions.csv, of which both versions have an estimate with its interval, as SVG."""
    scale = Scale(row["measure"])
    lines = {when: _line(row, when) for when in ("_before", "")}
    room = plane_of(list(lines.values()), None, scale)
    draw = Drawing(Sheet(4.6), Plane(room.low, room.high, *_PLOT), scale, row["ci_level"] or 95.0)
    frame(draw, (0.3, 3.0))
    said = []
    for y, (when, words) in enumerate((("_before", "Last version"), ("", "This version"))):
        line, style = lines[when], {"color": SOFT} if when else {"fontweight": "bold"}
        x = [draw.plane.x(value) for value in (line.low, line.effect, line.high)]
        look = {"facecolor": "none", "edgecolor": SECOND, "linewidth": 0.9} if when else {"facecolor": ACCENT}
        draw.sheet.shape([(x[0], y + 1), (x[1], y + 0.7), (x[2], y + 1), (x[1], y + 1.3)], **look)
        draw.sheet.text(NAME, y + 1, f"{words} ({row[f'studies{when}']} studies)", **style)
        share = 100 if row["measure"] == "PLO" else 1
        effect, low, high = (scale.spelled(share * row[f"{part}{when}"]) for part in ("estimate", "ci_low", "ci_high"))
        draw.sheet.text(EFFECT, y + 1, f"{effect} ({low} to {high})", "right", **style)
        said.append(f"{words}: {effect}, interval {low} to {high}.")
    draw.sheet.text(sum(_PLOT) / 2, 4.3, scale.label, "center", color=SOFT, fontsize=8)
    return draw.sheet.svg(name, f"Before and after: {row['label']}", " ".join(said))


def _line(row: Mapping[str, Any], when: str) -> Line:
    """Effect and interval on the scale of the plot, from the natural one."""
    effect, low, high = (row[f"{part}{when}"] for part in ("estimate", "ci_low", "ci_high"))
    if row["measure"] in RATIOS:
        return Line(*(math.log(max(value, 1e-12)) for value in (effect, low, high)))
    share = 100 if row["measure"] == "PLO" else 1
    return Line(share * effect, share * low, share * high)
