"""A sheet to draw on, and its way to SVG: the same bytes for the same drawing, with title, description and live text.

Text stays text: it can be read out, searched and copied, and takes the font of the page. Widths are reckoned with
DejaVu Sans, which comes with matplotlib and is wider than the fonts that browsers choose.
"""

from __future__ import annotations

import html
import io
import re
import warnings
from typing import Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

INK, SOFT, ACCENT, SECOND, RULE = "#1c1c1a", "#5a5850", "#1d4f7c", "#a1501a", "#d9d5c9"
"""Colours of a picture by itself; on a page each is the page's own, light or dark."""
ON_A_PAGE = {INK: "var(--ink)", SOFT: "var(--soft)", ACCENT: "var(--accent)", SECOND: "var(--second)",
             RULE: "var(--rule)"}  # fmt: skip
FONTS = "Helvetica, Arial, 'DejaVu Sans', sans-serif"
WIDTH = 7.2
"""Inches: the text width of an A4 page."""
ROW = 0.235
"""Inches from line to line."""
SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "perennial",
    "font.family": "DejaVu Sans",
    "font.size": 8,
    "path.simplify": False,
}
_ID = re.compile(r'\bid="([^"]+)"')
_USED = re.compile(r'(?:url\(#|href="#)([^)"]+)')
_FONT = re.compile(r"font: ([^;\"]*?)'DejaVu Sans'(?:, sans-serif)?")


class Sheet:
    """An axes that fills a figure of so many lines: x from 0 to 1 over the width, y the line, from 0 at the top."""

    def __init__(self, lines: float) -> None:
        self.lines = lines
        with mpl.rc_context(SETTINGS):
            self.figure = Figure(figsize=(WIDTH, lines * ROW), facecolor="none")
            FigureCanvasSVG(self.figure)
            self.axes: Axes = self.figure.add_axes((0, 0, 1, 1), facecolor="none")
        self.axes.set_xlim(0, 1)
        self.axes.set_ylim(lines, 0)
        self.axes.set_axis_off()

    def text(self, x: float, line: float, words: str, align: str = "left", **style: Any) -> None:
        """Words on a line, centred on it in height. Dollar signs are dollar signs."""
        look: dict[str, Any] = {"color": INK, "va": "center", "ha": align, "parse_math": False} | style
        self.axes.text(x, line, words, **look)

    def line(self, xs: tuple[float, float], ys: tuple[float, float], **style: Any) -> None:
        """A straight line."""
        look: dict[str, Any] = {"color": INK, "linewidth": 0.8, "solid_capstyle": "butt"} | style
        self._add(Line2D(xs, ys, **look))

    def shape(self, points: list[tuple[float, float]], **style: Any) -> None:
        """A filled polygon."""
        self._add(Polygon(points, closed=True, **({"facecolor": ACCENT, "edgecolor": "none", "linewidth": 0} | style)))

    def _add(self, artist: Artist) -> None:
        """Place an artist on the sheet as it stands: nothing is to be scaled to fit."""
        artist.set_clip_on(False)
        artist.set_transform(self.axes.transData)
        self.axes.add_artist(artist)

    def svg(self, name: str, title: str, description: str) -> str:
        """The drawing as an SVG element. `name` keeps its ids apart from those of other pictures on a page."""
        out = io.StringIO()
        with mpl.rc_context(SETTINGS), warnings.catch_warnings():
            # Letters that matplotlib's own font lacks (Chinese names) stay text, which the reader's fonts draw.
            warnings.filterwarnings("ignore", "Glyph", UserWarning)
            self.figure.savefig(
                out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
            )
        return _clean(out.getvalue(), name, title, description)


def _clean(svg: str, name: str, title: str, description: str) -> str:
    """Matplotlib's file as one element: no prologue, only the ids in use, named, described and in generic fonts."""
    body = svg[svg.index("<svg") :]
    head, _, rest = body.partition(">")
    rest = re.sub(r"\s*<metadata>.*?</metadata>", "", rest, flags=re.DOTALL)
    used = set(_USED.findall(rest))
    rest = _ID.sub(lambda m: f'id="{name}-{m[1]}"' if m[1] in used else "", rest)
    rest = re.sub(r'(url\(#|href="#)', rf"\g<1>{name}-", rest)
    rest = re.sub(r"<!--.*?-->\s*", "", rest, flags=re.DOTALL)
    rest = _FONT.sub(rf"font: \1{FONTS}", rest)
    rest = re.sub(r"<g\s+>", "<g>", rest)
    view = re.search(r'viewBox="[^"]+"', head)
    opening = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'{view.group() if view else ""} role="img" aria-labelledby="{name}-title {name}-desc">\n'
        f'<title id="{name}-title">{html.escape(title)}</title>\n'
        f'<desc id="{name}-desc">{html.escape(description)}</desc>'
    )
    return opening + rest.strip() + "\n"


def on_a_page(svg: str) -> str:
    """A picture in the colours and fonts of the page that it stands on."""
    for colour, name in ON_A_PAGE.items():
        svg = svg.replace(colour, name)
    return svg.replace(FONTS, "var(--sans)")
