"""The first page: the answers, what is new, where the review stands, how to cite it."""

from __future__ import annotations

from functools import partial
from typing import Any

from publishing.answer_words import in_short, number
from publishing.markdown import count
from publishing.pooling import effect_in_words, outcome_name
from publishing.site.addresses import answer_page, picture
from publishing.site.material import Material, Row
from publishing.site.pictures import Pictures
from publishing.status import added, counted
from publishing.whats_new import MAY_CHANGE, decisive
from publishing.words import measure_name, notice_in_words

LONGEST_LIST = 40
EFFECT = ("estimate", "ci_low", "ci_high")


def front_values(material: Material, answers: list[dict[str, Any]], pictures: Pictures) -> dict[str, Any]:
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
        "verdicts": _verdicts(material, pictures),
        "cite": cite(material),
    }


def _verdicts(material: Material, pictures: Pictures) -> list[dict[str, Any]]:
    """The answers that decide, before and now, with a picture where the estimate moved. None in a first version."""
    if material.status["version"] == 1:
        return []
    found = []
    for row in decisive(material.tables["conclusions"], material.protocol):
        path = picture("change", row["answer_id"])
        moved = comparable(row) and any(
            row[name] != row[f"{name}_before"] for name in ("estimate", "ci_low", "ci_high")
        )
        svg = pictures.inline(path, sorted(row.items(), key=str), partial(_drawn, row)) if moved else None
        found.append({
            "row": row, "href": answer_page(row["answer_id"]) if row["answer_id"] in material.answer_rows else "",
            "before": _effect(row, "_before"), "now": _effect(row, ""), "may": row["verdict"] == MAY_CHANGE,
            "same": row["verdict"] != MAY_CHANGE and _effect(row, "_before") == _effect(row, ""),
            "picture": svg, "path": path,
        })  # fmt: skip
    return found


def comparable(row: Row) -> bool:
    """Whether both versions have an estimate with its interval."""
    return all(
        row[f"{name}{when}"] is not None for name in ("estimate", "ci_low", "ci_high") for when in ("_before", "")
    )


def _drawn(row: Row, name: str) -> str:
    from publishing.figures.change import change  # brings matplotlib

    return change(row, name)


def _effect(row: Row, when: str) -> str:
    if row[f"estimate{when}"] is None:
        return "no estimate"
    named = {name: row[f"{name}{when}"] for name in ("estimate", "ci_low", "ci_high")} | {"measure": row["measure"]}
    unit = "%" if row["measure"] == "PLO" else ""
    name = "" if unit else f"{measure_name(row['measure'])} "
    said = in_short(named) if None not in named.values() else number(named["estimate"], row["measure"]) + unit
    return f"{name}{said}, {count(row[f'studies{when}'], 'study', 'studies')}"


def _news(material: Material) -> dict[str, Any]:
    """What the last version did not have, as lines with links."""
    version, tables = material.status["version"], material.tables
    if version == 1:
        return {"lines": [], "more": 0}
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
        "lines": lines[:LONGEST_LIST], "more": max(0, len(lines) - LONGEST_LIST),
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
