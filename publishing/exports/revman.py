"""RevMan Web: study information, arms and results as CSV, and the references as RIS, which are imported first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from publishing.cells import number_text
from publishing.exports import revman_headers as headers
from publishing.exports.arms import Arm, arms_of, has_arms, treatment_names
from publishing.exports.references import revman_ris
from publishing.exports.sheets import Dialect, sheet
from publishing.exports.version import Version
from publishing.words import DESIGNS
from schemas.fields import LIST_SEPARATOR
from synthesis.keys import slug

Row = Mapping[str, Any]
Cells = dict[str, Any]
REVMAN = Dialect(mark=True)
_ORIGIN = (("Standing", "confirmation"), ("Counts", "counts_origin"), ("Source", "source_report"))


def revman(version: Version) -> dict[str, bytes]:
    """File name → bytes."""
    arms = _arms(version)
    results, left_out = _results(version)
    return {
        "included.ris": revman_ris(version),
        "study-information.csv": sheet(headers.STUDY_INFORMATION, _information(version, arms), REVMAN),
        "study-arms.csv": sheet(headers.STUDY_ARMS, arms, REVMAN),
        "study-results.csv": sheet(headers.STUDY_RESULTS, results, REVMAN),
        "README.md": _readme(version, arms, results, left_out).encode("utf-8"),
    }


def _information(version: Version, all_arms: list[Cells]) -> list[Cells]:
    arms: dict[str, list[Cells]] = defaultdict(list)
    for arm in all_arms:
        arms[arm["Study"]].append(arm)
    published = {row["study_id"] for row in version.rows("reports") if row["kind"] != "registry"}
    outcomes: dict[str, list[str]] = defaultdict(list)
    for row in version.rows("meta_analysis"):
        outcomes[row["study_id"]].append(row["outcome_label"])
    rows = []
    for study in version.studies().values():
        known = outcomes[study["study_id"]]
        values = (
            study["study"],
            study["year"],
            headers.PUBLISHED if study["study_id"] in published else headers.UNPUBLISHED,
            _methods(study),
            _said(study, ("n_total", "Patients"), ("conditions", "Conditions"), ("countries", "Countries")),
            "; ".join(map(_treatment, arms[study["study"]])),
            "; ".join(dict.fromkeys(known)),
            _said(study, ("registry_ids", "Registered as"), ("sponsor", "Sponsor"), ("findings", "Open findings")),
        )
        rows.append(dict(zip(headers.STUDY_INFORMATION, values, strict=True)))
    return rows


def _methods(study: Row) -> str:
    design = DESIGNS.get(study["design"] or "other", study["design"])
    more = (("phase", "Phase"), ("design_type", "Layout"), ("allocation_ratio", "Allocation"), ("masking", "Masking"))
    return "; ".join(
        filter(None, [f"Design: {design}", _said(study, *more, ("start_date", "Start"), ("end_date", "End"))])
    )


def _said(study: Row, *columns: tuple[str, str]) -> str:
    """What is known of a study, each with its name."""
    return "; ".join(f"{name}: {study[column]}" for column, name in columns if study[column] not in (None, ""))


def _arms(version: Version) -> list[Cells]:
    """One row for each arm that a result names, and for the other arms that the reports of a study tell of."""
    names = treatment_names(version.protocol)
    treats: dict[str, dict[str, list[str]]] = {study_id: {} for study_id in version.studies()}
    for row in version.rows("meta_analysis"):
        for arm in arms_of(row):
            treats[row["study_id"]].setdefault(arm.treat, [])
    for row in version.rows("arms"):
        if row["study_id"] in treats:
            own = {slug(treat): treat for treat in treats[row["study_id"]]}
            treat = names.get(row["intervention"]) or own.get(slug(row["label"])) or row["label"]
            size = f" ({row['n']} patients)" if row["n"] is not None else ""
            treats[row["study_id"]].setdefault(treat, []).append(row["label"] + size)
    return [
        {"Study": study["study"], "Arm": treat, "Description": _unlike(labels), "Intervention": treat}
        for study in version.studies().values()
        for treat, labels in treats[study["study_id"]].items()
    ]


def _unlike(labels: list[str]) -> str:
    """The labels of an arm in several reports, each once however capitalised, with its size where one tells it."""
    by_label = {label.partition(" (")[0].casefold(): label for label in sorted(labels, key=lambda label: "(" in label)}
    return "; ".join(by_label.values())


def _treatment(arm: Cells) -> str:
    """An arm in a line: its description, with its own name where that does not say it."""
    said = arm["Description"]
    return said if arm["Arm"].casefold() in said.casefold() else f"{arm['Arm']}: {said}".removesuffix(": ")


def _results(version: Version) -> tuple[list[Cells], list[str]]:
    """The results, and a sentence for each row that RevMan has no place for."""
    named = _outcome_names(version.rows("meta_analysis"))
    rows: list[Cells] = []
    left_out: list[str] = []
    there: dict[tuple[str, ...], Arm] = {}
    for row in version.rows("meta_analysis"):
        outcome = named[row["row_id"]]
        if not has_arms(row):
            contrast = _contrast(row, outcome)
            rows += contrast
            left_out += [] if contrast else [f"{row['row_id']}: an effect of one arm without its numbers."]
            continue
        for arm in arms_of(row):
            first = there.setdefault((row["study_id"], outcome, arm.treat), arm)
            if first is arm:
                rows.append(_arm_result(row, outcome, arm))
            elif first != arm:
                left_out.append(f"{row['row_id']}: {arm.treat} has other numbers here than in another comparison.")
    return rows, left_out


def _outcome_names(rows: list[dict[str, Any]]) -> dict[str, str]:
    """Row id → name of its outcome: one for each time and population, as RevMan has no column for them.

    A time without weeks is named only where the same arms have another row: reports word it in many ways.
    """
    alike = Counter(_place(row) for row in rows)
    names, seen = {}, Counter[tuple[str, ...]]()
    for row in rows:
        name, *arms = _place(row)
        if alike[name, *arms] > 1 and row["timepoint"] and row["timepoint_weeks"] is None:
            name = f"{name}, {row['timepoint']}"
        seen[name, *arms] += 1
        again = seen[name, *arms]
        names[row["row_id"]] = name if again == 1 else f"{name}, {again}"
    return names


def _place(row: Row) -> tuple[str, ...]:
    """The outcome with its week and population, and whose it is."""
    parts = [row["outcome_label"]]
    if row["timepoint_weeks"] is not None:
        parts.append(row["timepoint"] or f"{number_text(row['timepoint_weeks'])} weeks")
    if row["population"] != "all":
        parts.append(row["population"])
    return ", ".join(parts), row["study_id"], row["experimental"], row["control"] or ""


def _arm_result(row: Row, outcome: str, arm: Arm) -> Cells:
    cells: Cells = {"Study": row["study"], "Outcome": outcome, "Arm": arm.treat, "Sample size": arm.n}
    if arm.counted:
        return cells | {"Data type": headers.DICHOTOMOUS, "Cases": arm.event, "Footnotes": _footnote(row)}
    return cells | {"Data type": headers.CONTINUOUS, "Mean": arm.mean, "SD": arm.sd, "Footnotes": _footnote(row)}


def _contrast(row: Row, outcome: str) -> list[Cells]:
    """An effect without numbers of the arms: mean and SE on the scale it is pooled on."""
    if row["yi"] is None or not row["control"]:
        return []
    kind = headers.CONTINUOUS if row["measure"] in headers.MEAN_MEASURES else headers.DICHOTOMOUS
    return [
        {
            "Study": row["study"], "Outcome": outcome, "Data type": kind, "Effect measure": row["measure"],
            "Arm": row["experimental"], "Reference arm": row["control"], "Mean": row["yi"], "SE": row["sei"],
            "Footnotes": _footnote(row),
        }
    ]  # fmt: skip


def _footnote(row: Row) -> str:
    """What was reported, how it stands, and where it comes from."""
    parts = []
    if row["effect_origin"] == "reported" and row["estimate"] is not None:
        low, high, level = (row[name] for name in ("ci_low", "ci_high", "ci_level"))
        known = None not in (low, high, level)
        interval = f" ({number_text(level)}% CI {number_text(low)} to {number_text(high)})" if known else ""
        parts.append(f"Reported {row['measure']} {number_text(row['estimate'])}{interval}")
    if row["timepoint"]:
        parts.append(f"Time: {row['timepoint']}")
    parts += [f"{name}: {row[column]}" for name, column in _ORIGIN if row[column]]
    return "; ".join(part.replace(LIST_SEPARATOR, ", ") for part in parts)


def _readme(version: Version, arms: list[Cells], results: list[Cells], left_out: list[str]) -> str:
    outcomes = sorted({row["Outcome"] for row in results})
    listed = "\n".join(f"- {name}" for name in outcomes) or "None yet."
    treatments = "\n".join(f"- {name}" for name in sorted({row["Intervention"] for row in arms})) or "None yet."
    missing = "\n".join(f"- {sentence}" for sentence in left_out) or "Nothing."
    uncertain = " and ".join(f"`{name}`" for name in headers.UNVERIFIED)
    return f"""# {version.protocol.title}: for RevMan

Version {version.number}, as of {version.status.get("as_of", "")}: {len(version.studies())} studies with {len(results)}
results of arms and contrasts.

1. Set up the review criteria in RevMan first: the interventions and outcomes below, spelt exactly so.
2. Import `included.ris` under Studies, Included. Without it RevMan makes each study a second time.
3. Import `study-information.csv`, `study-arms.csv` and `study-results.csv` as study data.

Unverified: the headers of {uncertain} follow an independent program, not Cochrane's
documentation, and were not tried in RevMan itself. Compare them with RevMan's own templates before you rely on them.

Effects without numbers of the arms (hazard ratios) are contrasts: `Mean` and `SE` are logarithms for ratios. Studies
with more than two arms need a covariance of their contrasts, which reports do not give: RevMan asks for it. Risk of
bias is not part of this review's data.

## Interventions

{treatments}

## Outcomes

{listed}

## Rows without a place in RevMan

{missing}
"""
