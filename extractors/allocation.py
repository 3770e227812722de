"""In which ratio a trial allocates, how it is built and what it sets out to show, in the words of its report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.sample_size_words import PEOPLE
from extractors.stated import stated
from extractors.text.expression import Expression
from extractors.text.sentences import Sentence
from schemas.models import Detail

_NUMBERS = {"two": 2, "three": 3, "four": 4, "2": 2, "3": 3, "4": 4}
_ALLOCATES = re.compile(r"random|allocat|assign|\bratio\b|\barms?\b|\bgroups?\b", re.IGNORECASE)
_RATIO = Expression(
    r"(?<![\d:.,/-])(?P<parts>[1-9]\d?(?: ?: ?[1-9]\d?){1,5})(?![\d:]|\.\d| ?%| ?[ap]\.?m\b)"
    r"|(?<![\d.-])\b(?P<to>(?:[1-9]|one|two|three)(?:-to-| to )(?:[1-9]|one|two|three))(?=[ -](?:ratio|basis|fashion"
    r"|randomi[sz]|allocat))"
    r"|\b(?P<half>50 ?/ ?50)\b",
    re.IGNORECASE,
)
# Ratios of something else: `a male-to-female ratio of 1:2`, `diluted 1:50`, `matched 1:3 with controls`.
_NOT_ALLOCATION = re.compile(
    r"\b(?:dilut\w*|female|male|sex|gender|titre|titer|weight|w/w|molar|mixture|mixed|risk|odds|hazard|supervis\w*"
    r"|staff\w*|tutor\w*|nurse-?to|meals?|carbohydrate|protein|fat|omega|EPA|DHA|oil|enrol?lment ratio"
    r"|therapist|teacher|likelihood)\b",
    re.IGNORECASE,
)
# Words that leave no doubt whatever else stands near: `allocated 50/50, stratified by sex`.
_SAYS_SO = re.compile(
    r"\b(?:randomi[sz]ed|allocated|assigned|allocation ratio(?: of| was| is|:)?) (?:in a )?$", re.IGNORECASE
)
_RANDOM = Expression(r"random|allocat|assign", re.IGNORECASE)
_EQUALLY = Expression(
    r"\b(?:equal(?:ly)? (?:allocation|randomi[sz]\w+|assign\w*|allocat\w+|divided|distributed"
    rf"|numbers?(?! of (?!(?:eligible |study |the )?{PEOPLE}))"
    r"|probabilit\w+|chances?"
    r"|proportions?|ratios?|distribution|likelihood|groups?|sized? groups?|likely)"
    r"|(?:randomi[sz]ed|allocated|assigned|divided|distributed)(?: \w+){0,2} equally|evenly|balanced (?:1"
    r"|allocation|ratio)|numbers? of [^.;,]{3,50} (?:is|are|was|were|be) equal in"
    r"|half (?:of )?(?:the |were |will |to )[^.;]{3,120}\b(?:and|other) half)\b",
    re.IGNORECASE,
)
_BETWEEN_ARMS = Expression(
    r"\bequally (?:\w+ )?(?:between|among|into|over|across|to) (?:the |each of the )?(?:\w+ ){0,2}(?:groups|arms"
    r"|conditions)",
    re.IGNORECASE,
)
_SO_MANY = Expression(
    r"\b(?P<n>two|three|four|[234])[- ](?:(?!and |or )[\w-]+ ){0,3}?(?:arms?|groups|conditions)\b", re.IGNORECASE
)
_TYPES = (
    (
        "crossover",
        r"cross-?\s?over (?:\w+ )?(?:design|trial|study|randomi[sz]ed|controlled)|(?:crossed?[- ]?over"
        r"|latin square) design",
    ),
    ("stepped wedge", r"stepped[- ]wedge"),
    (
        "factorial",
        r"(?:\d ?[x×] ?\d(?: ?[x×] ?\d)? )?(?:full |partial )?factorial(?! (?:validity|structure|analysis|invariance))",
    ),
    (
        "cluster",
        r"(?:cluster|group|school|practice|clinic|village|community|household|hospital|ward|site|centre|center)s?"
        r"(?:[- ]{1,2}(?:level )?randomi[sz](?:ed|ation)| (?:rct|trial design))|cluster (?:controlled|design|trial)",
    ),
    (
        "parallel",
        r"parallel(?:[- ](?:group|arm)s?)?(?! (?:form|version|analysis|process|line))|parallel(?:-group)? (?:design"
        r"|trial|study)",
    ),
)
_TYPE = Expression("|".join(f"(?P<t{n}>\\b(?:{words}))" for n, (_, words) in enumerate(_TYPES)), re.IGNORECASE)
_FRAMEWORK = Expression(
    r"(?P<ni>\bnon-? ?inferior(?:ity)?\b)|(?P<eq>\b(?:bio)?equivalence (?:\w+ )?(?:trial|study|margin|design"
    r"|hypothesis|test\w*)\b)"
    r"|(?P<sup>\bsuperiority\b|\bhypothes[^.;]{3,160}\b(?:is|be|was|were|are|in) superior\b)",
    re.IGNORECASE,
)
_FRAMEWORKS = {"ni": "non-inferiority", "eq": "equivalence", "sup": "superiority"}


def ratio_of(sentence: Sentence) -> Iterator[Detail]:
    """The allocation ratio that a sentence states: `2:1`, or `1:1:1` for equal shares of arms that it counts."""
    text = sentence.text
    found = False
    for match in _RATIO.finditer(text):
        near = text[max(0, match.start() - 60) : match.end() + 40]
        if not _SAYS_SO.search(text, max(0, match.start() - 30), match.start()):
            if _NOT_ALLOCATION.search(near):
                continue
            if not _ALLOCATES.search(text[max(0, match.start() - 120) : match.end() + 120]):
                continue
        ratio = _ratio(match)
        if ratio:
            found = True
            yield stated(sentence, "allocation_ratio", ratio, *match.span())
    if not found and (_RANDOM.search(text) or _BETWEEN_ARMS.search(text)):
        equal, arms = _EQUALLY.search(text), _SO_MANY.search(text)
        if equal and not re.search(r"\bnot $", text[: equal.start()]):
            yield stated(sentence, "equal_shares", _NUMBERS[arms["n"].lower()] if arms else 0, *equal.span())


def _ratio(match: re.Match[str]) -> str:
    if match["half"]:
        return "1:1"
    words = {"one": "1", "two": "2", "three": "3"}
    parts = re.split(r"\s?:\s?|-to-| to ", (match["parts"] or match["to"]).lower())
    numbers = [int(words.get(part, part)) for part in parts]
    return ":".join(map(str, numbers)) if max(numbers) <= 10 else ""


def arms_of(sentence: Sentence) -> Iterator[Detail]:
    """`arms`: how many arms a sentence on allocation counts."""
    match = _SO_MANY.search(sentence.text)
    if match and _RANDOM.search(sentence.text):
        yield stated(sentence, "arms", _NUMBERS[match["n"].lower()], *match.span())


def framework_of(sentence: Sentence) -> Iterator[Detail]:
    """superiority, non-inferiority or equivalence, where a sentence names it."""
    for match in _FRAMEWORK.finditer(sentence.text):
        yield stated(sentence, "framework", _FRAMEWORKS[match.lastgroup or ""], *match.span())


def types_of(sentence: Sentence) -> Iterator[Detail]:
    """parallel, crossover, factorial, cluster or stepped wedge, where a sentence names it."""
    for match in _TYPE.finditer(sentence.text):
        yield stated(sentence, "design_type", _TYPES[int((match.lastgroup or "t0")[1:])][0], *match.span())
