"""What is new, in words: the paragraph for a What's New table, and whether it matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from publishing.context import PublishContext
from publishing.markdown import bullets, count, escaped, markdown_table
from publishing.papers import papers
from publishing.pooling import estimate_in_words
from publishing.prisma import NAMES, OTHER
from publishing.raw_changes import no_longer_pooled, what_changed
from publishing.status import added, counted, studies_with_changes
from publishing.words import notice_in_words
from schemas.protocol import Protocol

Row = Mapping[str, Any]
Rows = Sequence[Row]

FEW = 10
"""Studies, or analyses, that are named; the rest is counted."""
MAY_CHANGE = "may_change"
LOOKS = (
    "Each version pools anew, as Cochrane advises for living reviews, and corrects nothing for looking again and "
    "again: an interval that only just leaves out no effect is weaker evidence here than in a review that looks once."
)


def conclusion_changed(conclusions: Rows, protocol: Protocol) -> str:
    """Yes (it may), no, or unknown: for the version as a whole, by the analyses that the protocol has decide."""
    deciding = decisive(conclusions, protocol)
    if not deciding:
        return "unknown"
    return "yes" if any(row["verdict"] == MAY_CHANGE for row in deciding) else "no"


def decisive(conclusions: Rows, protocol: Protocol) -> list[Row]:
    """The analyses that decide: those of primary outcomes, where the protocol has any and does not want all."""
    primary = [row for row in conclusions if row["primary"]]
    return list(conclusions) if protocol.living.conclusion.outcomes == "all" or not primary else primary


def verdict(conclusions: Rows, protocol: Protocol, version: int) -> str:
    """One line for the version; empty where nothing could be compared."""
    deciding = decisive(conclusions, protocol)
    if not deciding:
        return ""
    of = count(len(deciding), f"{_kind(deciding)}analysis", f"{_kind(deciding)}analyses")
    may = [row for row in deciding if row["verdict"] == MAY_CHANGE]
    if not may:
        return f"Against version {version - 1} no trigger was met by {of}: the conclusion does not change."
    first = f"{may[0]['label']}: {may[0]['because']}"
    more = f"; {len(may) - 1} more in conclusions.csv" if len(may) > 1 else ""
    return f"Against version {version - 1} the conclusion may change for {len(may)} of {of}. {first}{more}."


def _kind(deciding: Rows) -> str:
    return "primary " if deciding[0]["primary"] else ""


def paragraph(
    tables: Mapping[str, Rows], protocol: Protocol, context: PublishContext, version: int, methods: Sequence[str]
) -> str:
    """Plain text: what was searched until when, what came, and what it did to the answers, out of the tables alone."""
    said = [f"Version {version}, as of {context.as_of}: {_searched(context)}."]
    if version == 1:
        studies = counted(tables)
        patients = sum(row["n_total"] or 0 for row in studies)
        people = f" of {count(patients, 'patient')}" if patients else ""
        said.append(f"This is the first version, with {count(len(studies), 'study', 'studies')}{people}.")
    else:
        said += [*_came(tables, version), *_did(tables["conclusions"], protocol, version)]
        if methods:
            said.append(f"Methods changed since version {version - 1}: {'; '.join(methods)}.")
    return " ".join([*said, *_waiting(tables)])


def section(tables: Mapping[str, Rows], protocol: Protocol, version: int, text: str) -> str:
    """The part of summary.md: the paragraph, and the answers before and now side by side."""
    title = "## What is new, and does it matter"
    parts = [title, escaped(text, 4000)]
    rows = decisive(tables["conclusions"], protocol)
    if rows and version > 1:
        header = ("analysis", f"version {version - 1}", f"version {version}", "conclusion")
        parts.append(markdown_table(header, [_line(row) for row in rows]))
        others = [r for r in tables["conclusions"] if r not in rows and r["verdict"] == MAY_CHANGE]
        if others:
            listed = [f"{escaped(row['label'])}: {escaped(row['because'])}." for row in others[:FEW]]
            more = f", of which {FEW} are listed" if len(others) > FEW else ""
            parts.append(
                f"Triggers were met by {count(len(others), 'other analysis', 'other analyses')} too{more} "
                f"(all are in `conclusions.csv`):\n\n{bullets(listed)}"
            )
        parts.append(LOOKS)
    return "\n\n".join(parts)


def _line(row: Row) -> tuple[str, ...]:
    verdict = f"may change: {row['because']}" if row["verdict"] == MAY_CHANGE else "does not change"
    note = f" ({row['note']})" if row["note"] else ""
    return row["label"], _before(row), _now(row), verdict + note


def _before(row: Row) -> str:
    names = ("estimate", "ci_low", "ci_high", "ci_level", "studies")
    return _now({"measure": row["measure"]} | {name: row[f"{name}_before"] for name in names})


def _now(row: Row) -> str:
    if row["estimate"] is None:
        return "no estimate"
    return f"{estimate_in_words(row)}, {count(row['studies'], 'study', 'studies')}"


def _searched(context: PublishContext) -> str:
    """`searched up to 2026-06-01 in PubMed and Europe PMC`, day by day where they differ."""
    days: dict[str, list[str]] = {}
    for source, day in sorted(context.searched.items()):
        if source not in OTHER:
            days.setdefault(day, []).append(NAMES.get(source, source))
    told = [f"up to {day} in {_listed(names)}" for day, names in sorted(days.items(), reverse=True)]
    if told:
        return f"searched {', and '.join(told)}"
    return "documents handed in were read" if context.searched else "nothing has been searched to its end yet"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _few(names: Sequence[str]) -> str:
    more = [f"{len(names) - FEW} more"] if len(names) > FEW else []
    return _listed([*names[:FEW], *more])


def _came(tables: Mapping[str, Rows], version: int) -> list[str]:
    """Records, studies that were added, changed or left, and notices."""
    studies = counted(tables)
    ids = added(tables, "studies", version)
    new = [row for row in studies if row["study_id"] in ids]
    touched = studies_with_changes(tables) - ids
    changed = [row for row in studies if row["study_id"] in touched]
    left = [c["key"] for c in tables["changes"] if c["table"] == "studies" and c["change"] == "removed"]
    records = len(added(tables, "screening", version))
    said = [f"{count(records, 'new record')} came." if records else "No new record came."]
    if new:
        patients = sum(row["n_total"] or 0 for row in new)
        said.append(
            f"{count(len(new), 'study was', 'studies were')} added, with {count(patients, 'patient')}: "
            f"{_few([str(row['study']) for row in new])}."
        )
    else:
        said.append("No study was added.")
    if changed:
        named = [f"{row['study']}{what_changed(tables, row['study_id'])}" for row in changed[:FEW]]
        names = _few([*named, *(str(row["study"]) for row in changed[FEW:])])
        said.append(f"Data of {count(len(changed), 'study', 'studies')} included before are new or changed: {names}.")
    gone = no_longer_pooled(tables)
    if gone:
        said.append(f"{count(len(gone), 'row is', 'rows are')} no longer pooled: {_few(list(gone.values()))}.")
    if left:
        said.append(f"{count(len(left), 'study is', 'studies are')} no longer in the review: {_few(left)}.")
    notices = added(tables, "notices", version)
    said += [f"{row['study']}: {notice_in_words(row)}." for row in tables["notices"] if row["notice_id"] in notices]
    return said


def _did(conclusions: Rows, protocol: Protocol, version: int) -> list[str]:
    """What it did to the answers that decide."""
    deciding = decisive(conclusions, protocol)
    if not deciding:
        return [f"Version {version - 1} and this one have no analysis in common that could be compared."]
    may = [row for row in deciding if row["verdict"] == MAY_CHANGE]
    kind = _kind(deciding)
    if not may:
        first = deciding[0]
        stands = f"{first['label']}: {_now(first)} (version {version - 1}: {_before(first)})"
        return [
            f"No trigger of the protocol was met by {count(len(deciding), f'{kind}analysis', f'{kind}analyses')}: the "
            f"conclusion of version {version - 1} does not change. {stands}."
        ]
    told = [f"{r['label']}: {_now(r)} (version {version - 1}: {_before(r)}), as {r['because']}." for r in may[:FEW]]
    return [
        f"The conclusion may change for {len(may)} of {count(len(deciding), f'{kind}analysis', f'{kind}analyses')}; "
        "whether it does is for the authors to say.",
        *told,
    ]


def _waiting(tables: Mapping[str, Rows]) -> list[str]:
    """What is not in the answers because a person has to decide."""
    unsure = sum(row["decision"] == "unclear" for row in papers(tables["screening"]))
    parts = [count(n, one) for n, one in ((len(tables["held"]), "number"), (unsure, "paper")) if n]
    if not parts:
        return []
    one = len(tables["held"]) + unsure == 1
    return [f"{' and '.join(parts)} {'waits' if one else 'wait'} for a person and {'is' if one else 'are'} not in it."]
