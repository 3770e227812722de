"""`changes.csv`: what is different from the last published version, row by row and cell by cell, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from publishing.cells import cell_text, restore
from publishing.context import PublishContext
from publishing.words import notice_in_words
from schemas.fields import Table, table

Row = Mapping[str, Any]
Rows = Sequence[Row]

COMPARED = (
    "meta_analysis", "answers", "held", "studies", "arms", "results", "contrasts", "comparisons", "findings", "notices",
    "screening",
)  # fmt: skip
"""Tables whose changes a reader wants to see; provenance follows them and prisma counts them."""
FOLLOWING = frozenset({("screening", "rank")})
"""Columns that move with what happens to other rows: a change there is no news of the row."""
KEY_SEPARATOR = " | "


@dataclass(frozen=True, slots=True)
class Causes:
    """What is different about the inputs: the reasons that rows can have changed for."""

    new_studies: frozenset[str]
    gone_studies: frozenset[str]
    new_reports: frozenset[str]
    changed_reports: frozenset[str]
    gone_reports: frozenset[str]
    decided_reports: frozenset[str]
    """Reports whose screening decision is another one now."""
    inputs: tuple[str, ...]
    """Names of the files of the review's folder, and `the code`, that are not what they were."""
    notices: Mapping[str, str] = field(default_factory=dict)
    """Study, and report of it → the notices that came since, in words."""
    evidence: bool = False
    """Whether the records as a whole are others: a notice in one record can change the rows of another."""


def causes(
    old: Mapping[str, Rows], new: Mapping[str, Rows], manifest: Mapping[str, Any], context: PublishContext
) -> Causes:
    """Compare the inputs of two versions as far as tables and the old manifest tell."""
    before, now = _reports(old), _reports(new)
    studies_before = {row["study_id"] for row in old["studies"]}
    studies_now = {row["study_id"] for row in new["studies"]}
    decisions = {row["report"]: row["decision"] for row in old["screening"]}
    hashes = manifest.get("inputs", {})
    different = [n for n in ("protocol", "screening", "corrections") if hashes.get(n) != context.inputs.get(n)]
    if manifest.get("versions", {}).get("perennial") != context.code_version:
        different.append("the code")
    return Causes(
        new_studies=frozenset(studies_now - studies_before),
        gone_studies=frozenset(studies_before - studies_now),
        new_reports=frozenset(now.keys() - before.keys()),
        gone_reports=frozenset(before.keys() - now.keys()),
        changed_reports=frozenset(r for r in now.keys() & before.keys() if now[r] != before[r]) | _gone_stale(old, new),
        decided_reports=frozenset(
            r["report"] for r in new["screening"] if decisions.get(r["report"], r["decision"]) != r["decision"]
        ),
        inputs=tuple(different),
        notices=_new_notices(old, new),
        evidence=hashes.get("evidence") != context.inputs.get("evidence"),
    )


def _new_notices(old: Mapping[str, Rows], new: Mapping[str, Rows]) -> dict[str, str]:
    """Study → its notices that the last version did not have; a retraction is named before anything else."""
    before = {row["notice_id"] for row in old.get("notices", ())}
    order = {"retraction": 0, "concern": 1, "erratum": 2}
    came = (row for row in new.get("notices", ()) if row["notice_id"] not in before)
    found: dict[str, str] = {}
    for row in sorted(came, key=lambda row: (order[row["kind"]], row["date"] or "", row["notice_id"])):
        found.setdefault(row["study_id"], notice_in_words(row))
    return found


def _gone_stale(old: Mapping[str, Rows], new: Mapping[str, Rows]) -> frozenset[str]:
    """Reports that changed after a person decided on them: screening keeps the hash of what the person saw."""
    before = {row["report"] for row in old["screening"] if row["stale"]}
    return frozenset(row["report"] for row in new["screening"] if row["stale"]) - before


def _reports(tables: Mapping[str, Rows]) -> dict[str, str]:
    """Report → hash of the payload it was read from, of every report that was screened or read."""
    hashes = {row["report"]: row["seen_sha256"] or "" for row in tables["screening"]}
    return hashes | {r["report"]: r["sha256"] for r in tables["provenance"] if r["sha256"]}


def change_rows(old: Mapping[str, Rows], new: Mapping[str, Rows], why: Causes) -> list[dict[str, Any]]:
    """Clean rows of `changes.csv`, not yet sorted."""
    studies = {s["study_id"]: s for s in (*old["studies"], *new["studies"])}
    return [
        {**change, "why": _why(row, studies, why)}
        for name in COMPARED
        for change, row in _differences(table(name), old[name], new[name])
    ]


def _differences(where: Table, old: Rows, new: Rows) -> Iterator[tuple[dict[str, Any], Row]]:
    """Each change without its reason, and the row it is about."""
    before, now = _by_key(where, old), _by_key(where, new)
    for key in sorted(before.keys() | now.keys()):
        base = {"table": where.name, "key": key, "column": None, "old": None, "new": None}
        if key not in before:
            yield {**base, "change": "added"}, now[key]
        elif key not in now:
            yield {**base, "change": "removed"}, before[key]
        else:
            for column in where.columns:
                was, is_now = before[key][column.name], now[key][column.name]
                if was != is_now and (where.name, column.name) not in FOLLOWING:
                    texts = [restore(cell_text(column, value)) or None for value in (was, is_now)]
                    yield (
                        {**base, "change": "changed", "column": column.name, "old": texts[0], "new": texts[1]},
                        now[key],
                    )


def _by_key(where: Table, rows: Rows) -> dict[str, Row]:
    """Key text → row. Of rows with one key the last stands; the check stage complains about such keys."""
    return {KEY_SEPARATOR.join(str(row[name] or "") for name in where.key): row for row in rows}


def _why(row: Row, studies: Mapping[str, Row], why: Causes) -> str | None:
    """The one cause that tells most: of the study as a whole, of the row's own report, of the study's other reports.

    Causes that touch every row are named only where nothing nearer is known.
    """
    study = row.get("study_id")
    if study in why.new_studies:
        return "new study"
    if study in why.gone_studies:
        return "study no longer included"
    if study and study in why.notices:
        return why.notices[study]
    own = {row[name] for name in ("source_report", "report") if row.get(name)}
    for reports in (own, _reports_of(row, studies)):
        for group, words in (
            (why.decided_reports, "new screening decision on"),
            (why.changed_reports, "changed report"),
            (why.new_reports, "new report"),
            (why.gone_reports, "report gone:"),
        ):
            if touched := sorted(reports & group):
                return f"{words} {', '.join(touched)}"
    if why.inputs:
        return f"{' or '.join(why.inputs)} changed"
    return "other records of the review changed" if why.evidence else None


def _reports_of(row: Row, studies: Mapping[str, Row]) -> set[str]:
    """The reports of the row's study."""
    study = studies.get(row.get("study_id") or "")
    return set((study["reports"] or "").split("; ")) if study else set()
