"""The forms of trial registry numbers, and each written in one way: `NCT 00902941` becomes `NCT00902941`.

The forms are those of the WHO primary registries, ClinicalTrials.gov and the two European systems. Readers use them
for fields that hold registry numbers, extractors for running text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(slots=True, frozen=True)
class Form:
    """How one registry's numbers look. `written` puts a match into the one form used here."""

    registry: str
    pattern: str
    written: str
    context: str = ""
    """Words that must stand near the number where its form alone says too little."""


_PLAIN = {ord(c): "-" for c in "\u2010\u2011\u2012\u2013\u2014\u2212"} | {ord(c): " " for c in "\u00a0\u2009\u202f"}
_GAP = r"[\s:#-]{0,2}"
FORMS = (
    Form("ClinicalTrials.gov", rf"NCT{_GAP}(?:No\.?{_GAP})?(\d{{8}})", "NCT{0}"),
    Form("ANZCTR", rf"(?:ACTRN|ANZCTRN?){_GAP}(\d{{14}})", "ACTRN{0}"),
    Form("ANZCTR", r"(126\d{11})", "ACTRN{0}", r"anzctr|actrn|australian"),
    Form("ISRCTN", rf"ISRCTN{_GAP}(?:\(?(?:registry|registration|number|no\.?|id){_GAP})?(\d{{8}})", "ISRCTN{0}"),
    Form("ISRCTN", r"(\d{8})", "ISRCTN{0}", r"controlled-trials\.com|current controlled trials|isrctn"),
    Form("EudraCT", r"(?:EUCTR ?)?(20[0-2]\d-0\d{5}-\d{2})(?:-[A-Z]{2,3})?", "{0}"),
    Form("CTIS", r"(?:EUCT ?|CTIS ?)?(20[2-9]\d-5\d{5}-\d{2})(?:-\d{2})?", "{0}"),
    Form("ChiCTR", rf"ChiCTR{_GAP}(\d{{8,10}})", "ChiCTR{0}"),
    Form("ChiCTR", rf"ChiCTR{_GAP}([A-Z]{{2,5}}-?\d{{8,10}})", "ChiCTR-{0}"),
    Form("ITMCTR", rf"ITMCTR{_GAP}(\d{{10}})", "ITMCTR{0}"),
    Form("ChinaDrugTrials", r"CTR(20\d{6})", "CTR{0}"),
    Form("CRiS", rf"KCT{_GAP}(\d{{7}})", "KCT{0}"),
    Form("CTRI", rf"CTRI{_GAP}/?{_GAP}(\d{{4}})/(\d{{2,3}})/(\d{{5,6}})", "CTRI/{0}/{1}/{2}"),
    Form("DRKS", rf"DRKS{_GAP}(?:ID{_GAP})?(\d{{8}})", "DRKS{0}"),
    Form("HKUCTR", rf"HKUCTR{_GAP}(\d{{1,5}})", "HKUCTR-{0}"),
    Form("IRCT", rf"IRCT{_GAP}(\d{{8,14}}N\d{{1,3}})", "IRCT{0}"),
    Form("JapicCTI", rf"JapicCTI{_GAP}(\d{{6}})", "JapicCTI-{0}"),
    Form("JMACCT", rf"JMA-IIA{_GAP}(\d{{5}})", "JMA-IIA{0}"),
    Form("jRCT", rf"jRCT{_GAP}(s?\d{{9,10}})", "jRCT{0}"),
    Form("LBCTR", rf"LBCTR{_GAP}(\d{{4}}) ?(\d{{6}})", "LBCTR{0}{1}"),
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
# Registries whose numbers stand without letters.
_DIGITS = frozenset({"EudraCT", "CTIS"})
_NEAR = 120
"""Characters on either side in which a form's context words must stand."""


def _compiled(form: Form) -> re.Pattern[str]:
    pattern = form.pattern.replace("{gap}", "")
    flags = 0 if form.registry in _CASE_MATTERS else re.IGNORECASE
    # After a registry's own letters and full number, a point or a slash begins something else: a footnote's mark
    # (`NCT01234567.12`), the rest of an address; before them a slash ends one (`…/show/NCT01234567`).
    alone = pattern.lstrip("(?:")[0].isalpha() and form.registry not in _CASE_MATTERS | _DIGITS
    before, after = (r"(?<![A-Za-z0-9])", r"(?!\d)") if alone else (r"(?<![\w.,/-])", r"(?!\d|[./]\d|-\d{3})")
    return re.compile(rf"{before}(?:JPRN-)?{pattern}{after}", flags)


_PATTERNS = tuple((form, _compiled(form), re.compile(form.context, re.IGNORECASE)) for form in FORMS)
# Two quick looks that let nearly every sentence pass by: letters or digits without which there is no number, then
# the same where a word begins.
_LETTERS = (
    "nct", "actr", "isrctn", "chictr", "itmctr", "kct", "ctri", "drks", "hkuctr", "irct", "japic", "jma-", "jrct",
    "jprn", "euct", "ctis", "lbctr", "pactr", "rpcec", "slctr", "snctp", "tctr", "umin", "ctr20", "controlled",
    "australian", "anzctr",
)  # fmt: skip
_CAPITALS = ("NTR", "NL", "PER-", "RBR")
_EUROPEAN = re.compile(r"20\d\d\W\d{6}")
_WORTH_A_LOOK = re.compile(
    r"\b(?:NCT|ACTRN|ISRCTN|ChiCTR|ITMCTR|KCT|CTRI|DRKS|HKUCTR|IRCT|Japic|JMA-|jRCT|JPRN|LBCTR|NTR|NL|PACTR|RBR"
    r"|PER-|RPCEC"
    r"|SLCTR|SNCTP|TCTR|UMIN|CTR20|EUCT|CTIS)|\b20\d\d\W\d{6}|controlled[- ]trials|australian|anzctr",
    re.IGNORECASE,
)


def _worth_a_look(text: str) -> bool:
    small = text.lower()
    return (
        any(letters in small for letters in _LETTERS)
        or any(letters in text for letters in _CAPITALS)
        or bool(_EUROPEAN.search(text))
    ) and bool(_WORTH_A_LOOK.search(text))


@dataclass(slots=True, frozen=True)
class Mention:
    """A registry number in a text, in the one form used here."""

    start: int
    end: int
    registry: str
    number: str


def numbers_in(text: str) -> list[Mention]:
    """Every registry number of a text, in order, none overlapping another; spans are those of the text as given."""
    if not _worth_a_look(text):
        return []
    text = text.translate(_PLAIN)
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
    found = numbers_in(number)
    return found[0].number if len(found) == 1 else number.strip()
