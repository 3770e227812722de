"""Does it matter? Every answer of this version beside that of the version before, under the protocol's triggers.

A trigger says that a conclusion *may* change; whether it does is for people to say. Estimates are compared as two
readers of the two versions would: the usual pooling each time, with no correction for looking again and again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from statistics import NormalDist
from typing import Any

from schemas.protocol import Conclusion, Protocol
from synthesis.answers import natural, no_effect

Row = Mapping[str, Any]
Rows = Sequence[Row]

MAIN = "main"
BEFORE_AND_NOW = ("studies", "estimate", "ci_low", "ci_high", "ci_level", "tau2", "i2")
VERDICTS = {True: "may_change", False: "does_not_change"}
MOVED = 0.5
"""Standard errors of the former result by which a corrected one moves before it counts as new information."""
RESIZED = 0.2
"""… or the share by which its standard error does."""
Interval = tuple[float, float]
Reason = tuple[str, str]
"""The trigger, and what it found in words."""


def conclusion_rows(old: Mapping[str, Rows], new: Mapping[str, Rows], protocol: Protocol) -> list[dict[str, Any]]:
    """Rows of `conclusions.csv`: every main analysis of either version, in the order of the answers, gone ones last."""
    before, now = _main(old["answers"]), _main(new["answers"])
    order = [*now, *(answer for answer in before if answer not in now)]
    was, is_now = _weights(old["answer_rows"]), _weights(new["answer_rows"])
    return [
        _row(before.get(answer), now.get(answer), _moved(was.get(answer, []), is_now.get(answer, [])), protocol)
        for answer in order
    ]


def _main(answers: Rows) -> dict[str, Row]:
    return {row["answer_id"]: row for row in answers if row["variant"] == MAIN}


def _weights(answer_rows: Rows) -> dict[str, list[Row]]:
    """Answer → rows that are pooled in it."""
    found: dict[str, list[Row]] = {}
    for row in answer_rows:
        if row["pooled"]:
            found.setdefault(row["answer_id"], []).append(row)
    return found


def _moved(before: Rows, now: Rows) -> tuple[float, float]:
    """Percent of the weight that is on results that are new or have moved, and of the former that has gone."""
    earlier: dict[str, list[Row]] = {}
    for row in before:
        earlier.setdefault(row["study_id"], []).append(row)
    fresh = [row for row in now if not any(_alike(row, other) for other in earlier.get(row["study_id"], ()))]
    studies = {row["study_id"] for row in now}
    return _sum(fresh), _sum([row for row in before if row["study_id"] not in studies])


def _sum(rows: Rows) -> float:
    """The weight of these rows; arms of one study that were combined share one, which stands in each of them."""
    return sum({(row["study_id"], row["yi"]): row["weight"] or 0.0 for row in rows}.values())


def _alike(one: Row, other: Row) -> bool:
    """The same result as far as the answer is concerned, or none in both: a last digit brings no information."""
    if None in (one["yi"], one["sei"], other["yi"], other["sei"]):
        return one["yi"] == other["yi"] and one["sei"] == other["sei"]
    moved = abs(one["yi"] - other["yi"]) > MOVED * other["sei"]
    return not moved and math.isclose(one["sei"], other["sei"], rel_tol=RESIZED)


def _row(old: Row | None, new: Row | None, moved: tuple[float, float], protocol: Protocol) -> dict[str, Any]:
    """One line of the table."""
    shown = new or old or {}
    found = list(reasons(old, new, moved, protocol))
    cells = {f"{name}_before": (old or {}).get(name) for name in BEFORE_AND_NOW}
    return {
        **{name: shown[name] for name in ("answer_id", "label", "outcome", "primary", "measure")},
        "verdict": VERDICTS[bool(found)],
        "triggers": [trigger for trigger, _ in found],
        "because": "; ".join(words for _, words in found),
        **cells,
        **{name: (new or {}).get(name) for name in BEFORE_AND_NOW},
        "new_weight": round(moved[0], 1),
        "gone_weight": round(moved[1], 1),
        "note": _pooled_otherwise(old, new),
    }


def reasons(old: Row | None, new: Row | None, moved: tuple[float, float], protocol: Protocol) -> Iterator[Reason]:
    """The triggers that an analysis meets, the gravest first."""
    rules = protocol.living.conclusion
    was, is_now = (row and _interval(row, protocol.analysis.level) for row in (old, new))
    if is_now and not was:
        yield "first_answer", "the last version had no estimate"
    if was and not is_now:
        yield "gone", "there is no estimate any more"
    if not (old and new and was and is_now):
        return
    if old["measure"] == new["measure"]:
        yield from _crossings((old, was), (new, is_now), protocol)
        yield from _spread(old, new, rules)
    yield from _information(moved, rules)


def _crossings(before: tuple[Row, Interval], now: tuple[Row, Interval], protocol: Protocol) -> Iterator[Reason]:
    """No effect, a margin, the direction, and the former interval."""
    (old, was), (new, is_now), rules = before, now, protocol.living.conclusion
    null = no_effect(new["measure"])
    if rules.no_effect and null is not None and _side(was, null) != _side(is_now, null):
        yield "no_effect", f"the interval {_words(_side(was, null), _side(is_now, null), 'no effect')}"
    for margin in _margins(new, protocol) if rules.margin else ():
        if _side(was, margin) != _side(is_now, margin):
            yield (
                "margin",
                f"the interval {_words(_side(was, margin), _side(is_now, margin), f'the margin {margin:.3g}')}",
            )
        elif (old["estimate"] - margin) * (new["estimate"] - margin) < 0:
            yield "margin", f"the estimate crosses the margin {margin:.3g}"
    if rules.direction and null is not None and (old["estimate"] - null) * (new["estimate"] - null) < 0:
        yield "direction", "the estimate is on the other side of no effect"
    if rules.outside_interval and not was[0] <= new["estimate"] <= was[1]:
        yield "outside_interval", "the estimate lies outside the interval that it had before"


def _spread(old: Row, new: Row, rules: Conclusion) -> Iterator[Reason]:
    """Heterogeneity that jumped. A tau² within the interval that it had before is what that interval allowed for."""
    i2 = [row["i2"] for row in (old, new) if row["i2"] is not None]
    if rules.i2_points is not None and len(i2) == 2 and abs(i2[1] - i2[0]) >= rules.i2_points:
        yield "i2", f"I² went from {i2[0]:.0f}% to {i2[1]:.0f}%"
    one, other = old["tau2"], new["tau2"]
    if rules.tau2_factor is None or one is None or other is None or old["tau2_high"] is None:
        return
    far = max(one, other) >= rules.tau2_factor * min(one, other) and one != other
    if far and not (old["tau2_low"] or 0) <= other <= old["tau2_high"]:
        yield "tau2", f"tau² went from {one:.3g} to {other:.3g}"


def _information(moved: tuple[float, float], rules: Conclusion) -> Iterator[Reason]:
    """Weight that came or went."""
    if rules.weight_percent is None:
        return
    for trigger, share, words in (
        ("new_information", moved[0], "of the weight is on new or changed results"),
        ("lost_information", moved[1], "of the former weight is no longer there"),
    ):
        if share >= rules.weight_percent:
            yield trigger, f"{share:.0f}% {words}"


def _margins(row: Row, protocol: Protocol) -> list[float]:
    """The margin on both sides of no effect; of a single group the value itself."""
    margin = protocol.analysis.margin(row["outcome"], row["measure"])
    if margin is None:
        return []
    if no_effect(row["measure"]) is None:
        return [margin.value]
    return sorted({margin.value, 1 / margin.value if no_effect(row["measure"]) else -margin.value})


def _interval(row: Row, level: float) -> Interval | None:
    """The interval on the natural scale at the protocol's level; None where there is none.

    A single study's own interval may have another level: b ± z·se is the one at ours.
    """
    if row["estimate"] is None:
        return None
    if row["ci_level"] == level and row["ci_low"] is not None and row["ci_high"] is not None:
        return row["ci_low"], row["ci_high"]
    if row["b"] is None or row["se"] is None:
        return None
    z = NormalDist().inv_cdf(0.5 + level / 200)
    low, high = (natural(row["measure"], row["b"] + end * z * row["se"]) for end in (-1, 1))
    return low, high


def _side(interval: Interval, value: float) -> str:
    """Where the interval lies, seen from a value."""
    return "above" if interval[0] > value else "below" if interval[1] < value else "across"


def _words(before: str, now: str, value: str) -> str:
    if now == "across":
        return f"now includes {value}"
    return f"no longer includes {value}" if before == "across" else f"is on the other side of {value}"


def _pooled_otherwise(old: Row | None, new: Row | None) -> str:
    """What is different about the pooling itself, which is no news of the evidence."""
    names = {"measure": "measure", "method": "method", "test": "test", "ci_level": "level"}
    differ = [
        f"{words} {old[name]} before, {new[name]} now"
        for name, words in names.items()
        if old and new and old[name] and new[name] and old[name] != new[name]
    ]
    return "; ".join(differ)
