"""All pages of the site from one material."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from publishing.site.answers import answer_values, series_values
from publishing.site.beside import checks_values, data_values, methods_values, status_values, waiting_values
from publishing.site.front import front_values
from publishing.site.material import Material
from publishing.site.pictures import Pictures
from publishing.site.quotes import Quotes
from publishing.site.render import page
from publishing.site.studies import studies_values
from publishing.site.study import held_values, study_values

ASSETS = ("style.css", "page.js")
PAGES = (
    ("index.html", "Answers"),
    ("studies.html", "Studies"),
    ("status.html", "Status"),
    ("waiting.html", "Waiting"),
    ("checks.html", "Checks"),
    ("methods.html", "Methods"),
    ("data.html", "Data"),
)
"""Pages of the navigation, in its order."""
FLOW_PICTURE = "figures/prisma.svg"


def site_files(material: Material) -> dict[str, bytes]:
    """Path below the site → bytes. The same material gives the same bytes."""
    pictures = Pictures(material)
    made = dict(_assets())

    def add(path: str, template: str, values: dict[str, Any]) -> None:
        made[path] = _page(template, material, path, values)

    answers = [answer_values(answer, material, pictures, "") for answer in material.answers]
    add("index.html", "index.html", front_values(material, answers, pictures))
    for answer in material.answers:
        values = answer_values(answer, material, pictures, "../") | series_values(answer, material, "../")
        add(values["href"], "answer.html", values)
    add("studies.html", "studies.html", studies_values(material))
    add("status.html", "status.html", status_values(material) | {"flow": _flow(material, pictures)})
    add("waiting.html", "waiting.html", waiting_values(material, _held(material)))
    add("checks.html", "checks.html", checks_values(material))
    add("methods.html", "methods.html", methods_values(material))
    add("data.html", "data.html", data_values(material))
    for study in material.tables["studies"]:
        add(material.pages[study["study_id"]], "study.html", study_values(study, material))
    return made | pictures.files()


def _assets() -> Iterator[tuple[str, bytes]]:
    folder = files("publishing.site") / "assets"
    for name in ASSETS:
        yield f"assets/{name}", (folder / name).read_bytes()


def _page(template: str, material: Material, path: str, values: dict[str, Any]) -> bytes:
    shared = {
        "root": "../" * path.count("/"),
        "path": path,
        "pages": PAGES,
        "review": material.protocol.title,
        "protocol": material.protocol,
    }
    return page(template, shared | values)


def _flow(material: Material, pictures: Pictures) -> Any:
    """The PRISMA flow diagram."""
    numbers = {row["data"]: row["n"] or "" for row in material.tables["prisma"]}

    def draw(name: str) -> str:
        from publishing.figures.prisma import flow_diagram  # brings matplotlib

        return flow_diagram(numbers, name)

    return pictures.inline(FLOW_PICTURE, sorted(numbers.items()), draw)


def _held(material: Material) -> list[dict[str, Any]]:
    """Every held number; its quote stands on the page of its study, or on this one where no study is known."""
    found = []
    for row in material.tables["held"]:
        values = held_values(row, Quotes(material), material)
        page_of = material.pages.get(row["study_id"] or "")
        href = f"{page_of}{values['value'].href}" if page_of and values["value"].href else ""
        found.append(values | {"href": href, "study_href": page_of or ""})
    return found
