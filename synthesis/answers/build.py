"""`answers`: the review's questions, each with its rows, its pooled effect and what bears on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from schemas.protocol import Protocol
from synthesis.answers.answer import Answer, LeftOut
from synthesis.answers.arms import effects_of_studies
from synthesis.answers.cautions import cautions
from synthesis.answers.choosing import one_a_study
from synthesis.answers.fitting import Settings, pool_members
from synthesis.answers.members import in_order, of_part
from synthesis.answers.questions import Question, questions
from synthesis.answers.series import cumulative, leave_one_out
from synthesis.answers.small import small_study_tests
from synthesis.answers.subgroups import subgroups_of, with_conditions_together
from synthesis.answers.variants import variants

Row = Mapping[str, Any]


def answers(tables: Mapping[str, Sequence[Row]], protocol: Protocol) -> list[Answer]:
    """What the review says: one answer for each of its questions that has a row, primary outcomes first.

    `tables` holds clean rows (`schemas.fields.clean_rows`) of at least `meta_analysis` and `studies`. Pure: the order
    of the rows does not matter, and rows of one outcome do not touch the answers of another.
    """
    totals = {study["study_id"]: study["n_total"] for study in tables["studies"]}
    answered = [_answer(question, protocol, totals) for question in questions(tables, protocol)]
    return with_conditions_together(answered, protocol)


def _answer(question: Question, protocol: Protocol, totals: Mapping[str, int | None]) -> Answer:
    """One question, answered."""
    by_study, left_out = one_a_study(question.rows, question.parts)
    chosen, more = effects_of_studies(by_study, question.analysis.measure, totals, protocol.analysis)
    members = in_order([of_part(m) if m.row["study_id"] in question.parts else m for m in chosen])
    settings = Settings.planned(question.analysis.measure, protocol)
    pooled = pool_members(members, settings, profile=True)
    if pooled is not None:
        members = [replace(m, weight=w) for m, w in zip(members, pooled.weights, strict=True)]
    elif len(members) == 1:
        members = [replace(members[0], weight=100.0)]
    groups, between = subgroups_of(members, settings)
    return Answer(
        analysis=question.analysis,
        members=tuple(members),
        left_out=_in_order([*question.left_out, *left_out, *more]),
        pooled=pooled,
        variants=(*variants(members, settings), *groups),
        leave_one_out=leave_one_out(members, settings),
        cumulative=cumulative(members, settings),
        small_study=small_study_tests(members, settings),
        note=cautions(members, settings, pooled, question.analysis.design),
        between=between,
    )


def _in_order(left_out: Sequence[LeftOut]) -> tuple[LeftOut, ...]:
    return tuple(sorted(left_out, key=lambda out: (out.row["study"] or "", out.row["row_id"])))
