"""Small extractions written for these tests: invented trials of an invented disease."""

from schemas.models import Arm, Block, Extraction, Finding, Notice, RegistryIds, Report, Result
from schemas.protocol import Protocol

PROTOCOL = Protocol.model_validate(
    {
        "slug": "gout",
        "title": "Drugs for blue gout",
        "question": {"population": "Adults", "intervention": "Drugs", "comparison": "Placebo", "outcome": "Survival"},
        "eligibility": {
            "designs": ["rct", "single_arm", "nonrandomised"],
            "conditions": {"include": ["blue gout"], "exclude": ["red gout"]},
            "population_exclude": ["in mice"],
        },
        "interventions": [
            {"id": "alfamab", "label": "Alfamab", "synonyms": ["ALF-100"]},
            {"id": "betanib", "label": "Betanib"},
            {"id": "placebo", "label": "Placebo", "role": "control"},
        ],
        "outcomes": [
            {"id": "PFS", "label": "Progression-free survival", "better": "higher", "primary": True},
            {"id": "OS", "label": "Overall survival", "better": "higher"},
            {"id": "ORR", "label": "Objective response", "better": "higher"},
            {"id": "SAE", "label": "Serious adverse events", "better": "lower"},
            {"id": "PAIN", "label": "Pain score", "better": "lower", "phrases": ["pain score"], "measure": "MD",
             "windows": [{"label": "half a year", "from_weeks": 20, "to_weeks": 30}]},
        ],
    }
)  # fmt: skip
TEXT = (
    "Patients with blue gout were given Alfamab or placebo. This sentence makes the abstract as long as an abstract "
    "needs to be before a rule may say that a phrase is missing from it. Blue gout is rare. Alfamab is a drug for it."
)


def report(source="pubmed", id="1", **fields):
    values = {
        "title": "Alfamab against placebo in adults with blue gout",
        "authors": ["Lindgren A", "Ito B"],
        "year": 2020,
        "design": "rct",
        "sha256": (id.encode().hex() + "0" * 64)[:64],
        "blocks": [Block("b1", "abstract", TEXT, part="abstract")],
        "url": f"https://example.org/{id}",
    }
    if source == "pubmed":
        values |= {"pmid": id, "doi": f"10.5555/{id}", "publication_types": ["Journal Article"]}
    if source == "clinicaltrials_gov":
        values |= {"registry": {}, "registry_ids": RegistryIds([id]), "authors": [], "year": None}
        values |= {"registered_date": "2018-02-01", "conditions": ["Blue gout"], "interventions": ["Alfamab"]}
    own = fields.pop("own", None)
    values |= fields
    if own is not None:
        values["registry_ids"] = RegistryIds(list(own))
    return Report(source=source, id=id, **values)


def arms(n1=100, n2=100, one="Alfamab", two="Placebo"):
    return [
        Arm("A", one, "experimental", n1, {"block": "b1", "start": 0, "end": 3}, one, names=[one]),
        Arm("B", two, "control", n2, {"block": "b1", "start": 4, "end": 7}, two, names=[two]),
    ]


def at(start):
    return {"block": "b1", "start": start, "end": start + 5}


def hazard_ratio(value, low, high, level=95.0, p="", **fields):
    outcome = fields.pop("outcome", "PFS")
    fields = {"locator": at(10), "quote": f"{value} ({low}-{high})"} | fields
    return Result("contrast", outcome, "hr", outcome, arm=fields.pop("arm", "A"), ref_arm=fields.pop("ref_arm", "B"),
                  value=value, ci_low=low, ci_high=high, ci_level=level, p=p, **fields)  # fmt: skip


def counts(arm, events, n, outcome="ORR", **fields):
    fields = {
        "locator": at(20 + ord(arm)),
        "quote": f"{events} of {n}",
        "value": 100 * events / n,
        "unit": "%",
    } | fields
    return Result("arm", outcome, fields.pop("stat", "rate"), outcome, arm=arm, events=events, n_eval=n,
                  events_origin=fields.pop("events_origin", "reported"), **fields)  # fmt: skip


def mean(arm, value, sd, n, **fields):
    fields = {"locator": at(40 + ord(arm)), "quote": f"{value} ({sd})"} | fields
    return Result("arm", "PAIN", "mean", "pain score", arm=arm, value=value, sd=sd, n_eval=n, **fields)


def trial(results=(), *, arm_list=None, findings=(), held=(), **fields):
    return Extraction(
        report(**fields), arms() if arm_list is None else arm_list, list(results), list(findings), list(held)
    )


def by_id(rows, **where):
    return [row for row in rows if all(row.get(name) == value for name, value in where.items())]


__all__ = ["PROTOCOL", "Finding", "Notice", "arms", "by_id", "counts", "hazard_ratio", "mean", "report", "trial"]
