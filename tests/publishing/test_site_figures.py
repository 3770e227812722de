"""Plots: the same bytes for the same data, text that can be read out, scales as readers expect them."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.invented_review import invented_review
from publishing.figures.canvas import on_a_page
from publishing.figures.change import change
from publishing.figures.cumulative import cumulative
from publishing.figures.forest import MOST_NAMED, Plane, forest, line_of, plane_of
from publishing.figures.prisma import flow_diagram
from publishing.figures.scales import RATIOS, Scale, digits
from schemas.fields import clean_rows
from synthesis.answers import Answer, Member, answers

SVG = "{http://www.w3.org/2000/svg}"


def answered(studies: int) -> list[Answer]:
    review = invented_review(studies, results=0)
    tables = {name: clean_rows(name, review.tables[name]) for name in ("meta_analysis", "studies")}
    return answers(tables, review.protocol)


@pytest.fixture(scope="module")
def few() -> Answer:
    return answered(6)[0]


def words(svg: str) -> str:
    return " ".join(text.text or "" for text in ET.fromstring(svg).iter(f"{SVG}text"))


def test_a_forest_plot_names_every_study_and_says_the_pooled_effect(few: Answer) -> None:
    said = words(forest(few, "one"))
    assert few.pooled is not None
    scale = Scale(few.analysis.measure)
    for member in few.members:
        assert member.row["study"] in said
        assert f"{member.weight:.1f}%" in said
    assert f"{scale.text(few.pooled.b)} ({scale.interval(few.pooled.ci_low, few.pooled.ci_high)})" in said
    assert "Where a new study’s effect may lie" in said


def test_a_study_of_whose_groups_no_size_is_known_shows_all_its_patients(few: Answer) -> None:
    bare = {**few.members[0].row, "n1i": None, "n2i": None}
    member = replace(few.members[0], row=bare, patients=1331)
    assert "1,331 in all" in words(forest(replace(few, members=(member, *few.members[1:])), "one"))


def test_the_same_data_gives_the_same_bytes_and_other_data_others(few: Answer) -> None:
    assert forest(few, "one") == forest(few, "one")
    assert cumulative(few, "one") == cumulative(few, "one")
    moved = replace(few.members[0], yi=few.members[0].yi + 0.1)
    assert forest(replace(few, members=(moved, *few.members[1:])), "one") != forest(few, "one")


def test_a_picture_has_a_title_a_description_and_ids_of_its_own(few: Answer) -> None:
    svg = forest(few, "one")
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "one-title one-desc"
    assert "Pooled hazard ratio" in (root.findtext(f"{SVG}desc") or "")
    ids = re.findall(r'\bid="([^"]+)"', svg)
    assert ids
    assert all(name.startswith("one-") for name in ids)
    assert len(ids) == len(set(ids))
    assert "DejaVu Sans';" not in svg
    assert "20" not in re.findall(r"<dc:date>(.*?)</dc:date>", svg)


def test_a_hostile_name_stays_text(few: Answer) -> None:
    name = '<script>$x$ & "y"'
    member = replace(few.members[0], row={**few.members[0].row, "study": name})
    svg = forest(replace(few, members=(member, *few.members[1:])), "one")
    assert "<script" not in svg
    assert name in words(svg)


def test_on_a_page_the_colours_are_the_page_s(few: Answer) -> None:
    svg = on_a_page(forest(few, "one"))
    assert not re.search(r"#[0-9a-f]{6}", svg)
    assert "var(--ink)" in svg


def test_more_studies_than_can_be_named_make_one_picture_of_a_page_at_most(few: Answer) -> None:
    copies = -(-(MOST_NAMED + 140) // len(few.members))
    many = replace(few, members=few.members * copies, cumulative=few.cumulative * copies)
    svg = forest(many, "many")
    height = float(re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', svg)[1])  # points
    assert height < 842
    assert f"{len(many.members)} studies" in words(svg)
    assert many.members[0].row["study"] not in words(svg)
    assert float(re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', cumulative(many, "many"))[1]) < 842


@given(st.sampled_from(sorted(RATIOS)), st.floats(-3, 3), st.floats(0.05, 4))
def test_ticks_of_ratios_lie_within_the_axis_and_are_few(measure: str, low: float, span: float) -> None:
    ticks = Scale(measure).ticks(low, low + span)
    assert len(ticks) <= 9
    for place, label in ticks:
        assert low - 1e-9 <= place <= low + span + 1e-9
        assert math.isclose(math.exp(place), float(label), rel_tol=1e-4)


@given(st.floats(-5, 5), st.floats(0.01, 2), st.floats(-6, 6))
def test_every_effect_lands_between_the_ends_of_the_plot(low: float, span: float, effect: float) -> None:
    plane = Plane(low, low + span)
    assert plane.left <= plane.x(effect) <= plane.right


@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(0.01, 3)), min_size=1, max_size=30))
def test_the_plot_has_room_for_every_estimate(effects: list[tuple[float, float]]) -> None:
    member = Member(row={}, yi=0.0, sei=1.0, weight=1.0)
    scale = Scale("HR")
    lines = [line_of(replace(member, yi=yi, sei=sei), scale, 95.0) for yi, sei in effects]
    plane = plane_of(lines, None, scale)
    assert all(plane.low <= line.effect <= plane.high for line in lines)
    assert plane.low <= 0 <= plane.high


def test_numbers_as_they_are_printed() -> None:
    assert [digits(x) for x in (0.5, -1.25, 12.34, 250.4, 1234.5, 0.0049)] == [
        "0.50", "−1.25", "12.3", "250", "1,234", "0.0049",
    ]  # fmt: skip
    assert Scale("PLO").text(0.0) == "50"
    assert Scale("HR").interval(math.log(0.5), math.log(2)) == "0.50 to 2.00"
    assert Scale("HR").interval(None, 1.0) == ""


def test_before_and_after_say_both() -> None:
    row = {"measure": "HR", "label": "Survival", "ci_level": 95, "estimate": 0.8, "ci_low": 0.6, "ci_high": 1.1,
           "studies": 4, "estimate_before": 0.9, "ci_low_before": 0.5,
           "ci_high_before": 1.6, "studies_before": 3}  # fmt: skip
    said = words(change(row, "c"))
    assert "Last version (3 studies)" in said
    assert "0.80 (0.60 to 1.10)" in said


def test_the_flow_diagram_holds_every_number() -> None:
    numbers = {"database_results": "59", "database_specific_results": "Europe PMC, 16; PubMed, 43",
               "records_screened": "52", "dbr_excluded": "Wrong population, 7", "total_studies": "32"}  # fmt: skip
    said = words(flow_diagram(numbers, "p")).replace("\u00a0", " ")
    for part in ("Databases (n = 59)", "PubMed (n = 43)", "Records screened (n = 52)", "(n = 7)", "(n = 32)"):
        assert part in said
    assert ET.fromstring(flow_diagram({}, "p")) is not None
