"""Answers as the pages show them: in words, as a picture, and as a table whose every number leads to its quote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from publishing.answer_words import (
    AS_95,
    FEWEST_TO_PREDICT,
    MAIN,
    as_95,
    effect_and_interval,
    in_short,
    number,
    spread,
    tests,
    which_side,
    who,
)
from publishing.figures.scales import Scale, digits
from publishing.markdown import count
from publishing.site.addresses import answer_page, picture
from publishing.site.material import Material, Row
from publishing.site.pictures import Pictures
from publishing.site.quotes import Number, link
from synthesis.answers import Answer, Member, Step

FEWEST_TO_DRAW = 2
"""Studies from which on there is a picture."""


def answer_values(answer: Answer, material: Material, pictures: Pictures, root: str) -> dict[str, Any]:
    """Everything that a page says of one answer. `root` is the way back from the page to the site's first folder."""
    rows = material.answer_rows.get(answer.analysis.id, [])
    main = next((row for row in rows if row["variant"] == MAIN), None)
    values: dict[str, Any] = {
        "analysis": answer.analysis,
        "href": answer_page(answer.analysis.id),
        "anchor": answer_page(answer.analysis.id).removeprefix("answers/").removesuffix(".html"),
        "two_groups": any(member.row["control"] for member in answer.members),
        "members": [_member(member, answer, material, root) for member in answer.members],
        "notes": [(m.row["study"], m.note) for m in answer.members if m.note],
        "left_out": [_left_out(out.row, out.reason, material, root) for out in answer.left_out],
        "note": answer.note,
    }
    values |= _in_words(main, rows, answer) | _summary_lines(answer)
    values["forest"] = values["cumulative_picture"] = None
    if len(answer.members) >= FEWEST_TO_DRAW:
        values["forest"] = _forest(answer, pictures)
    if len(answer.cumulative) >= FEWEST_TO_DRAW:
        values["cumulative_picture"] = _cumulative(answer, pictures)
    return values


def series_values(answer: Answer, material: Material, root: str) -> dict[str, Any]:
    """What only an answer's own page has: its series and variants."""
    rows = material.answer_rows.get(answer.analysis.id, [])
    return {
        "leave_one_out": [_step(step, answer, material, root) for step in answer.leave_one_out],
        "cumulative": [_step(step, answer, material, root) for step in answer.cumulative],
        "variants": [
            {"label": row["label"].removeprefix(f"{answer.analysis.label}. "), "studies": row["studies"],
             "effect": in_short(row) if row["estimate"] is not None else "", "note": row["note"] or ""}
            for row in rows if row["variant"] != MAIN and row["estimate"] is not None
        ],
    }  # fmt: skip


def _in_words(main: Row | None, rows: Sequence[Row], answer: Answer) -> dict[str, Any]:
    """The sentences, and the cells of the table of all answers."""
    if main is None or main["estimate"] is None:
        return {"who": who(main) if main else "", "effect": "", "side": "", "spread": "", "as_95": "", "tests": [],
                "cells": None}  # fmt: skip
    effect = effect_and_interval(main)
    unit = "%" if main["measure"] == "PLO" else ""
    return {
        "who": who(main),
        "effect": effect[:1].upper() + effect[1:],
        "side": which_side(main),
        "spread": spread(main),
        "as_95": as_95(rows),
        "tests": tests(rows),
        "cells": {
            "studies": main["studies"],
            "patients": main["patients"],
            "estimate": number(main["estimate"], main["measure"]) + unit,
            "interval": _span(main, "ci_low", "ci_high", unit),
            "prediction": _span(main, "pi_low", "pi_high", unit) if main["studies"] >= FEWEST_TO_PREDICT else "",
            "i2": f"{main['i2']:.0f}%" if main["i2"] is not None else "",
        },
    }


def _span(row: Row, low: str, high: str, unit: str) -> str:
    if row[low] is None or row[high] is None:
        return ""
    return f"{number(row[low], row['measure'])} to {number(row[high], row['measure'])}{unit}"


def _forest(answer: Answer, pictures: Pictures) -> Any:
    from publishing.figures.forest import forest  # brings matplotlib and scipy

    data = (answer.analysis, answer.members, answer.pooled, [v for v in answer.variants if v.id == AS_95])
    return pictures.inline(picture("forest", answer.analysis.id), data, lambda name: forest(answer, name))


def _cumulative(answer: Answer, pictures: Pictures) -> Any:
    from publishing.figures.cumulative import cumulative  # brings matplotlib and scipy

    data = (answer.analysis, answer.cumulative)
    return pictures.inline(picture("cumulative", answer.analysis.id), data, lambda name: cumulative(answer, name))


def _member(member: Member, answer: Answer, material: Material, root: str) -> dict[str, Any]:
    """A study's line in the table behind the picture."""
    row, scale = member.row, Scale(answer.analysis.measure)

    def cell(column: str) -> Number:
        value = row[column]
        text = "" if value is None else f"{value:,}" if isinstance(value, int) else digits(value)
        return Number(text, link(material, row["study_id"], row["row_id"], column, root) if text else "")

    sides = (
        (("ai", "m1i", "sd1i", "n1i"), ("ci", "m2i", "sd2i", "n2i")) if row["control"] else (("xi", "mi", "sdi", "ni"),)
    )
    groups = [
        {"name": name, "events": cell(a), "mean": cell(m), "sd": cell(s), "n": cell(n)}
        for name, (a, m, s, n) in zip((row["experimental"], row["control"]), sides, strict=False)
    ]
    level = answer.pooled.level if answer.pooled else 95.0
    reach = _reach(level) * member.sei
    effect = f"{scale.text(member.yi)} ({scale.interval(member.yi - reach, member.yi + reach)})"
    other = row["ci_level"] not in (None, level)
    return {
        "study": row["study"], "year": row["year"], "href": root + material.pages.get(row["study_id"], ""),
        "groups": groups, "effect": Number(effect, link(material, row["study_id"], row["row_id"], "yi", root)),
        "weight": f"{member.weight:.1f}", "standing": (row["confirmation"] or "").replace("_", " "),
        "in_all": in_all(member),
        "printed": f"{row['ci_level']:g}% interval in the report" if other else "", "note": member.note,
    }  # fmt: skip


def in_all(member: Member) -> str:
    """Patients of a study of whose groups the sizes are not known."""
    row = member.row
    if member.patients is None or any(row[name] is not None for name in ("n1i", "n2i", "ni")):
        return ""
    return f"{count(member.patients, 'patient')} in all"


def _reach(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + level / 200))


def _summary_lines(answer: Answer) -> dict[str, Any]:
    """The last lines of the table: pooled, prediction, and every interval taken as 95%."""
    scale, pooled, lines = Scale(answer.analysis.measure), answer.pooled, []
    if pooled:
        said = f"{scale.text(pooled.b)} ({scale.interval(pooled.ci_low, pooled.ci_high)})"
        lines.append(("Pooled", said))
        if pooled.pi_low is not None and pooled.k >= FEWEST_TO_PREDICT:
            lines.append(("Prediction interval", scale.interval(pooled.pi_low, pooled.pi_high)))
        for variant in answer.variants:
            if variant.id == AS_95 and (taken := variant.pooled):
                wrong = f"{scale.text(taken.b)} ({scale.interval(taken.ci_low, taken.ci_high)})"
                lines.append(("With every interval taken as 95%", wrong))
    unit = " (%)" if scale.measure == "PLO" else ""
    return {
        "lines": lines,
        "level": f"{pooled.level if pooled else 95:g}%",
        "scale": scale.label.replace(unit, "") + unit,
    }


def _left_out(row: Row, reason: str, material: Material, root: str) -> dict[str, Any]:
    arms = " v ".join(filter(None, (row["experimental"], row["control"])))
    return {"study": row["study"], "href": root + material.pages.get(row["study_id"], ""), "arms": arms,
            "reason": reason}  # fmt: skip


def _step(step: Step, answer: Answer, material: Material, root: str) -> dict[str, Any]:
    scale, pooled = Scale(answer.analysis.measure), step.pooled
    return {
        "study": step.study, "href": root + material.pages.get(step.study_id, ""), "k": pooled.k,
        "effect": f"{scale.text(pooled.b)} ({scale.interval(pooled.ci_low, pooled.ci_high)})",
        "i2": f"{pooled.I2:.0f}%" if pooled.I2 is not None else "",
    }  # fmt: skip
