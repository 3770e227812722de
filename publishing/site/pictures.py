"""Pictures by the data they show: one whose data did not change is taken over from the last version as it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from markupsafe import Markup

from publishing.site.material import Material

KEYS = "figures/keys.json"
"""Path below the site: which data every picture was made of, by which code."""


@dataclass
class Pictures:
    """The pictures of a site, as they are asked for."""

    material: Material
    made: dict[str, str] = field(default_factory=dict)
    """Path below the site → SVG."""
    keys: dict[str, str] = field(default_factory=dict)
    drawn: int = 0
    """How many had to be drawn."""

    def __post_init__(self) -> None:
        found = json.loads(self.material.earlier.get(KEYS, b"{}"))
        self.earlier = found.get("pictures", {}) if found.get("code") == self.material.context.code_version else {}

    def inline(self, path: str, data: object, draw: Callable[[str], str]) -> Markup:
        """The picture for a page, in the page's colours. `data`, whose `repr` says all, is what `draw` shows.

        `draw` is given the name that sets the picture's ids apart.
        """
        from publishing.figures.canvas import on_a_page  # brings matplotlib

        if path not in self.made:
            key = hashlib.sha256(repr(data).encode()).hexdigest()
            old = self.material.earlier.get(path)
            self.keys[path] = key
            if old is not None and self.earlier.get(path) == [key, hashlib.sha256(old).hexdigest()]:
                self.made[path] = old.decode("utf-8")
            else:
                self.made[path] = draw(path.rpartition("/")[2].removesuffix(".svg"))
                self.drawn += 1
        return Markup(on_a_page(self.made[path]))

    def files(self) -> dict[str, bytes]:
        """Path → bytes of every picture by itself, and of what they were made of."""
        found = {path: svg.encode("utf-8") for path, svg in sorted(self.made.items())}
        known = {path: [self.keys[path], hashlib.sha256(content).hexdigest()] for path, content in found.items()}
        about = {"code": self.material.context.code_version, "pictures": known}
        return found | {KEYS: (json.dumps(about, indent=1) + "\n").encode("utf-8")}
