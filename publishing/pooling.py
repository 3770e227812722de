"""The part of summary.md about what can be pooled: each outcome with its numbers, and the primary ones by study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from publishing.markdown import count, escaped, markdown_table
from publishing.words import measure_name
from schemas.protocol import Protocol

Row = Mapping[str, Any]
Rows = Sequence[Row]


def ready(tables: Mapping[str, Rows], protocol: Protocol) -> str:
    """Each outcome and measure with studies, patients and events; then the primary outcomes study by study."""
    groups: dict[tuple[bool, str, str], list[Row]] = {}
    for row in tables["meta_analysis"]:
        primary = _primary(row["outcome"], protocol)
        groups.setdefault((not primary, row["outcome"], row["measure"]), []).append(row)
    if not groups:
        return "## Rows ready to pool\n\nNothing yet."
    totals = {row["study_id"]: row["n_total"] for row in tables["studies"]}
    lines = [_line(groups[key], protocol, totals) for key in sorted(groups)]
    header = ("outcome", "measure", "studies", "randomised", "patients", "events")
    note = (
        "Patients and events are added up over studies, each counted once with its largest analysis; where a study "
        "reports no count, its patients are those of the trial, and its events are not known."
    )
    tables_of_primary = [_by_study(groups[key], protocol) for key in sorted(groups) if not key[0]]
    return "\n\n".join(["## Rows ready to pool", markdown_table(header, lines), note, *tables_of_primary])


def _primary(outcome: str, protocol: Protocol) -> bool:
    known = protocol.outcome(outcome)
    return bool(known and known.primary)


def outcome_name(row: Row, protocol: Protocol) -> str:
    """The outcome for readers: the protocol's label, else that of the row."""
    known = protocol.outcome(row["outcome"] or "")
    if known:
        return known.label
    words = row.get("outcome_label") or row.get("outcome_text") or row["outcome"] or ""
    return "outcome not named" if words == "OTHER" else words


def _line(rows: Rows, protocol: Protocol, totals: Mapping[str, int | None]) -> tuple[Any, ...]:
    """One line of the table of answers."""
    studies = {row["study_id"] for row in rows}
    largest: dict[str, Row] = {}
    for row in rows:
        if (_patients(row) or 0) >= (_patients(largest.get(row["study_id"], {})) or 0):
            largest[row["study_id"]] = row
    patients = [_patients(row) or totals.get(study) for study, row in largest.items()]
    events = [_events(row) for row in largest.values()]
    name = outcome_name(rows[0], protocol) + (" (primary)" if _primary(rows[0]["outcome"], protocol) else "")
    randomised = len({row["study_id"] for row in rows if row["design"] == "rct"})
    return name, measure_name(rows[0]["measure"]), len(studies), randomised, _sum(patients), _sum(events)


def _sum(numbers: Sequence[int | None]) -> str:
    """The sum of what is known, and of how many studies where not of all."""
    known = [n for n in numbers if n is not None]
    if not known:
        return "not reported"
    return f"{sum(known):,}" + (f" (of {len(known)} studies)" if len(known) < len(numbers) else "")


def _patients(row: Row) -> int | None:
    """Patients behind a row: of both arms, or of the one."""
    if row.get("n1i") is not None and row.get("n2i") is not None:
        return int(row["n1i"]) + int(row["n2i"])
    return int(row["ni"]) if row.get("ni") is not None else None


def _events(row: Row) -> int | None:
    """Patients with the event."""
    if row["ai"] is not None and row["ci"] is not None:
        return int(row["ai"]) + int(row["ci"])
    return int(row["xi"]) if row["xi"] is not None else None


def _by_study(rows: Rows, protocol: Protocol) -> str:
    """The rows of one primary outcome."""
    ordered = sorted(rows, key=lambda r: (r["design"] != "rct", r["study"] or "", r["row_id"]))
    lines = [(r["study"], _design_and_arms(r), effect_in_words(r), _patients(r), r["confirmation"]) for r in ordered]
    title = (
        f"### {escaped(outcome_name(rows[0], protocol))}: {measure_name(rows[0]['measure'])}, {count(len(rows), 'row')}"
    )
    return f"{title}\n\n{markdown_table(('study', 'compared', 'result', 'patients', 'standing'), lines)}"


def _design_and_arms(row: Row) -> str:
    """`Drug v Placebo`, with what else sets the row apart: not randomised, a time point, a subgroup."""
    arms = " v ".join(arm for arm in (row["experimental"], row["control"]) if arm)
    apart = [
        "not randomised" if row["control"] and row["design"] != "rct" else "",
        "one arm of a randomised trial" if not row["control"] and row["design"] == "rct" else "",
        row["timepoint"] or "",
        row["population"] if row["population"] not in (None, "all") else "",
    ]
    return ", ".join([arms, *filter(None, apart)])


def effect_in_words(row: Row) -> str:
    """`169 of 261 v 2 of 131; risk ratio 42.4 (95% interval 10.7 to 168)`."""
    counts = [
        f"{row[k]:g} of {row[n]:g}"
        for k, n in (("ai", "n1i"), ("ci", "n2i"), ("xi", "ni"))
        if row[k] is not None and row[n] is not None
    ]
    return "; ".join(filter(None, [" v ".join(counts), estimate_in_words(row)]))


def estimate_in_words(row: Row) -> str:
    """The estimate with its interval at the interval's own level."""
    if row["estimate"] is None:
        return ""
    share = row["measure"] == "PLO"
    estimate, low, high = (_number(row[name], share) for name in ("estimate", "ci_low", "ci_high"))
    interval = f" ({_number(row['ci_level'])}% interval {low} to {high})" if low and high else ""
    return ("" if share else f"{measure_name(row['measure'])} ") + estimate + ("%" if share else "") + interval


def _number(value: float | None, share: bool = False) -> str:
    """A number with three figures, a share in percent."""
    if value is None:
        return ""
    value = 100 * value if share else value
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
