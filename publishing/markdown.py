"""Plain Markdown that no cell, quote or title can break."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

LONGEST = 400
"""Characters of a text on the page; the tables beside it hold the rest."""
_MARKUP = re.compile(r"([\\`*\[\]<>|])")


def escaped(value: Any, longest: int = LONGEST) -> str:
    """A value as text on one line without markup, cut at a word to a length that can be read."""
    text = " ".join(str(value if value is not None else "").split())
    if len(text) > longest:
        text = text[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return _MARKUP.sub(r"\\\1", text)


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table in Markdown."""
    lines = [f"| {' | '.join(header)} |", f"|{'---|' * len(header)}"]
    lines += [f"| {' | '.join(escaped(cell, 160) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def bullets(lines: Iterable[str]) -> str:
    """A list of lines that are Markdown already."""
    return "\n".join(f"- {line}" for line in lines)


def count(number: int, one: str, many: str = "") -> str:
    """`1 study`, `2 studies`, `1,200 patients`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def quoted(text: Any, longest: int = 220) -> str:
    """Words read in a report, in quotation marks; nothing for no words."""
    return f"“{escaped(text, longest)}”" if str(text or "").strip() else ""


def sentence(text: Any) -> str:
    """A message as one escaped sentence with its full stop."""
    plain = escaped(text)
    return plain if not plain or plain[-1] in ".!?…" else plain + "."
