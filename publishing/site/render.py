"""Templates to pages. Every text is escaped; the few fragments that are markup are made by this package itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from publishing.markdown import count
from publishing.site.addresses import file_name
from publishing.site.words import SOURCES, day, source_name, spelled_list
from publishing.words import DESIGNS, measure_name


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of this package, strict about names that are not there."""
    made = Environment(
        loader=PackageLoader("publishing.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "anchor": file_name,
        "capitalised": lambda text: text[:1].upper() + text[1:],
        "day": day,
        "design": lambda name: DESIGNS.get(name, name),
        "measure": measure_name,
        "pointer": lambda locator: json.loads(locator).get("pointer", ""),
        "report": source_name,
        "source": lambda name: SOURCES.get(name, name),
        "spelled_list": spelled_list,
    }
    made.globals |= {"count": count}
    return made


def page(template: str, values: Mapping[str, Any]) -> bytes:
    """One page. `root` is the way back to the site's first folder: empty there, `../` one below."""
    return environment().get_template(template).render(values).encode("utf-8")
