"""How many people were in the study as a whole: the number its report states, never one worked out from arms.

Every number of people in a sentence is a candidate. The words around it say what it counts: those randomised, those
enrolled, a mere mention, or something else (screened, planned, an arm, a subset), which is left alone. Numbers of the
abstract go before those of the body; randomised before enrolled; the earlier before the later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from extractors import sample_size_words as words
from extractors.text.numerals import word_value
from extractors.text.sentences import Sentence

RANDOMISED, ENROLLED, MENTIONED = 3, 2, 1
_SKIPPED_SECTIONS = frozenset({"background", "introduction", "conclusion", "discussion", "references", "registration"})
SMALLEST = 3
"""Fewer people than this are not a study but a slip of the reading (`two patients`)."""
FEW = 10
"""Fewer people than this, merely mentioned, are some of the study's (`five of the patients relapsed`)."""

_SEVERAL_SPACES = re.compile(r"  +")
_SPACE_BEFORE_STOP = re.compile(r" (?=[,;.])")


@dataclass(slots=True, frozen=True)
class Size:
    """A number of people, what it counts, and the sentence that states it."""

    n: int
    standing: int
    sentence: Sentence
    of_them: bool = False
    """Given as `of the 220 patients`: likely a part when another number came before."""


def total(sentences: Iterable[Sentence]) -> int | None:
    """The number of people in the study as its report states it, or None."""
    kept = [s for s in sentences if s.section not in _SKIPPED_SECTIONS]
    for half in ("abstract", "body"):
        part = [
            s
            for s in kept
            if (s.block.part == "abstract" or s.section in {"title", "abstract"}) == (half == "abstract")
        ]
        sizes = [size for sentence in part for size in _sizes(sentence)]
        lowest = MENTIONED if half == "abstract" else ENROLLED
        best = max((size.standing for size in sizes), default=0)
        if best < RANDOMISED and (both := _two_groups(part)):
            return both
        if best >= lowest:
            return _whole_of(_chosen(sizes, best), sizes)
    return None


def _whole_of(chosen: Size, sizes: list[Size]) -> int:
    """The number chosen, or the one that it makes with another of its standing: two arms and their total."""
    others = {size.n for size in sizes}
    made = {chosen.n + size.n for size in sizes if size is not chosen and size.standing == chosen.standing} & others
    return made.pop() if len(made) == 1 else chosen.n


def _chosen(sizes: list[Size], best: int) -> Size:
    """The first of the best standing; one given as `of the N patients` only where nothing of weight came before."""
    for position, size in enumerate(sizes):
        earlier = any(other.standing >= ENROLLED for other in sizes[:position])
        if size.standing == best and not (size.of_them and earlier):
            return size
    return max(sizes, key=lambda size: size.standing if not size.of_them else 0)


def _sizes(sentence: Sentence) -> Iterator[Size]:
    """The candidates of one sentence with their standing, subsets and plans left out."""
    text = simplified(sentence.text)
    if words.OTHERS.search(text):
        return
    matches = [match for _, match in words.CANDIDATE.finditer(text)]
    screened = False
    for position, match in enumerate(matches):
        until = matches[position + 1].start() if position + 1 < len(matches) else len(text)
        before, rest = text[: match.start()], text[match.end() :]
        n = _value(match)
        if "gap" in match.groupdict() and _is_one_of(n, text):
            continue
        if n < SMALLEST or _counts_a_part(before, match, rest, position > 0 and not screened, screened):
            continue
        clause = re.split(r"[;:]|, (?:of whom|of which|including|and \d)", rest[: until - match.end()])[0]
        screened = bool(re.search(r"screened|assessed|eligible|approached|invited", clause))
        itself = (
            "" if match.groupdict().get("planned") else match.group()
        )  # the number that was planned says nothing of the other
        standing = _standing(re.split(r"[,;:] ", before)[-1], itself, clause)
        if standing and words.RANDOM.search(rest) and _parts_add_up(n, rest):
            standing = RANDOMISED
        if standing > MENTIONED or (standing and n >= FEW):
            yield Size(n, standing, sentence, bool(words.OF.search(before)))


def _is_one_of(n: int, text: str) -> bool:
    """Whether a size in brackets stands beside others that do not make it: `siblings (n = 54) or donors (n = 40)`."""
    sizes = [number_of(m["n"]) for m in words.BRACKETED.finditer(text)]
    return len(sizes) > 1 and abs(sum(sizes) - 2 * n) > 0.1 * n


def _counts_a_part(before: str, match: re.Match[str], rest: str, later: bool, after_screening: bool) -> bool:
    """Whether the number counts an arm or a subset. After a number of people screened, `of whom 170` is the study."""
    randomised = bool(words.THEN_RANDOMISED.match(rest)) and not words.ONE_OF_TWO.search(before[-20:])
    if (
        not after_screening
        and not (randomised and words.OF_WHOM.search(before))
        and words.SUBSET_BEFORE.search(before[-25:])
    ):
        return True
    if later and not randomised and before.endswith("and "):
        return True
    if words.ONE_OF_TWO.search(before[-20:]) or words.OF_ALL.match(rest):
        return True
    if (
        words.ONE_ARM.match(rest)
        or (words.AMONG.search(before[-12:]) and words.OF_ONE_ARM.match(rest))
        or words.SIDE_HAS.search(before[-40:])
    ):
        return True
    gap = match.groupdict().get("gap") or ""
    return bool(words.SUBSET_AFTER.match(rest) or words.SIDE.search(gap) or words.ARM_GAP.search(gap))


def _standing(before: str, itself: str, after: str) -> int:
    """What a number counts, by the words before it, with it and after it."""
    near = itself + after
    if words.PLAN_BEFORE.search(before[-40:] + itself):
        return 0
    if words.RANDOM.search(near) or words.WE_DID.search(before[-30:]):
        return RANDOMISED
    if words.NOT_YET.search(before[-40:] + near) or words.FARED.match(after):
        return 0
    if words.ENROL.search(near) or words.TOTAL.search(before[-20:]) or words.ENROL.search(before[-25:]):
        return ENROLLED
    return MENTIONED


def _parts_add_up(n: int, rest: str) -> bool:
    """Whether what follows divides the number: `Of 96 patients, 47 were randomly assigned to … and 49 to …`."""
    parts = [int(digits.replace(",", "")) for digits in words.COUNT.findall(rest)]
    return any(sum(parts[i : i + k]) == n for k in (2, 3, 4) for i in range(len(parts) - k + 1))


def _two_groups(part: list[Sentence]) -> int | None:
    """People of two groups told in two sentences: `82 patients … study group`, then `Another 78 … controls`."""
    for first, second in pairwise(part):
        match = words.ANOTHER.match(second.text)
        if match and words.SIDE.search(first.text) and words.SIDE.search(second.text):
            candidates = [_value(found) for _, found in words.CANDIDATE.finditer(simplified(first.text))]
            if len(candidates) == 1:
                return candidates[0] + number_of(match["n"])
    return None


def simplified(text: str, keep_brackets: bool = False) -> str:
    """The sentence without brackets (other than `(n = 82)`), so that what a number does stands next to it."""
    text = text if keep_brackets else words.BRACKETS.sub(" ", words.SHARE.sub(" ofall ", text))
    text = words.SEXES.sub("", text)
    text = words.HUNDRED.sub(r"\1 hundred", text)
    return _SEVERAL_SPACES.sub(" ", _SPACE_BEFORE_STOP.sub("", text))


def _value(match: re.Match[str]) -> int:
    if match.groupdict().get("maybe_year") and re.fullmatch(r"(?:19|20)\d\d", match["n"]):
        return 0  # `between May 2011 and June 2013 were enrolled`
    return number_of(match["n"])


def number_of(text: str) -> int:
    """A count in digits, with or without thousands marks, or in words."""
    digits = text.replace(",", "").replace(" ", "")
    return int(digits) if digits.isdigit() else word_value(text)
