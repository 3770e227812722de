"""Sizes of arms from numbers elsewhere in the report, accepted where they make up the total."""

from __future__ import annotations

import itertools
import re

from extractors.text.arm_set import Arms
from extractors.text.expression import Expression
from extractors.text.numerals import WHOLE, WORDS, number
from extractors.text.quantity_forms import PEOPLE
from extractors.text.sentences import Sentence
from schemas.models import Arm, Result

COMPARATIVE = Expression(
    r"(?i:\brandom|\bplacebo\b|\ballocated\b|\bassigned\b|\bcontrol (?:group|arm)\b|\b(?:two|three|"
    r"both) (?:treatment )?(?:groups|arms)\b|\bversus\b|\btrial\b|"
    r"\bin the [\w -]{3,40} (?:group|arm)\b[^.]* in the [\w -]{3,40} (?:group|arm)\b)"
)

_COUNTED_ARM = re.compile(
    rf"(?P<n>{WHOLE})\s(?:(?:randomi[sz]ed |eligible |evaluable )?{PEOPLE}\s)?(?:(?:were |"
    rf"who |randomly )*(?:in|to|on|with|for|received|receiving|assigned to|treated with|given)\s(?:receive\s"
    rf")?(?:the\s)?)?$"
)


def sizes_that_add_up(arms: Arms, sentences: list[Sentence], total: int | None) -> None:
    """Sizes for arms without one, from numbers printed beside their names, where they add up to the total."""
    if total is None or any(arm.n is not None for arm in arms.arms):
        return
    seen: list[dict[int, Sentence]] = [{} for _ in arms.arms]
    for sentence in sentences:
        for mention in arms.finder.mentions(sentence.text):
            match = _COUNTED_ARM.search(sentence.text, max(0, mention.start - 60), mention.start)
            if match and not mention.every:
                seen[mention.arms[0]].setdefault(int(number(match["n"])), sentence)
    fits = (
        [combination for combination in itertools.product(*seen) if sum(combination) == total]
        if all(len(s) < 12 for s in seen)
        else []
    )
    if len(fits) == 1 and len(arms.arms) > 1:
        for arm, n in zip(arms.arms, fits[0], strict=True):
            arm.n = n


# Not a count with its percentage, and not a count of so many.
_WHOLE_NUMBER = Expression(rf"(?<![\d.,/-])(?:{WHOLE})(?![\d.,]*\d|\s?%|-|/|\s?[(\[]\s?\d|\s(?:out )?of\b)")
# What divides people otherwise than into arms, so that its numbers make the total too.
_OTHER_DIVISION = re.compile(
    r"\b(?:classified|considered|stratif\w+|divided by|class [A-DI1-4]+|stages? [I1-4]+)\b|\b(?:men|males?|boys)\b.*\b"
    r"(?:women|females?|girls)\b|\b(?:women|females?|girls)\b.*\b(?:men|males?|boys)\b",
    re.I,
)
_EACH_SIDE = Expression(r"\b(?:each|both|per|either|every)\b")


def sizes_named_in_order(arms: Arms, sentences: list[Sentence], total: int | None) -> None:
    """Two numbers of one sentence that make the total, given to its two arms in the order of mention."""
    if total is None or len(arms.arms) != 2 or any(arm.n is not None for arm in arms.arms):
        return
    for sentence in sentences:
        if _OTHER_DIVISION.search(sentence.text):
            continue
        numbers = [int(number(m.group())) for m in _WHOLE_NUMBER.finditer(sentence.text)]
        if 2 * sum(n * 2 == total for n in numbers) == 2 and _EACH_SIDE.search(sentence.text):
            arms.arms[0].n = arms.arms[1].n = total // 2
            return
        pairs = {(a, b) for i, a in enumerate(numbers) for b in numbers[i + 1 :] if a + b == total and min(a, b) > 4}
        order = list(dict.fromkeys(m.arms[0] for m in arms.finder.mentions(sentence.text) if not m.every))
        if len(pairs) == 1 and (len(order) == 2 or len(set(next(iter(pairs)))) == 1):
            for i, n in zip(order if len(order) == 2 else (0, 1), next(iter(pairs)), strict=True):
                arms.arms[i].n = n
            return


_TWO_SIZES = Expression(
    rf"(?<![\w.,/-])(?:n\s?=\s?)?(?P<a>{WHOLE})\s(?:{PEOPLE}\s)?(?:and|vs\.?|versus)\s(?:n\s?=\s?)?(?P<b>{WHOLE})"
    rf"(?![\w/]|[.,]\d|\s?(?:%|months|years|weeks|days|mg|g\b|Gy|cycles|[(\[]\s?\d))"
)
_SIZES_BESIDE = Expression(
    rf"{WHOLE}\s(?:and|vs\.?|versus)\s{WHOLE}(?:\s(?:[a-z-]+\s)?{PEOPLE}|,? (?:were|was|respectively))\b"
)
_GIVEN = (
    r"(?:were\s)?(?:randomly\s)?(?:received|receiving|treated|enrolled|randomi[sz]ed|assigned|allocated|underwent|included|"
    r"evaluable)"
)
_PEOPLE_OF_ARMS = Expression(
    rf"\bn\s?=\s?{WHOLE}\s?and|\b{WHOLE}\s(?:and|vs\.?|versus)\s{WHOLE}\s(?:{_GIVEN}\b|(?:[a-z-]+\s)?{PEOPLE}[,;.)]?\s?"
    rf"(?:respectively|{_GIVEN}))|\b(?:groups?|arms?)\s(?:\w+\s)?(?:consisted of|comprised|included|contained|had)\s"
    rf"{WHOLE}\s(?:{PEOPLE}\s)?and\s{WHOLE}\s(?:[a-z-]+\s)?{PEOPLE}"
)


def sizes_in_order(arms: Arms, sentences: list[Sentence]) -> None:
    """`assigned to X or Y (399 and 400 patients, respectively)`: two sizes in the order of the two arms named."""
    if len(arms.arms) != 2 or any(arm.n is not None for arm in arms.arms):
        return
    for sentence in sentences:
        sizes = _TWO_SIZES.search(sentence.text)
        if not sizes or "respective" not in sentence.text:
            continue
        told = _PEOPLE_OF_ARMS.search(sentence.text)
        if not told and not (COMPARATIVE.search(sentence.text) and _SIZES_BESIDE.search(sentence.text)):
            continue
        order = list(dict.fromkeys(m.arms[0] for m in arms.finder.mentions(sentence.text) if not m.every))
        if len(order) == 2:
            for i, side in zip(order, "ab", strict=True):
                arms.arms[i].n = int(number(sizes[side]))
            return


def sizes_from_denominators(arms: list[Arm], results: list[Result], total: int | None) -> None:
    """The size of an arm seen only as the denominator of its results, where the arms together make the total.

    Up to a tenth of those enrolled may be missing: the arms as analysed are then the only sizes that are stated.
    """
    if not arms or any(arm.n is not None for arm in arms):
        return
    largest = [max((r.n_eval for r in results if r.arm == arm.arm and r.n_eval), default=0) for arm in arms]
    if all(largest) and (total is None or 0.9 * total <= sum(largest) <= total):
        for arm, n in zip(arms, largest, strict=True):
            arm.n = n


_ENROLLED = Expression(
    rf"\b(?P<n>{WHOLE}|(?i:{WORDS}))\s(?:\([^()]*\)\s)?(?:(?!of\b)[\w-]+\s){{0,3}}?"
    rf"{PEOPLE}\b(?:\s?\([^()]*\))?(?:\s(?:with|who|from)\s[^.;]{{0,90}}?)?,?\s(?:were|was|had been|"
    rf"underwent)?\s?"
    r"(?:randomly assigned|randomi[sz]ed|randomi[sz]ation|enrolled|recruited|treated|included|analy[sz]ed|registered|"
    rf"accrued|evaluated|received\b(?![^.;]*\s(?:{WHOLE})\s(?:{PEOPLE}\s)?received))\b"
    rf"|\b(?:enrolled|recruited|treated|included|randomly assigned|randomi[sz]ed)\s(?:a total of\s)?(?P<n2>"
    rf"{WHOLE}|(?i:{WORDS}))\s(?:[\w-]+\s){{0,3}}?{PEOPLE}\b"
)


def enrolled(sentences: list[Sentence]) -> tuple[int, Sentence, tuple[int, int]] | None:
    """The number who took part, with its sentence and span: the first that is not another study's."""
    for sentence in sentences:
        match = _ENROLLED.search(sentence.text)
        if match and not re.search(r"\b(?:previous|previously|earlier)\b", sentence.text):
            return int(number(match["n"] or match["n2"])), sentence, match.span()
    return None
