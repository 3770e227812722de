"""All pages of the site from one material."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from publishing.site.material import Material
from publishing.site.render import page
from publishing.site.studies import studies_values
from publishing.site.study import study_values

ASSETS = ("style.css", "page.js")
PAGES = (
    ("index.html", "Results"),
    ("studies.html", "Studies"),
)
"""Pages of the navigation, in its order."""


def site_files(material: Material) -> dict[str, bytes]:
    """Path below the site → bytes. The same material gives the same bytes."""
    made = dict(_assets())
    made["index.html"] = _page("studies.html", material, "index.html", studies_values(material))
    made["studies.html"] = _page("studies.html", material, "studies.html", studies_values(material))
    for study in material.tables["studies"]:
        path = material.pages[study["study_id"]]
        made[path] = _page("study.html", material, path, study_values(study, material))
    return made


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
