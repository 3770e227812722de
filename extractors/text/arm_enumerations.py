"""Arms that a sentence of assignment numbers: `(1) drug A, (2) drug B, or (3) both`."""

from __future__ import annotations

import re

from extractors.text.expression import Expression
from extractors.text.naming import ASSIGNED, Naming, clean_name, masked, usable
from extractors.text.numerals import WHOLE, number
from extractors.text.sentences import Sentence

_MARK = re.compile(r"(?:^|[\s,;:])(?:(?P<open>\()(?P<a>[1-6]|[a-fA-F]|i{1,3}|iv|vi?)\)|(?P<b>[1-6]|i{1,3}|iv|vi?)\))\s")
_ORDINALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_GROUPS = Expression(r"\b(?:groups?|arms?|regimens?|treatments?|conditions?|following)\b")
_SIZE = re.compile(rf"[(\[;,]\s?[nN]\s?=\s?(?P<n>{WHOLE})\s?[)\]]")
_BOTH = re.compile(r"^(?:both|the combination(?: of both)?|(?:a )?combination of (?:both|the two))\b")
_CONTROL = re.compile(r"\([^()]*\bcontrols?\b[^()]*\)", re.I)
_END = re.compile(r"[.]\s|$|\s(?:for|over|during|in a)\s(?:\d|a\b|an\b|one|two|three|four|six|twelve)")


def enumerated(sentence: Sentence) -> list[Naming]:
    """A naming for each numbered part of a sentence that assigns, from the first on; empty where it numbers none."""
    text = sentence.text
    if text.count(")") < 2 or (not ASSIGNED.search(text) and not _GROUPS.search(text)):
        return []
    marks = _run(list(_MARK.finditer(text)))
    if len(marks) < 2 or not ASSIGNED.search(text[: marks[0].start()] + " "):
        return []
    hidden = masked(text)
    found: list[Naming] = []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        start, end = mark.end(), following.start() if following else _END.search(text, mark.end()).start()  # type: ignore[union-attr]
        part = hidden[start:end]
        name = _name(part, found)
        size = _SIZE.search(text, start, min(len(text), end + 1))
        if usable(name):
            n, end = (int(number(size["n"])), size.end()) if size else (None, end)
            forms = [name, "control group"] if _CONTROL.search(text, start, end) else [name]
            found.append(Naming(forms, n, sentence, start, end, "numbered"))
    if len({frozenset(naming.keys) for naming in found}) < len(marks):
        for naming in found:
            naming.kind = "assigned"  # two doses of one drug, or a part that is no name: not the whole list of arms
    return found if len(found) > 1 else []


def _run(marks: list[re.Match[str]]) -> list[re.Match[str]]:
    """The marks that count up from one."""
    run: list[re.Match[str]] = []
    for mark in marks:
        if _ordinal(mark) == len(run) + 1:
            run.append(mark)
    return run


def _ordinal(mark: re.Match[str]) -> int:
    text = (mark["a"] or mark["b"]).lower()
    return int(text) if text.isdigit() else _ORDINALS.get(text) or ord(text) - ord("a") + 1


def _name(part: str, before: list[Naming]) -> str:
    """The name of one part; `both` is the two before it together."""
    part = re.sub(r"[\s,;]*(?:\b(?:and|or|versus|vs\.?))?[\s,;]*$", "", part)
    if _BOTH.match(part) and len(before) >= 2:
        return f"{before[-2].forms[0]} plus {before[-1].forms[0]}"
    return clean_name(part)
