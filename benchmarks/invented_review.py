"""An invented review of any size: tables, protocol and the words around every number, the same for the same size.

Drugs, trials and numbers are made up. Every number has its place in a report, so that the site has all its quotes.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from typing import Any

from publishing import PublishContext
from schemas.models import Block, Report
from schemas.protocol import Protocol
from synthesis import Passages, passages
from synthesis.keys import locator_text

Row = dict[str, Any]
DRUGS = ("alfamab", "betamab", "gammamab")
_FAMILIES = ("Ahlers", "Brandt", "Chen", "Duarte", "Egede", "Ferrari", "Gupta", "Hansen", "Ito", "Jansen", "Kowal")
_COUNTED = {"ORR": ("Objective response", 0.3), "AE_ANY": ("Adverse events of any grade", 0.6),
            "SAE": ("Serious adverse events", 0.1), "DISCONTINUATION": ("Discontinuation", 0.08)}  # fmt: skip
_PROTOCOL = {
    "slug": "gout",
    "title": "Drugs for blue gout, an invented living review",
    "question": {
        "population": "Adults with blue gout",
        "intervention": "Any of three drugs",
        "comparison": "Placebo",
        "outcome": "Survival, response and harms",
    },
    "interventions": [
        *({"id": drug, "label": drug.capitalize()} for drug in DRUGS),
        {"id": "placebo", "label": "Placebo", "role": "control"},
    ],
    "outcomes": [
        {"id": "OS", "label": "Overall survival", "better": "higher", "primary": True, "measure": "HR"},
        {"id": "ORR", "label": "Objective response", "better": "higher", "primary": True, "measure": "RR"},
        *({"id": name, "label": _COUNTED[name][0], "better": "lower", "measure": "RR"} for name in list(_COUNTED)[1:]),
    ],
    "comparisons": [
        {"id": "drug-vs-placebo", "label": "Any drug against placebo", "experimental": list(DRUGS),
         "control": ["placebo"]}
    ],
    "contacts": [{"name": "The developers of Perennial"}],
}  # fmt: skip


@dataclass
class InventedReview:
    """What publishing is given."""

    tables: dict[str, list[Row]]
    protocol: Protocol
    context: PublishContext
    reports: list[Report] = field(default_factory=list)

    def around(self, tables: Any) -> Passages:
        """The words around the numbers of the tables."""
        return passages(self.reports, tables)


def invented_review(studies: int, results: int = 20) -> InventedReview:
    """So many studies, each with about so many results of its arms."""
    tables: dict[str, list[Row]] = {
        name: [] for name in ("studies", "reports", "arms", "meta_analysis", "results", "contrasts", "provenance",
                              "screening", "findings", "held", "comparisons")
    }  # fmt: skip
    review = InventedReview(tables, Protocol.model_validate(_PROTOCOL), _context(studies))
    for place in range(studies):
        _Trial(review, place).write(results)
    return review


def _context(studies: int) -> PublishContext:
    return PublishContext(
        slug="gout",
        as_of="2026-06-01",
        code_version="invented",
        searched={"pubmed": "2026-06-01"},
        counts={"records": studies, "studies": studies},
        identified={"pubmed": studies},
        inputs={"protocol": "0" * 64},
        trigger="archive",
    )


class _Trial:
    """One trial and its one report, written into the tables."""

    def __init__(self, review: InventedReview, place: int) -> None:
        self.tables, self.place = review.tables, place
        self.chance = random.Random(place)
        self.id, self.report = f"NCT{10_000_000 + place}", f"pubmed:{place + 1}"
        self.year = 2000 + self.chance.randrange(26)
        self.name = f"{self.chance.choice(_FAMILIES)} {self.year}"
        self.drug = self.chance.choice(DRUGS)
        self.sizes = [self.chance.randrange(30, 400) for _ in range(2)]
        self.text = f"Patients were assigned to {self.drug} ({self.sizes[0]}) or placebo ({self.sizes[1]}). "
        self.reports = review.reports

    def write(self, results: int) -> None:
        """All rows of the trial, and its report."""
        own = {"study_id": self.id, "study": self.name}
        self.tables["studies"].append(
            {**own, "year": self.year, "title": f"{self.drug.capitalize()} for blue gout: trial {self.place}",
             "design": "rct", "n_total": sum(self.sizes), "n_total_type": "actual", "reports": [self.report],
             "n_reports": 1, "retracted": False, "conditions": ["Blue gout"], "registry_ids": [self.id]}
        )  # fmt: skip
        self._arms(own)
        self._hazard_ratio()
        for outcome in _COUNTED:
            self._risk_ratio(outcome)
        for number in range(max(0, results - 2 * len(_COUNTED))):
            self._median(number)
        self._held(own)
        title = f"{self.drug.capitalize()} for blue gout: trial {self.place}"
        self.tables["screening"].append(
            {"report": self.report, "study_id": self.id, "title": title, "decision": "include", "stale": False,
             "decided_by": "protocol", "seen_sha256": f"{self.place:064x}"}
        )  # fmt: skip
        self.tables["reports"].append(
            {"report": self.report, **own, "order": 1, "kind": "article", "title": title, "year": self.year,
             "authors": [self.name.split()[0] + ", A"], "journal": "Annals of Invented Gout",
             "source_url": f"https://pubmed.ncbi.nlm.nih.gov/{self.place + 1}/"}
        )  # fmt: skip
        block = Block("abstract0", "results", self.text, part="abstract")
        self.reports.append(Report(source="pubmed", id=str(self.place + 1), title=title, blocks=[block]))

    def _say(self, sentence: str, words: str) -> tuple[str, str]:
        """A sentence added to the report; the locator of the words in it, and the sentence as their quote."""
        start = len(self.text) + sentence.index(words)
        self.text += sentence + " "
        return locator_text({"block": "abstract0", "start": start, "end": start + len(words)}), sentence

    def _read(self, row: Row, key: str, columns: dict[str, tuple[str, str]], how: str = "extractors.text") -> None:
        for column, (locator, quote) in columns.items():
            self.tables["provenance"].append(
                {"row_id": row[key], "column": column, "report": self.report, "locator": locator, "quote": quote,
                 "sha256": f"{self.place:064x}", "extractor": how, "version": "1", "value": str(row[column])}
            )  # fmt: skip

    def _arms(self, own: Row) -> None:
        for letter, label, role, n in zip(
            "AB", (self.drug, "placebo"), ("experimental", "control"), self.sizes, strict=True
        ):
            quote = f"{label} ({n})"
            self.tables["arms"].append(
                {**own, "arm": letter, "label": label, "role": role, "intervention": label, "n": n,
                 "source_report": self.report, "quote": quote}
            )  # fmt: skip

    def _row(self, outcome: str, label: str, measure: str, yi: float, sei: float) -> Row:
        z = 1.959963984540054
        return {
            "row_id": f"{self.id.lower()}.{outcome.lower()}.{measure.lower()}", "study_id": self.id,
            "study": self.name, "year": self.year, "outcome": outcome, "outcome_label": label, "population": "all",
            "design": "rct", "experimental": self.drug.capitalize(), "control": "Placebo", "measure": measure,
            "yi": round(yi, 10), "vi": round(sei**2, 10), "sei": round(sei, 10), "estimate": round(math.exp(yi), 4),
            "ci_low": round(math.exp(yi - z * sei), 4), "ci_high": round(math.exp(yi + z * sei), 4), "ci_level": 95,
            "confirmation": "consistent", "source_report": self.report, "registry_ids": [self.id],
            "n1i": self.sizes[0], "n2i": self.sizes[1],
        }  # fmt: skip

    def _hazard_ratio(self) -> None:
        yi, sei = self.chance.gauss(-0.25, 0.2), self.chance.uniform(0.08, 0.4)
        row = self._row("OS", "Overall survival", "HR", yi, sei) | {"effect_origin": "from_interval"}
        words = f"hazard ratio {row['estimate']}, 95% CI {row['ci_low']} to {row['ci_high']}"
        place = self._say(f"Overall survival was compared by Cox regression ({words}).", words)
        self._read(row, "row_id", dict.fromkeys(("estimate", "ci_low", "ci_high", "ci_level"), place))
        self._read(row, "row_id", dict.fromkeys(("yi", "vi", "sei"), place), "synthesis.effects")
        self.tables["meta_analysis"].append(row)
        contrast = {
            "contrast_id": f"{self.report}.os.hr", "study_id": self.id, "study": self.name, "outcome": "OS",
            "outcome_label": "Overall survival", "population": "all", "stat": "hr", "experimental": self.drug,
            "control": "placebo", "estimate": row["estimate"], "ci_low": row["ci_low"], "ci_high": row["ci_high"],
            "ci_level": 95, "TE": row["yi"], "seTE": row["sei"], "treat1": self.drug, "treat2": "placebo",
            "speaks": "yes", "source_report": self.report, "quote": words,
        }  # fmt: skip
        self.tables["contrasts"].append(contrast)
        self._read(contrast, "contrast_id", {"estimate": place})

    def _risk_ratio(self, outcome: str) -> None:
        label, share = _COUNTED[outcome]
        counts = [max(1, round(n * min(0.95, share * self.chance.uniform(0.7, 1.5)))) for n in self.sizes]
        (a, c), (n1, n2) = counts, self.sizes
        yi, sei = math.log(a / n1 / (c / n2)), math.sqrt(1 / a - 1 / n1 + 1 / c - 1 / n2) or 0.01
        row = self._row(outcome, label, "RR", yi, sei) | {"ai": a, "ci": c, "effect_origin": "from_counts",
                                                          "counts_origin": "reported"}  # fmt: skip
        sentence = f"{label} was seen in {a} of {n1} patients on {self.drug} and in {c} of {n2} on placebo."
        one = self._say(sentence, f"{a} of {n1}")
        start = len(self.text) - len(sentence) - 1 + sentence.rindex(f"{c} of {n2}")
        two = locator_text({"block": "abstract0", "start": start, "end": start + len(f"{c} of {n2}")}), sentence
        self._read(row, "row_id", {"ai": one, "n1i": one, "ci": two, "n2i": two})
        for place in (one, two):
            calculated = ("yi", "vi", "sei", "estimate", "ci_low", "ci_high")
            self._read(row, "row_id", dict.fromkeys(calculated, place), "synthesis.effects")
        self.tables["meta_analysis"].append(row)
        for arm, event, n, place in zip("AB", counts, self.sizes, (one, two), strict=True):
            found = {"outcome": outcome, "outcome_label": label, "stat": "count", "value": event, "event": event}
            self._result(arm, place, found | {"n": n})

    def _median(self, number: int) -> None:
        value, arm = round(self.chance.uniform(3, 40), 1), "AB"[number % 2]
        words = f"{value} months in cohort {number}"
        place = self._say(f"Median survival in arm {arm} was {words}.", words)
        found = {"outcome": "OS", "outcome_label": "Overall survival", "stat": "median", "value": value}
        self._result(arm, place, found | {"unit": "months", "population": f"cohort {number}"})

    def _result(self, arm: str, place: tuple[str, str], found: Row) -> None:
        treat = {"A": self.drug, "B": "placebo"}[arm]
        row = {
            "result_id": f"{self.report}.{found['outcome'].lower()}.{arm}.{len(self.tables['results'])}",
            "study_id": self.id, "studlab": self.name, "treat": treat, "arm": arm, "arm_label": treat,
            "population": "all", "not_reached": False, "speaks": "yes", "source_report": self.report,
            "quote": place[1],
        } | found  # fmt: skip
        self.tables["results"].append(row)
        self._read(row, "result_id", {"value": place})

    def _held(self, own: Row) -> None:
        if self.place % 5:
            return
        locator, quote = self._say("Pain was eased in 12% of the patients.", "12%")
        self.tables["held"].append(
            {"held_id": f"{self.report}.held", **own, "reason": "arm_unknown", "outcome": "OTHER", "value": 12,
             "message": "12% is given, and the text does not say for which arm.", "quote": quote,
             "source_report": self.report, "locator": locator}
        )  # fmt: skip
        self.tables["findings"].append(
            {"finding_id": f"f{self.place}", **own, "severity": "warning", "rule": "denominator_unclear",
             "message": "12% is no share of the whole arm.", "report": self.report, "rows": [f"{self.report}.held"]}
        )  # fmt: skip
