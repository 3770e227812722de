"""Sizes that a total gives: groups said to be equal, and people who had both treatments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.text.normal import plain
from extractors.text.numerals import WORDS, word_value
from schemas.models import Report
from synthesis.ask.size_mentions import PERSONS

_DIGITS = r"(?P<n@>\d{1,3}(?:,\d{3})+|\d{1,5})"
_N = rf"(?P<n@>\d{{1,3}}(?:,\d{{3}})+|\d{{1,5}}|\b(?:{WORDS})\b)"
_K = r"(?:two|three|four|five|six|2|3|4|5|6)"
_FEW = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_EACH = re.compile(
    "|".join(
        pattern.replace("@", str(i))
        for i, pattern in enumerate(
            (
                rf"\b{_K}\s+(?:equal\s+)?(?:\w+\s+)?(?:groups|arms)\s*(?:,|of|with|\(|each|containing|consisting of|"
                rf"comprising)+\s*(?:n\s*=\s*)?{_N}\b(?!\.\d|\s*%)",
                rf"\b{_N}\s+(?:\w+\s+){{0,2}}(?:in|per|for)\s+(?:each|every)\s+(?:\w+\s+)?(?:group|arm)s?\b",
                rf"\b{_DIGITS}\s+(?:{PERSONS})\s+(?:in\s+)?each\b",
                rf"\b{_N}\s+(?:{PERSONS})\s+(?:were|was)\s+\w+\s+(?:in|to|into)\s+(?:each|every)\s+(?:\w+\s+)?"
                rf"(?:group|arm|treatment)",
                rf"\b{_N}\s+(?:{PERSONS}\s+)?(?:in|to|for|receiving)\s+(?:each|every)\s+(?:treatment|intervention)\b",
                rf"each\s+(?:group|arm)\s*\(\s*n\s*=\s*{_N}",
                rf"(?:groups|arms)\s*\(\s*n\s*=\s*{_N}\s*(?:\)|,?\s*each|per|in each)",
                rf"\b{_N}\s+(?:\w+\s+)?per\s+(?:group|arm)\b",
                rf"\b(?:random\w*|assign\w*|allocat\w*|divided|split)\b[^.;(]{{0,120}}?[(,]\s*(?:n\s*=\s*)?{_N}\s+"
                rf"(?:{PERSONS}\s+)?(?:in |for )?each\s*(?=[),.;]|$)",
                rf"\bboth\s+(?:[\w-]+\s+){{0,8}}(?:groups|arms)\s+(?:had|included|comprised|contained|consisted of)\s+"
                rf"{_N}\s+(?:{PERSONS})\b(?!\s+(?:with|who|whose|in whom|that|having|developing)\b)",
                rf"\beach\s+(?:group|arm)\s+(?:consist(?:ed|ing)\s+of|compris(?:ed|ing)|contain(?:ed|ing)|includ(?:ed|"
                rf"ing)|had|was composed of)\s+{_N}\b(?!\.\d|\s*%)",
            )
        )
    ),
    re.IGNORECASE,
)
_EQUALLY = re.compile(
    rf"\b(?:into|to|in|formed|of)\s+(?P<k>{_K})\s+(?:\w+\s+)?equal(?:ly sized|[- ]sized)?\s+(?:\w+\s+)?(?:groups|arms)|"
    rf"\b(?:equally|evenly)\b[^.;]{{0,40}}?\b(?P<k2>{_K})\s+(?:\w+\s+){{0,2}}(?:groups|arms)|"
    rf"\b(?P<k3>{_K})\s+(?:\w+\s+){{0,2}}(?:groups|arms)\s+(?:equally|evenly|of equal size)"
)
_TOTAL = re.compile(
    rf"(?<![\d.,=/±-])\b(?:(?P<n>\d{{1,3}}(?:,\d{{3}})+|\d{{1,5}})|(?P<word>(?i:{WORDS})))\b"
    r"(?!\s*(?:%|\.\d|years?\b|days?\b|weeks?\b|months?\b|to\s+\d|-\s*\d|groups\b|arms\b|equal\b))"
)
_PEOPLE = re.compile(rf"\s+(?:[\w-]+,?\s+){{0,4}}?(?:{PERSONS})\b", re.IGNORECASE)
_BOTH = re.compile(
    r"\bcross-?over\b(?!\s+(?:to|was allowed|was permitted|at|from|from placebo|after progression))|"
    r"\bwithin-(?:subjects?|participants?)\b|\bcounter-?balanced\b|\bwash-?out (?:period|phase|interval)|"
    r"\bas (?:their|his|her|its) own controls?\b|\bsplit-mouth\b|"
    r"\b(?:each|every|all)\s+(?:of the\s+)?(?:\w+\s+)?(?:participant|subject|patient|volunteer|athlete|player)s?\s+"
    r"(?:\w+\s+){0,3}(?:both|all|two|three|four)\s+(?:\w+\s+){0,2}(?:conditions|treatments|trials|sessions|"
    r"interventions|diets|occasions|phases|periods)\b",
    re.IGNORECASE,
)
_ORDERED = re.compile(
    r"\b(?:order|sequence) of (?:the )?(?:\w+ ){0,3}(?:conditions|treatments|interventions|diets|trials)\b[^.;]{0,60}"
    r"\b(?:random|counter-?balanced)",
    re.IGNORECASE,
)


def stated_each(sentence: str) -> Iterator[tuple[int, int, int]]:
    """`two groups of 12`, `15 patients in each group`: the number and where it stands."""
    for match in _EACH.finditer(sentence):
        said = next(v for v in match.groups() if v)
        n = int(said.replace(",", "")) if said[0].isdigit() else word_value(said)
        yield n, match.start(), match.end()


def equal_parts(sentence: str, total: int | None) -> tuple[int, int, int] | None:
    """`30 residents were divided into two equal groups`: the part of each and where it is said.

    The total is the sentence's own number before the groups, else the one given. None where it does not divide.
    """
    match = _EQUALLY.search(sentence)
    if match is None:
        return None
    name = match["k"] or match["k2"] or match["k3"]
    k = _FEW.get(name) or int(name)
    own = [_value(m) for m in _TOTAL.finditer(sentence, 0, match.start())]
    whole = own[0] if len(own) == 1 else total
    if not whole or whole % k or whole // k < 2:
        return None
    return whole // k, match.start(), match.end()


def same_people(report: Report) -> bool:
    """Whether every participant had all treatments: a crossover or a within-subject design.

    Title and abstract say it in many ways; of the methods only the order in which people had the treatments counts,
    because tests and rooms are counterbalanced in parallel trials as well.
    """
    own = [report.title or "", *(b.text for b in report.blocks if b.part == "abstract")]
    methods = (b.text for b in report.blocks if b.section == "methods")
    return any(_BOTH.search(plain(text)) for text in own) or any(_ORDERED.search(plain(text)) for text in methods)


def total_at(sentence: str, n: int, of_people: bool) -> tuple[int, int] | None:
    """Where a sentence names a number, with the words up to the people that it must count if `of_people`."""
    for match in _TOTAL.finditer(sentence):
        people = _PEOPLE.match(sentence, match.end())
        if _value(match) == n and (people or not of_people):
            return match.start(), people.end() if people else match.end()
    return None


def _value(match: re.Match[str]) -> int:
    return int(match["n"].replace(",", "")) if match["n"] else word_value(match["word"])
