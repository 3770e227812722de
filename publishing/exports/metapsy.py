"""Metapsy's data standard: one row a comparison, outcome, instrument and time; its metadata beside it.

The CSV has semicolons between cells and commas in decimals, NA for what is missing, and no semicolon in any text. Of
the blocks of numbers exactly one is filled in a row. Hazard ratios, and effects without numbers that the standard has
no block for, have no place in it: `left_out.csv` lists them.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from publishing.exports.arms import arms_of
from publishing.exports.references import citation
from publishing.exports.sheets import Dialect, sheet
from publishing.exports.version import Version
from publishing.status import json_bytes

Row = Mapping[str, Any]
Cells = dict[str, Any]
METAPSY = Dialect(delimiter=";", decimal=",", missing="NA")
_NAMED = re.compile(r"^(.+) ((?:19|20)\d\d[a-z]?)$")
LEFT_OUT = ("row_id", "study", "outcome", "measure", "reason")
_MEASURES = {
    "mean": "Mean in arm", "sd": "Standard deviation in arm", "n": "Patients analysed for the mean in arm",
    "mean_change": "Mean change in arm (not used)", "sd_change": "Standard deviation of the change in arm (not used)",
    "n_change": "Patients analysed for the change in arm (not used)", "event": "Patients with the event in arm",
    "totaln": "Patients analysed for the event in arm",
}  # fmt: skip
COLUMNS: dict[str, str] = {
    "study": "Name of the study: first author and year",
    "condition_arm1": "Treatment of the first arm, the experimental one",
    "condition_arm2": "Treatment of the second arm, the control",
    "multi_arm1": "First arm of a study with more than two arms",
    "multi_arm2": "Second arm of a study with more than two arms",
    "outcome_type": "msd for means, else the outcome's id in small letters",
    "instrument": "Outcome in words",
    "time": "Time point in the report's words",
    "time_weeks": "Time point in weeks since the start of treatment",
    "rating": "Who rated; not known here",
    "full_ref": "Reference of the study's primary report",
    **{f"{name}_arm{arm}": f"{words} {arm}" for name, words in _MEASURES.items() for arm in (1, 2)},
    "precalc_g": "Hedges' g as reported, where no means are known",
    "precalc_g_se": "Standard error of precalc_g",
    "precalc_log_rr": "Logarithm of the risk ratio as reported, where no counts are known",
    "precalc_log_rr_se": "Standard error of precalc_log_rr",
    ".id": "Key of the row in the review's meta_analysis.csv",
    ".g": "Hedges' g for pooling",
    ".g_se": "Standard error of .g",
    ".log_rr": "Logarithm of the risk ratio for pooling",
    ".log_rr_se": "Standard error of .log_rr",
    **{f".{name}_arm{arm}": f"As {name}_arm{arm}" for name in ("event", "totaln") for arm in (1, 2)},
    "population": "All, or the subgroup in the report's words",
    "registry_ids": "The study's own registry numbers, joined with a comma",
}
"""Column → what it holds. The last two are ours."""


def metapsy(version: Version) -> dict[str, bytes]:
    """File name → bytes."""
    slug = version.slug
    rows, left_out = _rows(version)
    return {
        f"data_{slug}.csv": sheet(list(COLUMNS), rows, METAPSY),
        "left_out.csv": sheet(LEFT_OUT, left_out),
        **{f"metadata/{name}": content for name, content in _metadata(version).items()},
        "README.md": _readme(version, rows, left_out).encode("utf-8"),
    }


def _rows(version: Version) -> tuple[list[Cells], list[Cells]]:
    """The rows of the data, and those that the standard has no place for, each with the reason."""
    references = {row["study_id"]: citation(row) for row in version.rows("reports") if row["order"] == 1}
    arms: dict[str, set[str]] = defaultdict(set)
    for row in version.rows("meta_analysis"):
        arms[row["study_id"]] |= {arm.treat for arm in arms_of(row) if row["control"]}
    rows, left_out = [], []
    for row in version.rows("meta_analysis"):
        block, reason = _block(row)
        if reason:
            left_out.append({name: row.get(name) for name in LEFT_OUT} | {"reason": reason})
            continue
        one, two = arms_of(row)
        several = len(arms[row["study_id"]]) > 2
        cells = {
            "study": _NAMED.sub(r"\1, \2", row["study"]), "condition_arm1": one.treat, "condition_arm2": two.treat,
            "multi_arm1": one.treat if several else None, "multi_arm2": two.treat if several else None,
            "outcome_type": "msd" if one.measured and two.measured else row["outcome"].lower(),
            "instrument": row["outcome_label"], "time": row["timepoint"], "time_weeks": row["timepoint_weeks"],
            "full_ref": references.get(row["study_id"]), ".id": row["row_id"], "population": row["population"],
            "registry_ids": row["registry_ids"], **block,
        }  # fmt: skip
        rows.append({name: _plain(value) for name, value in cells.items()})
    return rows, left_out


def _block(row: Row) -> tuple[Cells, str]:
    """The one block of numbers that the row fills with what is computed from it, or why there is none."""
    if row["design"] != "rct" or not row["control"]:
        return {}, "The standard holds comparisons of randomised arms only."
    arms = arms_of(row)
    computed = {".g": "SMD", ".log_rr": "RR"}
    ready: Cells = {name: row["yi"] for name, measure in computed.items() if row["measure"] == measure}
    ready |= {f"{name}_se": row["sei"] for name in ready}
    if all(arm.measured for arm in arms):
        return ready | _numbered(arms, "mean", "sd", "n"), ""
    if all(arm.counted for arm in arms):
        counts = _numbered(arms, "event", "totaln")
        return ready | counts | {f".{name}": value for name, value in counts.items()}, ""
    if not ready or row["yi"] is None:
        return {}, f"The standard has no block for a measure {row['measure']} without counts or means."
    return ready | {name.replace(".", "precalc_"): value for name, value in ready.items()}, ""


def _numbered(arms: list[Any], *names: str) -> Cells:
    return {
        f"{name}_arm{place}": getattr(arm, "n" if name == "totaln" else name)
        for place, arm in enumerate(arms, start=1)
        for name in names
    }


def _plain(value: Any) -> Any:
    """A text without the sign that parts cells, on one line."""
    return " ".join(value.replace(";", ",").split()) if isinstance(value, str) else value


def _metadata(version: Version) -> dict[str, bytes]:
    protocol = version.protocol
    searched = sorted(version.status.get("search_date_per_source", {}).values())
    strings = [f"{source}, {query.id}: {query.text}" for source, of in protocol.queries.items() for query in of]
    flow = {row["data"]: row["n"] for row in version.rows("prisma")}
    criteria = {
        "question": protocol.question.model_dump(),
        "eligibility": protocol.eligibility.model_dump(),
    }
    lines = {
        "last_search.txt": searched[0] if searched else "NA",
        "number_studies.txt": str(len(version.studies())),
        "search_string.txt": "\n".join(strings) or "NA",
        "shorthand.txt": version.slug,
    }
    return {
        "authors.json": json_bytes([contact.model_dump() for contact in protocol.contacts]),
        "search_flow.json": json_bytes(flow),
        "variable_description.json": json_bytes(COLUMNS),
        "inclusion_criteria.json": json_bytes(json.loads(json.dumps(criteria, default=str))),
        **{name: f"{text}\n".encode() for name, text in lines.items()},
    }


def _readme(version: Version, rows: list[Cells], left_out: list[Cells]) -> str:
    doi = version.status.get("version_doi") or "none yet"
    return f"""# {version.protocol.title}

Version {version.number}, as of {version.status.get("as_of", "")}, DOI: {doi}.

`data_{version.slug}.csv` follows the Metapsy data standard: {len(rows)} comparisons of randomised arms, semicolons
between cells, commas in decimals, NA for missing values. `metadata/variable_description.json` explains every column.
`left_out.csv` lists {len(left_out)} rows of the review that the standard has no place for, each with the reason;
`perennial export --to metafor` has all of them. The date of the search is that of the source searched longest ago.

Who rated an outcome (`rating`) is not known to this review. No licence is stated: add a file `LICENSE` before you
pass the data on. The files were not tried with metapsyTools, whose check of the format is the one that counts.
"""
