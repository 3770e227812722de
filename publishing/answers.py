"""`answers.csv` and `answer_rows.csv`: what the review says, question by question, and the rows behind it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from publishing.answer_words import FEWEST_TO_PREDICT, SHARE, number
from synthesis.answers import Answer, Between, LeftOut, Member, Variant, favours, natural, no_effect
from synthesis.effects import half_width
from synthesis.pooling import Pooled

MAIN = "main"
USUAL_LEVEL = 95.0
PLACES = 10
"""Decimals that calculated numbers keep, as in meta_analysis.csv."""
Cells = dict[str, Any]


def answer_table(answered: Sequence[Answer]) -> Iterator[Cells]:
    """Rows of answers.csv: each question's main analysis, then its variants, as they come."""
    for answer in answered:
        yield {**_question(answer), **_main(answer)}
        for variant in answer.variants:
            yield {**_question(answer), **_variant(answer, variant)}
        yield from ({**_question(answer), **_between(answer, test)} for test in answer.between)
        if answer.leave_one_out and answer.pooled:
            yield {**_question(answer), **_leave_one_out(answer, answer.pooled)}
        if answer.small_study:
            yield {**_question(answer), **_small_study(answer)}


def answer_rows(answered: Sequence[Answer]) -> Iterator[Cells]:
    """Rows of answer_rows.csv."""
    for answer in answered:
        for member in answer.members:
            yield from _member(answer, member)
        yield from (_left_out(answer, out) for out in answer.left_out)


def _question(answer: Answer) -> Cells:
    a = answer.analysis
    return {
        "answer_id": a.id, "label": a.label, "outcome": a.outcome, "outcome_label": a.outcome_label,
        "primary": a.primary, "comparison": a.comparison, "design": a.design, "condition": a.condition,
        "timepoint": a.timepoint, "measure": a.measure, "left_out": len(answer.left_out),
    }  # fmt: skip


def _main(answer: Answer) -> Cells:
    cells = {
        "variant": MAIN,
        "studies": answer.studies,
        "patients": answer.patients,
        "events": answer.events,
        "row_ids": [row_id for member in answer.members for row_id in member.row_ids],
        "note": answer.note,
    }
    if answer.pooled:
        return cells | _pooled(answer, answer.pooled, answer.studies)
    return cells | (_single(answer, answer.members[0]) if len(answer.members) == 1 else {})


def _variant(answer: Answer, variant: Variant) -> Cells:
    inside = [m for m in answer.members if set(m.row_ids) & set(variant.row_ids)]
    known = {"patients": _sum([m.patients for m in inside]), "events": _sum([m.events for m in inside])}
    counts = known if len(inside) == variant.studies else {}
    return {
        "variant": variant.id,
        "label": f"{answer.analysis.label}. {variant.label}",
        "studies": variant.studies,
        "row_ids": list(variant.row_ids),
        "note": variant.note,
        **counts,
        **(_pooled(answer, variant.pooled, variant.studies) if variant.pooled else {}),
    }


def _between(answer: Answer, test: Between) -> Cells:
    """A test of differences between subgroups: q and q_p, and no effect."""
    return {
        "variant": f"between:{test.by}",
        "label": f"{answer.analysis.label}. Differences by {test.by} ({'; '.join(test.labels)})",
        "studies": test.studies,
        "q": _rounded(test.q),
        "q_p": _rounded(test.p),
        "note": (
            "Cochran's Q between the pooled effects of these subgroups, each of two studies and more with a tau² of "
            "its own; where they are few, tau² is hardly known and P comes out too small."
        ),
    }


def _leave_one_out(answer: Answer, pooled: Pooled) -> Cells:
    """How far the estimate moves without a single study, and whether one decides about the interval."""
    a, steps = answer.analysis, answer.leave_one_out
    low, high = min(steps, key=lambda step: step.pooled.b), max(steps, key=lambda step: step.pooled.b)
    unit = "%" if a.measure == SHARE else ""
    ends = [
        f"{number(natural(a.measure, step.pooled.b), a.measure)}{unit} (without {step.study})" for step in (low, high)
    ]
    note = f"Without one study the estimate lies between {ends[0]} and {ends[1]}."
    whole = _includes_no_effect(pooled)
    turned = [step.study for step in steps if _includes_no_effect(step.pooled) != whole]
    # An interval of two studies nearly always includes no effect: that says nothing of the study that is gone.
    if turned and len(steps) > FEWEST_TO_PREDICT and no_effect(a.measure) is not None:
        does = "no longer includes" if whole else "includes"
        note += f" The interval {does} {no_effect(a.measure):g} (no effect) without {' or without '.join(turned)}."
    return {
        "variant": "leave_one_out",
        "label": f"{a.label}. Without each study in turn",
        "studies": answer.studies - 1,
        "note": note,
    }


def _includes_no_effect(pooled: Pooled) -> bool:
    return pooled.ci_low <= 0 <= pooled.ci_high


def _small_study(answer: Answer) -> Cells:
    """The tests for small-study effects, of which none is an effect."""
    tests = answer.small_study
    return {
        "variant": "small_study",
        "label": f"{answer.analysis.label}. Small-study effects",
        "studies": answer.studies,
        "p_value": _rounded(tests["egger_p"]),
        "note": (
            f"Egger's regression: t {tests['egger_stat']:.2f}, P {tests['egger_p']:.2g} (the P value of this row). "
            f"Rank test of Begg and Mazumdar: tau {tests['begg_tau']:.2f}, P {tests['begg_p']:.2g}."
        ),
    }


def _pooled(answer: Answer, pooled: Pooled, studies: int) -> Cells:
    """The numbers of a pooling; a measure of its own (Peto's odds ratio) is named by it."""
    measure = pooled.measure
    ends: dict[str, float | None] = {"estimate": pooled.b, "ci_low": pooled.ci_low, "ci_high": pooled.ci_high}
    if studies >= FEWEST_TO_PREDICT:
        ends |= {"pi_low": pooled.pi_low, "pi_high": pooled.pi_high}
    numbers = {name: None if value is None else natural(measure, value) for name, value in ends.items()}
    numbers |= {
        "b": pooled.b, "se": pooled.se, "p_value": None if no_effect(measure) is None else pooled.p,
        "tau2": pooled.tau2, "tau2_low": pooled.tau2_low, "tau2_high": pooled.tau2_high, "i2": pooled.I2,
        "q": pooled.Q, "q_p": pooled.Qp, "ci_level": pooled.level,
    }  # fmt: skip
    return {name: _rounded(value) for name, value in numbers.items()} | {
        "measure": measure, "method": pooled.method, "test": pooled.test, "favours": favours(answer.analysis, pooled.b),
    }  # fmt: skip


def _single(answer: Answer, member: Member) -> Cells:
    """One study's own numbers, its interval at its own level; of arms that were combined those of their sum."""
    row, measure = member.row, answer.analysis.measure
    shown = {name: row[name] for name in ("estimate", "ci_low", "ci_high", "ci_level")}
    if len(member.rows) > 1:
        level = row["ci_level"] or USUAL_LEVEL
        reach = half_width(level) * member.sei
        ends = {"estimate": member.yi, "ci_low": member.yi - reach, "ci_high": member.yi + reach}
        shown = {name: _rounded(natural(measure, value)) for name, value in ends.items()} | {"ci_level": level}
    return {
        **shown,
        "b": _rounded(member.yi),
        "se": _rounded(member.sei),
        "favours": favours(answer.analysis, member.yi),
    }


def _member(answer: Answer, member: Member) -> Iterator[Cells]:
    """The row of a member. Where the arms of a study were combined the effect stands at the first of its rows only."""
    first, *others = member.row_ids
    base = {"answer_id": answer.analysis.id, "study_id": member.row["study_id"], "study": member.row["study"]}
    yield base | {
        "row_id": first, "pooled": True, "yi": _rounded(member.yi), "sei": _rounded(member.sei),
        "weight": _rounded(member.weight), "patients": member.patients, "events": member.events, "note": member.note,
    }  # fmt: skip
    yield from (base | {"row_id": row_id, "pooled": True, "note": f"Combined with {first}."} for row_id in others)


def _left_out(answer: Answer, out: LeftOut) -> Cells:
    row: Mapping[str, Any] = out.row
    return {
        "answer_id": answer.analysis.id, "row_id": row["row_id"], "study_id": row["study_id"], "study": row["study"],
        "pooled": False, "note": out.reason,
    }  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, PLACES)


def _sum(counts: Sequence[int | None]) -> int | None:
    """The sum; None where one is not known, and of nothing."""
    return sum(n for n in counts if n is not None) if counts and None not in counts else None
