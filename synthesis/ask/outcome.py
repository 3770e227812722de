"""How well a place of the report speaks of the outcome asked for: rarity-weighted words, and the time point."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from synthesis.ask.short_forms import ShortForms
from synthesis.ask.words import Words, flat, has, listed, stem, stems

_TIME = re.compile(
    r"(?:(?P<unit>week|month|day|year|hour|minute|hr|wk|mo|min|visit)s?[ -]?(?P<n>\d+(?:\.\d+)?))|"
    r"(?:(?P<n2>\d+(?:\.\d+)?)(?:st|nd|rd|th)?[ -]*(?P<unit2>hours?|hrs?|h|days?|d|weeks?|wks?|months?|mo|"
    r"years?|yrs?|y|minutes?|min)\b)"
)
_HOURS = {"mi": 1 / 60, "h": 1.0, "d": 24.0, "w": 168.0, "mo": 730.5, "y": 8766.0}
_BASELINE = re.compile(r"\b(?:baseline|before|pre|pre-\w+|pre(?:treatment|operative|intervention|test)|initial)\b")
_CHANGE = re.compile(r"\b(?:chang\w*|improve\w*|reduc\w*|decreas\w*|increas\w*|gain\w*|loss|difference|declin\w*)\b")
_CHANGE_STEMS = stems("change improvement improve reduction reduce decrease increase gain difference decline general")
_TIME_STEMS = stems("hour day week month year minute after at")
_OPPOSED = [
    tuple(stem(word) for word in pair.split())
    for pair in (
        "serious any",
        "systolic diastolic",
        "objective subjective",
        "left right",
        "positive negative",
        "male female",
        "hdl ldl",
        "high low",
        "major minor",
        "internal external",
        "early late",
        "primary secondary",
        "total free",
        "maximum minimum",
        "inferior superior",
        "upper lower",
        "complete partial",
        "rest movement",
        "rest coughing",
        "intrinsic extrinsic",
        "mild severe",
        "mild moderate",
        "moderate severe",
        "best worst",
        "fasting postprandial",
        "direct indirect",
        "new recurrent",
        "good poor",
        "anterior posterior",
        "physical mental",
        "increased decreased",
        "nonfatal fatal",
        "active passive",
        "live still",
    )
]
_QUALIFIERS = frozenset(word for pair in _OPPOSED for word in pair)
"""Words that turn one outcome into another: they count in full, and their opposite counts against a place."""
_WHOLE = frozenset(map(stem, ("total", "overall", "any", "all", "scale", "index", "subscale")))
_UNKNOWN = 0.5
"""Weight of a word that no place of the report has: likely a paraphrase, so it says less against a place."""


def hours_in(text: str) -> set[float]:
    """Every point of time that a text names, in hours (months of 730.5)."""
    found = set()
    for match in _TIME.finditer(flat(text)):
        unit = match["unit"] or match["unit2"]
        key = unit[:2] if unit[:2] in ("mi", "mo") else unit[0]
        if key in _HOURS:
            found.add(float(match["n"] or match["n2"]) * _HOURS[key])
    return found


@dataclass
class Outcome:
    """The outcome of a question, weighed against the places of one report where it could stand."""

    text: str
    side_words: Words = frozenset()
    short_forms: ShortForms = field(default_factory=ShortForms)
    weights: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.hours = hours_in(self.text)
        low = flat(self.text)
        self.asks_baseline = bool(_BASELINE.search(low))
        self.asks_share = bool(re.search(r"percent|proportion|%", low))
        self.asks_change = bool(_CHANGE.search(low))
        said = [w for w in dict.fromkeys(listed(self.text)) if w not in _TIME_STEMS]
        if self.hours:
            said = [w for w in said if not w.replace(".", "").isdigit()]
        own = [w for w in said if w not in self.side_words and w not in _CHANGE_STEMS]
        self.words: tuple[str, ...] = tuple(own or said)
        self.vague = not own

    def weigh(self, places: Iterable[Words]) -> None:
        """Set the words' weights by how few of the report's places have them."""
        all_places = list(places)
        for word in self.words:
            n = sum(has(word, place) for place in all_places)
            rarity = math.log((len(all_places) + 2) / (n + 1)) / math.log(len(all_places) + 2)
            self.weights[word] = 0.15 + rarity if n else _UNKNOWN
            if word in _QUALIFIERS:
                self.weights[word] = 1.2

    def coverage(self, place: Words) -> float:
        """The weighted share of the outcome's words that a place has, long forms of abbreviations included."""
        total = sum(self.weights.get(w, 1.0) for w in self.words)
        got = sum(self.weights.get(w, 1.0) for w in self.words if self._in(w, place))
        return got / total if total else 0.0

    def _in(self, word: str, place: Words) -> bool:
        if has(word, place):
            return True
        long = self.short_forms.of(word)
        return bool(long) and all(has(w, place) for w in long)

    def opposed(self, place: Words) -> bool:
        """Whether a place has the opposite of a word asked for and not the word itself: systolic for diastolic."""
        for first, second in _OPPOSED:
            for asked, other in ((first, second), (second, first)):
                if asked in self.words and other in place and asked not in place:
                    return True
        return False

    def unqualified(self, place: Words) -> bool:
        """Whether a place lacks a word that makes the outcome another one: serious, systolic, left."""
        return any(word in _QUALIFIERS and not has(word, place) for word in self.words)

    def surplus(self, place: Iterable[str]) -> float:
        """The share of a place's words that the outcome does not have."""
        asked = self.short_forms.words(self.text) | self.side_words
        said = [w for w in place if w not in _TIME_STEMS and w not in _WHOLE and not w.replace(".", "").isdigit()]
        if not said:
            return 0.0
        return sum(not has(w, asked) and not self._explains(w, asked) for w in said) / len(said)

    def _explains(self, word: str, asked: Words) -> bool:
        long = self.short_forms.of(word)
        return bool(long) and all(has(w, asked) for w in long)

    def time_score(self, timepoint: str, is_baseline: bool) -> float:
        """Agreement of the time point: up to 0.3 where it is the one asked for, far below 0 where it is another."""
        there = hours_in(timepoint)
        if is_baseline:
            return 0.2 if self.asks_baseline else -0.6
        if not self.hours:
            return 0.0
        if any(abs(a - b) <= 0.02 * max(a, b) for a in self.hours for b in there):
            return 0.3
        return -0.5 if there else 0.0
