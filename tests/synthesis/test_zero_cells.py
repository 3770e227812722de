"""What the protocol says of zero cells and of arms that share a control group holds for rows and answers."""

import math

import pytest
from trials import PROTOCOL, arms, counts, trial

from publishing.in_r import in_r
from schemas.fields import clean_rows
from schemas.models import Arm
from schemas.protocol import Protocol
from synthesis import Correction, build
from synthesis.answers import answers


def protocol(**analysis):
    return Protocol.model_validate(PROTOCOL.model_dump() | {"analysis": analysis})


def row_of(extraction, plan, *corrections):
    (row,) = build([extraction], plan, [], list(corrections)).tables["meta_analysis"]
    return row


ZERO = trial([counts("A", 0, 50), counts("B", 6, 48)])


def test_one_half_is_added_to_tables_with_a_zero_unless_told_otherwise():
    assert row_of(ZERO, protocol())["yi"] == pytest.approx(math.log((0.5 / 51) / (6.5 / 49)))


@pytest.mark.parametrize(("add", "to"), [(0.25, "only0"), (0.25, "all")])
def test_what_is_added_is_the_protocols(add, to):
    row = row_of(ZERO, protocol(zero_cells={"add": add, "to": to}))
    assert row["yi"] == pytest.approx(math.log((add / (50 + 2 * add)) / ((6 + add) / (48 + 2 * add))))
    assert (row["ai"], row["ci"]) == (0, 6)


def test_all_tables_get_it_where_the_protocol_says_so():
    row = row_of(trial([counts("A", 4, 50), counts("B", 6, 48)]), protocol(zero_cells={"to": "all"}))
    assert row["yi"] == pytest.approx(math.log((4.5 / 51) / (6.5 / 49)))


@pytest.mark.parametrize(
    ("events", "setting"),
    [((0, 6), {"to": "none"}), ((0, 0), {"drop00": True})],
    ids=["nothing added", "no event at all"],
)
def test_without_an_effect_the_counts_stay(events, setting):
    extraction = trial([counts("A", events[0], 50), counts("B", events[1], 48)])
    tables = build([extraction], protocol(zero_cells=setting), [], []).tables
    (row,) = tables["meta_analysis"]
    assert [row.get(c) for c in ("ai", "n1i", "ci", "n2i", "measure", "yi", "vi", "estimate")] == [
        events[0], 50, events[1], 48, "RR", None, None, None,
    ]  # fmt: skip
    assert not tables["held"]


def test_a_single_arm_without_an_effect_keeps_its_counts_too():
    single = trial([counts("A", 0, 20)], arm_list=[Arm("A", "Alfamab", "single", 20)], design="single_arm")
    row = row_of(single, protocol(zero_cells={"to": "none"}))
    assert (row["xi"], row["ni"], row["measure"], row.get("yi")) == (0, 20, "PLO", None)


def test_a_corrected_count_gets_its_effect_by_the_same_setting():
    plan = protocol(zero_cells={"to": "none"})
    empty = row_of(ZERO, plan)
    fix = Correction(empty["row_id"], "ai", "0", "3", "misread", "AB", "2026-03-01")
    assert row_of(ZERO, plan, fix)["yi"] == pytest.approx(math.log((3 / 50) / (6 / 48)))


def three_arms():
    groups = [*arms(50, 48), Arm("C", "Betanib", "experimental", 40, names=["Betanib"])]
    return trial([counts("A", 10, 50), counts("B", 6, 48), counts("C", 9, 40)], arm_list=groups)


@pytest.mark.parametrize(("how", "members"), [("combine", 1), ("split", 2)])
def test_arms_that_share_a_control_group_are_shared_as_the_protocol_says(how, members):
    plan = Protocol.model_validate(
        PROTOCOL.model_dump()
        | {
            "analysis": {"shared_groups": how},
            "comparisons": [
                {"id": "any", "label": "Any drug", "experimental": ["alfamab", "betanib"], "control": ["placebo"]}
            ],
        }
    )
    tables = build([three_arms()], plan, [], []).tables
    rows = {name: clean_rows(name, tables[name]) for name in ("meta_analysis", "studies")}
    (answer,) = [a for a in answers(rows, plan) if a.analysis.measure == "RR"]
    assert len(answer.members) == members and all(member.note for member in answer.members)
    assert sum(member.row["n2i"] for member in answer.members) == 48
    assert sum(member.row["n1i"] for member in answer.members) == 90


def test_the_r_code_of_the_summary_adds_the_same():
    tables = {"meta_analysis": [], "answers": []}
    assert "slab = study)" in in_r(tables, protocol())
    told = in_r(tables, protocol(zero_cells={"add": 0.25, "to": "all", "drop00": True}))
    assert 'slab = study, add = 0.25, to = "all", drop00 = TRUE)' in told
