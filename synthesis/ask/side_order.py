"""Which of a question's sides a text names first: `fewer in the tea group than in the water group`."""

from __future__ import annotations

import re

from synthesis.ask.short_forms import ShortForms
from synthesis.ask.side_words import EMPTY
from synthesis.ask.words import Words, flat, has, stem

_TREATED_GROUP = re.compile(
    r"\b(?:intervention|experimental|treatment|study|treated)\b(?= (?:group|arm|and))", re.IGNORECASE
)
_CONTROL_GROUP = re.compile(r"\b(?:control|placebo|comparison)s?\b", re.IGNORECASE)


def named_in_order(
    text: str, both: tuple[Words, Words], short_forms: ShortForms, intervention_is_control: bool
) -> bool | None:
    """Whether a text names the intervention before the comparator; None where it does not name both apart.

    `both` are the words of the intervention and of the comparator.
    """
    own, other = both
    marks: dict[int, int] = {}
    for place, match in enumerate(re.finditer(r"[A-Za-z0-9α-ω+]+", text)):
        for word in short_forms.words(match.group()):
            if word in EMPTY and not word.isdigit():
                continue
            if has(word, own) and not has(word, other):
                marks.setdefault(0, place)
            elif has(word, other) and not has(word, own):
                marks.setdefault(1, place)
    if len(marks) == 2:
        return marks[0] < marks[1]
    if (named := _by_denial(text, both)) is not None:
        return named
    return None if intervention_is_control else _by_part(text)


def _by_denial(text: str, both: tuple[Words, Words]) -> bool | None:
    """The order where one side is the other with `no` or `without`: phone calls v no phone calls."""
    own, other = both
    if ("no" in own) == ("no" in other):
        return None
    shared = {w for w in own & other if w not in EMPTY}
    said = [stem(w) for w in re.findall(r"[a-z]+", flat(text))]
    without = [i for i, w in enumerate(said) if w in shared and "no" in said[max(0, i - 2) : i]]
    with_it = [i for i, w in enumerate(said) if w in shared and "no" not in said[max(0, i - 2) : i]]
    if not without or not with_it or without[0] == with_it[0]:
        return None
    return (with_it[0] < without[0]) == ("no" in other)


def _by_part(text: str) -> bool | None:
    """The order of `intervention group` and `control group`."""
    treated, control = _TREATED_GROUP.search(text), _CONTROL_GROUP.search(text)
    return treated.start() < control.start() if treated and control else None
