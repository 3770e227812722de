"""The people around a trial, by the part they play: who is treated, who treats, who assesses, who analyses.

The parts are those of ClinicalTrials.gov's `whoMasked`, with caregivers and analysts told apart beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

PARTICIPANTS, CAREGIVERS, PROVIDERS = "participants", "caregivers", "care providers"
INVESTIGATORS, ASSESSORS, ANALYSTS = "investigators", "outcome assessors", "data analysts"

_LEARNED = r"(?:graduate|doctoral|PhD|medical|psychology|research|nursing|trained) (?:\w+ )?students?"
_STAFF = (
    r"(?:investigators?|researchers?|staff|personnel|assistants?|nurses?|physicians?|clinicians?|team|members?"
    r"|students?|psychologists?|therapists?|physiotherapists?|professionals?|persons?|people|individuals?|workers?"
    r"|psychiatrists?|doctors?|those|ones?|technicians?|coordinators?|authors?|specialists?|experts?|teams)"
)
_JOINED = (
    r"(?: (?:in charge of|responsible for|involved in|who|that|which|will|would|are|were|was|is|the|to|of|all|their))*"
)
# `research assistants who collect the outcome data` assess; `the person performing the analysis` analyses.
_ASSESSING = (
    rf"{_STAFF}{_JOINED} (?:perform|conduct|assess|evaluat|measur|collect|administ|examin|scor|rat|interview|obtain"
    r"|test|adjudicat|review)\w* (?:[\w-]+ ){0,4}?(?:outcomes?|measure\w*|assessments?|end-?points?|questionnaires?"
    r"|interviews?|tests?|collection|evaluations?|examinations?|scans?|images?|follow-?ups?|baseline|events?|data"
    r"|participants|patients|surveys?|samples?|testing)"
)
_ANALYSING = (
    rf"{_STAFF}{_JOINED} (?:perform|conduct|carry|undert|complet|analy[sz])\w*"
    r"(?: (?:out|the|all|data|trial|study|primary|statistical|outcomes?)){0,4} (?:analys[ei]s|data|results)"
)
# The first that fits counts, so that a phrase which says what a person does goes before the bare profession.
_PARTS = {
    "": r"(?:data|safety) (?:and safety |safety )?monitoring (?:board|committee)|DSMB|DMC|ethics committee",
    ANALYSTS: (
        rf"{_ANALYSING}|(?:bio)?statisticians?|biometricians?|(?:data|trial|primary|statistical) (?:analysts?|managers?"
        r"|entry)|analysts?|(?:data|statistical|outcome|final|primary|main) analys[ei]s|(?:analysis|statistical) team"
        r"|epidemiologists?|(?:health )?economists?"
    ),
    ASSESSORS: (
        rf"{_ASSESSING}|(?:outcomes? |end-?point )?(?:assess?ors?|raters?|observers?|evaluators?|examiners?"
        r"|adjudicators?|interviewers?|readers?|testers?|test leaders?|coders?|enumerators?|data collectors?"
        r"|reviewers|radiologists?"
        r"|pathologists?|sonographers?|echocardiographers?)"
        r"|(?:assessment|measurement|evaluation|interview|outcome|testing)s? (?:team|staff|personnel|committee)s?"
        r"|(?:adjudicati(?:ng|on)|end-?points?|events?) (?:adjudication )?committee"
        r"|lab(?:oratory)? (?:staff|personnel|technicians?|technologists?|analysts?|workers)|technicians?"
        r"|(?:outcomes?|end-?points?|clinical|follow-up) (?:assessments?|evaluations?|adjudication)"
    ),
    CAREGIVERS: r"parents?|guardians?|carers?|(?:family |informal )?caregivers?|famil(?:y|ies)|relatives|spouses?",
    INVESTIGATORS: (
        rf"{_LEARNED}|(?:principal |clinical |co-)?investigators?|researchers?|(?:research|study|trial|project)"
        r" (?:study |research )?(?:team|staff|personnel|assistants?|nurses?|workers?|coordinators?|physicians?|members?"
        r"|managers?|directors?)|experimenters?|authors|sponsors?|coordinators?|recruiters?|PI"
    ),
    PROVIDERS: (
        r"(?:treating |attending |care )?(?:clinicians?|physicians?|doctors?|practitioners?)|surgeons?|nurses?"
        r"|(?:\w+ ?)?therapists?|psychologists?|psychiatrists?|midwi(?:fe|ves)|care ?givers|providers?"
        r"|health ?-?care (?:professionals?|personnel|workers?|team)|health (?:professionals?|workers?)"
        r"|(?:clinical|medical|nursing|surgical|care|treatment) (?:team|staff)|staff(?: members)?|personnel"
        r"|an(?:a?)esth(?:etists?|esiologists?)|pharmacists?|acupuncturists?|trainers?"
        r"|coach(?:es)?|counsell?ors?|operators?|instructors?|teachers?|dentists?|dietiti?ci?ans?|facilitators?"
        r"|\w+ologists?|interventionists?"
    ),
    PARTICIPANTS: (
        r"participants?|patients?|subjects?|women|men|volunteers?|child(?:ren)?|infants?|mothers|girls|boys|students?"
        r"|residents?|adolescents?|couples|adults|individuals|consumers|recipients|villagers|persons"
    ),
}
_GROUPS = {f"part{n}": part for n, part in enumerate(_PARTS)}
_PEOPLE = re.compile(
    r"\b(?:" + "|".join(f"(?P<{name}>{_PARTS[part]})" for name, part in _GROUPS.items()) + r")(?!')\b", re.IGNORECASE
)


def people_in(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[str, int, int]]:
    """(part, start, end) of everyone whom a text names, in order; monitoring boards play none of the parts."""
    for match in _PEOPLE.finditer(text, start, len(text) if end is None else end):
        part = _GROUPS[match.lastgroup or ""]
        if part:
            yield part, match.start(), match.end()
