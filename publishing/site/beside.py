"""The pages beside the answers: what waits for a person, status and flow, checks, methods, data."""

from __future__ import annotations

from typing import Any

from publishing.site.front import cite
from publishing.site.material import Material
from publishing.site.words import source_name

HEADINGS = {"prevstud", "newstud", "othstud", "identification", "screening", "included"}
"""Keys of prisma.csv that are headings of the diagram and count nothing."""


def waiting_values(material: Material, held: list[dict[str, Any]]) -> dict[str, Any]:
    """What waits for a person: held numbers, papers to screen, critical findings. `held` are their values."""
    unclear = sorted(
        (row for row in material.tables["screening"] if row["decision"] == "unclear" and not row["duplicate_of"]),
        key=lambda row: (row["rank"] is None, row["rank"] or 0, row["report"]),
    )
    found: dict[str, list[dict[str, Any]]] = {"critical": [], "warning": []}
    for row in material.tables["findings"]:
        if row["severity"] in found:
            href = material.pages.get(row["study_id"] or "", "")
            found[row["severity"]].append({
                "row": row, "href": href, "report": source_name(row["report"] or ""),
                "message": material.in_words(row["message"]),
            })  # fmt: skip
    return {"held": held, "unclear": [{"row": r, "report": source_name(r["report"])} for r in unclear], "found": found}


def status_values(material: Material) -> dict[str, Any]:
    """Where the living review stands, and the numbers of the flow diagram."""
    living = material.protocol.living
    numbers = {row["data"]: row["n"] or "" for row in material.tables["prisma"]}
    boxes = [row for row in material.tables["prisma"] if row["box"] and row["data"] not in HEADINGS]
    return {"status": material.status, "living": living, "context": material.context, "numbers": numbers,
            "boxes": boxes}  # fmt: skip


def checks_values(material: Material) -> dict[str, Any]:
    """Every rule of the check stage: those not kept first, then all of them by table."""
    by_table: dict[str, list[Any]] = {}
    for result in material.context.checks:
        by_table.setdefault(result.table, []).append(result)
    order = {"critical": 0, "warning": 1, "info": 2}
    failed = sorted((r for r in material.context.checks if not r.success), key=lambda r: (order[r.severity], r.rule))
    names = {name: table.label for name, table in material.dictionary.items()}
    tables = [
        {"name": names.get(name, "Counts that the protocol expects"), "results": results,
         "kept": sum(r.success for r in results)}
        for name, results in by_table.items()
    ]  # fmt: skip
    return {"failed": failed, "tables": tables, "total": len(material.context.checks)}


def data_values(material: Material) -> dict[str, Any]:
    """The files of the published folder."""
    files = [
        {"name": f"{name}.csv", "rows": len(material.tables[name]), "label": table.label, "meaning": table.meaning}
        for name, table in material.dictionary.items()
    ]
    return {"files": files, "cite": cite(material), "status": material.status}


def methods_values(material: Material) -> dict[str, Any]:
    """The protocol in words."""
    protocol = material.protocol
    names = {i.id: i.label for i in protocol.interventions}
    comparisons = [
        {"label": c.label, "experimental": [names[i] for i in c.experimental], "control": [names[i] for i in c.control]}
        for c in protocol.comparisons
    ]
    return {"comparisons": comparisons, "status": material.status}
