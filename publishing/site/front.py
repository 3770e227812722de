"""The first page: the answers, what is new, where the review stands, how to cite it."""

from __future__ import annotations

from typing import Any

from publishing.pooling import effect_in_words, outcome_name
from publishing.site.material import Material, Row
from publishing.status import added, counted
from publishing.words import notice_in_words

LONGEST_LIST = 40


def front_values(material: Material, answers: list[dict[str, Any]]) -> dict[str, Any]:
    """What the template of the first page is filled with. `answers` are the values of all of them."""
    studies = counted(material.tables)
    asked = [answer for answer in answers if answer["members"]]
    return {
        "status": material.status,
        "context": material.context,
        "studies": len(studies),
        "patients": sum(row["n_total"] or 0 for row in studies),
        "primary": [answer for answer in asked if answer["analysis"].primary],
        "others": [answer for answer in asked if not answer["analysis"].primary],
        "news": _news(material),
        "cite": cite(material),
    }


def _news(material: Material) -> dict[str, Any]:
    """What the last version did not have, as lines with links."""
    version, tables = material.status["version"], material.tables
    if version == 1:
        return {"first": True, "lines": [], "more": 0, "counts": 0}
    new = added(tables, "studies", version)
    lines = [
        _line("New study", row, row["title"] or "", material) for row in tables["studies"] if row["study_id"] in new
    ]
    lines += [
        {"kind": "Study no longer in the review", "study": change["key"], "href": "", "text": change["why"] or ""}
        for change in tables["changes"]
        if change["table"] == "studies" and change["change"] == "removed"
    ]
    came = added(tables, "notices", version)
    lines += [
        _line("Notice", row, f"{notice_in_words(row)}. {row['effect']}", material)
        for row in tables["notices"]
        if row["notice_id"] in came
    ]
    lines += _changed_rows(material)
    return {
        "first": False, "lines": lines[:LONGEST_LIST], "more": max(0, len(lines) - LONGEST_LIST),
        "counts": len(tables["changes"]),
    }  # fmt: skip


def _changed_rows(material: Material) -> list[dict[str, Any]]:
    """One line for each row for pooling that came, went or changed."""
    rows = {row["row_id"]: row for row in material.tables["meta_analysis"]}
    by_key: dict[str, list[Row]] = {}
    for change in material.tables["changes"]:
        if change["table"] == "meta_analysis":
            by_key.setdefault(change["key"], []).append(change)
    lines = []
    for key, changes in by_key.items():
        why, row = f" ({changes[0]['why']})" if changes[0]["why"] else "", rows.get(key)
        if row is None:
            lines.append({"kind": "No longer pooled", "study": key, "href": "", "text": why.strip()})
            continue
        name = outcome_name(row, material.protocol)
        if changes[0]["change"] == "added":
            lines.append(_line("New result", row, f"{name}: {effect_in_words(row)}{why}", material))
            continue
        cells = "; ".join(_cell(change, material) for change in changes[:4])
        more = f" and {len(changes) - 4} other columns" if len(changes) > 4 else ""
        lines.append(_line("Changed result", row, f"{name}: {cells}{more}{why}", material))
    return lines


def _cell(change: Row, material: Material) -> str:
    label = material.label("meta_analysis", change["column"]) if change["column"] else "row"
    return f"{label} {change['old'] or 'empty'} → {change['new'] or 'empty'}"


def _line(kind: str, row: Row, text: str, material: Material) -> dict[str, Any]:
    href = material.pages.get(row["study_id"], "")
    return {"kind": kind, "study": row["study"], "href": href, "text": text}


def cite(material: Material) -> str:
    """The review as others cite it: who, when, what, which version, where."""
    living, status = material.protocol.living, material.status
    who = "; ".join(contact.name.removesuffix(".") for contact in material.protocol.contacts)
    doi = f" https://doi.org/{living.version_doi}" if living.version_doi else ""
    start = f"{who}. " if who else ""
    title = material.protocol.title
    return f"{start}{title}. Version {status['version']}, {str(status['as_of'])[:4]}.{doi}"
