"""What must hold for any input: order says nothing, and keys are unique."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trials import PROTOCOL, Finding, arms, counts, hazard_ratio, trial

from schemas.fields import TABLES, clean_rows, sort_rows
from synthesis import Correction, Decision, build

number = st.sampled_from(["NCT00000001", "NCT00000002", "ISRCTN00000003", "2010-123456-12"])
result = st.one_of(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda k: [counts("A", k[0], 40), counts("B", k[1], 40)]),
    st.floats(0.2, 2).map(lambda v: [hazard_ratio(round(v, 2), round(v / 1.5, 2), round(v * 1.5, 2), p="0.04")]),
    st.just([]),
)


@st.composite
def extraction(draw):
    index = draw(st.integers(1, 6))
    findings = [Finding("doubt", "critical", "Doubtful.", [0])] if draw(st.booleans()) and index == 1 else []
    results = draw(result)
    return trial(
        results,
        source=draw(st.sampled_from(["pubmed", "clinicaltrials_gov", "inbox"])),
        id=str(index),
        own=draw(st.lists(number, max_size=2)),
        linked_pmids=draw(st.lists(st.sampled_from("123456"), max_size=2)),
        retracts=draw(st.sampled_from([[], [], [], ["3"]])),
        design=draw(st.sampled_from(["rct", None, "pooled"])),
        findings=findings if results else [],
        year=draw(st.sampled_from([2019, 2020])),
        arm_list=arms(one=draw(st.sampled_from(["Alfamab", "Study drug"]))),
    )


def as_published(synthesis):
    return {name: sort_rows(name, clean_rows(name, rows)) for name, rows in synthesis.tables.items()}, synthesis.counts


@settings(max_examples=12, deadline=None)
@given(st.lists(extraction(), max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_input_says_nothing(extractions, rng):
    extractions = list({(e.report.source, e.report.id): e for e in extractions}.values())
    decisions = [Decision("pubmed:2", "include"), Decision("inbox:1", "exclude")]
    corrections = [Correction("pubmed:1", "year", "2020", "2018")]
    shuffled = rng.sample(extractions, len(extractions))
    first, second = (as_published(build(e, PROTOCOL, decisions, corrections)) for e in (extractions, shuffled))
    assert first == second
    check_keys(first[0])


def check_keys(tables):
    studies = {row["study_id"] for row in tables["studies"]}
    for name, rows in tables.items():
        keys = [tuple(row[k] for k in TABLES[name].key) for row in rows]
        assert len(keys) == len(set(keys)), name
        for column in TABLES[name].columns:
            if column.required:
                assert all(row[column.name] is not None for row in rows), (name, column.name)
            if column.refers == "studies.study_id":
                assert {row[column.name] for row in rows} - {None} <= studies, name


@pytest.mark.slow
def test_ten_thousand_reports_give_ten_thousand_rows():
    rng = random.Random(7)
    many = []
    for i in range(5000):
        own = f"NCT{i:08d}"
        results = [
            counts("A", rng.randrange(100), 100),
            counts("B", rng.randrange(100), 100),
            hazard_ratio(0.6, 0.4, 0.9),
        ]
        many.append(trial(results, id=str(i), own=[own], title=f"Alfamab in adults with blue gout, centre number {i}"))
        many.append(trial(results[:2], source="clinicaltrials_gov", id=own))
    out = build(many, PROTOCOL, [], [])
    assert out.counts["rows"] == 10_000 and out.counts["studies"] == 5000


def test_a_row_keeps_its_id_when_other_rows_come():
    one = trial([counts("A", 24, 196), counts("B", 1, 201)], own=["NCT00000001"])
    other = trial([counts("A", 2, 50), counts("B", 1, 50)], id="2", own=["NCT00000002"])
    alone = {row["row_id"] for row in build([one], PROTOCOL, [], []).tables["meta_analysis"]}
    both = {row["row_id"] for row in build([other, one], PROTOCOL, [], []).tables["meta_analysis"]}
    assert alone < both
