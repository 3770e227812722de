"""Which label of a report is the question's intervention, which its comparator."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from synthesis.ask.label_forms import abbreviates, begun, is_letter_of, numbers
from synthesis.ask.short_forms import ShortForms
from synthesis.ask.side_order import named_in_order
from synthesis.ask.side_words import ALONE, CONTROL, EMPTY, JOINED, TREATED
from synthesis.ask.words import Words, flat, has, listed, words

_JOINS = re.compile(r"\+|\b(?:plus|and|with|combin\w+|add(?:ed|ing|ition|[- ]on)\w*)\b", re.IGNORECASE)
_SIZE = re.compile(r"[\[(]?\s*(?:total\s*)?\b[nN]\s*[=:]\s*\d[\d,]*\s*[\])]?|[\[(]\s*\d+\s*[\])]\s*$")
_SAME_PEOPLE = (
    r"(?:(?:the |same |all )*(?:patients?|participants?|subjects?|group|values?|levels?|scores?|measurements?|period|"
    r"phase|data)\W+)?"
)
_BEFORE = re.compile(
    rf"\W*{_SAME_PEOPLE}(?:(?:at|in|from) )?(?:baseline|before|prior to|preceding|pre\b|"
    r"pre-?(?:tests?|treatment|intervention|operative(?:ly)?|op|training|study|surgery|exercise|supplementation|dose|"
    r"implementation|program(?:me)?)\b|initial|day 0|week 0|month 0|time 0|t0\b)"
)
_NOT_A_GROUP = re.compile(
    r"^\W*(?:p(?:[- ]?values?)?|differences?|total|overall|all(?: patients| subjects| participants)?|whole|"
    r"(?:\d+ ?% ?)?ci|(?:odds|hazard|risk|rate) ratio|or|hr|rr|effect(?: size)?|statistics?|t|f|z|χ2|change)\W*$",
    re.IGNORECASE,
)
_OF_PATIENTS = re.compile(
    r"[<>≤≥]\s*\d|\b(?:older|younger|elderly|women|men|males?|females?|boys|girls|non ?smokers?|smokers|responders?|"
    r"survivors?|carriers?|genotypes?|positive|negative|history of|(?:level|years) of education|"
    r"(?:primary|secondary|tertiary|higher|lower|other) educations?)\b"
)
MATCH = 0.3
"""Least score at which a label is taken for a side."""
APART = 0.15
"""How much better the reading of a pair of labels must be than the same pair the other way round."""


@dataclass
class Sides:
    """The words of both sides of a question, spelled out by the report's own abbreviations."""

    intervention: str
    comparator: str
    short_forms: ShortForms = field(default_factory=ShortForms)
    aliases: dict[str, Words] = field(default_factory=dict)
    """Group names that say nothing by themselves (`group 1`), with the words the report explains them by."""

    def __post_init__(self) -> None:
        self._words = self._side(self.intervention), self._side(self.comparator)
        self._asked_control = tuple(bool(_named(text, CONTROL)) or _is_nothing(text) for text in self._texts)
        if all(self._asked_control):  # usual care and lessons against usual care
            own, other = self._words
            self._asked_control = (own < other, other < own) if own < other or other < own else (True, True)
        if ("no" in self._words[0]) != ("no" in self._words[1]):  # with X against without X
            self._asked_control = tuple(
                asked or "no" in own for asked, own in zip(self._asked_control, self._words, strict=True)
            )
        self._is_joined = tuple(bool(_JOINS.search(text)) for text in self._texts)
        self._cache: dict[tuple[str, int], float] = {}

    @property
    def exclusive(self) -> tuple[Words, Words]:
        """The telling words of each side that the other has not."""
        own, other = (frozenset(w for w in side if w not in EMPTY or w.isdigit()) for side in self._words)
        return own - other, other - own

    @property
    def _texts(self) -> tuple[str, str]:
        return self.intervention, self.comparator

    def _side(self, text: str) -> Words:
        return self.short_forms.words(text)

    @property
    def against_baseline(self) -> bool:
        """Whether the comparator is the same group before treatment."""
        return bool(_BEFORE.match(flat(self.comparator)))

    @property
    def is_after(self) -> bool:
        """Whether the intervention is a time of one group as well: after treatment."""
        return bool(re.match(r"\W*(?:at )?(?:after|post|end of|follow)", flat(self.intervention)))

    @property
    def of_patients(self) -> bool:
        """Whether the sides are kinds of patients (smokers, the over 65s, tertiary education), not treatments."""
        return any(_OF_PATIENTS.search(flat(text)) for text in self._texts)

    def context(self, around: str, first: str, second: str) -> float:
        """The share of the words of both sides that the two labels leave unsaid and their surroundings say.

        `palmvitee` in a comparison of smokers with non-smokers on palmvitee, where another pair of columns has placebo.
        """
        own, other = self._words
        said = self.short_forms.words(first) | self.short_forms.words(second)
        place = self.short_forms.words(around)
        if self.against_baseline:  # the group stands in the labels or around them: `rowers, before`
            asked, said, place = own, frozenset(), place | said
        else:
            asked = own | other
        left = {w for w in asked if w not in EMPTY and not w.isdigit() and not has(w, said)}
        return sum(has(w, place) for w in left) / len(left) if left else 0.0

    def score(self, label: str, side: int) -> float:
        """How well a label names a side (0 intervention, 1 comparator): 1 in the same words, below 0 if the other."""
        key = (label, side)
        if key not in self._cache:
            self._cache[key] = self._score(label, side)
        return self._cache[key]

    def _score(self, label: str, side: int) -> float:
        bare = _SIZE.sub(" ", label)
        if not bare.strip() or _NOT_A_GROUP.match(bare):
            return -1.0
        raw = words(bare)
        own, other = self._words[side], self._words[1 - side]
        named = begun(self.short_forms.words(bare), own | other)
        by_words = self._overlap(named, raw, own, other)
        if (alias := self.aliases.get(flat(bare).strip())) is not None:
            by_words = max(by_words, 0.8 * self._overlap(alias, alias, own, other))
        elif is_letter_of(bare, self._texts[side]) and not is_letter_of(bare, self._texts[1 - side]):
            by_words = max(by_words, 0.5)
        by_words = max(by_words, self._by_initials(bare, side))
        if self.other_dose(bare, side):
            return -0.6
        if by_words <= -0.5:
            return by_words
        return max(by_words, self._by_role(self._spelled_out(raw), side))

    def other_dose(self, label: str, side: int) -> bool:
        """Whether label and side both name numbers (doses, durations) and have none in common."""
        told, asked = numbers(_SIZE.sub(" ", label)), numbers(self._texts[side])
        return bool(told and asked and not told & asked)

    def _spelled_out(self, raw: Words) -> Words:
        """The words with abbreviations replaced by what they stand for."""
        return frozenset(w for word in raw for w in (self.short_forms.of(word) or (word,)))

    def _by_initials(self, label: str, side: int) -> float:
        """`CACP group` for a corporate-academic cooperation program, where nothing defines it."""
        mine, other = self._texts[side], self._texts[1 - side]
        return 0.7 if abbreviates(label, mine) and not abbreviates(label, other) else -1.0

    def _overlap(self, named: Words, raw: Words, own: Words, other: Words) -> float:
        if not named:
            return 0.0
        weight = {w: self._weight(w, w in own and w in other) for w in own | other}
        hit = sum(weight[w] for w in own if has(w, named))
        least = min(sum(weight[w] for w in own), 2.5) or 1.0
        recall = min(1.0, hit / least)
        said = [w for w in raw if w not in EMPTY] or list(raw)
        explained = sum(has(w, own) for w in said) / len(said) if said else 0.0
        foreign = sum(weight[w] for w in other - own if has(w, named) and not has(w, own))
        missing = sum(1 for w in ("no",) if (w in own) != (w in named)) if hit else 0
        score = 0.6 * recall + 0.4 * explained * (hit > 0) - 0.6 * min(1.0, foreign / 1.5) - 0.6 * missing
        return score + 0.1 * min(2, max(0, len(raw & own - other - EMPTY) - 1))

    @staticmethod
    def _weight(word: str, shared: bool) -> float:
        weight = 0.25 if word in EMPTY else 1.0
        return weight * (0.2 if shared else 1.0)

    def _by_role(self, named: Words, side: int) -> float:
        """What `control group` and `intervention group` say by themselves."""
        if self.of_patients:
            return -1.0
        telling = named - TREATED - CONTROL - EMPTY
        if named & CONTROL and not telling:
            if self._asked_control[side]:
                return 0.7 if not self._asked_control[1 - side] else 0.3
            return 0.4 if side == 1 and not self._asked_control[0] else -0.3
        if named & TREATED and not telling:
            if self._asked_control[side]:
                return -0.3
            return 0.45 if side == 0 or self._asked_control[0] else -0.2
        if named & (JOINED | ALONE) and not telling - JOINED - ALONE:
            return 0.6 if self._is_joined[side] == bool(named & JOINED) else -0.3
        return -1.0

    def pair(self, first: str, second: str) -> tuple[float, bool] | None:
        """The score of two labels as the two sides, and whether they stand in the question's order; None if unsure.

        Where whole labels do not tell, they are read without the words they share: `A + B` against `placebo + B`.
        """
        read = self._read_pair(first, second)
        if read is None:
            shared = words(first) & words(second)
            bare = (_without(first, shared), _without(second, shared)) if shared else ("", "")
            read = self._read_pair(*bare) if all(bare) else None
        return read

    def _read_pair(self, first: str, second: str) -> tuple[float, bool] | None:
        straight = self._together(first, second)
        crossed = self._together(second, first)
        best = max(straight, crossed)
        if best < MATCH or abs(straight - crossed) < APART:
            return None
        return best, straight >= crossed

    def _together(self, intervention: str, comparator: str) -> float:
        a, b = self.score(intervention, 0), self.score(comparator, 1)
        return (a + b) / 2 + 0.15 * min(a, b) if min(a, b) > 0 else -1.0

    def order(self, text: str) -> bool | None:
        """Whether a text names the intervention before the comparator; None where it does not name both apart."""
        return named_in_order(text, self._words, self.short_forms, self._asked_control[0])


def bare_label(label: str) -> str:
    """A label without the group size it carries."""
    return _SIZE.sub(" ", label).strip(" ,;:")


def _without(label: str, shared: Words) -> str:
    """A label without the words that another label has as well."""
    left = [part for part in label.split() if re.search(r"\w", part) and not words(part) & shared]
    return " ".join(left)


def _named(text: str, kind: frozenset[str]) -> bool:
    return bool(set(listed(text)) & kind)


def _is_nothing(text: str) -> bool:
    return bool(re.match(r"\W*(?:no|without|non)\b", flat(text)))
