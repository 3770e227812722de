"""Why a row of `changes.csv` is what it is: what differs between the inputs of two versions, from near to far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from publishing.context import PublishContext
from publishing.methods import changes_of_code
from publishing.words import notice_in_words
from schemas.fields import LIST_SEPARATOR

Row = Mapping[str, Any]
Rows = Sequence[Row]

CORRECTION = "correction by "
"""How the provenance of a cell that a person set begins."""
BY_RULE = "protocol"


@dataclass(frozen=True, slots=True)
class Causes:
    """What is different about the inputs: the reasons that rows can have changed for."""

    new_studies: Mapping[str, str]
    """Study that was not there → what it is, in words: new, or made of reports of another study."""
    gone_studies: Mapping[str, str]
    """Study that is no longer there → what became of it, in words."""
    new_reports: frozenset[str]
    changed_reports: frozenset[str]
    gone_reports: frozenset[str]
    decided_reports: frozenset[str]
    """Reports whose screening decision is another one now."""
    inputs: tuple[str, ...]
    """The files of the review's folder, the reader and the program that are not what they were, in words."""
    corrected: Mapping[str, str] = field(default_factory=dict)
    """Row → whose correction is new there, in words."""
    deciders: Mapping[str, str] = field(default_factory=dict)
    """Report → who decided on it anew."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Answer → the studies that came, went or changed in it, in words."""
    notices: Mapping[str, str] = field(default_factory=dict)
    """Study → the retraction or expression of concern that came since, in words."""
    corrections: Mapping[str, str] = field(default_factory=dict)
    """Study → the published correction that came since, in words."""
    evidence: bool = False
    """Whether the records as a whole are others: a notice in one record can change the rows of another."""


def causes(
    old: Mapping[str, Rows], new: Mapping[str, Rows], manifest: Mapping[str, Any], context: PublishContext
) -> Causes:
    """Compare the inputs of two versions as far as tables and the old manifest tell."""
    before, now = _reports(old), _reports(new)
    decisions = {row["report"]: row["decision"] for row in old["screening"]}
    hashes = manifest.get("inputs", {})
    files = ("protocol", "screening", "corrections", "links")
    # A file that an older version did not name, and that is not there now, has not changed.
    different = [f"{n} changed" for n in files if (hashes.get(n) or "") != (context.inputs.get(n) or "")]
    different += changes_of_code(manifest, context)
    return Causes(
        new_studies=_not_in(new["studies"], old["studies"], "new study", "split from or joined of"),
        gone_studies=_not_in(old["studies"], new["studies"], "study no longer included", "study now part of"),
        new_reports=frozenset(now.keys() - before.keys()),
        gone_reports=frozenset(before.keys() - now.keys()),
        changed_reports=frozenset(r for r in now.keys() & before.keys() if now[r] != before[r]) | _gone_stale(old, new),
        decided_reports=frozenset(
            r["report"] for r in new["screening"] if decisions.get(r["report"], r["decision"]) != r["decision"]
        ),
        inputs=tuple(different),
        corrected=_corrected(old, new),
        deciders=_decided(old, new),
        answers=_pooled(old, new),
        notices=_new_notices(old, new, ("retraction", "concern")),
        corrections=_new_notices(old, new, ("erratum",)),
        evidence=hashes.get("evidence") != context.inputs.get("evidence"),
    )


def _not_in(these: Rows, others: Rows, alone: str, shared: str) -> dict[str, str]:
    """Study that is not among the others → `alone`, or `shared` and the names of those that have a report of it."""
    known = {row["study_id"] for row in others}
    holders = {report: row["study"] for row in others for report in _reports_in(row)}
    told = {}
    for row in these:
        if row["study_id"] not in known:
            names = sorted({holders[report] for report in _reports_in(row) if report in holders})
            told[row["study_id"]] = f"{shared} {', '.join(names)}" if names else alone
    return told


def _reports_in(study: Row) -> list[str]:
    return [report for report in (study["reports"] or "").split(LIST_SEPARATOR) if report]


def _corrected(old: Mapping[str, Rows], new: Mapping[str, Rows]) -> dict[str, str]:
    """Row → whose correction is new there, or was taken back."""

    def corrected(tables: Mapping[str, Rows]) -> dict[str, str]:
        entries = (row for row in tables["provenance"] if (row["extractor"] or "").startswith(CORRECTION))
        return {row["row_id"]: row["extractor"] for row in entries}

    before, now = corrected(old), corrected(new)
    taken_back = {row: f"{who}, taken back" for row, who in before.items() if row not in now}
    return taken_back | {row: who for row, who in now.items() if before.get(row) != who}


def _decided(old: Mapping[str, Rows], new: Mapping[str, Rows]) -> dict[str, str]:
    """Report → who decided on it anew, where that was a person."""
    before = {row["report"]: row["decision"] for row in old["screening"]}
    return {
        row["report"]: " ".join(filter(None, [row["decided_by"], row["decided_on"]]))
        for row in new["screening"]
        if row["decided_by"] != BY_RULE and before.get(row["report"], "") != row["decision"]
    }


def _pooled(old: Mapping[str, Rows], new: Mapping[str, Rows]) -> dict[str, str]:
    """Answer → what is different about the studies that are pooled in it."""

    def pooled(tables: Mapping[str, Rows]) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for row in tables.get("answer_rows", ()):
            if row["pooled"]:
                found.setdefault(row["answer_id"], {}).setdefault(row["study"], []).append((row["yi"], row["sei"]))
        return found

    before, now, told = pooled(old), pooled(new), dict[str, str]()
    for answer in before.keys() | now.keys():
        was, is_now = before.get(answer, {}), now.get(answer, {})
        groups = {
            "pooled now": is_now.keys() - was.keys(),
            "no longer pooled": was.keys() - is_now.keys(),
            "other numbers of": {study for study in was.keys() & is_now.keys() if was[study] != is_now[study]},
        }
        words = [f"{group}: {', '.join(sorted(studies))}" for group, studies in groups.items() if studies]
        if words:
            told[answer] = "; ".join(words)
    return told


def _new_notices(old: Mapping[str, Rows], new: Mapping[str, Rows], kinds: Sequence[str]) -> dict[str, str]:
    """Study → its first notice of these kinds that the last version did not have; the first kind comes first."""
    before = {row["notice_id"] for row in old.get("notices", ())}
    came = (row for row in new.get("notices", ()) if row["notice_id"] not in before and row["kind"] in kinds)
    found: dict[str, str] = {}
    for row in sorted(came, key=lambda row: (kinds.index(row["kind"]), row["date"] or "", row["notice_id"])):
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


def reason(key: str, row: Row, studies: Mapping[str, Row], why: Causes) -> str | None:
    """The one cause that tells most: of the study as a whole, of the row's own report, of the study's other reports.

    Causes that touch every row are named only where nothing nearer is known.
    """
    study = str(row.get("study_id") or "")
    if study in why.new_studies:
        return why.new_studies[study]
    if study and study in why.notices:
        return why.notices[study]
    if study in why.gone_studies:
        return why.gone_studies[study] + _by(_reports_of(row, studies), why)
    if near := why.corrected.get(key) or why.answers.get(row.get("answer_id") or ""):
        return near
    own = {row[name] for name in ("source_report", "report") if row.get(name)}
    for reports in (own, _reports_of(row, studies)):
        for group, words in (
            (why.decided_reports, "new screening decision on"),
            (why.changed_reports, "changed report"),
            (why.new_reports, "new report"),
            (why.gone_reports, "report gone:"),
        ):
            if touched := sorted(reports & group):
                by = _by(set(touched), why) if group is why.decided_reports else ""
                if group is why.changed_reports and study in why.corrections:
                    by = f" after the {why.corrections[study]}"
                return f"{words} {', '.join(touched)}{by}"
    if study in why.corrections:
        return why.corrections[study]
    if why.inputs:
        return " or ".join(why.inputs)
    return "other records of the review changed" if why.evidence else None


def _by(reports: set[str], why: Causes) -> str:
    """Who decided on these reports, where persons did."""
    names = sorted({why.deciders[report] for report in reports if report in why.deciders})
    return f" by {', '.join(names)}" if names else ""


def _reports_of(row: Row, studies: Mapping[str, Row]) -> set[str]:
    """The reports of the row's study."""
    study = studies.get(row.get("study_id") or "")
    return set(_reports_in(study)) if study else set()
