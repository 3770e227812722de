"""What registries post beside their outcomes becomes tables of its own."""

from trials import PROTOCOL, counts, trial

from schemas.fields import clean_rows
from schemas.models import Posted
from synthesis import build


def posted(part, pointer, **fields):
    return Posted(part, locator={"pointer": pointer}, **{"title": "Age", "arm": "A", "group": "ALF-100"} | fields)


def test_baseline_flow_and_harms_have_a_table_each_with_the_reviews_names_of_arms():
    registry = trial([counts("A", 1, 9)], source="clinicaltrials_gov", id="NCT00000001")
    registry.posted = [
        posted("baseline", "/b/0", value=61.5, spread=9.0, spread_is="standard deviation", stat="mean", n=50),
        posted("flow", "/f/0", title="STARTED", value=50.0, stat="milestone"),
        posted("harm", "/h/0", title="Blue rash", value=3.0, n=50, episodes=4, stat="serious", class_="Skin"),
        posted("baseline", "/b/1", arm="", group="Total", value=60.0, stat="mean"),
    ]
    tables = build([registry], PROTOCOL, [], []).tables
    one, total = clean_rows("baseline", tables["baseline"])
    assert (one["treat"], one["value"], one["spread"], one["n"]) == ("alfamab", 61.5, 9.0, 50)
    assert (total["treat"], total["arm"], total["group"]) == (None, None, "Total")
    (flow,) = clean_rows("flow", tables["flow"])
    assert (flow["event"], flow["kind"], flow["n"]) == ("STARTED", "milestone", 50)
    (harm,) = clean_rows("harms", tables["harms"])
    assert (harm["term"], harm["organ_system"], harm["event"], harm["episodes"]) == ("Blue rash", "Skin", 3, 4)
    assert one["locator"] == '{"pointer": "/b/0"}'


def test_an_excluded_study_gives_none():
    registry = trial([], source="clinicaltrials_gov", id="NCT00000001", title="Alfamab in mice with blue gout")
    registry.posted = [posted("flow", "/f/0", value=50.0, stat="milestone")]
    assert build([registry], PROTOCOL, [], []).tables["flow"] == []
