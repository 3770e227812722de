"""Which sentences may hold this study's results, and which only look like it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.text.expression import Expression
from extractors.text.quantity_forms import PEOPLE
from extractors.text.sentences import Sentence

_PLANNED = Expression(
    r"(?i:\bsample size\b|\bpower (?:of|to)\b|\b\d+% power\b|\bwould (?:be|have|detect|need|require|provide)\b|\b"
    r"to detect\b|\bassum(?:ed|ing|ption)|\bhypothesi[sz]ed?\b|\bnon-?inferiority margin\b|"
    r"\bprespecified (?:margin|boundary)|\bplanned (?:sample|enrol)|\bexpected to\b|\bwe (?:aimed|estimated|planned|"
    r"calculated)\b|\bsignificance level\b|\bone-sided alpha\b|\bprimary (?:end ?point|outcome)s? (?:was|were|is|are)"
    r"\b(?!\s(?:\d|observed|seen|reached|met|achieved|similar|significantly|higher|lower|reported|noted|recorded|"
    r"found))|\bsecondary (?:end ?point|outcome)s? (?:were|included?)\b|"
    r"\bwas defined as\b(?!.*\b(?:achieved|observed|occurred|seen)\b))"
)
_TESTED = Expression(r"\b[Pp]\s?[<=>]\s?0?\.\d|\b\d\d\s?% (?:CI|confidence interval)[^a-z]{0,8}\d")
_CITED = Expression(
    r"(?i:\bet al\b|\bprevious(?:ly)? (?:study|studies|trials?|phase|reports?|reported|published)|\b(?:other|earlier|"
    r"prior|historical|similar|pivotal|landmark|published|recent) (?:phase \w+ )?(?:clinical )?(?:stud(?:y|ies)|"
    r"trials?|reports?|series|data|cohorts?|controls?)\b|"
    r"\bmeta-analys|\bunpublished|\bin (?:another|one such|a (?:previous|prior|recent|similar|"
    r"retrospective)) (?:study|trial)|\bliterature\b|\bretrospectively reviewed\b|\b"
    r"historical)"
)
# Names of authors and trials, and marks of references: apart from the words, because most sentences have such letters.
_CITED_BY_NAME = Expression(
    r"\breported by (?:[A-Z][a-z]+\b|others?\b)|\b(?<!were )(?<!was )(?<!been )reported in (?:the )?(?:[A-Z]|same|"
    r"original|main|previous)|\b(?:the )?[A-Z][A-Z0-9-]{2,}(?:-\d+)? (?:trial|study)\b"
)
_REFERENCE = re.compile(r"\[\d+(?:[,-]\s?\d+)*\]|\((?<=[a-z] \()\d{1,3}(?:[,-]\s?\d{1,3})*\)")
_OWN = Expression(
    r"(?i:\b(?:our|this|the present|the current) (?:study|trial|cohort|series|analysis|patients|data|population|"
    r"experience|results?)\b|\bwe (?:found|observed|showed|report|further|also|explored)\b)"
)
_EXTERNAL = Expression(
    r"(?i:\bwe retrospectively|\bfrom our (?:cent(?:er|re)|institution)|\bunpublished|\bin contrast\b.*\b(?:they|"
    r"their)\b|\bdatabase\b|\bregistry data)"
)
_REGARDLESS = Expression(
    r"(?i:\b(?:regardless|irrespective|independent(?:ly)?) of (?:the )?(?:treatment|arm|group|random|therapy|"
    r"allocation)|\b(?:pooled|both arms combined|combined arms|all arms combined)\b)"
)
_BASELINE = Expression(
    r"(?i:\bbaseline (?:characteristics|demographics|clinical|patient)|\bmedian (?:\(range\) |patient )?age\b|\b"
    r"mean age\b|\b(?:were|was) (?:male|female|men|women|white|black|asian)\b|\b\d+ (?:fe)?males?\b|\b"
    r"were (?:older|younger) than\b|\bhad (?:nodal|stage|ECOG|a? ?(?:WHO|PS|performance))|\b(?:most common|"
    r"common) (?:sites?|primary|histolog)|\bpreviously (?:received|treated)|\bprior (?:therap|chemo|treat|"
    r"regimens)|\bexcluded (?:because|from|due))"
)

NO_REPORT = Expression(
    r"(?i:\b(?:systematic review|meta-?analys[ie]s|narrative review|scoping review|study protocol|protocol for|"
    r"protocol of|rationale and design|trial design|in vitro|in vivo|xenografts?|\bmice\b|\bmouse\b|\brats?\b|murine|"
    r"cell lines?|animal model|dogs?|canine|feline|porcine|rabbits?|zebrafish|case report|editorial|commentary|"
    r"guidelines?|erratum|corrigendum|retraction|reply to|letter to)\b)"
)
"""Titles of reports that hold no results of a trial of their own."""


_PEOPLE = Expression(rf"(?i:\b{PEOPLE}\b)")
_POOLED = Expression(
    r"(?i:\bwe (?:conducted|performed|undertook|did) a (?:[\w-]+ ){0,4}meta-?analysis|\bPROSPERO\b|"
    r"\b(?:studies|articles|trials) (?:met|were included in) (?:the|our) (?:inclusion|meta-?analysis|review))"
)


def about_people(sentences: list[Sentence]) -> bool:
    """Whether a report speaks of people of its own: neither soil nor a pool of other studies."""
    told = [s for s in sentences if s.section not in ("references", "introduction", "background", "discussion")]
    return any(_PEOPLE.search(s.text) for s in told) and not any(_POOLED.search(s.text) for s in told)


def result_sentences(sentences: list[Sentence]) -> list[Sentence]:
    """The sentences in which to look for results, in reading order."""
    kept = [s for s in sentences if s.section == "results" and not set_aside(s.text)]
    kept += [s for s in sentences if s.section == "abstract" and not set_aside(s.text) and not cites(s.text)]
    kept += list(_own_discussion(sentences))
    return sorted(kept, key=lambda s: s.number)


def set_aside(text: str) -> bool:
    """Whether a sentence speaks of plans, or pools what the arms had apart."""
    return bool(_REGARDLESS.search(text) or (_PLANNED.search(text) and not _TESTED.search(text)))


def cites(text: str) -> bool:
    """Whether a sentence speaks of another study, or gives a reference."""
    return bool(_CITED.search(text) or _CITED_BY_NAME.search(text) or _REFERENCE.search(text))


def baseline(text: str) -> bool:
    """Whether a sentence describes who was enrolled."""
    return bool(_BASELINE.search(text))


def _own_discussion(sentences: list[Sentence]) -> Iterator[Sentence]:
    """Sentences of the discussion that report this study: after `our study …`, in the same paragraph, uncited."""
    block, own = "", False
    for s in sentences:
        if s.section != "discussion":
            continue
        if s.block.id != block:
            block, own = s.block.id, False
        if _EXTERNAL.search(s.text) or cites(s.text):
            own = False
        elif _OWN.search(s.text):
            own = True
        if own and not set_aside(s.text) and not cites(s.text):
            yield s
