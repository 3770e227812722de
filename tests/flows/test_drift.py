"""Fields that came, went or changed: certain ones are told, chance is not."""

import random
from datetime import date, timedelta
from pathlib import Path

import orjson
import pytest
from lxml import etree
from small_services import trial
from test_refresh import refresh, rows

from flows.cli import main
from flows.drift import TOLD_FOR, changes
from flows.job import today
from flows.watching import FEW
from schemas.models import Record
from sources.shapes import shapes_of

SERVICES = Path(__file__).parents[3] / "shared" / "services"
DAYS = [date(2026, 6, 1) + timedelta(days=7 * n) for n in range(60)]


def told(*weeks, media="made-json", as_of=None, version=""):
    """Changes after weeks of records, each a list of values."""
    shapes = [
        (day, shape)
        for day, values in zip(DAYS, weeks, strict=False)
        for shape in shapes_of([Record("made", str(n), orjson.dumps(v), media) for n, v in enumerate(values)], version)
    ]
    return [(c.what, c.path) for c in changes(shapes, as_of or DAYS[len(weeks) - 1])]


def test_a_field_that_all_had_and_none_has_is_gone():
    assert told([{"a": 1, "b": 1}] * 100, [{"b": 1}] * 12) == [("removed", "/a")]


def test_a_field_that_none_had_and_all_have_is_new():
    assert told([{"b": 1}] * 100, [{"a": 1, "b": 1}] * 14) == [("added", "/a")]
    assert told([{"b": 1}] * 100, [{"a": 1, "b": 1}] * 13) == []


def test_a_module_under_another_name_is_told_at_its_root_only():
    old = {"armsModule": {"arms": [{"label": "x", "kind": "y"}]}}
    new = {"groupsModule": {"arms": [{"label": "x", "kind": "y"}]}}
    assert told([old] * 50, [new] * 20) == [("removed", "/armsModule"), ("added", "/groupsModule")]


def test_another_type_is_told_once_and_not_for_what_is_below():
    assert told([{"a": "x"}] * 50, [{"a": {"name": "x"}}] * 20) == [("changed", "/a")]
    assert told([{"a": "2026-01-01"}] * 50, [{"a": "January 1, 2026"}] * 20) == [("changed", "/a")]
    assert told([{"a": 1}] * 50, [{"a": 1.5}] * 20) == []


def test_a_rare_field_is_never_missed():
    rare = [{"a": 1, "b": 1}] * 30 + [{"b": 1}] * 70
    assert told(rare, [{"b": 1}] * 200) == []
    assert told([{"b": 1}] * 200, rare) == []


def test_a_few_records_are_no_proof_and_more_weeks_are():
    one = [[{"b": 1}] * 2]
    assert told([{"a": 1, "b": 1}] * 100, *one) == []
    assert told([{"a": 1, "b": 1}] * 100, *one * 10) == [("removed", "/a")]


def test_a_week_without_results_says_nothing_of_their_fields():
    with_results = [{"id": 1, "results": {"measures": [1], "flow": {}}}] * 20
    without = [{"id": 1}] * 80
    assert told(with_results + without, without) == []
    assert told(with_results + without, [{"id": 1, "results": {"measures": [1]}}] * 20 + without) == [
        ("removed", "/results/flow")
    ]


def test_a_change_is_told_for_two_months_from_the_day_it_is_certain():
    before, now = [{"a": 1, "b": 1}] * 100, [{"b": 1}] * 20
    assert told(before, now, as_of=DAYS[1] + TOLD_FOR) == [("removed", "/a")]
    assert told(before, now, as_of=DAYS[1] + TOLD_FOR + timedelta(days=1)) == []
    assert told(before, now, as_of=DAYS[0]) == []


def test_the_first_records_and_a_field_that_comes_back_are_no_change():
    assert told([{"a": 1}] * 100) == []
    assert told([{"a": 1, "b": 1}] * 100, [{"b": 1}] * 50, [{"a": 1, "b": 1}] * 50) == []


def test_the_order_of_pages_does_not_matter():
    weeks = [(DAYS[0], [{"a": 1, "b": 1}] * 40), (DAYS[0], [{"b": 1}] * 2), (DAYS[1], [{"b": 1}] * 40)]
    shapes = [
        (day, shape)
        for day, values in weeks
        for shape in shapes_of([Record("made", str(n), orjson.dumps(v), "made-json") for n, v in enumerate(values)])
    ]
    expected = changes(shapes, DAYS[1])
    for seed in range(5):
        assert changes(random.Random(seed).sample(shapes, len(shapes)), DAYS[1]) == expected


@pytest.mark.slow
def test_records_drawn_at_random_raise_no_alarm():
    drawn = random.Random(7)
    shares = {f"f{n}": n / 40 for n in range(41)}

    def week(size):
        return [{"id": 1} | {name: 1 for name, p in shares.items() if drawn.random() < p} for _ in range(size)]

    alarms = [told(week(drawn.choice([5, 50, 500])), *[week(drawn.choice([3, 10, 40])) for _ in range(8)])
              for _ in range(40)]  # fmt: skip
    assert not any(alarms)


# Through a refresh


def rename(study):
    section = {k.replace("armsInterventions", "groups"): v for k, v in study["protocolSection"].items()}
    return study | {"protocolSection": section}


def test_a_renamed_module_is_a_warning_of_the_refresh(workplace, services, monkeypatch, capsys):
    services.trials = [trial(n) for n in range(30)]
    assert refresh().watch.sentences == []
    first = today()
    later = first + timedelta(days=7)
    monkeypatch.setattr("flows.job.today", lambda: later)
    services.reshape = rename
    services.trials = [trial(n, updated=str(later), status="TERMINATED") for n in range(30)]
    outcome = refresh()
    gone, new = outcome.watch.sentences
    module = "/protocolSection/armsInterventionsModule of ctgov-json is gone: 0 of 30 records have it"
    assert gone.startswith(f"clinicaltrials_gov: since {later} the field {module}")
    assert "/protocolSection/groupsModule of ctgov-json is new: 30 of 30" in new
    found = [row for row in rows(workplace, "findings") if row["rule"].startswith("schema_")]
    assert {(row["rule"], row["severity"]) for row in found} == {
        ("schema_added", "warning"),
        ("schema_removed", "warning"),
    }
    assert "Fields that a service no longer sends" in outcome.published.summary
    status = orjson.loads((workplace / "outputs" / "marsh_fever" / "status.json").read_bytes())
    assert status["service_changes"] == [gone, new]
    with pytest.raises(SystemExit):
        main(["status", "marsh_fever"])
    assert f"  {gone}\n" in capsys.readouterr().out
    assert refresh(as_of=first, out="then").watch.findings == []


def test_many_changes_are_counted(workplace, services, monkeypatch):
    services.trials = [trial(n) for n in range(30)]
    refresh()
    later = today() + timedelta(days=7)
    monkeypatch.setattr("flows.job.today", lambda: later)
    services.reshape = lambda study: {"protocolSection": {"identificationModule": study["protocolSection"][
        "identificationModule"], "statusModule": study["protocolSection"]["statusModule"]}, "hasResults": False,
        **{f"new{n}": 1 for n in range(9)}}  # fmt: skip
    services.trials = [trial(n, updated=str(later), status="TERMINATED") for n in range(30)]
    sentences = refresh().watch.sentences
    assert len(sentences) == FEW + 1
    assert sentences[-1] == "clinicaltrials_gov: 7 more fields came, went or hold another type of value."


# On real replies


def real(path):
    found = SERVICES / path
    if not found.exists():
        pytest.skip(f"needs the recorded replies in {SERVICES}, which are not here")
    return found


def studies(name):
    value = orjson.loads(real(f"clinicaltrials_gov/dumps/{name}").read_bytes())
    found = value if isinstance(value, list) else value["studies"]
    return [Record("clinicaltrials_gov", str(n), orjson.dumps(study), "ctgov-json") for n, study in enumerate(found)]


def articles(name):
    root = etree.parse(real(f"pubmed/{name}")).getroot()
    found = root.iter("PubmedArticle")
    return [Record("pubmed", str(n), etree.tostring(a, with_tail=False), "pubmed-xml") for n, a in enumerate(found)]


def hits(name):
    value = orjson.loads(real(f"europepmc/search/pyEuropePMC/{name}").read_bytes())
    found = value if isinstance(value, list) else value["resultList"]["result"]
    return [Record("europe_pmc", str(n), orjson.dumps(hit), "europepmc-json") for n, hit in enumerate(found)]


def between(before, now):
    shapes = [(DAYS[0], s) for s in shapes_of(before)] + [(DAYS[1], s) for s in shapes_of(now)]
    return [(change.what, change.path) for change in changes(shapes, DAYS[1])]


DUMPS = {
    "2023": "dgg32_graph_bigquery.ctg-studies.json",
    "2024-01": "aact_test_json_file.rb.json",
    "2024-06": "vsuptl_JSON_conversion.ctg-studies.json",
    "2024-11": "scampbe3_my-website.ctg-studies.json",
    "2024-12": "koy570_herniated_disc.ctg-studies.json",
    "2025-05": "UserZetsu_dtx-analysis.ctg-studies.json",
    "2025-10": "unl-stat351_jesusrod44.ctg-studies.json",
    "2025-12": "vrinda2019_NSCLCBench.ctg-studies.json",
}
"""Month of the data → studies of one topic each. The registry took the model predictions out of its derived section
early in 2024, and the leaves and branches of its browse modules in 2025."""
TAKEN_OUT = ("/modelPredictions", "/browseLeaves", "/browseBranches")


@pytest.mark.slow
def test_eight_topics_of_three_years_raise_no_alarm_but_for_what_the_registry_took_out():
    dumps = {month: studies(name) for month, name in DUMPS.items()}
    months = sorted(dumps)
    for early in months:
        for late in months[months.index(early) + 1 :]:
            for what, path in between(dumps[early], dumps[late]):
                assert what == "removed"
                assert path.endswith(TAKEN_OUT)
    assert ("removed", "/derivedSection/miscInfoModule/modelPredictions") in between(dumps["2023"], dumps["2024-06"])
    assert ("removed", "/derivedSection/conditionBrowseModule/browseLeaves") in between(
        dumps["2024-06"], dumps["2025-10"]
    )


@pytest.mark.parametrize("month", ["2024-06", "2025-10"])
def test_any_module_of_real_studies_that_is_renamed_is_noticed(month):
    records = studies(DUMPS[month])
    before, now = records[::2], records[1::2]
    assert between(before, now) == []
    modules = ("identificationModule", "statusModule", "armsInterventionsModule", "outcomesModule", "eligibilityModule")
    for module in modules:
        new = module.replace("Module", "Part")
        renamed = [
            Record(r.source, r.id, r.payload.replace(f'"{module}"'.encode(), f'"{new}"'.encode()), r.media) for r in now
        ]
        expected = {("removed", f"/protocolSection/{module}"), ("added", f"/protocolSection/{new}")}
        assert set(between(before, renamed)) == expected


def test_pubmed_pages_raise_no_alarm_and_a_renamed_element_does():
    old, export = articles("baseline_sample/pubmedsample_2019.xml"), articles(
        "web_export/main_finding_pubmed_result_2019.xml"
    )  # fmt: skip
    assert between(old, export) == []
    renamed = [Record(r.source, r.id, r.payload.replace(b"AuthorList", b"Authors"), r.media) for r in export]
    assert set(between(old, renamed)) == {
        ("removed", "/MedlineCitation/Article/AuthorList"),
        ("added", "/MedlineCitation/Article/Authors"),
    }


def test_europe_pmc_pages_raise_no_alarm_and_a_renamed_field_does():
    before, now = hits("fetch_all_1000results_cancer.json")[:700], hits("search_1000results_cancer.json")[700:]
    assert between(before, now) == []
    renamed = [Record(r.source, r.id, r.payload.replace(b'"pubYear"', b'"year"'), r.media) for r in now]
    assert set(between(before, renamed)) == {("removed", "/pubYear"), ("added", "/year")}


def imports(registry, year):
    """Records that a public project fetched in a year, in the form it keeps them in."""
    found = sorted(real("ctrdata_converted/versions").glob(f"{registry}_*_imported_{year}-*.json"))
    return [Record(registry.lower(), path.name, path.read_bytes(), "made-json") for path in found]


def test_two_imports_of_eight_isrctn_trials_tell_what_every_trial_lost():
    before, now = imports("ISRCTN", 2023), imports("ISRCTN", 2026)
    [old], [new] = shapes_of(before), shapes_of(now)
    assert "/participants/participantType" in set(old.paths) - set(new.paths)
    assert "/externalRefs/secondaryNumbers" in set(new.paths) - set(old.paths)
    assert [path for what, path in between(before, now) if what == "removed"] == [
        "/participants/participantType",
        "/results/dataPolicy",
        "/trialDesign/overallStartDate",
        "/trialDesign/trialSetting",
        "/trialDesign/trialType",
    ]
    # The same trials in twofold: as many as the stricter rule wants.
    told_of = between(before * 2, now * 2)
    assert {("removed", "/participants/participantType"), ("added", "/participants/participantTypes")} <= set(told_of)
    assert len(told_of) == 18
