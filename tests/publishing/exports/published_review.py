"""A published review written for the tests of the exports: invented drugs, trials and numbers, awkward texts."""

import hashlib
import math
from pathlib import Path

from publishing import PublishContext, last_version
from publishing.answers import answer_rows, answer_table
from publishing.cells import csv_bytes
from publishing.exports import Version
from publishing.folder import swap_in
from publishing.prisma import prisma_rows
from publishing.status import json_bytes
from schemas.fields import TABLES, clean_rows, sort_rows
from schemas.protocol import Protocol
from synthesis.answers import answers

PROTOCOL = Protocol.model_validate(
    {
        "slug": "gout",
        "title": "Drugs for blue gout; a living review",
        "question": {
            "population": "Adults with blue gout", "intervention": "Alfamab, betanib", "comparison": "Placebo",
            "outcome": "Survival, response",
        },
        "eligibility": {"designs": ["rct", "single_arm"], "conditions": {"include": ["blue gout"], "exclude": []}},
        "interventions": [
            {"id": "alfamab", "label": "Alfamab", "synonyms": ["ALF-100"]},
            {"id": "betanib", "label": "Betanib"},
            {"id": "placebo", "label": "Placebo", "role": "control"},
        ],
        "outcomes": [
            {"id": "PFS", "label": "Progression-free survival", "better": "higher", "primary": True, "measure": "HR"},
            {"id": "ORR", "label": "Objective response", "better": "higher", "primary": True, "measure": "RR"},
            {"id": "PAIN", "label": "Pain; 0–10, “worst”", "better": "lower", "phrases": ["pain score"],
             "measure": "MD", "primary": True},
        ],
        "comparisons": [
            {"id": "drug-vs-placebo", "label": "A drug against placebo", "experimental": ["alfamab", "betanib"],
             "control": ["placebo"]},
            {"id": "single-arms", "label": "Single arms", "experimental": ["alfamab", "betanib"], "control": []},
        ],
        "queries": {"pubmed": [{"id": "all", "text": "blue gout AND trial; humans"}]},
        "contacts": [{"name": "Zoë Ødegård", "role": "maintainer"}],
    }
)  # fmt: skip
CONTEXT = PublishContext(
    slug="gout", as_of="2026-06-01", code_version="0.1.0", searched={"pubmed": "2026-06-01"},
    identified={"pubmed": 12, "inbox": 1}, inputs={"protocol": "0" * 64}, trigger="archive",
)  # fmt: skip
Z = 1.959963984540054
BASE = {
    "population": "all", "design": "rct", "experimental": "Alfamab", "control": "Placebo", "confirmation": "single",
    "source_report": "pubmed:1", "ci_level": 95.0,
}  # fmt: skip


def _row(study, outcome, measure, arms, **cells):
    key = f"{study['study_id']}.{outcome}.{measure}.{arms}".lower().replace(" ", "-")
    shared = {name: study[name] for name in ("study_id", "study", "year")}
    labels = {"PFS": "Progression-free survival", "ORR": "Objective response", "PAIN": "Pain; 0–10, “worst”"}
    return (
        BASE
        | shared
        | {"row_id": key, "outcome": outcome, "outcome_label": labels[outcome], "measure": measure}
        | cells
    )


def hazard(study, estimate, low, high, level=95.0, **cells):
    z = {95.0: Z, 99.0: 2.5758293035489004}[level]
    sei = (math.log(high) - math.log(low)) / 2 / z
    effect = {"yi": math.log(estimate), "vi": sei**2, "sei": sei, "estimate": estimate, "ci_low": low, "ci_high": high}
    return _row(
        study, "PFS", "HR", cells.get("experimental", ""), **effect, ci_level=level, effect_origin="reported", **cells
    )


def counts(study, ai, n1i, ci, n2i, **cells):
    """A risk ratio as escalc gives it: a half is added to all four cells where one is empty."""
    a, b, c, d = (x + 0.5 * (0 in (ai, n1i - ai, ci, n2i - ci)) for x in (ai, n1i - ai, ci, n2i - ci))
    yi = math.log(a / (a + b)) - math.log(c / (c + d))
    vi = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    raw = {"ai": ai, "n1i": n1i, "ci": ci, "n2i": n2i, "counts_origin": "reported", "effect_origin": "from_counts"}
    ends = {"ci_low": math.exp(yi - Z * vi**0.5), "ci_high": math.exp(yi + Z * vi**0.5)}
    effect = {"yi": yi, "vi": vi, "sei": vi**0.5, "estimate": math.exp(yi)} | ends
    return _row(study, "ORR", "RR", cells.get("experimental", ""), **raw, **effect, **cells)


def single(study, xi, ni, **cells):
    x, y = (xi, ni - xi) if 0 < xi < ni else (xi + 0.5, ni - xi + 0.5)
    vi = 1 / x + 1 / y
    effect = {"yi": math.log(x / y), "vi": vi, "sei": vi**0.5, "estimate": xi / ni}
    arm = {"xi": xi, "ni": ni, "design": "single_arm", "control": None, "effect_origin": "from_counts"}
    return _row(study, "ORR", "PLO", "one", **effect, **(arm | {"counts_origin": "reported"} | cells))


def means(study, one, two, **cells):
    (m1, s1, n1), (m2, s2, n2) = one, two
    vi = s1**2 / n1 + s2**2 / n2
    raw = {"m1i": m1, "sd1i": s1, "n1i": n1, "m2i": m2, "sd2i": s2, "n2i": n2, "effect_origin": "from_means"}
    effect = {"yi": m1 - m2, "vi": vi, "sei": vi**0.5, "estimate": m1 - m2}
    return _row(study, "PAIN", "MD", "pain", **raw, **effect, timepoint="24 weeks", timepoint_weeks=24.0, **cells)


def study(number, name, year, **cells):
    return {
        "study_id": f"NCT0000000{number}", "study": name, "year": year, "title": f"A trial of {name}", "design": "rct",
        "n_total": 100 + number, "n_total_type": "actual", "reports": [f"pubmed:{number}"], "n_reports": 1,
        "retracted": False, "registry_ids": [f"NCT0000000{number}"], "pmids": [str(number)],
    } | cells  # fmt: skip


STUDIES = [
    study(1, "Arndt 2019", 2019, title='A trial, "quoted", of Alfamab'),
    study(2, "Bähr 2020", 2020, title="Étude de l’alfamab;\nsur deux lignes", countries=["France", "Perú"]),
    study(3, "=Cole 2021", 2021, title="=HYPERLINK(1)"),
    study(4, "李 2022", 2022, title="阿尔法单抗治疗蓝痛风"),
    study(5, "Eze 2023", 2023, design="single_arm"),
    study(6, "Faro 2024", 2024, design="single_arm"),
]
A, B, C, D, E, F = STUDIES
REPORTS = [
    {"report": f"pubmed:{n}", "study_id": s["study_id"], "study": s["study"], "order": 1, "kind": "article",
     "title": s["title"].replace("\n", " "), "authors": ["Ødegård, Zoë", "Núñez-López, AB", "GOUT Group"],
     "year": s["year"], "journal": "Journal of Gout; A", "doi": f"10.5555/{n}", "pmid": f"900{n}",
     "registry_ids": s["registry_ids"], "language": "en", "source_url": f"https://example.org/{n}"}
    for n, s in enumerate(STUDIES, start=1)
]  # fmt: skip
REPORTS.append(
    REPORTS[0] | {"report": "europe_pmc:MED/1", "order": 2, "pmcid": "PMC1", "duplicate_of": "pubmed:1", "doi": None}
)
SCREENING = [
    {"report": row["report"], "study_id": row["study_id"], "title": row["title"], "decision": "include",
     "decided_by": "protocol", "stale": False, "duplicate_of": row.get("duplicate_of")}
    for row in REPORTS
]  # fmt: skip


def full_tables():
    """Two-arm, three-arm and single-arm studies; hazard ratios at two levels, counts with zeros, means."""
    return {
        "studies": STUDIES,
        "reports": REPORTS,
        "screening": SCREENING,
        "meta_analysis": [
            hazard(A, 0.6, 0.45, 0.8),
            hazard(B, 0.7, 0.4, 1.1, 99.0),
            hazard(D, 0.5, 0.3, 0.9, experimental="Betanib"),
            counts(A, 30, 60, 12, 58),
            counts(B, 20, 50, 0, 49),
            counts(C, 25, 61, 10, 60),
            counts(C, 18, 59, 10, 60, experimental="Betanib"),
            means(A, (3.1, 1.9, 60), (4.4, 2.2, 58)),
            means(B, (2.75, 1.5, 50), (3.5, 1.75, 49)),
            single(E, 9, 20),
            single(F, 0, 14),
        ],
    }


def published(folder: Path, tables=None) -> Version:
    """The tables as a published version: its files without the page, which no export looks at."""
    given = full_tables() if tables is None else tables
    made = {name: sort_rows(name, clean_rows(name, given.get(name, ()))) for name in TABLES}
    found = answers(made, PROTOCOL)
    for name, rows in (("answers", answer_table(found)), ("answer_rows", answer_rows(found))):
        made[name] = sort_rows(name, clean_rows(name, rows))
    made["prisma"] = clean_rows("prisma", prisma_rows(made, (), CONTEXT))
    files = {f"{name}.csv": csv_bytes(name, made[name]) for name in TABLES}
    searched = {"pubmed": "2026-06-01", "ctis": "2026-05-30"}
    files["status.json"] = json_bytes({"as_of": "2026-06-01", "version": 1, "search_date_per_source": searched})
    hashes = {name: {"sha256": hashlib.sha256(content).hexdigest()} for name, content in files.items()}
    swap_in(folder, files | {"manifest.json": json_bytes({"review": "gout", "version": 1, "files": hashes})})
    return Version(last_version(folder, "gout"), PROTOCOL)
