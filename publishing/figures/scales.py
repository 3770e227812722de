"""From the scale on which effects are pooled to the one on which people read them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from publishing.answer_words import number

RATIOS = {"RR": "Risk ratio", "OR": "Odds ratio", "HR": "Hazard ratio"}
DIFFERENCES = {"RD": "Risk difference", "MD": "Mean difference", "SMD": "Standardised mean difference"}
_STEPS = (0.001, 0.01, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 1000, 10_000)


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale of a measure. Plots of ratios are drawn on the analysis scale, which is their logarithm."""

    measure: str

    @property
    def label(self) -> str:
        """Name of the axis."""
        names = RATIOS | DIFFERENCES | {"PLO": "Patients with the event, %", "MN": "Mean"}
        return names.get(self.measure, self.measure)

    @property
    def null(self) -> float | None:
        """No effect, on the scale of the plot; None for a single arm, which has no such thing."""
        return None if self.measure in ("PLO", "MN") else 0.0

    def natural(self, x: float) -> float:
        """A number of the analysis scale as people read it: ratios as such, proportions in percent."""
        if self.measure in RATIOS:
            return math.exp(min(x, 700.0))
        return 100 / (1 + math.exp(-max(min(x, 700.0), -700.0))) if self.measure == "PLO" else x

    def plotted(self, x: float) -> float:
        """A number of the analysis scale as the place on the plot: proportions stand on their own, straight scale."""
        return self.natural(x) if self.measure == "PLO" else x

    def text(self, x: float | None) -> str:
        """A number of the analysis scale in the digits that readers of the field expect."""
        return "" if x is None else self.spelled(self.natural(x))

    def spelled(self, value: float) -> str:
        """A number of the natural scale in those digits."""
        if self.measure == "PLO":
            return number(value / 100, "PLO")
        return number(value, self.measure).replace("-", "−") if self.measure in RATIOS else digits(value)

    def interval(self, low: float | None, high: float | None) -> str:
        """`0.45 to 0.76`; empty where an end is missing."""
        return f"{self.text(low)} to {self.text(high)}" if low is not None and high is not None else ""

    def ticks(self, low: float, high: float) -> list[tuple[float, str]]:
        """Places on the plot and their labels between two ends."""
        if self.measure in RATIOS:
            inside = [s for s in _STEPS if low <= math.log(s) <= high]
            while len(inside) > 7:
                inside = [s for s in inside if s == 1 or round(math.log10(s), 9).is_integer()]
                if len(inside) > 7:
                    inside = inside[::2]
            if len(inside) < 3:
                inside = _apart([s for s in _round_steps(math.exp(low), math.exp(high)) if s > 0], (high - low) / 7)
            return [(math.log(s), f"{s:g}") for s in inside]
        return [(x, f"{x:g}") for x in _round_steps(low, high)]


def _apart(ratios: list[float], gap: float) -> list[float]:
    """The ratios that stand apart on the logarithmic scale, so that their labels do; no effect always stays."""
    kept: list[float] = []
    for ratio in sorted(ratios, key=lambda r: (abs(r - 1) > 1e-9, r)):
        if all(abs(math.log(ratio / other)) >= gap for other in kept):
            kept.append(ratio)
    return sorted(kept)


def _round_steps(low: float, high: float) -> list[float]:
    """Round numbers between two ends, four to eight of them."""
    span = max(high - low, 1e-9)
    step = 10 ** math.floor(math.log10(span))
    for share in (0.1, 0.2, 0.25, 0.5, 1.0):
        if span / (step * share) <= 7:
            step *= share
            break
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(n * step, 10) for n in range(first, last + 1)]


def digits(value: float) -> str:
    """Two decimals, fewer for large numbers, two figures below a hundredth; a true minus sign."""
    size = abs(value)
    if size >= 1000:
        text = f"{value:,.0f}" if size < 1e6 else f"{value:.1e}"
    elif size >= 100:
        text = f"{value:.0f}"
    elif size >= 10:
        text = f"{value:.1f}"
    elif size >= 0.0095 or size == 0:
        text = f"{value:.2f}"
    else:
        text = f"{value:.2g}"
    return text.replace("-", "−") if text.startswith("-") else text
