"""The published analyses with the rows that are pooled in each: the files that the R scripts read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from publishing.exports.sheets import sheet
from publishing.exports.version import Version
from schemas.errors import BadInput
from schemas.fields import table

Row = Mapping[str, Any]
RAW = ("ai", "n1i", "ci", "n2i", "m1i", "sd1i", "m2i", "sd2i", "xi", "ni", "mi", "sdi")
MEMBER = ("analysis", "slab", "year", "yi", "vi", "sei", "experimental", "control", *RAW, "row_id", "note")
NUMBERS = ("b", "se", "tau2", "i2", "q", "estimate", "ci_low", "ci_high", "ci_level", "pi_low", "pi_high")


@dataclass(frozen=True, slots=True)
class Analysis:
    """One question, as published, with what is pooled for it."""

    answer: Row
    """Its main row in answers.csv."""
    members: tuple[dict[str, Any], ...]
    """Cells under `MEMBER`. Raw numbers stand only where the effect is that of the row as it is in data.csv."""

    @property
    def id(self) -> str:
        """Its id, as in answers.csv."""
        return str(self.answer["answer_id"])

    @property
    def poolable(self) -> bool:
        """Whether at least two studies are pooled."""
        return self.answer["studies"] >= 2 and self.answer["method"] is not None

    def has(self, *columns: str) -> bool:
        """Whether every member gives these raw numbers."""
        return all(member[column] is not None for member in self.members for column in columns)


def analyses(version: Version) -> list[Analysis]:
    """The main analyses in the order of answers.csv: primary outcomes first."""
    answers = [row for row in version.rows("answers") if row["variant"] == "main"]
    rows = {row["row_id"]: row for row in version.rows("meta_analysis")}
    if rows and "answers.csv" not in version.last.files:
        raise BadInput(f"{version.last.out}: answers.csv is missing, an older code published it; refresh the review.")
    pooled: dict[str, list[Row]] = {answer["answer_id"]: [] for answer in answers}
    for row in version.rows("answer_rows"):
        if row["pooled"]:
            pooled[row["answer_id"]].append(row)
    made = []
    for answer in answers:
        members = [_member(row, rows[row["row_id"]]) for row in pooled[answer["answer_id"]] if row["yi"] is not None]
        members.sort(key=lambda m: (m["year"] is None, m["year"] or 0, m["slab"], m["row_id"]))
        made.append(Analysis(answer, tuple(members)))
    return made


def _member(pooled: Row, row: Row) -> dict[str, Any]:
    as_it_is = not pooled["note"]
    raw = {name: row[name] if as_it_is else None for name in RAW}
    return {
        "analysis": pooled["answer_id"], "slab": pooled["study"], "year": row["year"], "yi": pooled["yi"],
        "vi": round(pooled["sei"] ** 2, 12), "sei": pooled["sei"],
        "experimental": row["experimental"], "control": row["control"],
        "row_id": pooled["row_id"], "note": pooled["note"], **raw,
    }  # fmt: skip


def data_files(version: Version, found: Sequence[Analysis]) -> dict[str, bytes]:
    """data.csv: every row for pooling; analyses.csv: what is pooled where; published.csv: what came out."""
    rows = [{"slab": row["study"], **row} for row in version.rows("meta_analysis")]
    published = [
        {"analysis": analysis.id, "label": analysis.answer["label"], **{n: analysis.answer[n] for n in NUMBERS}}
        for analysis in found
        if analysis.poolable
    ]
    return {
        "data.csv": sheet(("slab", *table("meta_analysis").names), rows),
        "analyses.csv": sheet(MEMBER, [member for analysis in found for member in analysis.members]),
        "published.csv": sheet(("analysis", "label", *NUMBERS), published),
    }
