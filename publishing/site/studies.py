"""The list of studies: a plain table that a little script makes sortable and filterable."""

from __future__ import annotations

from collections import Counter
from typing import Any

from publishing.site.material import Material, listed
from publishing.words import DESIGNS


def studies_values(material: Material) -> dict[str, Any]:
    """What the template of the list is filled with: every study, the retracted marked."""
    rows = Counter(row["study_id"] for row in material.tables["meta_analysis"])
    held = Counter(row["study_id"] for row in material.tables["held"])
    treatments: dict[str, list[str]] = {}
    for row in material.tables["arms"]:
        label = row["intervention"] or row["label"]
        known = material.protocol.intervention(label)
        treatments.setdefault(row["study_id"], []).append(known.label if known else label)
    studies: list[dict[str, Any]] = [
        {
            "row": row,
            "href": material.pages[row["study_id"]],
            "design": DESIGNS.get(row["design"] or "", row["design"] or "not stated"),
            "treatments": list(dict.fromkeys(treatments.get(row["study_id"], listed(row["interventions"])))),
            "rows": rows[row["study_id"]],
            "held": held[row["study_id"]],
        }
        for row in material.tables["studies"]
    ]
    studies.sort(key=lambda study: (str(study["row"]["study"]).casefold(), study["row"]["study_id"]))
    designs = sorted({str(study["design"]) for study in studies})
    return {"studies": studies, "designs": designs}
