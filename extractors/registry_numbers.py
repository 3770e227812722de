"""Registry numbers of trials in a report, told apart into own and cited.

A number is the report's own when metadata lists it, when the abstract or the methods give it as the trial's, or when
a registration statement anywhere does. It is cited when only introduction, discussion, tables or references mention
it, or when the words around it speak of another trial.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.text.expression import Expression
from extractors.text.sentences import sentences
from schemas.models import RegistryIds, Report
from schemas.registry_numbers import normalised, numbers_in

_OTHER_TRIAL = Expression(
    r"\b(?:ongoing|on-going|currently (?:recruiting|underway|enrolling)|et al\b|colleagues"
    r"|(?:an)?other (?:\w+ ){0,3}(?:trials?|study|studies)"
    r"|similar (?:trials?|study|studies)|previous(?:ly)? (?:\w+ ){0,3}(?:trials?|study|studies|published|reported)"
    r"|(?:several|some|two|three|four|many|future|recent|upcoming|subsequent|further|earlier|prior) (?:[\w-]+ ){0,3}"
    r"(?:trials|studies)"
    r"|(?:is|are) (?:being|currently|now|also)? ?(?:evaluat|investigat|test|explor|assess|stud|recruit|underway)"
    r"|(?:future|recent|upcoming|subsequent|follow-up|earlier) (?:[\w-]+ ){0,3}(?:trial|study)"
    r" (?:\(|of|in|that|which))",
    re.IGNORECASE,
)
_REGISTRATION = Expression(
    r"\b(?:regist(?:ered|ration|ry|er)|reg\. ?(?:no|number)|trials? (?:no|number|id|identifier"
    r"|information)\b|identifier"
    r"|clinicaltrials?\.gov|chictr\.org|eudract)",
    re.IGNORECASE,
)
_REGISTERED = Expression(r"\b(?:regist(?:ered|ration)\b|clinical trial information)", re.IGNORECASE)
_OURS = Expression(
    r"\b(?:we|our|us|(?:this|the present|the current|present|current) (?:[\w,-]+ ){0,6}"
    r"(?:trial|study|analysis|protocol|work)|(?:aim|purpose|objective|goal)s? of the)\b",
    re.IGNORECASE,
)
_REVIEW = Expression(
    r"\b(?:systematic review|meta-analys|scoping review|umbrella review|narrative review)", re.IGNORECASE
)
_NEAR = 250
"""Characters on either side of a number whose words say whose it is: a sentence that lost its stop may run on."""
_LONGEST_TITLE = 250
"""Characters. What is longer in the place of a title is a paragraph that a saved page put there."""
# Where a number stands as the trial's own unless the words say otherwise.
_OWN_SECTIONS = frozenset({"title", "registration", "methods", "eligibility", "abstract"})
_OTHERS_SECTIONS = frozenset({"introduction", "background", "discussion", "results", "conclusion"})


def registry_numbers(report: Report) -> RegistryIds:
    """The report's own numbers and those of other trials; what the reader already found in metadata stands as own."""
    own = [normalised(number) for number in report.registry_ids.own]
    cited = [normalised(number) for number in report.registry_ids.cited]
    if report.registry is None:
        is_review = _is_review(report)
        for number, is_own in _mentions(report, is_review):
            (own if is_own else cited).append(number)
    own = list(dict.fromkeys(own))
    return RegistryIds(own, [number for number in dict.fromkeys(cited) if number not in own])


def _mentions(report: Report, is_review: bool) -> Iterator[tuple[str, bool]]:
    """Every mention in the report's text and tables, and whether it stands there as the report's own."""
    for mention in numbers_in(report.title):
        yield mention.number, True
    for sentence in sentences(report):
        mentions = numbers_in(sentence.text)
        if mentions:
            part = "abstract" if sentence.block.part == "abstract" else "body"
            headed = bool(_REGISTERED.search(sentence.block.heading)) and sentence.section != "references"
            section = "registration" if headed else sentence.section
            for mention in mentions:
                near = sentence.text[max(0, mention.start - _NEAR) : mention.end + _NEAR]
                yield mention.number, not is_review and _speaks_of_itself(near, section, part)
    for table in report.tables:
        cells = " \n ".join(cell for row in table.rows for cell in row)
        yield from ((mention.number, False) for mention in numbers_in(cells))


def _speaks_of_itself(text: str, section: str, part: str) -> bool:
    """Whether a sentence with a number in it gives the report's own number."""
    if section == "references":
        return False
    if section in {"title", "registration"}:
        return True
    registers = bool(_REGISTRATION.search(text))
    ours = bool(_OURS.search(text))
    other = bool(_OTHER_TRIAL.search(text))
    if part == "abstract" or section in _OWN_SECTIONS:
        return not other or (registers and ours)
    if section in _OTHERS_SECTIONS:
        return (ours or bool(_REGISTERED.search(text))) and not other
    return registers and not other


def _is_review(report: Report) -> bool:
    """A review of other people's trials: the numbers in it are theirs."""
    kinds = " ".join(report.publication_types)
    title = report.title if len(report.title) < _LONGEST_TITLE else ""
    return (
        bool(re.search(r"\breview", kinds, re.IGNORECASE) or _REVIEW.search(title)) and "protocol" not in title.lower()
    )
