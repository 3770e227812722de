"""Whether a trial is blinded, and who knows the allocation and who does not, in the words of its report.

Only what is said counts: `double-blind` alone does not tell who is masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.masked_people import claims_of
from extractors.stated import stated
from extractors.text.expression import Expression
from extractors.text.sentences import Sentence
from extractors.trial_people import ASSESSORS, INVESTIGATORS, PARTICIPANTS, people_in
from schemas.models import Detail

_LEVEL = Expression(
    r"(?P<level>double|single|triple|quadruple)[- ]{1,3}(?:blind|mask)(?:ed|ing|ness)?\b"
    r"|(?P<open>open[- ]{1,3}label(?:l?ed)?\b|(?:un-?|non-? ?)(?:blinded|masked)"
    r"(?=,? (?:[\w-]+,? ){0,5}?(?:trial|study|RCT|evaluation|comparison|design)\b)"
    r"|open(?=,? (?:[\w-]+,? ){0,4}?(?:randomi[sz]ed|controlled|parallel|trial)\b)"
    r"|(?<=trial was )(?:open(?! (?:to|for)\b)|un-?blinded|non-?blinded|unmasked)"
    r"|(?<=study was )(?:open(?! (?:to|for)\b)|un-?blinded|non-?blinded))\b"
    r"|(?P<by>assessor|observer|evaluator|rater|examiner|researcher|investigator|participant|patient|subject)s?"
    r"[- ]{1,2}(?:blind|mask)(?:ed|ing)?\b(?! (?:to|from|for|as|regarding|about|of|by)\b)"
    r"|(?:blind(?:ed)?|masked)[- ](?P<end>assessor|observer|evaluator|end-?point|outcome)\b",
    re.IGNORECASE,
)
# A part of the trial, or a test, that is open or blinded by itself.
_PART = re.compile(
    r"[\s,-]{0,2}(?:[\w-]+ ){0,2}?(?:extension|phase(?! (?:[1-4]|I))|period|run-in|lead-in|follow-up|continuation"
    r"|access|food challenge|stage|rescue)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:previous(?:ly)?|earlier|prior|other|future|further|et al|studies|reviews?|trials)\b", re.I
)
_DENIED = re.compile(r"\b(?:(?:not|cannot) (?:be |have been |an? |possible to )?|(?:no|non|than) )$", re.IGNORECASE)
# Without a word on anybody who is masked, such a trial is open: `blinding was not possible`.
_NOT_BLINDED = Expression(
    r"\b(?:(?:blinding|masking)(?:,| of the (?:study|trial|intervention|treatment)s?)? (?:was|is|will be|were) not"
    r" (?:possible|feasible|practicable|done|used|applied|attempted|performed|undertaken|employed)"
    r"|(?:there (?:was|is|will be) |with )no (?:blinding|masking)"
    r"|(?:not (?:possible|feasible)|impossible) to blind(?: the (?:study|trial|intervention|treatment)s?)?(?= ?[.,;]|$"
    r"| (?:because|due|as|given|owing)\b))",
    re.IGNORECASE,
)
_KIND_BY = {PARTICIPANTS: "participant-blind", INVESTIGATORS: "investigator-blind"}


def masking_of(sentence: Sentence) -> Iterator[Detail]:
    """What a sentence says of blinding: its kind (`masking`), who is `masked` and who is `not_masked`."""
    text = sentence.text
    yield from _kinds(sentence, text)
    for match in _NOT_BLINDED.finditer(text):
        yield stated(sentence, "not_blinded", "open-label", *match.span())
    for masked, part, start, end in claims_of(text):
        yield stated(sentence, "masked" if masked else "not_masked", part, start, end)


def _kinds(sentence: Sentence, text: str) -> Iterator[Detail]:
    for match in _LEVEL.finditer(text):
        if _PART.match(text, match.end()) or _ELSEWHERE.search(text, max(0, match.start() - 60), match.start()):
            continue
        if _DENIED.search(text, max(0, match.start() - 30), match.start()):
            continue
        kind, masked = _kind(match)
        yield stated(sentence, "masking", kind, *match.span())
        if masked:
            yield stated(sentence, "masked", masked, *match.span())


def _kind(match: re.Match[str]) -> tuple[str, str]:
    """The kind of masking, and the people whom its name says to be masked."""
    if match["level"]:
        return f"{match['level'].lower()}-blind", ""
    if match["open"]:
        return "open-label", ""
    part = next((part for part, *_ in people_in(match["by"] or "")), ASSESSORS)
    return _KIND_BY.get(part, "assessor-blind"), part
