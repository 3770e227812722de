"""The words around a number: the report's own text in its order, whatever the place."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from schemas.models import Block, Report, Table
from synthesis.passages import AROUND, in_registry, in_table, in_text, named, passages, size_of

TEXT = "Blue gout is rare. Response was seen in 12 of 40 patients on alfamab and in 3 of 41 on placebo. It was safe."


def span(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def test_the_words_stand_in_bold_within_their_sentence_and_the_sentence_within_the_text() -> None:
    quote = "Response was seen in 12 of 40 patients on alfamab and in 3 of 41 on placebo."
    found = in_text(Block("b1", "results", TEXT, heading="RESULTS:", part="abstract"), *span("12 of 40"), quote)
    assert found is not None
    assert (found.words, found.lead, found.place) == ("12 of 40", "Response was seen in ", "Abstract, Results")
    assert found.lead + found.words + found.tail == quote
    assert (found.before, found.after) == ("Blue gout is rare. ", " It was safe.")


def test_a_quote_with_other_white_space_is_found_all_the_same() -> None:
    text = TEXT.replace("patients on", "patients\n  on")
    quote = "Response was seen in 12 of 40 patients on alfamab"
    found = in_text(Block("b1", "results", text), *span("12 of 40"), quote)
    assert found is not None
    assert " ".join((found.lead + found.words + found.tail).split()) == quote


def test_of_a_quote_that_stands_twice_the_one_around_the_span_is_meant() -> None:
    text = "It was 5 days. Then it was 5 days."
    found = in_text(Block("b1", "results", text), text.rindex("5"), text.rindex("5") + 1, "5 days.")
    assert found is not None
    assert (found.before, found.after) == ("It was 5 days. Then it was ", "")


@given(st.text(alphabet="ab 1.\n", min_size=1, max_size=900), st.data())
def test_put_together_the_parts_are_a_run_of_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    low, high = data.draw(st.integers(0, start)), data.draw(st.integers(end, len(text)))
    found = in_text(Block("b1", "other", text), start, end, text[low:high])
    assert found is not None
    assert found.words == text[start:end]
    before, after = found.before.removeprefix("… "), found.after.removesuffix(" …")
    whole = before + found.lead + found.words + found.tail + after
    assert whole in text
    assert max(len(before), len(after)) <= AROUND


def test_a_span_outside_of_its_block_gives_nothing() -> None:
    assert in_text(Block("b1", "results", "short"), 3, 9, "") is None


def test_a_cell_stands_in_its_row_under_its_heading() -> None:
    table = Table("t1", label="Table 2", caption="Response", header_rows=1,
                  rows=[["", "Alfamab", "Placebo"], ["Complete response", "4", "1"]])  # fmt: skip
    found = in_table(table, 1, 2)
    assert found is not None
    assert found.place == "Table 2 Response: row “Complete response”, column “Placebo”"
    assert (found.before, found.words, found.after) == ("Complete response | 4 | ", "1", "")
    assert in_table(table, 2, 0) is None


def test_a_registry_s_field_is_named_by_what_it_stands_in() -> None:
    record = {
        "outcomes": [
            {"title": "Pain at week 8", "groups": [{"id": "OG1", "title": "Placebo"}],
             "measurements": [{"groupId": "OG1", "value": "5.8"}]}
        ]
    }  # fmt: skip
    found = in_registry(record, "/outcomes/0/measurements/0/value", "5.8")
    assert found.words == "5.8"
    assert found.place == "Outcomes › Pain at week 8 › Measurements › Placebo › Value"


def test_a_pointer_that_leads_nowhere_shows_the_quote() -> None:
    assert in_registry({}, "/a/3/b", "as quoted").words == "as quoted"


def test_every_place_of_the_tables_gets_its_passage_and_the_sizes_theirs() -> None:
    start, end = span("12 of 40")
    locator = json.dumps({"block": "b1", "end": end, "start": start}, sort_keys=True)
    tables = {
        "provenance": [{"report": "pubmed:1", "locator": locator, "quote": "12 of 40"},
                       {"report": "pubmed:2", "locator": locator, "quote": "12 of 40"}],
        "arms": [{"source_report": "pubmed:1", "arm": "A", "label": "alfamab", "n": 40, "quote": "of 40 patients"}],
        "studies": [{"reports": "pubmed:1", "n_total": 41}],
    }  # fmt: skip
    report = Report(source="pubmed", id="1", blocks=[Block("b1", "results", TEXT)])
    found = passages([report], tables)
    assert set(found) == {("pubmed:1", locator), ("pubmed:1", size_of("A")), ("pubmed:1", size_of(""))}
    assert found["pubmed:1", size_of("")].words == "41"
    assert named(tables) == {"pubmed:1", "pubmed:2"}
