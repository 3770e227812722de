"""Answers in the words of a reader, made of the rows of answers.csv: effect, intervals, sides, what else was tried."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from publishing.markdown import count
from publishing.words import measure_name

Row = Mapping[str, Any]
MAIN, AS_95 = "main", "all_95"
TOGETHER, TOGETHER_95 = "conditions_together", "conditions_together_all_95"
SHARE = "PLO"
RATIOS = frozenset({"RR", "OR", "HR"})
DESIGNS = {
    "rct": ("randomised trial", "randomised trials"),
    "nonrandomised": ("study that was not randomised", "studies that were not randomised"),
    "single_arm": ("uncontrolled study", "uncontrolled studies"),
}
SIDES = {"experimental": "the experimental treatments", "control": "the controls"}
NAMES = ("Wald", "Hartung", "Mantel", "Peto")
"""Words that keep their capital within a sentence."""
FEWEST_TO_PREDICT = 3
"""Studies below which a prediction interval says nothing (Riley et al. 2011, BMJ 342:d549)."""


def effect_and_interval(row: Row) -> str:
    """`hazard ratio 0.33 (95% interval 0.21 to 0.52; prediction interval 0.088 to 1.26)`."""
    ends = f"{row['ci_level']:g}% interval {_span(row, 'ci_low', 'ci_high')}" if row["ci_low"] is not None else ""
    predicted = f"prediction interval {_span(row, 'pi_low', 'pi_high')}" if _predicts(row) else ""
    name = "" if row["measure"] == SHARE else f"{measure_name(row['measure'])} "
    inside = "; ".join(filter(None, [ends, predicted]))
    return f"{name}{_with_unit(row['estimate'], row)}" + (f" ({inside})" if inside else "")


def _predicts(row: Row) -> bool:
    return row["pi_low"] is not None and row["studies"] >= FEWEST_TO_PREDICT


def in_short(row: Row) -> str:
    """`0.38 (0.34 to 0.43)`, in the row's own measure."""
    return f"{_with_unit(row['estimate'], row)} ({_span(row, 'ci_low', 'ci_high')})"


def who(row: Row) -> str:
    """`9 randomised trials, 1,994 patients`, with the events where all studies tell them."""
    parts = [count(row["studies"], *DESIGNS[row["design"]])]
    parts += [count(row["patients"], "patient")] if row["patients"] is not None else []
    if row["events"] is not None:
        parts += [count(row["events"], "patient with the event", "patients with the event")]
    return ", ".join(parts)


def which_side(row: Row, sides: Mapping[str, str] = SIDES) -> str:
    """A sentence on whom the estimate favours and whether the interval agrees; nothing for a single group."""
    if not row["favours"]:
        return ""
    middle = 1.0 if row["measure"] in RATIOS else 0.0
    side, other = sides[row["favours"]], sides["control" if row["favours"] == "experimental" else "experimental"]
    favours = f"The estimate favours {side} over {other}"
    if row["ci_low"] is None:
        return f"{favours}."
    if row["ci_low"] <= middle <= row["ci_high"]:
        return f"{favours}, but the interval includes {middle:g} (no effect)."
    if _predicts(row) and row["pi_low"] <= middle <= row["pi_high"]:
        return f"{favours}, and so does the whole interval; the prediction interval includes {middle:g} (no effect)."
    return f"{favours}, and so does the whole interval."


def spread(row: Row) -> str:
    """A sentence on the variation between studies."""
    if row["studies"] < 2 or row["i2"] is None:
        return ""
    return f"I² {row['i2']:.0f}%, tau² {_small(row['tau2'])}."


def _small(tau2: float) -> str:
    """Two figures; what is less than a ten-thousandth is an estimate of zero that stopped short of it."""
    return f"{tau2:.2g}" if tau2 >= 1e-4 else "0"


def as_95(rows: Sequence[Row]) -> str:
    """What the poolings give if every interval is taken as one of 95%, and why that is wrong; of an answer's rows."""
    found = {row["variant"]: row for row in rows if row["estimate"] is not None}
    main, taken = found.get(MAIN), found.get(AS_95)
    if main is None or taken is None:
        return ""
    name = measure_name(main["measure"])
    said = f"With every interval taken as 95%: {name} {_three_figures(taken)} in place of {_three_figures(main)}."
    if TOGETHER in found and TOGETHER_95 in found:
        together, wrong = found[TOGETHER], found[TOGETHER_95]
        said += (
            f" For all groups of conditions together ({count(together['studies'], 'study', 'studies')}): "
            f"{_three_figures(wrong)} in place of {_three_figures(together)}."
        )
    return f"{said} {taken['note']}"


def _three_figures(row: Row) -> str:
    return f"{row['estimate']:.3g} ({row['ci_low']:.3g} to {row['ci_high']:.3g})"


def others(rows: Sequence[Row], main: Row) -> list[str]:
    """The variants that could be pooled, each in a few words; those with wrong levels are told apart."""
    said: dict[tuple[str, int], list[str]] = {}
    for row in rows:
        if row["variant"] in (MAIN, AS_95, TOGETHER_95) or row["estimate"] is None:
            continue
        name = row["label"].removeprefix(f"{main['label']}. ")
        name = name if name.startswith(NAMES) else f"{name[:1].lower()}{name[1:]}"
        studies = f" ({count(row['studies'], 'study', 'studies')})" if row["studies"] != main["studies"] else ""
        measure = f"{measure_name(row['measure'])} " if row["measure"] != main["measure"] else ""
        said.setdefault((f"{measure}{in_short(row)}", row["studies"]), []).append(f"{name}{studies}")
    return [f"{', '.join(names)} {effect}" for (effect, _), names in said.items()]


def tests(rows: Sequence[Row]) -> list[str]:
    """Differences between subgroups, what single studies do, and small-study effects: a sentence each."""
    said = []
    main = next((row["label"] for row in rows if row["variant"] == MAIN), "")
    for row in rows:
        if row["variant"].startswith("between:"):
            what = row["label"].removeprefix(f"{main}. ")
            said.append(f"{what}: Q {row['q']:.3g}, P {p_value(row['q_p'])}.")
        elif row["variant"] == "leave_one_out":
            said.append(row["note"])
        elif row["variant"] == "small_study":
            said.append(f"Small-study effects (Egger's regression): P {p_value(row['p_value'])}.")
    return said


def p_value(value: float) -> str:
    """`0.034`, or `below 0.001`."""
    return "below 0.001" if value < 0.001 else f"{value:.2g}"


def headline(rows: Sequence[Row]) -> str:
    """The first answer of the review in one line, of the clean rows of answers.csv; empty where there is none."""
    for row in rows:
        if row["variant"] == MAIN and row["estimate"] is not None:
            return f"{row['label']}: {effect_and_interval(row)}, {who(row)}"
    return ""


def number(value: float | None, measure: str = "") -> str:
    """Shares in percent, without the sign; ratios with two decimals where these tell enough; else three figures."""
    if value is None:
        return ""
    if measure == SHARE:
        return f"{100 * value:.3g}"
    if measure in RATIOS and 0.1 <= value < 10:
        return f"{value:.2f}"
    if abs(value) >= 1e6 or (value and abs(value) < 1e-4):
        return f"{value:.1e}"
    digits = 2 if value and abs(value) < 0.1 else 3
    return f"{value:.{digits}g}" if abs(value) < 1000 else f"{value:,.0f}"


def _span(row: Row, low: str, high: str) -> str:
    ends = [row[low], row[high]]
    if any(end is None or not math.isfinite(end) for end in ends):
        return "open"
    return " to ".join(_with_unit(end, row) for end in ends)


def _with_unit(value: float | None, row: Row) -> str:
    return number(value, row["measure"]) + ("%" if row["measure"] == SHARE else "")
