"""A place that names an arm, and how a name is cut out of running text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractors.text.arm_names import Tokens, tokens
from extractors.text.expression import Expression
from extractors.text.numerals import WHOLE, WORDS
from extractors.text.quantity_forms import PEOPLE
from extractors.text.sentences import Sentence

_MASK = "\x00"
_TEXTS_KEPT = 4096
"""Sentences whose masked form is kept in memory: every form of naming asks for the same."""

# The exponent of a unit (`mg/m(2)`) is no bracket.
BRACKET = re.compile(r"(?:(?<![dgklmL])\(|\((?!-?\d\)))[^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\]|\{[^{}]*\}")

_BOUNDARY = re.compile(
    rf"{_MASK}[\s,;]*(?:and|or|versus|vs\.?|v)?\s|[;:]|\b(?:to receive|receive[ds]?|receiving|to|either|or|versus|vs"
    rf"\.?|v|"
    rf"compared with|compared to|underwent|undergo|given|were|was|between|comprising|into|groups?:|arms?:|"
    rf"patients? (?:with|in)|"
    rf"follows|(?<![\w-])(?:{WHOLE}) (?:{PEOPLE} )?(?:in|to|with|on|received))\b,?"
)

_TAIL = re.compile(
    r"(?:[\s,]+(?:daily|orally|intravenously|weekly|monthly)(?=\s*(?:[,;]|$)))|(?:[\s,]+(?:for|every|on days?|at|"
    r"until|up to|twice|once|during|within|over|as(?! usual)|in patients|"
    r"in women|in men|in adults|administered|given|starting|beginning|from|who|were|was|had|has|before|after|"
    r"as compared|compared|than|"
    r"of whom|of which|while|when|where|whereas|did|improved|reduced|increased|is|are|in a|in the|in this|among|if|"
    r"\d[\d,.]*(?:\s?-\s?\d+)?\s?(?:mg|µg|μg|g|mcg|Gy|IU|U|mCi|MBq|GBq|ml|mL|%|times|cycles|days|weeks|months|years)\b)"
    r"(?=\W|$)|\d[\d,.]*\s?(?:mg|µg|μg|mcg|Gy|IU|mCi|GBq)\b).*$",
    re.S,
)

_HEAD = re.compile(
    rf"^(?:[\s,;.]*(?:\b(?:\d+-(?:day|week|month)|the|a|an|either|receive|with|in|to|of|and|or|on|then|by|only|also|matching|{WHOLE}|(?:"
    rf"{WORDS})|up to|open-label|cycles?|courses?|doses?|"
    rf"weeks?|months?|years?|days?|{PEOPLE}|were|was|assigned|randomly|randomi[sz]ed|allocated|received|receiving|those|"
    rf"treated|treatment with|therapy with)\b))*[\s,;.]*",
    re.I,
)

ASSIGNED = Expression(
    r"\b(?:randomi[sz]ed|randomly (?:assigned|allocated|selected|divided)|(?:was|were) (?:assigned|allocated|divided)"
    r"|we (?:randomly )?assigned|allocated|assigned)\b"
)

_NOT_ARMS = re.compile(
    r"\b(?:males?|females?|median|mean|age[ds]?|analys[ei]s|population|evaluable|screened|eligible|cent(?:er|re)s?|sites|"
    r"events?|deaths?|follow-?up(?! (?:alone|only))|countries|"
    r"hospitals?|subset|subgroup|stage|grade|excluded|withdr[ae]w|lost|adverse|toxicit\w+|response|progression|"
    r"survival|"
    r"months?|years?|(?:pilot|present|current|clinical|phase \w+) (?:study|trials?)|(?:study|trials?)$|study \d|"
    r"survey|donors?|unknown|others?|included|completed|baseline|safety|intention|sensitivity|questionnaires?|"
    r"samples?|seen|available|reasons?|declin\w+|benefits?|risks?|remissions?|compliance|"
    r"(?:significantly|slightly|much) \w+|positive|negative(?! pressure))\b"
    r"|^(?:un)?(?:resectable|operable|metastatic|recurrent|locally advanced|newly diagnosed|relapsed|"
    r"refractory|pre-?menopausal|post-?menopausal|smokers|non-?smokers|rural|urban)"
    r"(?: (?:disease|cancer|tumou?rs?|patients|women|men|adults))?$|^(?:plus|points|scores?)\b|-?\d\.\d+$"
    r"|^(?:at|after|during|from|until|before|by|longer|shorter|higher|lower|greater|increased?|decreased?) (?!dos)",
    re.I,
)

_DOSE = re.compile(
    r"\s(?:at )?\d[\d,.]*(?:\s?-\s?\d[\d,.]*)?\s?(?:mg|µg|μg|mcg|g|Gy|IU|mCi|MBq|GBq|µM|μM|nM|mM)\b(?:\s?(?:/|"
    r"per )?\s?(?:m\s?\(?-?2\)?|m2|kg|d\b|day|qm\(2\)|week)(?:\s?-1)?)*(?:\s?/?d(?:ay)?\b)?"
)


_COUNTED_TIME = rf"(?:{WHOLE}|(?i:{WORDS}))[ -](?:days?|weeks?|months?)"
_CIRCUMSTANCE = re.compile(
    r"[\s,]+(?:between|from|during|since|in)\s(?:(?:early|late|mid)[ -])?(?:\d{1,2}\s)?"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s(?:\d{1,2},?\s)?(?:19|20)\d\d\b"
    r"|[\s,]+(?:between|from|during|since)\s(?:19|20)\d\d\b"
    r"|[\s,]+on days? \d|[\s,]+(?:and|then) (?:were|was) followed\b|[\s,]+with (?:a |an )?(?:median )?follow-?up\b"
)
_ON_OR_OFF = re.compile(r"(?:day|week|month)s?\s?[ -]?o(?:n|ff)\b")
_ON_AND_OFF = re.compile(rf"[\s,]+{_COUNTED_TIME}\s?[ -]?(?:on|off)\b")


@dataclass(slots=True)
class Naming:
    """One place that names an arm: one or two forms of the name, and the size where it is said."""

    forms: list[str]
    n: int | None
    sentence: Sentence
    start: int
    end: int
    kind: str

    @property
    def text_has_size(self) -> bool:
        """Whether the size stands in a bracket right after the name: hardly ever an accident."""
        return self.kind in ("sized", "listed") and self.sentence.text[self.end - 1 : self.end] == ")"

    @property
    def keys(self) -> list[Tokens]:
        """The telling words of each form."""
        return [key for key in (tokens(form) for form in self.forms) if key]


@lru_cache(maxsize=_TEXTS_KEPT)
def masked(text: str) -> str:
    """The sentence with every bracket blanked out, in place."""
    for bracket in brackets(text):
        text = text[: bracket.start()] + _MASK * (bracket.end() - bracket.start()) + text[bracket.end() :]
    return text


@lru_cache(maxsize=_TEXTS_KEPT)
def brackets(text: str) -> tuple[re.Match[str], ...]:
    """Every bracket of a sentence."""
    return tuple(BRACKET.finditer(text)) if "(" in text or "[" in text or "{" in text else ()


def without_circumstances(text: str) -> str:
    """A name cut at a date range, a schedule or a follow-up clause: they are not part of what was given."""
    kept = _CIRCUMSTANCE.split(text, maxsplit=1)[0]
    if _ON_OR_OFF.search(text):
        kept = min(kept, _ON_AND_OFF.split(text, maxsplit=1)[0], key=len)
    return kept.rstrip(" ,;")


_DOSE_FIRST = re.compile(
    r"^(?:[\s,;]*(?:(?:the|an?|either|of|receive)\s"
    rf"|(?:{WHOLE}|\d*\.\d+)\s?(?:mg|µg|μg|mcg|g|Gy|IU|mCi|MBq|GBq|mL|ml|µM|%)(?:[./]\s?\w+(?:\(-?\d\))?)*\s(?:of\s)?"
    rf"|(?:{WHOLE}|(?i:{WORDS}))[- ](?:weeks?|months?|days?|years?|hours?|minutes?|min|sessions?)\b(?:[- ]long)?\s"
    r"(?:of\s)?"
    r"))+"
)
"""What may stand before the name proper: `60 mg of`, `a 6-week`, `12 weeks of`."""


_LENGTH_WITHIN = re.compile(
    rf"\b(plus|and|with|by)\s(?:{WHOLE}|(?i:{WORDS}))[ -](?:days?|weeks?|months?|years?|cycles?|courses?|doses?)\s"
    r"(?:of\s)?(?=[A-Za-z])"
)
"""How long the second of two treatments was given: `drug A plus 18 months of drug B`."""


@lru_cache(maxsize=_TEXTS_KEPT)
def clean_name(text: str) -> str:
    """An arm's name without articles, sizes, doses and schedules."""
    text = without_circumstances(text.replace(_MASK, " "))
    text = _DOSE_FIRST.sub("", text) or text
    text = _LENGTH_WITHIN.sub(r"\1 ", text)
    text = _DOSE.sub(" ", text)
    text = _HEAD.sub("", text, count=1)
    text = _TAIL.sub("", text)
    text = re.sub(r"\s+", " ", text).strip(" ,;.:-")
    return re.sub(r"\s(?:and|or|with|plus)$|[\s,]+(?:both|each|daily|orally|intravenously)$", "", text)


# What a mean or score before it is of, right before a size: `-8.06 (6.50) for brace wearing (n = 20)`.
_OF_VALUE = re.compile(
    rf"(?:\d|{_MASK}|\bpoints|\bscores?|%)\s(?:for|in|with|among)\s(?:the\s)?(?P<name>[\w+/-]+(?:\s(?!or\b|versus\b|vs\b)[\w+/-]+){{0,3}})$"
)
_GROUP_BEFORE = re.compile(r"\bthe\s(?P<name>(?:(?!the\b|in\b|of\b|to\b|for\b)[\w+/,.'-]+\s){1,7}(?:group|arm))$")
_PART_BEFORE = re.compile(
    r"\b(?:and|or|versus|vs\.?|into)\s(?:an?\s)?(?P<name>(?:control|placebo|experimental|intervention|study|treatment|observation"
    r"|standard|sham|comparison|reference)\s(?:group|arm))$"
)


# A bracket within a name (`X (5 mg) intravenously and Y`), not one that ends a name (`X (5 mg), Y`).
_WITHIN = re.compile(rf"{_MASK}+(?!{_MASK}|[,;]\s(?!and\b))")


def name_before(text: str, position: int) -> str:
    """The arm's name that ends at a place of a masked sentence."""
    left = text[max(0, position - 220) : position].rstrip()
    left = left.rstrip(_MASK + " ")
    called = _PART_BEFORE.search(left) or _GROUP_BEFORE.search(left) or _OF_VALUE.search(left)
    if called:
        return clean_name(called["name"])
    last = 0
    for match in _BOUNDARY.finditer(left + " "):
        if match.end() < len(left):
            last = match.end()
    name = clean_name(left[last:])
    if tokens(name) or _MASK not in left:
        return name
    joined = _WITHIN.sub(lambda m: " " * len(m.group()), left)
    return name if joined == left else name_before(joined, len(left))


_PORTIONS = frozenset(["fraction", "injection", "infusion", "tablet", "capsule", "session", "pill", "visit"])
"""What a treatment is given in, singular: no arm by itself."""


@lru_cache(maxsize=_TEXTS_KEPT)
def usable(name: str) -> bool:
    """Whether a cleaned name can be an arm's: short, telling, and not a population or a measurement."""
    return (
        bool(name)
        and "%" not in name
        and not re.match(r"(?:mg|g|Gy|mL|ml|µg|μg|mCi|IU|days?|weeks?|months?|cycles?)\b", name)
        and len(name) <= 110
        and bool(tokens(name))
        and len(tokens(name)) <= 9
        and not _NOT_ARMS.search(name)
        and not tokens(name) <= _PORTIONS
    )
