"""The site in headless Chromium, opened from the disk: sorting, filters, quotes, colours, paper, accessibility.

Needs Chromium (Debian's package `chromium`); without it these tests are skipped.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.invented_review import invented_review
from publishing import publish

pytestmark = pytest.mark.slow

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
PAGES = ("index.html", "studies.html", "status.html", "waiting.html", "checks.html", "methods.html", "data.html",
         "studies/nct10000000.html")  # fmt: skip
GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    review = invented_review(25)
    review.tables["studies"][3]["title"] = "</title><script>document.title = 'owned'</script>"
    out = tmp_path_factory.mktemp("published") / "out"
    publish(review.tables, review.protocol, out, review.context, passages=review.around)
    return out / "site"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM:
        pytest.skip("no chromium: install it, or name its path in CHROMIUM")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """A page that notes what it should not do: errors in the console, and requests that leave the disk."""
    context = browser.new_context()
    page = context.new_page()
    page.wrong = []
    page.on("console", lambda said: page.wrong.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(("file:", "data:")) else page.wrong.append(asked.url))
    yield page
    assert page.wrong == []
    context.close()


def open_page(tab: Any, site: Path, name: str) -> Any:
    tab.goto((site / name).as_uri())
    return tab


def column(tab: Any, place: int) -> list[str]:
    rows = "[...document.querySelectorAll('table.sortable tbody tr:not([hidden])')]"
    cells = tab.evaluate(f"() => {rows}.map(row => row.cells[{place}].innerText)")
    return [text.split("\n")[0].strip() for text in cells]


def test_every_page_opens_without_a_complaint(tab: Any, site: Path) -> None:
    for path in sorted(site.rglob("*.html")):
        open_page(tab, site, str(path.relative_to(site)))
        assert tab.title() != "owned"
        assert tab.locator("h1").count() == 1
        assert tab.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth + 1")


def test_a_column_sorts_up_and_down_by_the_keyboard(tab: Any, site: Path) -> None:
    open_page(tab, site, "studies.html")
    head = tab.get_by_role("columnheader", name="Patients")
    head.get_by_role("button").focus()
    tab.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    sizes = [int(text.replace(",", "")) for text in column(tab, 4)]
    assert sizes == sorted(sizes)
    tab.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert [int(text.replace(",", "")) for text in column(tab, 4)] == sizes[::-1]
    tab.get_by_role("columnheader", name="Study").get_by_role("button").click()
    assert head.get_attribute("aria-sort") is None


def test_filters_narrow_the_table_and_say_how_far(tab: Any, site: Path) -> None:
    open_page(tab, site, "studies.html")
    tab.get_by_label("Words").fill("alfamab")
    shown = column(tab, 3)
    assert 0 < len(shown) < 25
    assert all("alfamab" in text.lower() for text in shown)
    assert f"{len(shown)} of 25 studies" in tab.locator(".filters output").inner_text()
    tab.get_by_label("Design").select_option("randomised")
    assert len(column(tab, 3)) == len(shown)
    tab.get_by_label("Words").fill("no such words")
    assert column(tab, 3) == []


def test_a_number_shows_its_quote_and_gives_the_focus_back(tab: Any, site: Path) -> None:
    open_page(tab, site, "studies/nct10000001.html")
    number = tab.locator("section[aria-labelledby=pooled] a.n").first
    number.focus()
    tab.keyboard.press("Enter")
    dialog = tab.get_by_role("dialog")
    assert dialog.is_visible()
    assert dialog.locator("mark strong").first.inner_text()
    tab.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert number.evaluate("element => element === document.activeElement")


def test_a_number_of_the_first_page_leads_to_its_quote_in_one_click(tab: Any, site: Path) -> None:
    open_page(tab, site, "index.html")
    tab.locator("summary", has_text="each with its quote").first.click()
    tab.locator(".answer-section a.n").first.click()
    tab.wait_for_url("**/studies/*.html#q-*")
    target = tab.locator("article.quote:target")
    assert target.count() == 1
    assert target.locator("mark").first.is_visible()
    box = target.bounding_box()
    assert 0 <= box["y"] < tab.viewport_size["height"]


def test_light_and_dark_follow_the_reader_s_choice_and_keep_it(tab: Any, site: Path) -> None:
    open_page(tab, site, "index.html")
    colour = "() => getComputedStyle(document.body).backgroundColor"
    light = tab.evaluate(colour)
    switch = tab.locator("button.theme")
    switch.click()
    switch.click()
    assert "dark" in switch.inner_text()
    dark = tab.evaluate(colour)
    assert dark != light
    open_page(tab, site, "studies.html")
    assert tab.evaluate(colour) == dark
    tab.emulate_media(media="print")
    assert tab.evaluate("() => getComputedStyle(document.querySelector('nav')).display") == "none"


def test_without_scripts_the_tables_and_quotes_are_all_there(browser: Any, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = open_page(context.new_page(), site, "studies.html")
    assert page.locator("tbody tr").count() == 25
    assert page.locator(".filters").count() == 0
    open_page(page, site, "studies/nct10000001.html")
    page.locator("section[aria-labelledby=pooled] a.n").first.click()
    assert page.locator("article.quote:target mark").first.is_visible()
    context.close()


def test_on_a_phone_nothing_sticks_out(browser: Any, site: Path) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 700})
    page = context.new_page()
    for name in PAGES:
        open_page(page, site, name)
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), name
    context.close()


def test_on_paper_pictures_keep_within_the_page(tab: Any, site: Path, tmp_path: Path) -> None:
    pdfplumber = pytest.importorskip("pdfplumber")
    open_page(tab, site, "index.html").pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    with pdfplumber.open(tmp_path / "page.pdf") as pdf:
        assert [round(size) for size in (pdf.pages[0].width, pdf.pages[0].height)] == [595, 842]
        words = [word for page in pdf.pages for word in page.extract_words()]
        assert max(word["x1"] for word in words) <= 595
        text = " ".join(word["text"] for word in words)
    assert "What the review says" in text
    assert "Words" not in text.split("What is new")[0]


def test_axe_would_find_one(browser: Any, tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    (tmp_path / "bad.html").write_text(
        "<!DOCTYPE html><title>x</title><p style='color: #ccc'>pale</p><img src='data:,'>"
    )
    page = browser.new_page()
    page.goto((tmp_path / "bad.html").as_uri())
    found = {v["id"] for v in axe.Axe().run(page).response["violations"] if v["impact"] in GRAVE}
    assert {"color-contrast", "image-alt", "html-has-lang"} <= found
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [*PAGES, "an answer"])
def test_axe_finds_no_serious_fault(browser: Any, site: Path, name: str, scheme: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    if name == "an answer":
        name = str(next(site.glob("answers/os-hr*.html")).relative_to(site))
    # The pages allow no script but their own; the tool that looks at them brings one.
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = open_page(context.new_page(), site, name)
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
    found = axe.Axe().run(page).response["violations"]
    grave = [f"{v['id']}: {v['help']} ({v['nodes'][0]['html'][:120]})" for v in found if v["impact"] in GRAVE]
    assert grave == []
    context.close()
