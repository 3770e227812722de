"""The pieces of a sentence of assignment, `X, Y or Z`: the names that each gives an arm, and its size."""

from __future__ import annotations

import re

from extractors.text.arm_names import tokens
from extractors.text.naming import clean_name, usable
from extractors.text.numerals import WHOLE, number
from extractors.text.quantity_forms import PEOPLE
from extractors.text.sentences import Sentence

_SIZED = re.compile(rf"[(\[;,]\s?(?:[nN]\s?=\s?)?(?P<n>{WHOLE})(?:\s{PEOPLE})?\s?[)\]]")


def size_within(sentence: Sentence, start: int, end: int) -> int | None:
    """The one size that a part of an assignment prints in brackets."""
    found = [int(number(m["n"])) for m in _SIZED.finditer(sentence.text, start, min(len(sentence.text), end + 1))]
    return found[0] if len(found) == 1 else None


def serial(rest: str, first: tuple[int, int]) -> list[tuple[int, int]]:
    """The parts of `X, Y` in `X, Y, or Z`, unless their comma belongs to one regimen (`A, B, and C`)."""
    text = rest[first[0] : first[1]]
    if not 1 <= text.count(", ") <= 3 or re.search(r",? and ", text):
        return [first]
    found, position = [], first[0]
    for part in text.split(", "):
        found.append((position, position + len(part)))
        position += len(part) + 2
    return found


_IN_ARM = re.compile(r"\s(?:in|as)\s(?:the\s)?(?P<letter>(?:[Aa]rm|[Gg]roup)\s(?:[A-Z]|[1-6]))\b")
_OR_NOT = re.compile(r"\s*not\b(?!\s[a-z]+ing\b)")
_ADDITION = re.compile(r"\s(?:plus|and|with|followed)\b|\s?[+]")


def forms_of(pieces: list[str]) -> list[list[str]]:
    """The forms of each name of `X or Y` among the pieces of a sentence of assignment; `X in arm A` has two."""
    letters = [_IN_ARM.search(piece) for piece in pieces]
    bare = [piece[: letter.start()] if letter else piece for piece, letter in zip(pieces, letters, strict=True)]
    forms = _shared_parts(bare)
    forms = [names + ([m["letter"]] if m else []) for names, m in zip(forms, letters, strict=True)]
    if len(pieces) == 2 and _OR_NOT.match(pieces[1]):
        given = re.findall(r"[\w-]+", _ADDITION.split(forms[0][0])[0])
        forms[1] = [f"no {given[-1]}"] if given else forms[1]
    return forms


def _shared_parts(pieces: list[str]) -> list[list[str]]:
    """The names of pieces, the elliptic halves completed: `X plus either Y` `Z`, `X alone` `with Y`.

    What only one of `either Y or Z` has tells it from the other, so `Y` and `Z` alone are forms of their names too.
    """
    first = pieces[0]
    either = re.match(r"(?P<shared>.+?)[\s,]+(?:plus|and|with|,)\s+either\s(?P<one>.+)$", first, re.S)
    names = [clean_name(piece) for piece in pieces]
    if either:
        shared = clean_name(either["shared"])
        own = [clean_name(either["one"]), *names[1:]]
        if not tokens(shared):
            return [[name] for name in own]
        return [[f"{shared} plus {name}", *([name] if usable(name) else [])] for name in own]
    base = re.sub(r"\s(?:alone|only)\b.*$", "", names[0])
    for i, piece in enumerate(pieces[1:], start=1):
        if re.match(r"\s*(?:in combination )?(?:with|combined with|plus)\s", piece):
            added = re.sub(r"^\s*(?:in combination with|combined with|with|plus)\s", "", piece)
            names[i] = f"{base} plus {clean_name(added)}"
    return [[name] for name in names]
