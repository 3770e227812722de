"""Groups of posted results and the arms of the protocol: which is which, by words and by numbers.

Group ids are local to each module of a record, and half of the group titles repeat no arm label literally. A group
is tied to an arm only where one arm fits clearly better than any other; what stays unclear stays an entry of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache

SHORTEST = 30
"""Characters of a description that tells one arm from another: shorter ones are names of drugs."""
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")
_EMPTY = frozenset(
    ("a", "an", "and", "the", "of", "or", "in", "to", "for", "with", "arm", "arms", "group", "groups", "cohort",
     "treatment", "phase", "participants", "patients", "subjects", "plus")
)  # fmt: skip
_POOLED = re.compile(
    r"^(all|total|overall|combined|pooled|both)\b|\btotal$|\b(all|both) (participants|patients|subjects|arms|groups)\b",
    re.I,
)
_CONTROL = re.compile(
    r"\b(placebo|control|sham|standard of care|usual care|observation|no treatment|no intervention)\b", re.I
)
_LATER = re.compile(
    r"\b(post[- ]?treatment|open[- ]label|extension|follow[- ]?up|delayed|run[- ]in|wash[- ]?out|withdrawal"
    r"|long[- ]term|cross(ed)?[- ]?over|re-?treatment|maintenance|period [2-9])\b",
    re.I,
)
_SEQUENCE = re.compile(r"[^\W\d_]{3,}[^/]{0,20}\s?/\s?[^\W\d_]{3,}|\b(then|followed by)\b", re.I)
# A dose per something (5 mg/kg, 10 µg/eye) is no sequence of two treatments.
_PER = re.compile(
    r"\b(\d[\d.,]*\s?)?(mg|[µμ]g|mcg|ng|g|kg|ml|cc|l|i?u|units?|mmol|mci|gbq|mbq|gy|cells|vg|pfu|copies|puffs?|drops?"
    r"|tablets?|times?|days?|doses?)\s?/\s?[^\W\d_]+",
    re.I,
)
_PLACEBO = re.compile(r"\b(placebo|sham)\b", re.I)
_NUMBERED = re.compile(
    r"\b(arm|cohort|part|stage|sequence|group|dl|level|dose)\s*(level)?\s*([ivx]+\b|\d+\b|[a-h]\b)", re.I
)


def plain(text: str | None) -> str:
    """A title without case and spacing, the way two titles are the same."""
    return " ".join((text or "").split()).casefold()


@lru_cache(maxsize=4096)
def words(text: str) -> frozenset[str]:
    """The telling words and numbers of a title."""
    found = {t for t in _TOKEN.findall(text.casefold())}
    return frozenset(found - _EMPTY) or frozenset(found)


def is_pooled(title: str) -> bool:
    """Whether a group holds the participants of several arms together."""
    return bool(_POOLED.search(title.strip()))


def reads_as_control(title: str) -> bool:
    """Whether a group with no arm in the protocol names itself a control, and nothing given on top."""
    return bool(_CONTROL.search(title)) and not re.search(r"\b(then|followed by|to|controlled)\b|/", title, re.I)


def match(titles: Sequence[str], labels: Sequence[str], details: Sequence[str] = ()) -> list[int | None]:
    """For each group title of one module the index of its protocol arm, or None.

    `labels` are the arms' labels, `details` more words of each arm (intervention names). Exact titles come first,
    then the best likeness with a clear distance to the second, one arm for one group; a last group and a last arm
    that remain in modules as long as the protocol belong together.
    """
    result: list[int | None] = [None] * len(titles)
    by_label = {plain(label): i for i, label in enumerate(labels)}
    for g, title in enumerate(titles):
        result[g] = by_label.get(plain(title))
    if len(labels) == 1:
        return [0 if not _contradicts(title, labels[0]) else None for title in titles] if len(titles) == 1 else result
    open_groups = [g for g in range(len(titles)) if result[g] is None and not is_pooled(titles[g])]
    free = [a for a in range(len(labels)) if a not in result]
    for g in open_groups:
        result[g] = _closest(g, titles, labels, details, free)
    _drop_shared(result, open_groups)
    left = [g for g in open_groups if result[g] is None]
    unused = [a for a in range(len(labels)) if a not in result]
    if len(titles) == len(labels) and len(left) == 1 and len(unused) == 1:
        title, label = titles[left[0]], labels[unused[0]]
        if not _contradicts(title, label) and not _one_is_placebo(title, label):
            result[left[0]] = unused[0]
    return result


def match_by_description(
    descriptions: Sequence[str], titles: Sequence[str], known: Sequence[Collection[str]], labels: Sequence[str]
) -> list[int | None]:
    """For each group the index of the one arm that is described in the same words, or None.

    `known` are the descriptions of each arm. What two groups or two arms share describes neither.
    """
    arms = Counter(text for texts in known for text in set(texts))
    groups = Counter(descriptions)
    found: list[int | None] = []
    for text, title in zip(descriptions, titles, strict=True):
        telling = len(text) >= SHORTEST and groups[text] == 1 and arms[text] == 1 and not is_pooled(title)
        arm = next((a for a, texts in enumerate(known) if text in texts), None) if telling else None
        found.append(None if arm is None or _contradicts(title, labels[arm]) else arm)
    return found


def match_by_numbers(started: Sequence[int | None], known: Sequence[int | None]) -> list[int | None]:
    """For each group's number started the index of the one arm with exactly that number, where both are unique."""
    groups, arms = Counter(started), Counter(known)
    return [known.index(n) if n and groups[n] == 1 and arms.get(n) == 1 else None for n in started]


def _closest(
    g: int, titles: Sequence[str], labels: Sequence[str], details: Sequence[str], free: list[int]
) -> int | None:
    """The free arm whose words are most like the group's, if it is like enough and the second clearly less so."""
    mine = words(titles[g])
    common = Counter(w for label in labels for w in words(label))
    scored = []
    for a in free:
        if _contradicts(titles[g], labels[a]) or _one_is_placebo(titles[g], labels[a]):
            continue
        theirs = words(labels[a])
        scored.append(
            (
                max(
                    _likeness(mine, theirs, common), 0.9 * _likeness(mine, words(details[a]), common) if details else 0
                ),
                a,
            )
        )
    scored.sort(reverse=True)
    if not scored or scored[0][0] < 0.5:
        return None
    if len(scored) > 1 and scored[0][0] - scored[1][0] < 0.15:
        return None
    return scored[0][1]


def _likeness(one: frozenset[str], other: frozenset[str], common: Counter[str]) -> float:
    """Shared words over the smaller title, a word of every arm counting less than a word of one."""
    if not one or not other:
        return 0.0

    def weight(some: frozenset[str]) -> float:
        return sum(1 / max(1, common.get(w, 1)) for w in some)

    shared = weight(one & other)
    return 0.5 * shared / min(weight(one), weight(other)) + 0.5 * shared / weight(one | other)


def _contradicts(title: str, label: str) -> bool:
    """Whether both carry a mark of the same kind (Arm I, Cohort 2, 5 mg) that differs.

    A later phase of a trial, and a sequence of treatments, is not the arm either unless the arm's label says so too.
    """
    if _LATER.search(title) and not _LATER.search(label):
        return True
    if _SEQUENCE.search(_PER.sub(" ", title)) and not _SEQUENCE.search(_PER.sub(" ", label)):
        return True
    one, other = _marks(title), _marks(label)
    return any(one[k] != other[k] for k in one.keys() & other.keys())


def _one_is_placebo(title: str, label: str) -> bool:
    return bool(_PLACEBO.search(title)) != bool(_PLACEBO.search(label))


@lru_cache(maxsize=4096)
def _marks(text: str) -> dict[str, str]:
    marks = {m.group(1).casefold(): m.group(3).casefold() for m in _NUMBERED.finditer(text)}
    doses = re.findall(r"(\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)?)\s*(mg|µg|μg|mcg|g|iu|gy|ml|mci|gbq)\b", text, re.I)
    for amount, unit in doses:
        marks.setdefault(unit.casefold(), amount)
    return marks


def _drop_shared(result: list[int | None], among: list[int]) -> None:
    """Two groups of one module never are the same arm by likeness alone."""
    counts = Counter(result[g] for g in among)
    for g in among:
        if counts[result[g]] > 1:
            result[g] = None
