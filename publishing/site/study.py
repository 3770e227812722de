"""A study's page: its design, arms and results, registry beside paper, what rules object to, and every quote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from publishing.concerns import HEADINGS
from publishing.figures.scales import Scale, digits
from publishing.site.material import Material, Row, listed
from publishing.site.quotes import Number, Quotes
from publishing.site.words import address, day, source_name
from publishing.words import DESIGNS, NOTICES, STANDING, TO_DO, TO_DO_OTHERWISE, measure_name, rule_name

FACTS = (
    "phase", "status", "design_type", "framework", "allocation_ratio", "masking", "masked", "not_masked", "centres",
    "n_centres", "primary_outcomes", "conditions", "interventions", "sponsor", "countries", "start_date", "end_date",
    "data_cutoff",
)  # fmt: skip
"""Columns of studies that a study's page lists, in this order."""
KINDS = {
    "article": "Journal article", "ahead": "Article ahead of print", "registry": "Registration",
    "preprint": "Preprint", "abstract": "Meeting abstract", "document": "Document",
}  # fmt: skip
STATS = {
    "rate": "share", "count": "count", "median": "median", "mean": "mean", "hr": "hazard ratio", "or": "odds ratio",
    "rr": "risk ratio", "rd": "risk difference", "md": "mean difference", "p_only": "P value",
}  # fmt: skip


def study_values(study: Row, material: Material) -> dict[str, Any]:
    """What the template of a study's page is filled with. Nothing in it depends on other studies or on the day."""
    quotes = Quotes(material)
    study_id = study["study_id"]
    values = {
        "study": study,
        "design": DESIGNS.get(study["design"] or "", study["design"] or "not stated"),
        "facts": _facts(study, quotes, material),
        "notices": [_notice(row) for row in material.of_study("notices", study_id)],
        "pooled": [_pooled(row, quotes, material) for row in material.of_study("meta_analysis", study_id)],
        "arms": [_arm(row, quotes) for row in material.of_study("arms", study_id)],
        "results": [_result(row, quotes, material) for row in material.of_study("results", study_id)],
        "contrasts": [_contrast(row, quotes, material) for row in material.of_study("contrasts", study_id)],
        "comparisons": [_side_by_side(row, quotes, material) for row in material.of_study("comparisons", study_id)],
        "flow": [_flow(row, quotes) for row in material.of_study("flow", study_id)],
        "baseline": [_baseline(row, quotes) for row in material.of_study("baseline", study_id)],
        "harms": [_harm(row, quotes) for row in material.of_study("harms", study_id)],
        "held": [held_values(row, quotes, material) for row in material.of_study("held", study_id)],
        "findings": _findings(material.of_study("findings", study_id), material),
        "reports": _reports(study, material),
        "link_reasons": listed(study["link_reasons"]),
    }
    return values | {"evidence": list(quotes.entries.values()), "sources": _sources(quotes, material)}


def _facts(study: Row, quotes: Quotes, material: Material) -> list[tuple[str, Number]]:
    """Label and value of what is known of the design."""
    table = material.columns("studies")
    found = []
    if study["n_total"] is not None:
        kind = " planned" if study["n_total_type"] == "estimated" else ""
        first = next((r for r in listed(study["reports"]) if (r, "size of the trial") in material.passages), "")
        found.append(("Patients", quotes.size(f"{study['n_total']:,}{kind}", first, "", "Patients of the trial")))
    if study["n_planned"] is not None:
        planned = quotes.number(f"{study['n_planned']:,}", study["study_id"], "n_planned", "Patients planned")
        found.append(("Patients planned", planned))
    for name in FACTS:
        if study[name] not in (None, ""):
            text = day(study[name]) if table[name].type == "date" else str(study[name])
            if name == "primary_outcomes":
                text = ", ".join(material.outcomes.get(o, "another outcome") for o in listed(text))
            if name == "status" and text.isupper():
                text = text.replace("_", " ").capitalize()  # as ClinicalTrials.gov spells it
            label = table[name].label
            found.append((label, quotes.number(text.replace("; ", ", "), study["study_id"], name, label)))
    return found


def _notice(row: Row) -> dict[str, Any]:
    ids = [("doi " + row["doi"], f"https://doi.org/{row['doi']}")] if row["doi"] else []
    ids += [(f"PubMed {row['pmid']}", f"https://pubmed.ncbi.nlm.nih.gov/{row['pmid']}/")] if row["pmid"] else []
    return {"row": row, "kind": NOTICES[row["kind"]].capitalize(), "ids": ids, "report": source_name(row["report"])}


def _pooled(row: Row, quotes: Quotes, material: Material) -> dict[str, Any]:
    """A row for pooling: groups, effect with its interval, and how sure it is."""
    name, scale, key = material.outcomes[row["outcome"]], Scale(row["measure"]), row["row_id"]
    share = 100 if row["measure"] == "PLO" else 1
    columns = {"estimate": ("estimate", "yi", "xi"), "ci_low": ("ci_low", "sei"), "ci_high": ("ci_high", "sei")}
    shown = {
        column: quotes.number(
            scale.spelled(share * row[column]) if row[column] is not None else "", key, sources,
            f"{name}: {material.label('meta_analysis', column).lower()}",
        )
        for column, sources in columns.items()
    }  # fmt: skip
    return {
        "row": row, "outcome": name, "measure": measure_name(row["measure"]), "unit": "%" if share == 100 else "",
        "groups": groups(row, quotes, name, material), "apart": apart(row),
        "level": f"{row['ci_level']:g}%" if row["ci_level"] is not None else "",
        "p": quotes.number(row["p_value"] or "", key, ("p_value", "estimate"), f"{name}: P value"),
        "standing": (row["confirmation"] or "").replace("_", " "),
        "standing_means": STANDING.get(row["confirmation"] or "", ""), **shown,
    }  # fmt: skip


def groups(row: Row, quotes: Quotes, name: str, material: Material) -> list[dict[str, Any]]:
    """The arms of a row: name, events or mean and SD, and patients, each with its quote."""

    def cell(column: str) -> Number:
        return quotes.number(
            _plain(row[column]), row["row_id"], column, f"{name}: {material.label('meta_analysis', column).lower()}"
        )

    sides: tuple[tuple[str, ...], ...]
    if row["control"]:
        sides = ((row["experimental"], "ai", "m1i", "sd1i", "n1i"), (row["control"], "ci", "m2i", "sd2i", "n2i"))
    else:
        sides = ((row["experimental"], "xi", "mi", "sdi", "ni"),)
    return [
        {"name": who, "events": cell(events), "mean": cell(mean), "sd": cell(sd), "n": cell(n)}
        for who, events, mean, sd, n in sides
    ]


def apart(row: Row) -> str:
    """What sets a row apart from others of its outcome: time point and population."""
    population = row["population"] if row["population"] not in (None, "all") else ""
    return ", ".join(filter(None, (row["timepoint"], population)))


def _arm(row: Row, quotes: Quotes) -> dict[str, Any]:
    n = f"{row['n']:,}" if row["n"] is not None else ""
    what = f"Patients assigned to {row['label']}"
    return {
        "row": row, "report": source_name(row["source_report"]),
        "n": quotes.size(n, row["source_report"], row["arm"], what, row["quote"] or ""),
    }  # fmt: skip


def _result(row: Row, quotes: Quotes, material: Material) -> dict[str, Any]:
    """A number reported for an arm."""
    name = material.outcomes[row["outcome"]]
    what = f"{name}, {row['arm_label'] or row['treat']}: {STATS[row['stat']]}"

    def number(text: str, part: str = "") -> Number:
        return quotes.number(text, row["result_id"], "value", what + part)

    unit = "%" if row["unit"] in ("%", "percent") else f" {row['unit']}" if row["unit"] else ""
    value = f"{row['value']:,g}{unit}" if row["value"] is not None else "not reached" if row["not_reached"] else ""
    events = f"{row['event']:,} of {row['n']:,}" if row["event"] is not None and row["n"] is not None else ""
    ends = f"{row['ci_low']:g} to {row['ci_high']:g}" if None not in (row["ci_low"], row["ci_high"]) else ""
    level = f" ({row['ci_level']:g}%)" if ends and row["ci_level"] is not None else ""
    return {
        "row": row, "outcome": name, "stat": STATS[row["stat"]], "apart": apart(row),
        "value": number(value), "events": number(events, ", patients"), "interval": number(ends + level, ", interval"),
        "report": source_name(row["source_report"] or ""), "used": row["speaks"] == "yes",
        "why": (row["speaks"] or "").removeprefix("no: "),
    }  # fmt: skip


def _contrast(row: Row, quotes: Quotes, material: Material) -> dict[str, Any]:
    """A reported comparison of two arms."""
    name = material.outcomes[row["outcome"]]
    ends = f"{digits(row['ci_low'])} to {digits(row['ci_high'])}" if None not in (row["ci_low"], row["ci_high"]) else ""
    level = f" ({row['ci_level']:g}%)" if ends and row["ci_level"] is not None else ""

    def number(text: str, part: str) -> Number:
        return quotes.number(text, row["contrast_id"], ("estimate", "value"), f"{name}: {part}")

    return {
        "row": row, "outcome": name, "stat": STATS[row["stat"]], "apart": apart(row),
        "estimate": number(digits(row["estimate"]) if row["estimate"] is not None else "", STATS[row["stat"]]),
        "interval": number(ends + level, "interval"), "p": number(row["p_value"] or "", "P value"),
        "report": source_name(row["source_report"] or ""), "used": row["speaks"] == "yes",
        "why": (row["speaks"] or "").removeprefix("no: "),
    }  # fmt: skip


def _side_by_side(row: Row, quotes: Quotes, material: Material) -> dict[str, Any]:
    """Registry and paper for the same thing."""
    whole = "Primary outcome" if "outcome." in row["comparison_id"] else "Participants"
    name = material.outcomes.get(row["outcome"] or "", whole)
    sides = {
        side: quotes.stated(
            row[f"{side}_value"] or "", row[f"{side}_report"], row[f"{side}_locator"] or "", row[f"{side}_quote"] or "",
            f"{name}, {'registry' if side == 'registry' else 'paper'}",
        )
        for side in ("registry", "paper")
    }  # fmt: skip
    return {
        "row": row,
        "outcome": name,
        "agrees": row["kind"] == "agreement",
        "message": material.in_words(row["message"]),
        **sides,
    }


def _flow(row: Row, quotes: Quotes) -> dict[str, Any]:
    return {"row": row, "n": _posted(row, quotes, row["n"], row["event"] or "Participant flow")}


def _baseline(row: Row, quotes: Quotes) -> dict[str, Any]:
    what = ": ".join(filter(None, (row["measure"], row["class"], row["category"])))
    return {"row": row, "what": what, "value": _posted(row, quotes, row["value"], what)}


def _harm(row: Row, quotes: Quotes) -> dict[str, Any]:
    return {"row": row, "event": _posted(row, quotes, row["event"], row["term"] or "Harm")}


def _plain(value: float | None) -> str:
    """Counts whole, other numbers in the usual digits."""
    return "" if value is None else f"{value:,}" if isinstance(value, int) else digits(value)


def _posted(row: Row, quotes: Quotes, value: float | None, what: str) -> Number:
    return quotes.stated(_plain(value), row["source_report"] or "", row["locator"] or "", row["quote"] or "", what)


def held_values(row: Row, quotes: Quotes, material: Material) -> dict[str, Any]:
    """A held number, why, and what a person can do."""
    name = material.outcomes.get(row["outcome"] or "", "")
    value = f"{row['value']:g}" if row["value"] is not None else "the words"
    cell = quotes.stated(
        value, row["source_report"] or "", row["locator"] or "", row["quote"] or "", f"{name or 'Held'}: held"
    )
    if not cell.href:
        cell = quotes.number(value, row["held_id"], "value", f"{name or 'Held'}: held")
    return {
        "row": row, "outcome": name, "value": cell, "rule": rule_name(row["reason"]),
        "message": material.in_words(row["message"]),
        "todo": TO_DO.get(row["reason"], TO_DO_OTHERWISE), "report": source_name(row["source_report"] or ""),
    }  # fmt: skip


def _findings(rows: Iterable[Row], material: Material) -> list[dict[str, Any]]:
    """What rules object to, the gravest first, the same sentence once."""
    order = list(HEADINGS)
    once = {(row["rule"], row["message"]): row for row in rows}
    ordered = sorted(once.values(), key=lambda row: (order.index(row["severity"]), row["rule"], row["message"] or ""))
    return [
        {"row": row, "rule": rule_name(row["rule"]), "message": material.in_words(row["message"])} for row in ordered
    ]


def _reports(study: Row, material: Material) -> list[dict[str, Any]]:
    """The reports of the study as references."""
    return [
        {"row": row, "kind": KINDS[row["kind"]], "authors": _authors(row["authors"]),
         "name": source_name(row["report"]), "url": address(row["source_url"])}
        for row in material.of_study("reports", study["study_id"])
    ]  # fmt: skip


def _authors(text: str | None) -> str:
    names = listed(text)
    return ", ".join(name.replace(",", "") for name in names[:3]) + (" et al." if len(names) > 3 else "")


def _sources(quotes: Quotes, material: Material) -> dict[str, dict[str, str]]:
    """How the quoted reports are called, and where they stand."""
    found = {}
    for entry in quotes.entries.values():
        for place in entry.places:
            row = material.reports.get(place.report)
            found[place.report] = {
                "name": source_name(place.report), "title": (row["title"] if row else "") or "",
                "url": address(row["source_url"] if row else ""),
            }  # fmt: skip
    return found
