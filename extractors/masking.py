"""Whether a trial is blinded, and who knows the allocation and who does not, in the words of its report.

Only what is said counts: `double-blind` alone does not tell who is masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.text.sentences import Sentence
from extractors.trial_people import ANALYSTS, ASSESSORS, INVESTIGATORS, PARTICIPANTS, people_in
from schemas.models import Detail

_LEVEL = re.compile(
    r"(?P<level>double|single|triple|quadruple)[- ]{1,3}(?:blind|mask)(?:ed|ing|ness)?\b"
    r"|(?P<open>open[- ]{1,3}label(?:l?ed)?\b|(?:un-?|non-? ?)(?:blinded|masked)(?= (?:[\w-]+,? ){0,5}?(?:trial|study))"
    r"|open(?=,? (?:[\w-]+,? ){0,4}?(?:randomi[sz]ed|controlled|parallel|trial)\b)"
    r"|(?<=trial was )(?:open|un-?blinded|non-?blinded|unmasked)|(?<=study was )(?:open|un-?blinded|non-?blinded))\b"
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
_OTHERS = re.compile(
    r"\b(?:et al\b|literature|meta-analys\w+|(?:systematic )?reviews?\b|(?:previous(?:ly)?|earlier|prior|future|further"
    r"|other|pilot|feasibility) (?:[\w-]+ ){0,3}(?:trials?|stud(?:y|ies))\b|trials (?:of|with|in|have)\b)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:previous(?:ly)?|earlier|prior|other|future|further|et al|studies|reviews?|trials)\b", re.I
)
_DENIED = re.compile(r"\b(?:(?:not|cannot) (?:be |have been |an? |possible to )?|(?:no|non|than) )$", re.IGNORECASE)
_BE = r"(?:is|are|was|were|be|been|being|remain(?:ed|s)?|keep|kept|stay(?:ed)?)"
_MASKED = r"(?:double-?)?(?:blind(?:ed)?|masked)|unaware"
_UNMASKED = r"un-?blinded|un-?masked|non-?blinded|aware"
# `the patients and the assessor will remain blinded to …`
_PREDICATE = re.compile(
    rf"\b{_BE} (?:(?:also|all|both|then|therefore|thus|fully|completely|not|be|been|kept|remain|strictly|equally|always"
    rf"|still|similarly|neither|successfully|deliberately) ){{0,3}}(?P<state>{_MASKED}|{_UNMASKED})\b"
    r"(?![ -](?:(?!to |of |for |from |by )\w+ )?(?:trial|study|design|manner|fashion|randomi[sz]ed|controlled|phase"
    r"|rater"
    r"|assess\w*|evaluat\w+|observ\w+|investigat\w+|interview\w*|staff|research\w*|review\w*|committee|experiment))"
    r"|\b(?:(?:do|did|does|will|would) (?P<no>not ))?(?P<knows>knew|knows?)\b(?= [^.;]{0,60}(?:allocat|assign|group"
    r"|condition"
    r"|which|treatment|random))|\b(?:were|was|are|is|will) (?P<elliptic>not)(?=[.,;)]?$)",
    re.IGNORECASE,
)
# `by an assessor (who is) blind to group allocation`
_APPOSED = re.compile(
    rf"(?:,? (?:who|that|which) (?:{_BE}|will be|will remain|had been)(?P<no> not)?(?: kept)?|,|\(|(?<=\w))"
    r" ?\b(?P<state>(?:not )?(?:blind(?:ed)?|masked)|unaware|unblinded) (?:to|of|for|from|towards?|regarding|as to"
    r"|about"
    r"|with regard)\b",
    re.IGNORECASE,
)
# `blinded outcome assessors`, `an independent, blinded investigator`
_BEFORE = re.compile(
    r"(?<!to )(?<!will )(?<!not )(?<!we )(?<!could )\b(?P<state>(?:un-?|non-?)?(?:blinded|masked|blind)) (?!to\b"
    r"|for\b|from\b|by\b)",
    re.IGNORECASE,
)
# `blinding of patients was not feasible`, `not possible to blind patients or staff`, `we will blind the raters`
_NOMINAL = re.compile(
    r"\b(?:(?:blinding|masking) (?:of|for)|(?:to|will|could|cannot|we|able to|did|not) (?:blind|mask)"
    r"|keep(?:ing)?(?= [^.;]{3,60} (?:blind(?:ed)?|masked)\b)|(?:blinded|masked) assignment of"
    r"|(?:concealed|hidden|withheld|masked) from|(?P<known>(?:only |solely )?(?:known|disclosed|revealed)(?: only"
    r"| solely)?"
    r" (?:to|by))|(?<!double )(?<!single )(?<!double-)(?<!single-)blinding) (?=\w)",
    re.IGNORECASE,
)
_IMPOSSIBLE = re.compile(
    r"\b(?:not(?! (?:be |otherwise |directly )?(?:involved|part of|participating|engaged|taking|in contact"
    r"|responsible|only))"
    r"|cannot|impossible|unable|infeasible|unfeasible|impracticable|impractical|precluded?|prevent\w*|neither|nor"
    r"|no(?! (?:contact|links?|role|involvement|relation))|without|never|lack of|unblinded)\b|n't\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[;:]\s|,? \b(?:but|while|whilst|whereas|although|though|however|because|since|where|so that|therefore)\b,?",
    re.IGNORECASE,
)
_VERB = re.compile(r"\b(?:was|were|is|are|will|would|can|could|has|have|had|received|underwent|did|does|do)\b", re.I)
_IF = re.compile(r"^\W*(?:\d\W+)?if\b", re.IGNORECASE)
_TOLD = re.compile(r"\b(?:blind(?:ed)?|masked|unaware)\b", re.IGNORECASE)
_ALLOCATION = re.compile(r"\b(?:allocat|assign|randomi[sz]ation|treatment|group|code)", re.IGNORECASE)
_IS = re.compile(rf"\b{_BE} (?:\w+ )?$", re.IGNORECASE)
_EXCEPT = re.compile(r"\bexcept(?:ing)?\b|\bother than\b|\bwith the exception of\b", re.IGNORECASE)
_BUT_NOT = re.compile(r"[( ]+but not\b", re.IGNORECASE)
# A person in the part of a sentence that only says more of another: `of the patients`, `assessing participants`.
_OBJECT = re.compile(
    r"\b(?:of|for|by|from|with|in|at|(?!including)\w{4,}ing|saw|treated|given|to) (?:the |all |their |these |study )?$",
    re.I,
)
_BROKEN = re.compile(r"\b(?:until|after|before|of|was|were|is|are|will|to|by|and|for|in)\b|[,;(]", re.IGNORECASE)
_GENERATES = re.compile(
    r"\bgenerat\w+\b|\b(?:randomi[sz]ation|allocation|random) (?:lists?|sequences?|tables?|codes?)\b", re.IGNORECASE
)
_RELATIVE = re.compile(r"\b(?:who|which|that) $", re.IGNORECASE)
# What people are kept from knowing: without it, `blind` may be a disease and a `mask` a thing to breathe through.
_WHAT = re.compile(
    r"\b(?:allocat|assign|treatment|group|random|interven|condition|study|arm|drug|medication|trial|status|hypothes"
    r"|identity|placebo|outcome|assess|analys|blinding|masking)",
    re.IGNORECASE,
)
_NEAR = 60
"""Characters between a word for masking and the person it belongs to, at most."""


_KIND_BY = {PARTICIPANTS: "participant-blind", INVESTIGATORS: "investigator-blind"}


def masking_of(sentence: Sentence) -> Iterator[Detail]:
    """What a sentence says of blinding: its kind (`masking`), who is `masked` and who is `not_masked`."""
    text = sentence.text
    yield from _kinds(sentence, text)
    if not _OTHERS.search(text) and not _IF.search(text) and _WHAT.search(text):
        for start, end in _clauses(text):
            yield from _people(sentence, text, start, end)


def _kinds(sentence: Sentence, text: str) -> Iterator[Detail]:
    for match in _LEVEL.finditer(text):
        if _PART.match(text, match.end()) or _ELSEWHERE.search(text, max(0, match.start() - 60), match.start()):
            continue
        if _DENIED.search(text, max(0, match.start() - 30), match.start()):
            continue
        kind, masked = _kind(match)
        yield _detail(sentence, "masking", kind, *match.span())
        if masked:
            yield _detail(sentence, "masked", masked, *match.span())


def _kind(match: re.Match[str]) -> tuple[str, str]:
    """The kind of masking, and the people whom its name says to be masked."""
    if match["level"]:
        return f"{match['level'].lower()}-blind", ""
    if match["open"]:
        return "open-label", ""
    part = next((part for part, *_ in people_in(match["by"] or "")), ASSESSORS)
    return _KIND_BY.get(part, "assessor-blind"), part


def _detail(sentence: Sentence, field: str, value: str, start: int, end: int) -> Detail:
    return Detail(field, value, sentence.locator(start, end), sentence.quote(start, end))


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _CLAUSE.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _people(sentence: Sentence, text: str, start: int, end: int) -> Iterator[Detail]:
    """Who is masked and who is not, by one clause."""
    for reader in (_of_predicates, _of_appositions, _of_adjectives, _of_nouns):
        for masked, first, last in reader(text, start, end):
            for n, (part, a, b) in enumerate(people_in(text, first, last)):
                if n and _OBJECT.search(text, first, a):
                    continue  # `the nurse who saw the patients was blinded`
                if part == ANALYSTS and _GENERATES.search(text, start, end):
                    continue
                excepted = bool(_EXCEPT.search(text, first, a))
                yield _detail(sentence, "masked" if masked != excepted else "not_masked", part, a, b)


Claim = tuple[bool, int, int]
"""Masked or not, and the span in which those people are named."""


def _of_predicates(text: str, start: int, end: int) -> Iterator[Claim]:
    for match in _PREDICATE.finditer(text, start, end):
        subject = start
        for verb in _VERB.finditer(text, start, match.start()):
            followed = text[verb.end() : match.start()].strip(" ").lower()
            if not _RELATIVE.search(text[: verb.start()]) and followed not in {"", "not", "also", "all", "both"}:
                subject = verb.end()
        refused = bool(_IMPOSSIBLE.search(text[max(subject, match.start() - _NEAR) : _end_of_no(match)]))
        if match["elliptic"]:  # `patients were blinded, but the surgeons were not`
            yield not _TOLD.search(text, 0, start), subject, match.start()
        elif match["knows"]:
            yield refused or bool(match["no"]), subject, match.start()
        else:
            yield bool(re.match(_MASKED, match["state"].lower())) != refused, subject, match.start()


def _end_of_no(match: re.Match[str]) -> int:
    return match.start("state") if match["state"] else match.start()


def _of_appositions(text: str, start: int, end: int) -> Iterator[Claim]:
    for match in _APPOSED.finditer(text, start, end):
        near = [span for span in people_in(text, start, match.start()) if match.start() - span[2] <= _NEAR]
        if near and not _IS.search(text, start, match.start("state")):
            denied = match["no"] or match["state"].lower().startswith(("un", "not"))
            yield not denied, near[-1][1], near[-1][2]


def _of_adjectives(text: str, start: int, end: int) -> Iterator[Claim]:
    for match in _BEFORE.finditer(text, start, end):
        near = next((span for span in people_in(text, match.end(), end) if span[1] - match.end() <= 30), None)
        if near and not _BROKEN.search(text, match.end(), near[1]):
            yield match["state"].lower()[:2] not in {"un", "no"}, near[1], near[2]


def _of_nouns(text: str, start: int, end: int) -> Iterator[Claim]:
    for match in _NOMINAL.finditer(text, start, end):
        verb = _VERB.search(text, match.end(), end)
        last = verb.start() if verb else min(end, match.end() + 2 * _NEAR)
        but = _BUT_NOT.search(text, match.end(), last)
        last = but.start() if but else last
        before = re.split(r", ", text[max(start, match.start() - _NEAR) : match.start() + 9])[-1]
        after = "" if but else re.split(r", ", text[last : min(end, last + _NEAR)])[0]
        told = before + " | " + after
        if match["known"] and not _ALLOCATION.search(text, start, end):
            continue
        yield not (match["known"] or _IMPOSSIBLE.search(told)), match.end(), last
