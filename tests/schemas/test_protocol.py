"""`protocol.yml`: the template loads, and every error is one sentence that names file, key and mend."""

from pathlib import Path
from typing import get_args

import pytest

from schemas.errors import BadInput
from schemas.protocol import PROTOCOL_FILE, load_protocol, new_review
from schemas.protocol_parts import Source

TEMPLATE = (Path(__file__).parents[2] / "schemas" / "protocol_template.yml").read_text("utf-8")


@pytest.fixture
def review(tmp_path: Path) -> Path:
    return new_review(tmp_path, "example").parent


def test_a_new_review_loads_as_it_is(review: Path) -> None:
    protocol = load_protocol(review)
    assert protocol.slug == "example"
    assert protocol.outcome("OS") is protocol.outcomes[0]
    assert protocol.intervention("placebo").role == "control"  # type: ignore[union-attr]
    assert protocol.outcome("PFS") is None
    assert sorted(p.name for p in review.iterdir()) == [
        "corrections.csv",
        "inbox",
        "links.csv",
        PROTOCOL_FILE,
        "screening.csv",
    ]


def test_the_template_shows_every_section(review: Path) -> None:
    sections = {line.split(":")[0] for line in TEMPLATE.splitlines() if line[:1].isalpha()}
    assert sections == set(type(load_protocol(review)).model_fields)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("label: Overall", "lable: Overall", "outcomes[0].lable is not a known key; the nearest known one is label"),
        ("queries:", "query:", "query is not a known key; the nearest known one is queries"),
        ("  pubmed:", "  pubmd:", "queries.pubmd is not a known key; the nearest known one is pubmed"),
        ("model: REML", "modell: REML", "analysis.modell is not a known key; the nearest known one is model"),
        ("contacts:", "zzz: 1\ncontacts:", "zzz is not a known key; known there are slug, title, question"),
        ("title: Name", "# title: Name", "title is missing; add it"),
        ("better: higher", "better: up", "outcomes[0].better is 'up', and that cannot be: input should be 'higher'"),
        ("languages: []", "languages: [no]", "languages[0] is False (YAML reads yes, no, on and off as true or false"),
        ("id: OS", "id: OSX", "outcome OSX is the review's own and needs the phrases that name it"),
        ("control: [placebo]", "control: [placbo]", "names 'placbo', which is no intervention's id"),
        ("id: placebo", "id: treatment", "interventions has the id 'treatment' twice"),
        ("test: knha", "test: knha\n  test: z", "line {line}: the key 'test' stands there twice"),
        ("slug: example", "slug: [a", "not readable as YAML in line 6: expected ',' or ']', but got ':'"),
        ("level: 95", "level: 950", "analysis.level is 950, and that cannot be: input should be less than 100"),
        ("inbox: inbox", "inbox: ../inbox", "must lie inside the review's folder"),
        ("rows: []", "rows: [{table: study, floor: 1, reason: x}]", "'study' is no table of the data dictionary"),
        ("rows: []", "rows: [{table: studies, floor: 1}]", "expected.rows[0].reason is missing"),
        ("rows: []", "rows: [{table: studies, reason: x}]", "give a floor, a ceiling or both"),
        ("rows: []", "rows: [{table: studies, floor: 3, ceiling: 2, reason: x}]", "ceiling must not be less than"),
        ("fill: []", "fill: [{table: studies, column: yeer, floor: 1, reason: x}]", "the nearest known one is year"),
        ("fill: []", "fill: [{table: studies, column: year, floor: 90, reason: x}]", "shares between 0 and 1"),
    ],
)
def test_an_error_is_one_sentence(review: Path, old: str, new: str, sentence: str) -> None:
    path = review / PROTOCOL_FILE
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(BadInput) as caught:
        load_protocol(review)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    line = text[: text.index(old)].count("\n") + new.count("\n") + 1
    assert sentence.replace("{line}", str(line)) in message
    assert message.endswith(".")
    assert "\n" not in message


@pytest.mark.parametrize("content", [b"", b"- a list\n", b"\xff\xfe\x00", b"word", b"\x00", b"&a [*a"])
def test_what_is_no_protocol_is_one_sentence(review: Path, content: bytes) -> None:
    (review / PROTOCOL_FILE).write_bytes(content)
    with pytest.raises(BadInput, match=r"protocol\.yml: .*\.$"):
        load_protocol(review)


def test_a_bom_is_no_matter(review: Path) -> None:
    path = review / PROTOCOL_FILE
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_protocol(review).slug == "example"


def test_a_review_that_is_not_there_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no such file; `perennial new SLUG` writes one"):
        load_protocol(tmp_path)


@pytest.mark.parametrize("slug", ["", "../x", "A", "a b", "-a", "a/b", "a" * 70])
def test_a_slug_is_plain(tmp_path: Path, slug: str) -> None:
    with pytest.raises(BadInput, match="cannot name a review"):
        new_review(tmp_path, slug)
    assert not list(tmp_path.iterdir())


def test_a_review_is_not_written_over(review: Path) -> None:
    with pytest.raises(BadInput, match="this review exists already"):
        new_review(review.parent, "example")


def test_a_huge_file_is_not_read(review: Path) -> None:
    with (review / PROTOCOL_FILE).open("ab") as stream:
        stream.truncate(3_000_000)
    with pytest.raises(BadInput, match="larger than a protocol can be"):
        load_protocol(review)


def test_every_source_that_is_searched_can_have_queries() -> None:
    from sources.connectors import CONNECTORS

    assert {*get_args(Source)} == {*CONNECTORS} - {"inbox"}


def test_one_misspelt_key_is_one_objection(tmp_path):
    """The known key that is missing because of it is not counted on top."""
    path = new_review(tmp_path, "cough")
    path.write_text(path.read_text("utf-8").replace("outcomes:", "outcoms:", 1), "utf-8")
    with pytest.raises(BadInput, match=r"outcoms is not a known key; the nearest known one is outcomes\.$"):
        load_protocol(path.parent)
