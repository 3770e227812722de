"""What findings say of medians: that they stand for means in a row, or why they do not."""

from __future__ import annotations

from typing import Any

from schemas.models import Result
from synthesis.candidates import Candidate
from synthesis.effect_columns import NotConvertedError
from synthesis.shapes import Objection, Study

RULE = "mean_from_median"
REFUSED = "median_not_converted"


def told(study: Study, row: dict[str, Any], chosen: Candidate) -> Objection:
    """The finding of a row whose means are estimated."""
    columns = [("mi", "sdi", "ni")] if "mi" in chosen.numbers else [("m1i", "sd1i", "n1i"), ("m2i", "sd2i", "n2i")]
    labels = [chosen.experimental.label, chosen.control.label if chosen.control else ""]
    results = [chosen.reading.extraction.results[i] for i in chosen.indices]
    given = [
        f"{label} {_in_words(result)} as mean {row[mean]:.4g} and SD {row[sd]:.4g} of {row[n]} patients"
        for label, result, (mean, sd, n) in zip(labels, results, columns, strict=False)
        if result.stat == "median"
    ]
    message = (
        f"{row['outcome_label']} stands on estimates from medians (mean by Luo 2018, SD by Wan 2014 or, with quartiles "
        f"and range, Shi 2020; no evident skewness by the test of Shi 2023): {'; '.join(given)}."
    )
    quote = " | ".join(result.quote for result in results)
    return Objection(RULE, "info", message, study.study_id, chosen.reading.key, quote, "", [row["row_id"]])


def refused(study: Study, candidate: Candidate, problem: NotConvertedError) -> Objection:
    """The finding of medians that give no row."""
    quote = " | ".join(candidate.reading.extraction.results[i].quote for i in candidate.indices)
    return Objection(REFUSED, "info", str(problem), study.study_id, candidate.reading.key, quote)


def _in_words(result: Result) -> str:
    """`median 12 (quartiles 8 to 18, range 2 to 40)`."""
    pairs = (("quartiles", result.q1, result.q3), ("range", result.minimum, result.maximum))
    around = [f"{name} {low:g} to {high:g}" for name, low, high in pairs if low is not None and high is not None]
    return f"median {result.value:g} ({', '.join(around)})"
