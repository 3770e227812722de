"""What a PDF prints as a picture only: a whole page (a scan), or what stands under the caption of a table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.models import Table
from sources.inbox.pdf.lines import Line
from sources.inbox.pdf.tables import CAPTION

FEW_WORDS = 20
"""A page with fewer is no page of text: a scan may carry a running head, a page number or a stamp of the library."""
MOST_OF_PAGE = 0.5
SMALLEST = (90.0, 30.0)
"""Width and height in points below which a picture is a sign or a logo and no table."""
NEAR = 45.0
"""Points between a caption and its picture: three lines of a long caption."""


@dataclass(slots=True)
class Picture:
    """A bitmap on a page, in points from the top left."""

    x0: float
    x1: float
    top: float
    bottom: float


def pictures_of(page: Any) -> list[Picture]:
    """The bitmaps of a pdfplumber page."""
    return [Picture(i["x0"], i["x1"], i["top"], i["bottom"]) for i in page.images]


def unread(
    number: int, area: float, pictures: Sequence[Picture], runs: Sequence[Sequence[Line]], taken: Collection[int]
) -> list[Table]:
    """Tables marked as images: the whole page where it is one, else each caption whose table is a picture.

    `area` of the page in square points; `taken` are the ids of the words of tables that were read.
    """
    if not pictures:
        return []
    words = sum(len(line.words) for run in runs for line in run)
    if not taken and words < FEW_WORDS and sum(map(_area, pictures)) > MOST_OF_PAGE * area:
        return [Table(f"page{number}.image", f"Page {number}", is_image=True)]
    large = [p for p in pictures if p.x1 - p.x0 >= SMALLEST[0] and p.bottom - p.top >= SMALLEST[1]]
    found: list[Table] = []
    for run in runs:
        for line in run:
            label = CAPTION.match(line.text)
            if label and id(line.words[0]) not in taken and any(_belongs(line, p) for p in large):
                name = f"page{number}.image{len(found) + 1}"
                found.append(Table(name, label[0].rstrip(".:|"), line.text[label.end() :].strip(), is_image=True))
    return found


def _area(picture: Picture) -> float:
    return (picture.x1 - picture.x0) * (picture.bottom - picture.top)


def _belongs(caption: Line, picture: Picture) -> bool:
    """Whether a picture stands right under a caption, or right above it."""
    beside = picture.x0 < caption.x1 and picture.x1 > caption.x0
    return beside and (-5 < picture.top - caption.bottom < NEAR or -5 < caption.top - picture.bottom < NEAR / 3)
