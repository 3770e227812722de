"""The PRISMA 2020 flow diagram of an updated review, with databases, registers and other methods."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publishing.figures.canvas import SOFT, Sheet

COLUMNS = ((0.002, 0.19), (0.225, 0.49), (0.525, 0.755), (0.79, 0.998))
"""Left and right end of the columns: previous studies, databases and registers, what went, other methods."""
_PER_WIDTH = 136
"""Characters that stand beside each other over the whole width."""
_LINE = 0.62
"""Lines of the sheet for a line of a box."""


@dataclass(slots=True)
class Box:
    """A box: its column, its row, its text, and where it came to stand."""

    column: int
    row: int
    lines: list[str]
    top: float = 0.0
    bottom: float = 0.0

    @property
    def middle(self) -> float:
        """The height at which arrows leave it sideways."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        """Where arrows meet it from above."""
        return sum(COLUMNS[self.column]) / 2


def flow_diagram(numbers: Mapping[str, str], name: str) -> str:
    """The diagram as SVG. `numbers` is key of PRISMA2020 → number, or pairs of name and number."""
    boxes = {key: Box(column, row, _wrapped(lines, column)) for key, (column, row, lines) in _texts(numbers).items()}
    heights = [max((len(b.lines) for b in boxes.values() if b.row == row), default=0) * _LINE + 0.5 for row in range(6)]
    sheet = Sheet(sum(heights) + 0.62 * 6 + 1.4)
    top = 1.2
    for row, height in enumerate(heights):
        for box in boxes.values():
            if box.row == row:
                box.top, box.bottom = top, top + len(box.lines) * _LINE + 0.5
        top += height + 0.62
    for column, words in ((0, "Previous studies"), (1, "Databases and registers"), (3, "Other methods")):
        sheet.text(sum(COLUMNS[column]) / 2, 0.5, words, "center", color=SOFT, fontsize=7.5, fontweight="bold")
    for box in boxes.values():
        _draw(sheet, box)
    _arrows(sheet, boxes)
    words = f"{numbers.get('new_studies', '0')} new studies, {numbers.get('total_studies', '0')} studies in total."
    return sheet.svg(name, "PRISMA 2020 flow diagram", f"{words} The numbers of all boxes are in the table below.")


def _texts(n: Mapping[str, str]) -> dict[str, tuple[int, int, list[str]]]:
    """Box → column, row and text."""

    def one(words: str, key: str) -> str:
        return f"{words} (n\u00a0=\u00a0{n.get(key) or 0})"

    def pairs(key: str) -> list[str]:
        found = [pair.rpartition(", ") for pair in (n.get(key) or "").split("; ") if ", " in pair]
        return [f"  {name} (n\u00a0=\u00a0{count})" for name, _, count in found if name != "None"]

    return {
        "previous": (0, 0, [one("Studies included in previous version of review", "previous_studies"),
                            one("Reports of these studies", "previous_reports")]),
        "identified": (1, 0, ["Records identified from:", one("Databases", "database_results"),
                              *pairs("database_specific_results"), one("Registers", "register_results"),
                              *pairs("register_specific_results")]),
        "removed": (2, 0, ["Records removed before screening:", one("Duplicate records", "duplicates"),
                           one("Marked as ineligible by automation tools", "excluded_automatic"),
                           one("Removed for other reasons", "excluded_other")]),
        "others": (3, 0, ["Records identified from:", one("Documents handed in", "website_results"),
                          one("Organisations", "organisation_results"),
                          one("Citation searching", "citations_results")]),
        "screened": (1, 1, [one("Records screened", "records_screened")]),
        "excluded": (2, 1, [one("Records excluded", "records_excluded")]),
        "sought": (1, 2, [one("Reports sought for retrieval", "dbr_sought_reports")]),
        "missed": (2, 2, [one("Reports not retrieved", "dbr_notretrieved_reports")]),
        "others_sought": (3, 2, [one("Reports sought for retrieval", "other_sought_reports"),
                                 one("Not retrieved", "other_notretrieved_reports")]),
        "assessed": (1, 3, [one("Reports assessed for eligibility", "dbr_assessed")]),
        "rejected": (2, 3, ["Reports excluded:", *(pairs("dbr_excluded") or ["  None (n\u00a0=\u00a00)"])]),
        "others_assessed": (3, 3, [one("Reports assessed for eligibility", "other_assessed"), "Reports excluded:",
                                   *(pairs("other_excluded") or ["  None (n\u00a0=\u00a00)"])]),
        "new": (1, 4, [one("New studies included in review", "new_studies"),
                       one("Reports of new included studies", "new_reports")]),
        "total": (1, 5, [one("Total studies included in review", "total_studies"),
                         one("Reports of total included studies", "total_reports"),
                         one("Studies in meta-analyses", "total_studies_ma"),
                         one("Reports of these", "total_reports_ma")]),
    }  # fmt: skip


def _wrapped(lines: Sequence[str], column: int) -> list[str]:
    """Text broken to the width of its column."""
    left, right = COLUMNS[column]
    width = int((right - left) * _PER_WIDTH) - 2
    found = []
    for line in lines:
        indent = "  " if line.startswith("  ") else ""
        found += textwrap.wrap(line.strip(), width, initial_indent=indent, subsequent_indent=indent + "  ") or [""]
    return found


def _draw(sheet: Sheet, box: Box) -> None:
    left, right = COLUMNS[box.column]
    corners = [(left, box.top), (right, box.top), (right, box.bottom), (left, box.bottom)]
    sheet.shape(corners, facecolor="none", edgecolor=SOFT, linewidth=0.7)
    for place, line in enumerate(box.lines):
        indent = 0.012 * (len(line) - len(line.lstrip())) / 2
        sheet.text(left + 0.008 + indent, box.top + 0.25 + _LINE * (place + 0.5), line.strip(), fontsize=6.8)


def _arrows(sheet: Sheet, boxes: Mapping[str, Box]) -> None:
    """Down the columns, sideways to what went, and from the outer columns to where they join."""
    for one, other in (("identified", "screened"), ("screened", "sought"), ("sought", "assessed"),
                       ("assessed", "new"), ("new", "total"), ("others", "others_sought"),
                       ("others_sought", "others_assessed")):  # fmt: skip
        _down(sheet, boxes[one].centre, boxes[one].bottom, boxes[other].top)
    for one, other in (("identified", "removed"), ("screened", "excluded"), ("sought", "missed"),
                       ("assessed", "rejected")):  # fmt: skip
        _across(sheet, COLUMNS[1][1], COLUMNS[2][0], min(boxes[one].middle, boxes[other].middle))
    previous, total = boxes["previous"], boxes["total"]
    sheet.line((previous.centre, previous.centre), (previous.bottom, total.middle), color=SOFT, linewidth=0.7)
    _across(sheet, previous.centre, COLUMNS[1][0], total.middle)
    aside, new = boxes["others_assessed"], boxes["new"]
    sheet.line((aside.centre, aside.centre), (aside.bottom, new.middle), color=SOFT, linewidth=0.7)
    _across(sheet, aside.centre, COLUMNS[1][1], new.middle)


def _down(sheet: Sheet, x: float, start: float, end: float) -> None:
    sheet.line((x, x), (start, end - 0.1), color=SOFT, linewidth=0.7)
    sheet.shape([(x, end), (x - 0.006, end - 0.22), (x + 0.006, end - 0.22)], facecolor=SOFT)


def _across(sheet: Sheet, start: float, end: float, y: float) -> None:
    back = 0.008 if end < start else -0.008
    sheet.line((start, end + back / 2), (y, y), color=SOFT, linewidth=0.7)
    sheet.shape([(end, y), (end + back, y - 0.18), (end + back, y + 0.18)], facecolor=SOFT)
