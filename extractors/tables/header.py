"""Which rows of a grid are header, and which leading columns hold words."""

from __future__ import annotations

import re
from itertools import pairwise

from extractors.tables.numbers import is_missing, read_form
from extractors.tables.words import group_size, is_time_only, only_statistic

_STUB_HEAD = re.compile(
    r"^\W*(?:study |treatment |patient )?(?:groups?|arms?|treatments?|interventions?|conditions?|time(?: ?points?)?|"
    r"visits?|weeks?"
    r"|months?|days?|period|phase|variables?|parameters?|outcomes?|measures?|items?|characteristics?|assessment|"
    r"domains?|"
    r"categor(?:y|ies)|subgroups?|dose|test|scales?|sub-?scales?|evaluation|statistics?)\b[^=]{0,30}$",
    re.I,
)


def is_number(text: str) -> bool:
    """Whether a cell holds a quantity."""
    return read_form(text) is not None


def _says_header(text: str) -> bool:
    """Whether a cell below the header could still belong to it."""
    bare = text.strip()
    if not bare:
        return False
    if is_time_only(bare) or (group_size(bare) is not None and not re.match(r"[\d.]+\s?[(±]", bare)):
        return True
    named = re.search(r"[A-Za-z]", bare) or re.fullmatch(r"\(?%\)?", bare)
    return only_statistic(bare) and bool(named) and not is_missing(bare)


def is_header_line(row: list[str], above: list[str] | None) -> bool:
    """A row without numbers of its own whose cells name sizes, statistics or times, or repeat the header over them."""
    data = [(i, cell) for i, cell in enumerate(row) if i and cell.strip()]
    texts = {cell for _, cell in data}
    spanning = len(data) > 2 and len(texts) == 1 and row[0].strip() in ("", *texts)
    if not data or ((len(data) < 2 or spanning) and not all(map(_says_header, texts))):
        return False
    own = [cell for i, cell in data if above is None or cell != above[i]]
    if not own:
        return above is not None
    if row[0].strip() and above is not None and row[0] != above[0] and not _STUB_HEAD.match(row[0]):
        sized = all(re.match(r"^\W*[nN]\s?=", cell) for cell in own)
        return sized and not row[0].strip()
    return all(_says_header(cell) for cell in own)


def _is_data(row: list[str]) -> bool:
    """Whether most cells of a row beside its first are numbers."""
    return sum(is_number(cell) and not _says_header(cell) for cell in row[1:] if cell) > len(row) / 2


def _counts_up(row: list[str]) -> bool:
    """Whether a row numbers columns (weeks, years, doses): whole numbers that rise, once or once under each heading."""
    numbers = [int(cell.replace(",", "")) for cell in row[1:] if re.fullmatch(r"\d[\d,]*", cell.strip())]
    rising = [later > earlier for earlier, later in pairwise(numbers)]
    restarts = [later for (earlier, later) in pairwise(numbers) if later <= earlier]
    return len(numbers) > 2 and sum(rising) > len(restarts) and all(later == numbers[0] for later in restarts)


def header_height(rows: list[list[str]], marked: int) -> int:
    """How many rows are header, looking past the markup: a row of `n (%)` below it belongs to it."""
    height = min(marked, len(rows) - 1)
    if height > 3 and height > len(rows) * 0.6:
        height = 1
    while height > 1 and _is_data(rows[height - 1]) and not _counts_up(rows[height - 1]):
        height -= 1
    height = max(height, 0)
    while 0 < height < min(len(rows) - 1, 6) and is_header_line(rows[height], rows[height - 1]):
        height += 1
    return height


def stub_columns(rows: list[list[str]], height: int) -> int:
    """How many leading columns hold words: the first always, further ones where most of their cells are no numbers."""
    body = rows[height:]
    count = 1
    while count < len(rows[0]) - 1 and count < 4:
        cells = [r[count] for r in body if r[count].strip() and r[count] != r[0] and not is_missing(r[count])]
        words = [c for c in cells if is_time_only(c) or not (is_number(c) or re.match(r"\W*\d", c))]
        named = height and _STUB_HEAD.match(rows[height - 1][count]) and rows[height - 1][count] != ""
        if cells and (
            len(words) > 0.7 * len(cells) or (named and len(set(cells)) < len(cells) and len(words) * 3 > len(cells))
        ):
            if all(re.fullmatch(r"\W*(?:[<>=]\s?)?[\d.]+\W*", c) for c in cells):
                break
            count += 1
        else:
            break
    return count
