"""The pages: every link leads somewhere, every number to its quote, and nothing moves that has no reason to."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest

from benchmarks.invented_review import InventedReview, invented_review
from publishing import publish
from publishing.site.addresses import file_name
from schemas.protocol import Protocol


class Page(HTMLParser):
    """Links, ids and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.links.append(value)
            if name == "id" and value:
                self.ids.append(value)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def put_out(review: InventedReview, out: Path) -> Path:
    publish(review.tables, review.protocol, out, review.context, passages=review.around)
    return out / "site"


@pytest.fixture(scope="module")
def review() -> InventedReview:
    """Four studies and two answers: enough for every kind of page, and quick to draw."""
    made = invented_review(4, results=10)
    made.tables["meta_analysis"] = [row for row in made.tables["meta_analysis"] if row["outcome"] in ("OS", "SAE")]
    return made


@pytest.fixture(scope="module")
def site(review: InventedReview, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put_out(review, tmp_path_factory.mktemp("published") / "out")


def pages(site: Path) -> Iterator[tuple[str, Page]]:
    for path in sorted(site.rglob("*.html")):
        yield str(path.relative_to(site)), Page(path.read_text(encoding="utf-8"))


def broken_links(site: Path) -> list[str]:
    known = dict(pages(site))
    found = []
    for name, page in known.items():
        assert len(page.ids) == len(set(page.ids)), f"{name} has an id twice"
        for link in page.links:
            address, _, anchor = link.partition("#")
            if re.match(r"https?:|data:", address):
                continue
            target = normpath(join(dirname(name), address)) if address else name
            if not (site / target).is_file():
                found.append(f"{name}: {link}")
            elif anchor and anchor not in known[target].ids:
                found.append(f"{name}: {link} (no such anchor)")
    return found


def test_every_link_leads_somewhere(site: Path) -> None:
    assert broken_links(site) == []


def test_every_number_of_a_row_for_pooling_leads_to_words_that_hold_it(site: Path, review: InventedReview) -> None:
    row = next(r for r in review.tables["meta_analysis"] if r["outcome"] == "SAE")
    html = (site / f"studies/{file_name(row['study_id'])}.html").read_text()
    for column in ("ai", "n1i", "ci", "n2i"):
        number = row[column]
        anchors = re.findall(rf'<a class="n" href="#(q-\w+)">{number}</a>', html)
        assert anchors, f"{column} is no link"
        entry = html[html.index(f'id="{anchors[0]}"') :].partition("</article>")[0]
        marked = re.search(r"<mark>(.*?)</mark>", entry, re.DOTALL)
        assert marked
        assert str(number) in re.search(r"<strong>(.*?)</strong>", marked[1])[1]
    assert "Calculated from what is quoted here" in html


def test_the_words_around_a_quote_stand_there_too(site: Path, review: InventedReview) -> None:
    html = (site / "studies/nct10000000.html").read_text()
    assert "Patients were assigned to" in html
    assert re.search(r'<span class="around">[^<]+</span><mark>', html)


def test_the_first_page_shows_the_answers_and_their_pictures(site: Path) -> None:
    html = (site / "index.html").read_text()
    assert html.index("What the review says") < html.index("What is new") < html.index("How to cite")
    assert html.count("Forest plot: Overall survival") == 1
    assert "hazard ratio" in html
    assert "Version 1, as of 1 June 2026" in html
    assert (site / "figures/prisma.svg").is_file()
    assert [*(site / "figures").glob("forest-os-hr*.svg")]


def test_a_page_asks_nobody_for_anything(site: Path) -> None:
    for path in site.rglob("*.html"):
        html = path.read_text()
        assert "default-src 'none'" in html
        for tag in re.findall(r"<(?:script|link|img|iframe|source|video|audio)\b[^>]*>", html):
            assert "http" not in tag
    assert "url(" not in (site / "assets/style.css").read_text()
    assert "http" not in (site / "assets/page.js").read_text()


def test_a_hostile_title_is_text(review: InventedReview, tmp_path: Path) -> None:
    hostile = "</title><script>alert(1)</script><img src=x onerror=alert(2)> & \"'\u2028 {{ 7*7 }} $x$"
    other = replace(review, tables=copy.deepcopy(review.tables))
    other.tables["studies"][0] |= {"title": hostile, "study": hostile, "acronym": hostile, "sponsor": hostile}
    for table in ("arms", "meta_analysis", "held", "reports", "screening"):
        for row in other.tables[table]:
            if row.get("study_id") == "NCT10000000":
                row |= {
                    key: hostile
                    for key in ("study", "title", "label", "message", "quote", "experimental")
                    if key in row
                }
    other.tables["reports"][0]["source_url"] = "javascript:alert(3)"
    site = put_out(other, tmp_path / "out")
    for name, page in pages(site):
        html = (site / name).read_text()
        assert "<script>alert" not in html
        assert "<img" not in html
        assert page.tags.count("script") == 1
        assert not [link for link in page.links if link.lower().startswith("javascript")]
    text = Page((site / "studies/nct10000000.html").read_text()).text
    assert "<script>alert(1)</script>" in text
    assert "{{ 7*7 }}" in text
    assert broken_links(site) == []


@pytest.mark.slow
def test_the_same_input_gives_the_same_bytes(review: InventedReview, site: Path, tmp_path: Path) -> None:
    again = put_out(review, tmp_path / "out")
    assert contents(again) == contents(site)


def test_a_changed_record_moves_its_own_page_and_pictures_and_no_others(review: InventedReview, tmp_path: Path) -> None:
    before = contents(put_out(review, tmp_path / "before"))
    other = replace(review, tables=copy.deepcopy(review.tables))
    row = next(r for r in other.tables["meta_analysis"] if r["study_id"] == "NCT10000002" and r["outcome"] == "SAE")
    row |= {"ai": row["ai"] + 1, "yi": row["yi"] + 0.05}
    after = contents(put_out(other, tmp_path / "after"))
    moved = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    studies = {name for name in moved if name.startswith("studies/")}
    assert studies == {"studies/nct10000002.html"}
    about = {name for name in moved if name.startswith(("answers/", "figures/"))} - {"figures/keys.json"}
    assert about
    assert all("sae-" in name for name in about)
    assert moved - studies - about <= {"index.html", "status.html", "data.html", "figures/keys.json"}


def test_pictures_whose_data_did_not_change_are_taken_over(
    review: InventedReview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from publishing.figures.canvas import Sheet

    out = tmp_path / "out"
    put_out(review, out)
    before = contents(out / "site")
    drawn = []
    real = Sheet.svg
    monkeypatch.setattr(Sheet, "svg", lambda self, name, *said: drawn.append(name) or real(self, name, *said))
    other = replace(review, tables=copy.deepcopy(review.tables))
    other.tables["studies"][0]["sponsor"] = "Another sponsor"
    after = contents(put_out(other, out))
    assert not [name for name in drawn if not name.startswith("prisma")]
    assert {n: b for n, b in after.items() if n.startswith("figures/forest")} == {
        n: b for n, b in before.items() if n.startswith("figures/forest")
    }


@pytest.mark.slow
def test_a_picture_that_somebody_changed_is_drawn_again(review: InventedReview, tmp_path: Path) -> None:
    out = tmp_path / "out"
    site = put_out(review, out)
    path = next(site.glob("figures/forest-*.svg"))
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"</svg>", b"<!-- mine --></svg>"))
    put_out(review, out)
    assert (out / "site/figures" / path.name).read_bytes() == whole


@pytest.mark.slow
def test_nothing_new_draws_and_asks_nothing(review: InventedReview, tmp_path: Path) -> None:
    out = tmp_path / "out"
    put_out(review, out)
    stamps = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    asked: list[int] = []
    publish(review.tables, review.protocol, out, review.context, passages=lambda tables: asked.append(1) or {})
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == stamps
    assert asked == []


def test_a_review_with_nothing_in_it_has_a_page_too(review: InventedReview, tmp_path: Path) -> None:
    bare = Protocol.model_validate(
        review.protocol.model_dump(include={"slug", "title", "question", "interventions", "outcomes"})
    )
    context = replace(review.context, searched={}, counts={}, identified={})
    publish({}, bare, tmp_path / "out", context)
    site = tmp_path / "out/site"
    assert broken_links(site) == []
    assert "Nothing can be answered yet" in (site / "index.html").read_text()
    assert "No study is in the review yet" in (site / "studies.html").read_text()


@pytest.mark.slow
def test_a_second_version_says_what_is_new_beside_the_old(review: InventedReview, tmp_path: Path) -> None:
    fewer = replace(review, tables={
        name: [row for row in rows if row.get("study_id") != "NCT10000001"] for name, rows in review.tables.items()
    })  # fmt: skip
    put_out(fewer, tmp_path / "out")
    site = put_out(review, tmp_path / "out")
    html = (site / "index.html").read_text()
    assert "before and after" in html
    assert 'New study: <a href="studies/nct10000001.html">' in html
    assert [*site.glob("figures/change-*.svg")]
    assert broken_links(site) == []


def test_addresses_depend_on_the_id_alone_and_never_meet() -> None:
    ids = ["NCT01", "10.1/a-b", "10.1/a.b", "inbox-文.txt", "文", "a" * 200, "a" * 199 + "b", "A", "a", "../x", "con"]
    names = [file_name(one) for one in ids]
    assert names[0] == "nct01"
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in names)
    assert len(set(names)) == len(names) - 1  # A and a are one name: registry numbers come in one spelling


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
