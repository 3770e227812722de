"""Works, answers and rows of any shape: read, or refused in a sentence; never another failure."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import BadInput
from schemas.models import Paper, Record
from sources.following import told
from sources.readers import read_record, stable
from sources.retraction_watch.read import is_file, notices_of, record_of, rows_about

NAMES = st.sampled_from([
    "DOI", "title", "author", "family", "given", "updated-by", "update-to", "type", "updated", "date-parts", "issued",
    "abstract", "id", "doi", "ids", "pmid", "authorships", "display_name", "best_oa_location", "oa_locations", "url",
    "abstract_inverted_index", "primary_location", "source", "language", "publication_year", "message",
])  # fmt: skip
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3000)
    | st.text(max_size=8)
    | st.sampled_from(["10.5555/a", "retraction"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(NAMES, VALUES, max_size=8))
@pytest.mark.parametrize(
    ("media", "source"), [("crossref-json", "crossref_notices"), ("openalex-json", "openalex_notices")]
)
def test_a_work_of_any_shape(media, source, work):
    record = Record(source, "10.5555/a", json.dumps(work).encode(), media)
    stable(record)
    try:
        report = read_record(record)
    except BadInput:
        return
    assert all(notice.kind in ("retraction", "concern", "erratum") for notice in report.notices)
    assert [n.kind for n in told(record, "2026-06-01").notices] == [n.kind for n in report.notices]


@given(st.dictionaries(NAMES, VALUES, max_size=8))
def test_an_answer_of_unpaywall_of_any_shape(answer):
    record = Record("unpaywall", "10.5555/a", json.dumps(answer).encode(), "unpaywall-json")
    stable(record)
    copy = told(record, "2026-06-01").open_copy
    assert copy == "" or copy.startswith("http")


@given(
    st.lists(st.lists(st.text(max_size=12) | st.sampled_from(["10.5555/a", "1", "13/45/2020"]), max_size=8), max_size=5)
)
def test_rows_of_any_shape(lines):
    header = "OriginalPaperDOI,RetractionDOI,RetractionNature,RetractionDate,OriginalPaperPubMedID,RetractionPubMedID\n"
    content = (header + "\n".join(",".join(cells) for cells in lines)).encode("utf-8", "replace")
    assert is_file(content)
    try:
        found = rows_about(content, [Paper("10.5555/a", "1")], "file.csv")
    except BadInput:
        return
    for paper, rows in found.items():
        assert all(n.sources == ["retraction_watch"] for n in notices_of(record_of(paper, rows).payload))
