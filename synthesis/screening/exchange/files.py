"""The formats, and which of them a file is in."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from schemas.errors import BadInput
from synthesis.screening.exchange import asreview, covidence, rayyan
from synthesis.screening.exchange.cards import Card, Judgement

Rows = list[dict[str, str]]


@dataclass(slots=True, frozen=True)
class Format:
    """How one program writes its decisions, and how it is told from the others."""

    program: str
    write: Callable[[list[Card]], str]
    headers: Callable[[set[str]], bool] | None = None
    """Whether a table with these columns (small letters) is of this program; None for a file that is no table."""
    read: Callable[[Rows], list[Judgement]] | None = None


FORMATS = {
    "asreview-csv": Format("ASReview", asreview.write_csv, asreview.is_header, asreview.read_rows),
    "asreview-ris": Format("ASReview", asreview.write_ris),
    "covidence": Format("Covidence", covidence.write_csv, covidence.is_header, covidence.read_rows),
    "rayyan": Format("Rayyan", rayyan.write_csv, rayyan.is_header, rayyan.read_rows),
}
_TRIED = ("rayyan", "covidence", "asreview-csv")
"""The most telling header first: many tables have a title and something called label."""


def written(name: str, cards: list[Card]) -> str:
    """The text of a file for that program; `BadInput` for a name that is none of `FORMATS`."""
    if name not in FORMATS:
        raise BadInput(f"--to: {name} is no format; choose from {', '.join(FORMATS)}.")
    return FORMATS[name].write(cards)


def read_judgements(path: Path) -> list[Judgement]:
    """The decisions of a file of any of the programs; `BadInput` in one sentence where it is something else."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadInput(f"{path}: there is no such file.") from None
    except (UnicodeDecodeError, IsADirectoryError):
        raise BadInput(f"{path}: not readable as text in UTF-8; export the decisions as CSV or RIS.") from None
    if asreview.is_ris(text):
        return asreview.read_ris(text, path)
    rows = _rows(text, path)
    header = {name.casefold() for name in (rows[0] if rows else {})}
    for name in _TRIED:
        form = FORMATS[name]
        if form.headers and form.read and form.headers(header):
            return form.read(rows)
    raise BadInput(
        f"{path}: no export of ASReview (CSV with a column included or asreview_label, or RIS), Covidence (CSV) or "
        "Rayyan (CSV) was recognised in it."
    )


def _rows(text: str, path: Path) -> Rows:
    """The lines of a table under their column names, cells without space around them."""
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    csv.field_size_limit(10_000_000)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
        return [
            {str(name).strip(): (cell or "").strip() for name, cell in row.items() if isinstance(cell, str | None)}
            for row in reader
        ]
    except csv.Error as error:
        raise BadInput(f"{path}: not readable as CSV ({error}).") from None
