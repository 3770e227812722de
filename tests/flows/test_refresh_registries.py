"""CTIS, ISRCTN and an ICTRP export in one review: asked, read, joined and published, stage by stage."""

import csv
import json
import re

import pytest
from small_services import Services

from flows.checking import Checked
from flows.job import plan_job
from flows.stages import Steps, refresh_job

pytestmark = pytest.mark.xdist_group("flows")
SHARED_NUMBER = "NCT90000000"
"""The first made-up trial of ClinicalTrials.gov, which ISRCTN and the export know as well."""


class Quick(Steps):
    """All stages but the checks."""

    def run(self, name, function, *arguments):
        return Checked(0, []) if name == "check" else function(*arguments)


class Registries(Services):
    """The small services with two registries more."""

    def __init__(self):
        super().__init__()
        self.ctis = {"2025-500001-11-00": "01/05/2026", "2025-500002-12-00": "01/05/2026"}
        self.isrctn = {"10000001": SHARED_NUMBER, "10000002": ""}

    def environment(self, port):
        base = f"http://127.0.0.1:{port}"
        more = {"PERENNIAL_CTIS_URL": f"{base}/ctis", "PERENNIAL_ISRCTN_URL": f"{base}/isrctn"}
        return super().environment(port) | more

    def answer(self, path, query):
        if path == "/ctis/search":
            self.asked.append(path)
            rows = [{"ctNumber": number, "lastUpdated": day} for number, day in self.ctis.items()]
            reply = {"pagination": {"totalRecords": len(rows), "nextPage": False}, "data": rows}
            return 200, "application/json", json.dumps(reply).encode()
        if path.startswith("/ctis/retrieve/"):
            self.asked.append(path)
            return 200, "application/json", json.dumps(self._trial(path.rpartition("/")[2])).encode()
        if path.startswith("/isrctn/"):
            self.asked.append(f"{path}?{query['q']}")
            return 200, "application/xml", self._isrctn().encode()
        return super().answer(path, query)

    def _trial(self, number):
        identifiers = {"fullTitle": f"A randomised trial of zelotinib in marsh fever ({number})"}
        part = {
            "trialDetails": {"clinicalTrialIdentifiers": identifiers},
            "medicalConditions": [{"medicalCondition": "Marsh fever"}],
            "products": [{"mpRoleInTrial": "1", "productName": "Zelotinib"}],
        }
        return {"ctNumber": number, "authorizedApplication": {"authorizedPartI": part}}

    def _isrctn(self):
        trials = "".join(
            f"<fullTrial><trial><isrctn>{digits}</isrctn><trialDescription><title>Zelotinib in marsh fever</title>"
            f"</trialDescription><externalRefs><clinicalTrialsGovNumber>{other}</clinicalTrialsGovNumber></externalRefs>"
            "<trialDesign><primaryStudyDesign>Interventional</primaryStudyDesign>"
            "<secondaryStudyDesign>Randomised controlled trial</secondaryStudyDesign></trialDesign>"
            "<conditions><condition><description>Marsh fever</description></condition></conditions>"
            "<interventions><intervention><drugNames>Zelotinib</drugNames></intervention></interventions>"
            "</trial></fullTrial>"
            for digits, other in self.isrctn.items()
        )
        return f'<allTrials totalCount="{len(self.isrctn)}">{trials}</allTrials>'


@pytest.fixture
def services():
    return Registries()


@pytest.fixture
def registries(workplace):
    """The small review, which asks both registries as well and holds an export in its inbox."""
    path = workplace / "reviews" / "marsh_fever" / "protocol.yml"
    more = (
        "queries:\n  ctis:\n    - {id: main, text: marsh fever}\n  isrctn:\n    - {id: main, text: marsh AND fever}\n"
    )
    path.write_text(re.sub(r"(?m)^queries:\n", more, path.read_text("utf-8"), count=1), "utf-8")
    export = (
        "TrialID,Scientific title,Source Register,Date registration3,Target size,Study type,Study design,Condition,"
        "Intervention\n"
        f"{SHARED_NUMBER},Zelotinib in marsh fever,ClinicalTrials.gov,20130101,500,Interventional,"
        "Allocation: Randomized,Marsh fever,Drug: zelotinib\n"
        "IRCT20190101012345N1,Zelotinib for marsh fever,IRCT,20200101,77,Interventional,Randomization: Randomized,"
        "Marsh fever,Zelotinib\n"
    )
    (path.parent / "inbox" / "ictrp.csv").write_text(export, "utf-8")
    return workplace


def studies(workplace):
    with (workplace / "outputs" / "marsh_fever" / "studies.csv").open(encoding="utf-8", newline="") as stream:
        return {row["study_id"]: row for row in csv.DictReader(stream)}


def refresh():
    return refresh_job(plan_job("marsh_fever"), Quick())


def test_registries_are_asked_read_and_joined(registries, services):
    outcome = refresh()
    fetched = {f.source: (f.records, f.failures) for f in outcome.fetched}
    assert fetched["ctis"] == (2, ()) and fetched["isrctn"] == (2, ())
    found = studies(registries)
    assert {"2025-500001-11", "2025-500002-12", "ISRCTN10000002", "IRCT20190101012345N1"} <= found.keys()
    shared = found[SHARED_NUMBER]
    assert "ISRCTN10000001" in shared["registry_ids"]
    assert {"isrctn:ISRCTN10000001", f"inbox:ictrp.csv#{SHARED_NUMBER}"} <= set(shared["reports"].split("; "))
    assert shared["n_total_type"] == "actual"
    assert (found["IRCT20190101012345N1"]["n_total"], found["IRCT20190101012345N1"]["n_total_type"]) == (
        "77",
        "estimated",
    )
    with (registries / "outputs" / "marsh_fever" / "prisma.csv").open(encoding="utf-8", newline="") as stream:
        prisma = {row["data"]: row["n"] for row in csv.DictReader(stream)}
    assert "CTIS, 2" in prisma["register_specific_results"] and "ISRCTN, 2" in prisma["register_specific_results"]


def test_a_second_refresh_asks_for_changes_and_fetches_no_trial_again(registries, services):
    refresh()
    services.asked.clear()
    services.ctis["2025-500001-11-00"] = "01/01/2000"
    services.ctis["2025-500002-12-00"] = "01/01/2000"
    outcome = refresh()
    assert {f.source: f.changed for f in outcome.fetched}["isrctn"] == 0
    assert not [path for path in services.asked if "/ctis/retrieve/" in path]
    assert any("AND lastEdited GE" in path for path in services.asked if path.startswith("/isrctn/"))
