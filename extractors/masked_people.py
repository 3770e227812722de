"""Who knows the allocation and who does not, by the clauses of a sentence that say so.

Only what is said counts: a sentence on people who cannot be told apart from those of other trials, or on blindness
as a disease, says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors import masking_words as words
from extractors.trial_people import ANALYSTS, ASSESSORS, people_in

_NEAR = 60
"""Characters between a word for masking and the person it belongs to, at most."""
_FAR = 40
"""The same for the words between: `blinded board-certified orthopaedic surgeons`."""
_BARE_NEAR = 25
"""The same where `blinding` stands before its people with no word between: `blinding study staff is hard`."""

Person = tuple[bool, str, int, int]
"""Masked or not, the part played in the trial, and where it is named."""
Claim = tuple[bool, int, int]
"""Masked or not, and the span in which those people are named."""


def claims_of(text: str) -> Iterator[Person]:
    """Everyone whom a sentence says to be masked or not."""
    if words.OTHERS.search(text) or words.IF.search(text) or not words.WHAT.search(text):
        return
    for start, end in _clauses(text):
        for reader in (_of_predicates, _of_appositions, _of_adjectives, _of_nouns, _of_ignorance):
            for masked, first, last in reader(text, start, end):
                yield from _people(text, masked, first, last, bool(words.GENERATES.search(text, start, end)))
        yield from _of_work(text, start, end)


def _people(text: str, masked: bool, first: int, last: int, generates: bool) -> Iterator[Person]:
    """The people of one claim, those excepted the other way round."""
    for n, (part, start, end) in enumerate(people_in(text, first, last)):
        excepted = bool(words.EXCEPT.search(text, first, start))
        if n and not excepted and words.OBJECT.search(text, first, start):
            continue  # `the nurse who saw the patients was blinded`
        if part == ANALYSTS and generates:
            continue
        yield masked != excepted, part, start, end


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in words.CLAUSE.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _of_predicates(text: str, start: int, end: int) -> Iterator[Claim]:
    for match in words.PREDICATE.finditer(text, start, end):
        subject, last = _subject(text, start, match.start())
        people = next(people_in(text, subject, last), None)
        if people is None and words.THEY.search(text, start, last):
            subject, last = _named_last(text, start, last)
        if people and words.BESIDE.search(text, subject, people[1]):
            continue
        if words.CONCEALED.search(text, match.end(), min(end, match.end() + _BARE_NEAR)):
            continue
        refused = bool(words.IMPOSSIBLE.search(text[max(subject, match.start() - _NEAR) : _end_of_no(match)]))
        if match["elliptic"]:  # `patients were blinded, but the surgeons were not`
            yield not words.TOLD.search(text, 0, start), subject, last
        elif match["knows"]:
            yield refused or bool(match["no"]), subject, last
        else:
            yield bool(re.match(words.MASKED, match["state"].lower())) != refused, subject, last


def _named_last(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the people whom `they` means: the last named before."""
    people = list(people_in(text, 0, start)) or [("", end, end)]
    return people[-1][1:]


def _subject(text: str, start: int, predicate: int) -> tuple[int, int]:
    """The span of a predicate's subject: after the last other verb, or before it where both verbs share one."""
    verbs = [
        verb for verb in words.VERB.finditer(text, start, predicate) if not words.RELATIVE.search(text[: verb.start()])
    ]
    helping = {"", "not", "also", "all", "both"}
    others = [verb for verb in verbs if text[verb.end() : predicate].strip(" ").lower() not in helping]
    if words.RELATIVE.search(text, start, predicate):
        return _antecedent(text, others[-1].end() if others else start, predicate), predicate
    if not others:
        how = words.NEW_SUBJECT.search(text, start, predicate)
        return (how.end() if how else start), predicate
    head = next((verb.start() for verb in verbs if verb.start() > others[-1].start()), predicate)
    if words.JOINED.search(text, start, head) and next(people_in(text, start, others[0].start()), None):
        return start, others[0].start()  # `the rater was not involved in care and will be blinded`
    after = others[-1].end()
    denied = re.match(r" not\b|n't\b", text[after:])
    new = (words.NEW_AFTER_NO if denied else words.NEW_SUBJECT).search(text, after, predicate)
    return (new.end() if new else after), predicate


def _antecedent(text: str, start: int, relative: int) -> int:
    """Where those begin of whom a relative clause speaks: `drawn from patients by a nurse who was blinded`."""
    people = [span for span in people_in(text, start, relative) if not words.OBJECT.search(text, start, span[1])]
    if not people:
        return start
    first = len(people) - 1
    while first and words.COORDINATED.fullmatch(text, people[first - 1][2], people[first][1]):
        first -= 1
    return people[first][1]


def _end_of_no(match: re.Match[str]) -> int:
    return match.start("state") if match["state"] else match.start()


def _of_appositions(text: str, start: int, end: int) -> Iterator[Claim]:
    for match in words.APPOSED.finditer(text, start, end):
        near = [span for span in people_in(text, start, match.start()) if match.start() - span[2] <= _NEAR]
        if near and not words.IS.search(text, start, match.start("state")):
            denied = match["no"] or match["state"].lower().startswith(("unblind", "not"))
            yield not denied, near[-1][1], near[-1][2]


def _of_adjectives(text: str, start: int, end: int) -> Iterator[Claim]:
    for match in words.BEFORE.finditer(text, start, end):
        near = next((span for span in people_in(text, match.end(), end) if span[1] - match.end() <= _FAR), None)
        if near and not words.BROKEN.search(text, match.end(), near[1]):
            yield match["state"].lower()[:2] not in {"un", "no"}, near[1], near[2]


def _of_nouns(text: str, start: int, end: int) -> Iterator[Claim]:
    for match in words.NOMINAL.finditer(text, start, end):
        verb = words.VERB.search(text, match.end(), end)
        last = verb.start() if verb else min(end, match.end() + 2 * _NEAR)
        but = words.BUT_NOT.search(text, match.end(), last)
        last = but.start() if but else last
        if match["bare"] and not _stands_before_people(text, match.end(), last):
            continue
        if match["hidden"] and not _hidden_from_people(text, start, match, last):
            continue
        if (match["known"] or match["unknown"]) and not words.ALLOCATION.search(text, start, end):
            continue
        if match["unknown"] and words.CONCEALED.search(text, start, end):
            continue
        yield (
            _is_masking(text, match, start, last, "" if but else text[last : min(end, last + _NEAR)]),
            match.end(),
            last,
        )


def _of_ignorance(text: str, start: int, end: int) -> Iterator[Claim]:
    """`raters had no knowledge of the allocation`, `participant blinding was not possible`."""
    for match in words.IGNORANT.finditer(text, start, end):
        near = [span for span in people_in(text, start, match.start()) if match.start() - span[2] <= _NEAR]
        if near:
            yield True, near[-1][1], near[-1][2]
    for match in words.NOUN_AFTER.finditer(text, start, end):
        near = [span for span in people_in(text, start, match.start()) if match.start() - span[2] <= 1]
        if near:
            yield not match["no"], near[-1][1], near[-1][2]


def _stands_before_people(text: str, start: int, end: int) -> bool:
    near = next(people_in(text, start, end), None)
    return near is not None and near[1] - start <= _BARE_NEAR and not words.BROKEN.search(text, start, near[1])


def _hidden_from_people(text: str, start: int, match: re.Match[str], end: int) -> bool:
    """Whether `allocation was blinded to the patients`, not `raters were blinded to the patients' allocation`."""
    near = next(people_in(text, match.end(), end), None)
    if near is None or near[1] > match.end() or next(people_in(text, start, match.start()), None):
        return False
    return bool(words.ENDS.match(text, near[2]))


def _is_masking(text: str, match: re.Match[str], start: int, last: int, rest: str) -> bool:
    """Whether `blinding of …` is told as done; `known to` is the other way round."""
    before = text[max(start, match.start() - _NEAR) : match.end()].replace(", however,", "").split(", ")[-1]
    if match["known"]:
        return bool(words.IMPOSSIBLE.search(before))
    told = before + " | " + rest.split(", ", maxsplit=1)[0]
    return not (words.IMPOSSIBLE.search(told) or words.NOT_FEASIBLE.search(text, match.end(), last))


def _of_work(text: str, start: int, end: int) -> Iterator[Person]:
    """What is done in ignorance: by those whom the sentence names, else analysts of data and assessors of the rest."""
    for match in words.BLINDLY.finditer(text, start, end):
        by = next(people_in(text, match.end(), end), None) if match["by"] else None
        if by and by[1] - match.end() <= _FAR:
            yield True, *by
        else:
            part = ANALYSTS if words.THE_DATA.search(text, start, match.start()) else ASSESSORS
            yield True, part, *match.span()
    for match in words.WORK.finditer(text, start, end):
        named = next(name for name in ("analysis", "assessment", "late") if match[name])
        part = ASSESSORS if named == "assessment" else ANALYSTS
        yield not match["open"], part, *match.span(named)
