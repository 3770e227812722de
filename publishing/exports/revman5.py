"""The analysis data of RevMan 5 as one CSV: a line for each comparison, its outcomes, and their studies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publishing.exports import revman5_header as code
from publishing.exports.analyses import Analysis, analyses
from publishing.exports.sheets import sheet
from publishing.exports.version import Version
from synthesis.answers import natural

Cells = dict[str, Any]
Z95 = 1.959963984540054
"""RevMan 5 prints intervals of 95% for its studies."""
UNUSED = {"Events 1": 0, "Mean 1": 0, "SD 1": 0, "Events 2": 0, "Mean 2": 0, "SD 2": 0}
RAW = {
    code.COUNTS: {"Events 1": "ai", "Total 1": "n1i", "Events 2": "ci", "Total 2": "n2i"},
    code.MEANS: {
        "Mean 1": "m1i", "SD 1": "sd1i", "Total 1": "n1i", "Mean 2": "m2i", "SD 2": "sd2i", "Total 2": "n2i",
    },
    code.GENERIC: {"Total 1": "n1i", "Total 2": "n2i"},
}  # fmt: skip
"""Data type → column of the file → column of the row."""
MEASURES = {code.COUNTS: ("RR", "OR", "RD"), code.MEANS: ("MD", "SMD")}


def revman5(version: Version) -> bytes:
    """The file. Comparisons of two arms only: RevMan 5 has no place for single arms."""
    found = [
        analysis for analysis in analyses(version) if analysis.members and analysis.answer["design"] != "single_arm"
    ]
    weights = {(row["answer_id"], row["row_id"]): row["weight"] for row in version.rows("answer_rows")}
    comparisons: dict[str, list[Analysis]] = {}
    for analysis in found:
        comparisons.setdefault(_comparison(analysis.answer), []).append(analysis)
    rows: list[Cells] = []
    for number, (name, group) in enumerate(comparisons.items(), start=1):
        rows.append(_line(number, 0, name))
        for place, analysis in enumerate(group, start=1):
            rows.append(_line(number, place, _outcome(analysis.answer)) | _outcome_cells(analysis))
            rows += [
                _line(number, place, member["slab"])
                | _study_cells(analysis, member, weights)
                | {"User defined order": order}
                for order, member in enumerate(analysis.members, start=1)
            ]
    return sheet(code.HEADER, rows)


def _line(comparison: int, outcome: int, name: str) -> Cells:
    """Where a line belongs. Names are on one line each: R reads the file line by line."""
    numbers = {"Comparison Number": comparison, "Outcome Number": outcome, "Subgroup Number": 0}
    return {**numbers, "Name": " ".join(name.split())}


def _comparison(answer: Mapping[str, Any]) -> str:
    """The comparison in words, with what it is pooled apart by."""
    return str(answer["label"]).removeprefix(f"{answer['outcome_label']}: ")


def _outcome(answer: Mapping[str, Any]) -> str:
    return str(answer["outcome_label"]) + (f", {answer['timepoint']}" if answer["timepoint"] else "")


def _kind(analysis: Analysis) -> str:
    """Counts or means where every study gives them for a measure that is made of them; else effects alone."""
    for kind, measures in MEASURES.items():
        if analysis.answer["measure"] in measures and analysis.has(*RAW[kind].values()):
            return kind
    return code.GENERIC


def _outcome_cells(analysis: Analysis) -> Cells:
    """The settings of an outcome and, where something was pooled, what came out."""
    answer, kind = analysis.answer, _kind(analysis)
    left, right = "Favours experimental", "Favours control"
    if answer["b"] is not None and answer["favours"] == ("experimental" if answer["b"] > 0 else "control"):
        left, right = right, left
    counted = {name: column for name, column in RAW[kind].items() if name.startswith(("Events", "Total"))}
    cells: Cells = {
        "Data Type": kind, "Statistical Method": code.INVERSE_VARIANCE, "Effect Measure": answer["measure"],
        "Analysis Model": code.FIXED if answer["method"] == "EE" else code.RANDOM,
        "Group Label 1": _shared(analysis, "experimental"), "Group Label 2": _shared(analysis, "control"),
        "Left Graph Label": left, "Right Graph Label": right,
        **{name: _total(analysis, column) for name, column in counted.items()},
    }  # fmt: skip
    if analysis.poolable:
        cells |= {
            "Effect Estimate": answer["estimate"], "CI Start": answer["ci_low"], "CI End": answer["ci_high"],
            "Weight": 100, "Q": answer["q"], "P(Q)": answer["q_p"], "I²(Q)": answer["i2"], "Tau²": answer["tau2"],
            "Z": round(abs(answer["b"] / answer["se"]), 10), "P(Z)": answer["p_value"],
            "df": len(analysis.members) - 1,
        }  # fmt: skip
    return cells


def _study_cells(
    analysis: Analysis, member: Mapping[str, Any], weights: Mapping[tuple[str, str], float | None]
) -> Cells:
    measure, yi, sei = analysis.answer["measure"], member["yi"], member["sei"]
    low, middle, high = (round(natural(measure, yi + z * sei), 10) for z in (-Z95, 0, Z95))
    numbers = {column: member[name] for column, name in RAW[_kind(analysis)].items()}
    return {
        **UNUSED, **numbers, "Effect Estimate": middle, "SE": sei, "CI Start": low, "CI End": high,
        "Weight": weights[analysis.id, member["row_id"]], "Year of study": member["year"],
    }  # fmt: skip


def _total(analysis: Analysis, name: str) -> int | None:
    numbers = [member[name] for member in analysis.members]
    return None if None in numbers else sum(numbers)


def _shared(analysis: Analysis, side: str) -> str:
    """The treatment that all studies have on a side, else the name of the side."""
    treatments = {member[side] for member in analysis.members}
    return str(treatments.pop()) if len(treatments) == 1 else side.capitalize()
