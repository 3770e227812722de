"""Which paths records have, counted once a record, with the types of their values."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.models import Record
from sources.shapes import FIRST_OF_A_LIST, shapes_of


def json(*values, media="made-json"):
    return [Record("made", str(n), orjson.dumps(value), media) for n, value in enumerate(values)]


def xml(*texts, media="made-xml"):
    return [Record("made", str(n), text.encode(), media) for n, text in enumerate(texts)]


def paths(records):
    [shape] = shapes_of(records)
    return {path: (seen.records, dict(seen.types)) for path, seen in shape.paths.items()}


def test_a_record_counts_once_however_often_it_has_a_path():
    found = paths(json({"arms": [{"n": 1}, {"n": 2}]}, {"arms": [{"n": 3}]}, {"arms": []}))
    assert found == {
        "/arms": (3, {"list": 3}),
        "/arms/[]": (2, {"object": 2}),
        "/arms/[]/n": (2, {"number": 2}),
    }


def test_types_are_told_apart():
    value = {"a": "words", "b": "2026-01", "c": "2026-01-31", "d": 1.5, "e": True, "f": {}, "g": [], "h": None, "i": ""}
    found = paths(json(value))
    assert {path: next(iter(types)) for path, (_, types) in found.items()} == {
        "/a": "text", "/b": "date", "/c": "date", "/d": "number", "/e": "boolean", "/f": "object", "/g": "list",
        "/i": "text",
    }  # fmt: skip
    assert paths(json({"a": [1, "x"]}))["/a/[]"] == (1, {"number": 1, "text": 1})


def test_elements_and_attributes_have_paths_without_namespaces():
    text = '<t xmlns="urn:x" xmlns:y="urn:y" y:id="1"><a k="v">w<i>o</i>rds</a><b><c/></b><b><c>x</c></b></t>'
    assert paths(xml(text)) == {
        "/@id": (1, {"text": 1}),
        "/a": (1, {"text": 1}),
        "/a/@k": (1, {"text": 1}),
        "/b": (1, {"elements": 1}),
        "/b/c": (1, {"empty": 1, "text": 1}),
    }


def test_records_of_another_kind_are_counted_apart():
    def study(status, results):
        return {"protocolSection": {"statusModule": {"overallStatus": status}}, "hasResults": results}

    shapes = shapes_of(json(study("RECRUITING", False), study("COMPLETED", True), {"strange": 1}, media="ctgov-json"))
    assert [(shape.kind, shape.records) for shape in shapes] == [("", 1), ("closed with results", 1), ("open", 1)]
    article = '<PubmedArticle><MedlineCitation Status="{}"/></PubmedArticle>'
    shapes = shapes_of(xml(article.format("MEDLINE"), article.format("Publisher"), media="pubmed-xml"))
    assert [shape.kind for shape in shapes] == ["MEDLINE", "Publisher"]


def test_documents_and_broken_payloads_have_no_shape():
    broken = Record("made", "1", b'{"a": ', "made-json")
    letter = Record("inbox", "2", b'{"a": 1}', "ctgov-json")
    page, paper = Record("made", "3", b"<html/>", "html"), Record("europe_pmc", "PMC1", b"<article/>", "jats")
    assert shapes_of([broken, letter, page, paper]) == []


def test_of_a_long_list_the_first_items_are_looked_at():
    value = {"terms": [{"a": 1}] * FIRST_OF_A_LIST + [{"b": 1}]}
    assert "/terms/[]/b" not in paths(json(value))


def test_keys_that_are_words_of_an_abstract_are_no_fields():
    assert list(paths(json({"abstract_inverted_index": {"We": [0], "saw": [1]}}))) == ["/abstract_inverted_index"]


def test_an_object_with_numbers_for_keys_is_a_list():
    assert paths(json({"answers": {"10826": {"a": 1}, "22926": {"a": 2}}}))["/answers/[]/a"] == (1, {"number": 1})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(VALUES, min_size=1, max_size=6))
def test_no_path_is_in_more_records_than_its_parent_and_order_does_not_matter(values):
    [shape] = shapes_of(json(*values))
    assert shape == shapes_of(json(*reversed(values)))[0]
    for path, seen in shape.paths.items():
        parent = path.rpartition("/")[0]
        above = shape.paths[parent].records if parent else shape.records
        assert 1 <= max(seen.types.values()) <= seen.records <= above


@pytest.mark.parametrize("name", ["clinicaltrials_gov/with_results.ndjson"])
def test_shapes_of_real_studies_cost_little(recorded, name):
    lines = recorded(name).read_bytes().splitlines()
    shapes = shapes_of([Record("clinicaltrials_gov", str(n), line, "ctgov-json") for n, line in enumerate(lines)])
    assert sum(shape.records for shape in shapes) == len(lines)
    assert all(len(shape.paths) < 1000 for shape in shapes)
