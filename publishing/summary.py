"""`summary.md`: the review on one page of plain Markdown, for those who read it; also the artifact of the flow.

It names things in words and keeps codes for the tables beside it. All studies are listed; lists of objections are cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from publishing.answered import answers_section
from publishing.beside import side_by_side
from publishing.concerns import findings, held
from publishing.context import PublishContext
from publishing.in_r import in_r
from publishing.markdown import bullets, count, escaped, markdown_table
from publishing.pooling import effect_in_words, outcome_name, ready
from publishing.raw_changes import no_longer_pooled
from publishing.status import added, counted
from publishing.whats_new import section
from publishing.words import DESIGNS, MEASURES, POOLING, STANDING, notice_in_words
from schemas.fields import TABLES
from schemas.protocol import Protocol

Row = Mapping[str, Any]
Rows = Sequence[Row]

LONGEST_LIST = 40


def summary(
    tables: Mapping[str, Rows], protocol: Protocol, context: PublishContext, version: int, whats_new: str
) -> str:
    """The page, from clean sorted tables and the paragraph on what is new."""
    sections = [
        _head(tables, protocol, context, version),
        answers_section(tables, protocol),
        section(tables, protocol, version, whats_new),
        _new(tables, protocol, version),
        ready(tables, protocol),
        held(tables, protocol),
        side_by_side(tables),
        findings(tables, protocol),
        _studies(tables),
        in_r(tables, protocol),
        _glossary(tables, protocol),
        _files(tables),
    ]
    return "\n\n".join(sections) + "\n"


def _head(tables: Mapping[str, Rows], protocol: Protocol, context: PublishContext, version: int) -> str:
    """Title, version, search dates, and what is in the review."""
    studies = counted(tables)
    designs = Counter(DESIGNS.get(row["design"] or "other", row["design"]) for row in studies)
    listed = ", ".join(f"{n} {name}" for name, n in sorted(designs.items(), key=lambda item: (-item[1], item[0])))
    patients = sum(row["n_total"] or 0 for row in studies)
    pooled = len({row["study_id"] for row in tables["meta_analysis"]})
    severities = Counter(row["severity"] for row in tables["findings"])
    searched = ", ".join(f"{source} {day}" for source, day in sorted(context.searched.items())) or "nothing yet"
    followed = ", ".join(f"{service} {day}" for service, day in sorted(context.followed.items()))
    lines = [
        f"{count(len(studies), 'study', 'studies')}"
        + (f" ({listed}) with {count(patients, 'patient')}" if studies else "")
        + ".",
        f"{count(len(tables['meta_analysis']), 'row')} ready to pool, from {count(pooled, 'study', 'studies')}.",
        f"{count(len(tables['held']), 'number')} held for a person.",
        f"Findings: {severities['critical']} critical, {count(severities['warning'], 'warning')}, "
        f"{count(severities['info'], 'note')}.",
    ]
    if retracted := len(tables["studies"]) - len(studies):
        lines.insert(1, f"{count(retracted, 'retracted study', 'retracted studies')}, listed below and not counted.")
    head = (
        f"# {escaped(protocol.title)}\n\nVersion {version}, as of {context.as_of}. Searched up to: {escaped(searched)}."
        + (f" Asked about the papers included: {escaped(followed)}." if followed else "")
    )
    return "\n\n".join(filter(None, [head, _counted(context), bullets(lines)]))


def _counted(context: PublishContext) -> str:
    """When each query was last counted as a whole, and what that found; nothing of an archive without censuses."""
    said = []
    for census in context.censuses:
        before, lost = census["total_before"], census["vanished"]
        change = f", {before} before" if before not in (None, census["total"]) else ""
        gone = f", {count(lost, 'record')} no longer found" if lost else ""
        said.append(f"{escaped(census['source'])} {escaped(census['query'])} {census['total']}{change}{gone}")
    days = sorted({str(census["taken_on"]) for census in context.censuses})
    span = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}" if days else ""
    return f"Records that each search finds at all, counted {span}: {'; '.join(said)}." if said else ""


def _new(tables: Mapping[str, Rows], protocol: Protocol, version: int) -> str:
    """What the last version did not have: studies and rows for pooling that came, went or changed."""
    title = "## New since the last version\n\n"
    if version == 1:
        return f"{title}This is the first version: all of it is new."
    if not tables["changes"]:
        return f"{title}Nothing."
    ids = added(tables, "studies", version)
    lines = [
        f"New study: **{escaped(s['study'])}**, {escaped(s['title'], 160)}."
        for s in tables["studies"]
        if s["study_id"] in ids
    ]
    lines += [
        f"Study no longer in the review: {escaped(c['key'])}."
        for c in tables["changes"]
        if c["table"] == "studies" and c["change"] == "removed"
    ]
    notices = added(tables, "notices", version)
    lines += [
        f"**{escaped(n['study'])}**: {escaped(notice_in_words(n))}. {escaped(n['effect']).capitalize()}."
        for n in tables["notices"]
        if n["notice_id"] in notices
    ]
    lines += _changed_rows(tables, protocol)
    counts = Counter((row["table"], row["change"]) for row in tables["changes"])
    said = ", ".join(f"{table} {n} {change}" for (table, change), n in sorted(counts.items()))
    more = len(lines) - LONGEST_LIST
    cut = [*lines[:LONGEST_LIST], *([f"…and {more} more in `changes.csv`."] if more > 0 else [])]
    listed = bullets(cut) if lines else "No study and no row for pooling changed."
    return f"{title}{listed}\n\nIn all tables (`changes.csv` has them cell by cell): {said}."


def _changed_rows(tables: Mapping[str, Rows], protocol: Protocol) -> list[str]:
    """One line for each row for pooling that came, went or changed."""
    rows = {row["row_id"]: row for row in tables["meta_analysis"]}
    gone = no_longer_pooled(tables)
    by_key: dict[str, list[Row]] = {}
    for change in tables["changes"]:
        if change["table"] == "meta_analysis":
            by_key.setdefault(change["key"], []).append(change)
    lines = []
    for key, changes in by_key.items():
        why = f" ({escaped(changes[0]['why'])})" if changes[0]["why"] else ""
        row = rows.get(key)
        if row is None:
            lines.append(f"No longer pooled: {escaped(gone[key])}{why}.")
            continue
        about = f"**{escaped(row['study'])}**, {escaped(outcome_name(row, protocol))}"
        if changes[0]["change"] == "added":
            lines.append(f"New row: {about}: {escaped(effect_in_words(row))}{why}.")
            continue
        cells = "; ".join(f"{c['column']} {c['old'] or 'empty'} → {c['new'] or 'empty'}" for c in changes[:4])
        more = f" and {len(changes) - 4} other columns" if len(changes) > 4 else ""
        lines.append(f"Changed: {about}: {escaped(cells)}{more}{why}.")
    return lines


def _studies(tables: Mapping[str, Rows]) -> str:
    """Every study, the retracted marked."""
    if not tables["studies"]:
        return "## Studies\n\nNone yet."
    rows_of = Counter(row["study_id"] for row in tables["meta_analysis"])
    lines = [
        (
            (s["study"] or "") + (" (RETRACTED)" if s["retracted"] else ""), s["title"],
            DESIGNS.get(s["design"] or "other", s["design"]), s["n_total"], s["n_reports"], rows_of[s["study_id"]],
            s["study_id"],
        )
        for s in tables["studies"]
    ]  # fmt: skip
    lines.sort(key=lambda line: (str(line[0]).casefold(), line[-1]))
    header = ("study", "title", "design", "patients", "reports", "rows to pool", "id")
    return f"## Studies\n\n{markdown_table(header, lines)}"


def _glossary(tables: Mapping[str, Rows], protocol: Protocol) -> str:
    """The codes that this page and its tables use."""
    used = {row["measure"] for row in tables["meta_analysis"]}
    lines = [f"**{name}** (`{code}`): {meaning}." for code, (name, meaning) in MEASURES.items() if code in used]
    lines += [f"**{word}** (standing): {meaning}." for word, meaning in STANDING.items()]
    names = {row["outcome"]: outcome_name(row, protocol) for row in tables["meta_analysis"] if row["outcome"]}
    names |= {row["outcome"]: outcome_name(row, protocol) for row in tables["contrasts"] if row["outcome"] not in names}
    if names:
        spelled = "; ".join(f"`{code}` {escaped(name)}" for code, name in sorted(names.items()) if code != "OTHER")
        lines.append(f"**outcomes**: {spelled}.")
    lines.append("**interval**: of the level that the report printed; the standard error in the file allows for it.")
    lines += [f"**{word}**: {meaning}." for word, meaning in POOLING.items()]
    return f"## Words and codes\n\n{bullets(lines)}"


def _files(tables: Mapping[str, Rows]) -> str:
    """Every file with what it holds."""
    rows: list[tuple[Any, ...]] = [(f"{name}.csv", len(tables[name]), table.meaning) for name, table in TABLES.items()]
    rows += [
        ("status.json", "", "Where the living review stands: search dates, version, what is new, what waits."),
        ("manifest.json", "", "Hashes of inputs and files, versions, counts per stage."),
        ("datapackage.json", "", "The tables described for programs (Frictionless)."),
    ]
    note = (
        "A text cell that a spreadsheet would run as a formula has an apostrophe in front; numbers are untouched. "
        "Empty cells are missing values."
    )
    return f"## Files\n\n{markdown_table(('file', 'rows', 'what it holds'), rows)}\n\n{note}"
