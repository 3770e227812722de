"""The first part of summary.md: what the review says to each of its questions, the primary outcomes in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from publishing.answer_words import (
    MAIN,
    SIDES,
    as_95,
    effect_and_interval,
    others,
    spread,
    tests,
    which_side,
    who,
)
from publishing.markdown import bullets, count, escaped, markdown_table
from publishing.pooling import effect_in_words, outcome_name
from schemas.protocol import Protocol

Row = Mapping[str, Any]
Rows = Sequence[Row]
LONGEST_LIST = 20
_METHODS = {
    "EE": "a common effect", "DL": "DerSimonian and Laird's estimator", "PM": "Paule and Mandel's estimator",
    "REML": "restricted maximum likelihood", "ML": "maximum likelihood",
}  # fmt: skip
_TESTS = {"z": "Wald intervals", "t": "intervals by the t distribution", "knha": "intervals of Hartung and Knapp"}


def answers_section(tables: Mapping[str, Rows], protocol: Protocol) -> str:
    """The section; from clean sorted tables."""
    by_id: dict[str, list[Row]] = {}
    for row in tables["answers"]:
        by_id.setdefault(row["answer_id"], []).append(row)
    if not by_id:
        return "## Answers\n\nNothing can be answered yet: no row fits an outcome and a comparison of the protocol."
    by_row = {row["row_id"]: row for row in tables["meta_analysis"]}
    mains = [rows[0] for rows in by_id.values()]
    primary = [_in_words(by_id[row["answer_id"]], by_row) for row in mains if row["primary"] and row["studies"]]
    parts = ["## Answers", _how(protocol), *primary, _others(mains), _left_out(tables, protocol)]
    return "\n\n".join(filter(None, parts))


def _how(protocol: Protocol) -> str:
    """How it was pooled, once for all."""
    plan = protocol.analysis
    notes = f"\n\nFrom the protocol: {escaped(plan.notes.strip(), 2000)}" if plan.notes.strip() else ""
    return (
        f"One result a study, pooled with {_METHODS[plan.model]} and {_TESTS[plan.test]} of {plan.level:g}%, as the "
        "protocol plans. The prediction interval says where the true effect of a new study is expected. All answers, "
        "with other ways of pooling them, are in `answers.csv`; the rows behind each, and those left out, in "
        f"`answer_rows.csv`.{notes}"
    )


def _in_words(rows: Rows, by_row: Mapping[str, Row]) -> str:
    """One primary outcome."""
    main = next(row for row in rows if row["variant"] == MAIN)
    members = [by_row[row_id] for row_id in (main["row_ids"] or "").split("; ") if row_id in by_row]
    title = f"### {escaped(main['label'])}"
    if main["method"] is None:
        return "\n\n".join([title, " ".join(filter(None, [_not_pooled(main, members), escaped(main["note"] or "")]))])
    effect = effect_and_interval(main)
    said = [f"**{effect[:1].upper()}{effect[1:]}**, {who(main)}.", which_side(main, _sides(members)), spread(main)]
    lines = [" ".join(filter(None, said))]
    if main["note"]:
        lines.append(escaped(main["note"]))
    lines += filter(None, [escaped(as_95(rows), 1000)])
    if tried := others(rows, main):
        lines.append(" ".join([f"Otherwise pooled: {escaped('; '.join(tried), 1000)}.", *map(escaped, tests(rows))]))
    return "\n\n".join([title, *lines])


def _not_pooled(main: Row, members: Rows) -> str:
    """The result of the one study that there is, or of each comparison where there is no single result."""
    names = escaped(", ".join(dict.fromkeys(row["study"] for row in members)))
    lone = f"One study ({names}), so nothing is pooled: " if main["studies"] == 1 else "Nothing could be pooled: "
    if main["estimate"] is not None:
        return f"{lone}{effect_and_interval(main)}, {who(main)}. {which_side(main, _sides(members))}".rstrip()
    each = [f"{row['study']}, {_arms(row)}: {effect_in_words(row)}" for row in members]
    return f"{lone}{escaped('; '.join(each), 1000)}."


def _arms(row: Row) -> str:
    return " v ".join(filter(None, (row["experimental"], row["control"])))


def _sides(members: Rows) -> dict[str, str]:
    """What stands on each side: its name where all studies give the same."""
    sides = {}
    for side, several in SIDES.items():
        names = {row[side] for row in members if row[side]}
        sides[side] = next(iter(names)).lower() if len(names) == 1 else several
    return sides


def _others(mains: Rows) -> str:
    """A table of the outcomes that are not primary."""
    lines = [
        (row["label"], who(row), _effect(row), f"{row['i2']:.0f}%" if row["i2"] is not None else "")
        for row in mains
        if not row["primary"] and row["studies"]
    ]
    if not lines:
        return ""
    notes = [
        f"{escaped(row['label'])}: {escaped(row['note'], 1000)}"
        for row in mains
        if not row["primary"] and row["studies"] and row["note"]
    ]
    table = markdown_table(("question", "of", "effect", "I²"), lines)
    return "\n\n".join(filter(None, ["### Other outcomes", table, bullets(notes) if notes else ""]))


def _effect(row: Row) -> str:
    return effect_and_interval(row) if row["estimate"] is not None else "not pooled, see answer_rows.csv"


def _left_out(tables: Mapping[str, Rows], protocol: Protocol) -> str:
    """What is not in the answers: rows of a question with the reason, and rows that no comparison asks for."""
    pooled = {row["row_id"] for row in tables["answer_rows"] if row["pooled"]}
    reasons = {row["row_id"]: row["note"] for row in tables["answer_rows"] if not row["pooled"]}
    told: dict[tuple[str, str], list[str]] = {}
    for row in tables["meta_analysis"]:
        if row["row_id"] not in pooled:
            why = reasons.get(row["row_id"]) or _unasked(row)
            told.setdefault((row["study"], why), []).append(outcome_name(row, protocol))
    if not told:
        return ""
    lines = [
        f"**{escaped(study)}** ({escaped('; '.join(dict.fromkeys(outcomes)))}): {escaped(why)}"
        for (study, why), outcomes in sorted(told.items())
    ]
    more = [f"…and {len(lines) - LONGEST_LIST} more."] if len(lines) > LONGEST_LIST else []
    title = f"### In no answer: {count(sum(map(len, told.values())), 'row')}"
    return f"{title}\n\n{bullets([*lines[:LONGEST_LIST], *more])}"


def _unasked(row: Row) -> str:
    """Why a row belongs to no question."""
    against = f"against {row['control']}" if row["control"] else "alone"
    return f"No comparison of the protocol sets {row['experimental']} {against}."
