"""Registry numbers of trials in a report: found, written in one form, and told apart into own and cited.

The forms are those of the WHO primary registries, ClinicalTrials.gov and the two European systems. A number is the
report's own when metadata lists it, when the abstract or the methods give it as the trial's, or when a registration
statement anywhere does. It is cited when only introduction, discussion, tables or references mention it, or when
the words around it speak of another trial.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.text.normal import plain
from extractors.text.sentences import sentences
from schemas.models import RegistryIds, Report


@dataclass(slots=True, frozen=True)
class Form:
    """How one registry's numbers look. `written` puts a match into the one form used here."""

    registry: str
    pattern: str
    written: str
    context: str = ""
    """Words that must stand near the number where its form alone says too little."""


_GAP = r"[\s:#-]{0,2}"
FORMS = (
    Form("ClinicalTrials.gov", rf"NCT{_GAP}(?:No\.?{_GAP})?(\d{{8}})", "NCT{0}"),
    Form("ANZCTR", rf"ACTRN{_GAP}(\d{{14}})", "ACTRN{0}"),
    Form("ANZCTR", r"(126\d{11})", "ACTRN{0}", r"anzctr|actrn|australian"),
    Form("ISRCTN", rf"ISRCTN{_GAP}(?:\(?(?:registry|registration|number|no\.?|id){_GAP})?(\d{{8}})", "ISRCTN{0}"),
    Form("ISRCTN", r"(\d{8})", "ISRCTN{0}", r"controlled[- ]trials|isrctn"),
    Form("EudraCT", r"(20[0-2]\d-\d{6}-\d{2})(?:-[A-Z]{2,3})?", "{0}"),
    Form("CTIS", r"(20[2-9]\d-5\d{5}-\d{2})(?:-\d{2})?", "{0}"),
    Form("ChiCTR", rf"ChiCTR{_GAP}(\d{{8,10}})", "ChiCTR{0}"),
    Form("ChiCTR", rf"ChiCTR{_GAP}([A-Z]{{2,5}}-?\d{{8,10}})", "ChiCTR-{0}"),
    Form("ITMCTR", rf"ITMCTR{_GAP}(\d{{10}})", "ITMCTR{0}"),
    Form("CRiS", rf"KCT{_GAP}(\d{{7}})", "KCT{0}"),
    Form("CTRI", rf"CTRI{_GAP}/?{_GAP}(\d{{4}})/(\d{{2,3}})/(\d{{5,6}})", "CTRI/{0}/{1}/{2}"),
    Form("DRKS", rf"DRKS{_GAP}(?:ID{_GAP})?(\d{{8}})", "DRKS{0}"),
    Form("HKUCTR", rf"HKUCTR{_GAP}(\d{{1,5}})", "HKUCTR-{0}"),
    Form("IRCT", rf"IRCT{_GAP}(\d{{8,14}}N\d{{1,3}})", "IRCT{0}"),
    Form("JapicCTI", rf"JapicCTI{_GAP}(\d{{6}})", "JapicCTI-{0}"),
    Form("JMACCT", rf"JMA-IIA{_GAP}(\d{{5}})", "JMA-IIA{0}"),
    Form("jRCT", rf"jRCT{_GAP}(s?\d{{9,10}})", "jRCT{0}"),
    Form("LBCTR", rf"LBCTR{_GAP}(\d{{10}})", "LBCTR{0}"),
    Form("NTR", rf"NTR{_GAP}(\d{{2,4}})", "NTR{0}"),
    Form("NTR", r"NL{gap}(\d{4})", "NL{0}", r"regist|ntr|onderzoekmetmensen|^\W*NL"),
    Form("NTR", rf"NL-OMON{_GAP}(\d{{4,6}})", "NL-OMON{0}"),
    Form("PACTR", rf"PACTR{_GAP}(\d{{14,16}})", "PACTR{0}"),
    Form("ReBec", r"RBR-?\s?([0-9a-z]{5,8})", "RBR-{0}"),
    Form("REPEC", r"PER-(\d{3})-(\d{2})", "PER-{0}-{1}"),
    Form("RPCEC", rf"RPCEC{_GAP}(\d{{8}})", "RPCEC{0}"),
    Form("SLCTR", r"SLCTR[/ -](\d{4})[/-](\d{3})", "SLCTR/{0}/{1}"),
    Form("SNCTP", rf"SNCTP{_GAP}(\d{{9}})", "SNCTP{0}"),
    Form("TCTR", rf"TCTR{_GAP}(\d{{11}})", "TCTR{0}"),
    Form("UMIN", rf"UMIN(?:-?CTR)?(?:-?ID)?{_GAP}(?:No\.?{_GAP})?(?:UMIN|C)?(\d{{9}})", "UMIN{0}"),
)
# Registries whose letters also begin other things when written small: `nl11`, `per 100 000`.
_CASE_MATTERS = frozenset({"NTR", "REPEC", "ReBec"})
_NEAR = 120
"""Characters on either side in which a form's context words must stand."""


def _compiled(form: Form) -> re.Pattern[str]:
    pattern = form.pattern.replace("{gap}", "")
    flags = 0 if form.registry in _CASE_MATTERS else re.IGNORECASE
    return re.compile(rf"(?<![\w.,/-])(?:JPRN-)?{pattern}(?!\d|[./]\d|-\d{{3}})", flags)


_PATTERNS = tuple((form, _compiled(form), re.compile(form.context, re.IGNORECASE)) for form in FORMS)
# One quick look that lets nearly every sentence pass by.
_WORTH_A_LOOK = re.compile(
    r"\b(?:NCT|ACTRN|ISRCTN|ChiCTR|ITMCTR|KCT|CTRI|DRKS|HKUCTR|IRCT|Japic|JMA-|jRCT|JPRN|LBCTR|NTR|NL|PACTR|RBR"
    r"|PER-|RPCEC"
    r"|SLCTR|SNCTP|TCTR|UMIN)|\b20\d\d-\d{6}|controlled[- ]trials|australian|anzctr",
    re.IGNORECASE,
)


@dataclass(slots=True, frozen=True)
class Mention:
    """A registry number in a text, in the one form used here."""

    start: int
    end: int
    registry: str
    number: str


def numbers_in(text: str) -> list[Mention]:
    """Every registry number of a plain text, in order, none overlapping another."""
    if not _WORTH_A_LOOK.search(text):
        return []
    found: list[Mention] = []
    for form, pattern, context in _PATTERNS:
        for match in pattern.finditer(text):
            near = text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
            if form.context and not context.search(near):
                continue
            if all(match.end() <= other.start or match.start() >= other.end for other in found):
                written = form.written.format(*match.groups())
                found.append(Mention(match.start(), match.end(), form.registry, written))
    return sorted(found, key=lambda mention: mention.start)


def normalised(number: str) -> str:
    """One registry number in the one form used here; as it is (trimmed) where its form is not known."""
    found = numbers_in(plain(number))
    return found[0].number if len(found) == 1 else number.strip()


_OTHER_TRIAL = re.compile(
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
_REGISTRATION = re.compile(
    r"\b(?:regist(?:ered|ration|ry|er)|trials? (?:no|number|id|identifier|information)\b|identifier"
    r"|clinicaltrials?\.gov|chictr\.org|eudract)",
    re.IGNORECASE,
)
_REGISTERED = re.compile(r"\b(?:regist(?:ered|ration)\b|clinical trial information)", re.IGNORECASE)
_OURS = re.compile(
    r"\b(?:we|our|us|(?:this|the present|the current|present|current) (?:[\w,-]+ ){0,6}"
    r"(?:trial|study|analysis|protocol|work)|(?:aim|purpose|objective|goal)s? of the)\b",
    re.IGNORECASE,
)
_REVIEW = re.compile(
    r"\b(?:systematic review|meta-analys|scoping review|umbrella review|narrative review)", re.IGNORECASE
)
_LONGEST_TITLE = 250
"""Characters. What is longer in the place of a title is a paragraph that a saved page put there."""
# Where a number stands as the trial's own unless the words say otherwise.
_OWN_SECTIONS = frozenset({"title", "registration", "methods", "abstract"})
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
    for mention in numbers_in(plain(report.title)):
        yield mention.number, True
    for sentence in sentences(report):
        mentions = numbers_in(sentence.text)
        if mentions:
            part = "abstract" if sentence.block.part == "abstract" else "body"
            is_own = not is_review and _speaks_of_itself(sentence.text, sentence.section, part)
            yield from ((mention.number, is_own) for mention in mentions)
    for table in report.tables:
        cells = " \n ".join(cell for row in table.rows for cell in row)
        yield from ((mention.number, False) for mention in numbers_in(plain(cells)))


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
    return bool(_REVIEW.search(kinds) or _REVIEW.search(title)) and "protocol" not in title.lower()
