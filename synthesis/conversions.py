"""What findings say of numbers that were worked out for a row, and of medians that could not stand for means."""

from __future__ import annotations

from typing import Any

from schemas.models import Result
from synthesis.candidates import Candidate
from synthesis.effect_columns import NotConvertedError
from synthesis.shapes import Objection, Study
from synthesis.wording import arms_in_words

RULE = "mean_from_median"
REFUSED = "median_not_converted"
WORKED_OUT = {
    "level_assumed": "the report does not say the level of the interval {interval}, which is taken to be one of 95%",
    "one_sided_interval": "the interval {interval} is one-sided, so that it tells no standard error",
    "sei_from_p": "the standard error is worked out of the P value {p_value}, since no interval is given",
    "sd_from_se": "a standard deviation is worked out of a standard error by the number of patients",
    "sd_from_interval": "a standard deviation is worked out of the interval of a mean by the number of patients",
}
"""Id of a note of a row → what it says."""


def told(study: Study, row: dict[str, Any], chosen: Candidate) -> list[Objection]:
    """The findings of a row some of whose numbers were worked out, one for each way."""
    quote = " | ".join(chosen.reading.extraction.results[i].quote for i in chosen.indices)
    ends = [f"{end:g}" if isinstance(end, int | float) else "?" for end in (row.get("ci_low"), row.get("ci_high"))]
    given = {"interval": " to ".join(ends), "p_value": row.get("p_value")}
    about = f"{row['outcome_label']}, {arms_in_words(chosen.experimental, chosen.control)}"
    said = {rule: f"{about}: {text.format(**given)}." for rule, text in WORKED_OUT.items() if rule in row["findings"]}
    if chosen.of_medians:
        said[RULE] = _estimated(row, chosen)
    return [
        Objection(rule, "info", message, study.study_id, chosen.reading.key, quote, "", [row["row_id"]])
        for rule, message in sorted(said.items())
    ]


def _estimated(row: dict[str, Any], chosen: Candidate) -> str:
    """What is said of a row whose means are estimated from medians."""
    columns = [("mi", "sdi", "ni")] if "mi" in chosen.numbers else [("m1i", "sd1i", "n1i"), ("m2i", "sd2i", "n2i")]
    labels = [chosen.experimental.label, chosen.control.label if chosen.control else ""]
    results = [chosen.reading.extraction.results[i] for i in chosen.indices]
    given = [
        f"{label} {_in_words(result)} as mean {row[mean]:.4g} and SD {row[sd]:.4g} of {row[n]} patients"
        for label, result, (mean, sd, n) in zip(labels, results, columns, strict=False)
        if result.stat == "median"
    ]
    return (
        f"{row['outcome_label']} stands on estimates from medians (mean by Luo 2018, SD by Wan 2014 or, with quartiles "
        f"and range, Shi 2020; no evident skewness by the test of Shi 2023): {'; '.join(given)}."
    )


def refused(study: Study, candidate: Candidate, problem: NotConvertedError) -> Objection:
    """The finding of medians that give no row."""
    quote = " | ".join(candidate.reading.extraction.results[i].quote for i in candidate.indices)
    return Objection(REFUSED, "info", str(problem), study.study_id, candidate.reading.key, quote)


def _in_words(result: Result) -> str:
    """`median 12 (quartiles 8 to 18, range 2 to 40)`."""
    pairs = (("quartiles", result.q1, result.q3), ("range", result.minimum, result.maximum))
    around = [f"{name} {low:g} to {high:g}" for name, low, high in pairs if low is not None and high is not None]
    return f"median {result.value:g} ({', '.join(around)})"
