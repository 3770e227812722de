"""A registry that posts responders as number, percentage or proportion of participants gives one and the same row."""

import pytest
from trials import PROTOCOL

from appraisal import appraise
from extractors import Vocabulary, read_report
from schemas.models import RegistryIds, Report
from synthesis import build

FORMS = {
    "number": ("Number of Participants With Objective Response", "COUNT_OF_PARTICIPANTS", "Participants", "40", "20"),
    "bare number": ("Participants with objective response", "NUMBER", "participants", "40", "20"),
    "percentage": ("Percentage of Participants With Objective Response", "NUMBER", "percentage of participants",
                   "25.0", "12.5"),
    "proportion": ("Objective response rate", "NUMBER", "proportion of participants", "0.250", "0.125"),
}  # fmt: skip


def posted(form):
    title, param, unit, one, two = FORMS[form]
    arms = [{"label": "Alfamab", "type": "EXPERIMENTAL"}, {"label": "Placebo", "type": "PLACEBO_COMPARATOR"}]
    groups = [{"id": f"OG00{i}", "title": arm["label"]} for i, arm in enumerate(arms)]
    values = [{"groupId": g["id"], "value": v} for g, v in zip(groups, (one, two), strict=True)]
    denoms = [{"units": "Participants", "counts": [{"groupId": g["id"], "value": "160"} for g in groups]}]
    measure = {"title": title, "paramType": param, "unitOfMeasure": unit, "groups": groups, "denoms": denoms,
               "classes": [{"categories": [{"measurements": values}]}], "timeFrame": "Up to 2 years"}  # fmt: skip
    record = {
        "protocolSection": {"armsInterventionsModule": {"armGroups": arms}},
        "resultsSection": {"outcomeMeasuresModule": {"outcomeMeasures": [measure]}},
    }
    report = Report(
        "clinicaltrials_gov", "NCT00000001", title="Alfamab in blue gout", design="rct", registry=record,
        registry_ids=RegistryIds(["NCT00000001"]), conditions=["Blue gout"], interventions=["Alfamab"],
    )  # fmt: skip
    return appraise(read_report(report, Vocabulary()))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_row(form):
    (row,) = build([posted(form)], PROTOCOL, [], []).tables["meta_analysis"]
    (first,) = build([posted("number")], PROTOCOL, [], []).tables["meta_analysis"]
    assert row["row_id"] == first["row_id"]
    assert [row[c] for c in ("ai", "n1i", "ci", "n2i", "yi", "vi")] == [
        first[c] for c in ("ai", "n1i", "ci", "n2i", "yi", "vi")
    ]
    assert (row["ai"], row["ci"]) == (40, 20)
