"""Names of arms as sets of telling words, so that `cetuximab plus radiotherapy` is `radiotherapy plus cetuximab`."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

GROUP_WORDS = r"(?:groups?|arms?|regimens?|recipients?)"

_EMPTY_WORDS = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "to",
        "and",
        "or",
        "plus",
        "with",
        "for",
        "by",
        "on",
        "at",
        "as",
        "from",
        "than",
        "versus",
        "vs",
        "v",
        "be",
        "been",
        "is",
        "are",
        "was",
        "were",
        "that",
        "this",
        "these",
        "those",
        "their",
        "its",
        "our",
        "both",
        "each",
        "either",
        "all",
        "other",
        "two",
        "three",
        "four",
        "group",
        "groups",
        "arm",
        "arms",
        "cohort",
        "patients",
        "patient",
        "women",
        "men",
        "participants",
        "subjects",
        "children",
        "individuals",
        "people",
        "persons",
        "treatment",
        "treatments",
        "treated",
        "therapy",
        "therapies",
        "regimen",
        "regimens",
        "receive",
        "received",
        "receives",
        "receiving",
        "randomly",
        "assigned",
        "allocated",
        "randomized",
        "randomised",
        "assignment",
        "given",
        "oral",
        "orally",
        "intravenous",
        "intravenously",
        "subcutaneous",
        "daily",
        "weekly",
        "once",
        "twice",
        "every",
        "mg",
        "kg",
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "cycle",
        "cycles",
        "course",
        "courses",
        "dose",
        "doses",
        "single",
        "agent",
        "followed",
        "then",
        "alone",
        "only",
        "monotherapy",
        "combination",
        "combined",
        "combining",
        "addition",
        "added",
        "adding",
        "initial",
        "initially",
        "concurrent",
        "concomitant",
        "recipients",
        "who",
        "had",
        "have",
        "mode",
        "modes",
        "using",
        "use",
        "used",
        "needed",
        "based",
        "containing",
        "schedule",
        "strategy",
        "treating",
        "matched",
        "matching",
        "same",
        "first",
        "second",
        "third",
        "one",
        "open",
        "label",
        "new",
        "old",
        "more",
        "less",
        "per",
        "underwent",
        "undergo",
        "did",
        "not",
        "do",
        "does",
        "enrolled",
        "included",
        "placed",
        "into",
        "also",
        "about",
        "approximately",
        "total",
        "overall",
        "results",
        "line",
        "first-line",
        "front",
        "initiated",
        "starting",
        "started",
        "continued",
        "planned",
        "intervention",
        "consisting",
        "consisted",
        "comprising",
        "fixed",
        "rate",
        "target",
        "area",
        "under",
        "curve",
    ]
)
_ROLE_WORDS = {
    "control": "control", "controls": "control", "comparator": "control", "comparison": "control",
    "experimental": "experimental", "investigational": "experimental", "intervention": "experimental",
    "combination": "combination", "combined": "combination", "combining": "combination", "monotherapy": "monotherapy",
    "observation": "observation", "treatment": "experimental", "study": "experimental",
    "treated": "experimental", "test": "experimental",
}  # fmt: skip
_SCHEDULES = frozenset(
    [
        "concurrent",
        "concomitant",
        "sequential",
        "weekly",
        "daily",
        "monthly",
        "single",
        "high",
        "low",
        "fixed",
        "continued",
        "initial",
        "adding",
    ]
)
_LETTER = re.compile(
    r"^(?:experimental |standard |control |treatment |study )?(?:arms?|groups?)[ -]?([A-Z]|[1-6]|I{1,3}|IV)$", re.I
)
_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")
_COMPOUND_LETTER = re.compile(r"(?<=[A-Z]-)[A-Z]\b(?!-)|(?<![\w-])[A-Z](?=-[A-Z]{2,}\b)")
"""A drug's initial within a regimen's short form: the D of EC-D, the T of T-FEC."""
_EVERY = re.compile(
    r"\bevery[ -](?P<a>\d|two|three|four|six)[ -]weeks?\b|\b(?P<b>\d|two|three|four|six)[ -]weekly\b", re.I
)
_COUNTS = {"two": "2", "three": "3", "four": "4", "six": "6"}
_WITHOUT = re.compile(r"[A-Z]{1,6}-")
_NEGATED = re.compile(r"\b(?:no|without|non)[ -](?=\w)")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}

Tokens = frozenset[str]


def letter_token(text: str) -> str | None:
    """`arm_a` for arm A, group A; `arm_1` for arm 1, group I; None for any other name."""
    match = _LETTER.match(text.strip())
    if not match:
        return None
    letter = match[1].lower()
    return "arm_" + _ROMAN.get(letter, letter)


@lru_cache(maxsize=8192)
def tokens(name: str) -> Tokens:
    """The telling words of an arm's name; the role words alone where nothing else is left.

    `no maintenance` keeps its negation as one word, as does `DA-` beside `DA+`. Superscripts are read as digits (¹³¹I
    is 131i).
    """
    letter = letter_token(name)
    if letter:
        return frozenset([letter])
    if _WITHOUT.fullmatch(name.strip()):
        return frozenset(["no_" + name.strip()[:-1].lower()])
    text = unicodedata.normalize("NFKC", name)
    text = _NEGATED.sub(
        lambda m: m.group()[:-1].rstrip("- ") + "\x01", text.lower() if text.isupper() and len(text) > 12 else text
    )
    words, negated = [], False
    for piece in re.split(r"(\x01)", text):
        if piece == "\x01":
            negated = True
            continue
        for word in _WORD.findall(piece):
            lowered = word.lower()
            if lowered in ("no", "without", "non"):
                continue
            words.append("no_" + lowered if negated else lowered)
            negated = False
    short = name.strip() == name.strip().upper()
    parts = {m.group().lower() for m in _COMPOUND_LETTER.finditer(text)}
    telling = [w for w in words if w in parts or (w not in _EMPTY_WORDS and not w.isdigit() and (len(w) > 1 or short))]
    if telling:
        return frozenset(_singular(w) for w in telling) | _twice(text)
    initials = [w.lower() for w in _WORD.findall(text) if len(w) == 1 and w.isupper() and w != "A"]
    if len(initials) == 1:
        return frozenset(initials)
    roles = frozenset(_ROLE_WORDS[w] for w in words if w in _ROLE_WORDS)
    return roles or _interval(text) or frozenset(w for w in words if w in _SCHEDULES)


def _interval(text: str) -> Tokens:
    """`q3w` for a name that says only how often: 3-weekly, every three weeks; none where it says nothing else."""
    match = _EVERY.search(text)
    if match is None:
        return frozenset()
    count = match["a"] or match["b"]
    return frozenset([f"q{_COUNTS.get(count.lower(), count)}w"])


def _twice(text: str) -> Tokens:
    """A marker for a part that one compound names twice: RT-GC+GC is not RT-GC."""
    found: set[str] = set()
    for chunk in text.split():
        if "+" in chunk or "/" in chunk:
            words = [w.lower() for w in _WORD.findall(chunk)]
            found.update("x2:" + w for w in words if words.count(w) > 1)
    return frozenset(found)


def _singular(word: str) -> str:
    role = _ROLE_WORDS.get(word)
    if role and role != "experimental":
        return role
    if len(word) > 5 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def is_role(names: Tokens) -> bool:
    """Whether a name says only the part an arm plays (`control group`), not what is given."""
    return bool(names) and names <= {"control", "experimental", "combination", "monotherapy", "observation", "standard"}
