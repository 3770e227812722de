"""The condition that a report is about, by the general language of diseases: its head word and what stands before it.

No list of diseases: a condition's name ends in one of the endings of medical words (-itis, -oma, -iasis) or in a word
that any disease's name may end in (disease, pain, failure).
"""

from __future__ import annotations

import re

from extractors.text.expression import Expression
from extractors.text.normal import plain
from extractors.text.sentences import Sentence
from schemas.models import Report

_ENDINGS = (
    r"(?:cancer|carcinoma|neoplasm|oma|omata|itis|osis|oses|iasis|a?emia|penia|opathy|plasia|algia|oedema|edema"
    r"|rrh(?:o?ea|agia)|phrenia|plegia|paresis|eclampsia|pneumonia|arthria|phasia|phagia|ectasis|monia|nesia|metastas[ie]s)"
)
_WORDS = (
    r"tumou?r|malignanc(?:y|ie)|disease|syndrome|disorder|diabetes|depression|hypertension|hypotension|asthma|infection"
    r"|failure|stroke|injur(?:y|ie)|pain|headache|fracture|arrest|obesity|overweight|dementia|epilepsy|malaria|migraine"
    r"|anxiety|sepsis|COVID-19|HIV|fatigue|deficiency|insufficiency|dysfunction|impairment|addiction|dependence|misuse"
    r"|infertility|constipation|nausea|vomiting|influenza|fever|palsy|autism|distress|bleeding|ha?emorrhage|embolism"
    r"|fibrillation|arrhythmia|ulcer|wound|burn|caries|cataract|hernia|fibroid|delirium|malnutrition|anorexia|bulimia"
    r"|tinnitus|colic|incontinence|insomnia|hearing loss|bone loss|sclerosis|dystrophy|atrophy|aneurysm|calcification"
    r"|allerg(?:y|ie)|a?esthma|intolerance|(?<!oxidative )stress|trauma|shock|lesion|polyp|cyst|abscess|scar|wart|acne"
    r"|lupus|COPD|PTSD|ADHD|tuberculosis|obstruction|prematurity|labou?r pain|dermatoses|infarction|angina|jaundice"
)
_HEAD = (
    rf"(?:(?!(?:dia|pro)gnosis|apoptosis|hypnosis|hemodialysis|genesis|chromosom|mnesia)[\w-]*{_ENDINGS}(?! cells?\b)"
    rf"|(?:{_WORDS}))"
)
# Words that end the name of a condition when it is read backwards from its head.
_NO_PART = (
    r"(?:with|for|of|in|on|is|not|that|their|by|to|life|reduc\w+|allocation|receiv\w+|patients?|people|persons?|women"
    r"|men|adults|children|infants|adolescents|couples|survivors|smokers|subjects|individuals|participants|who|after"
    r"|from|versus|vs|against|whether|treating|having|facing|developing|without|among|undergoing|transmission|same-day"
    r"|the|an?|its|this|our|between|during|following|at|than|as|via|using|against|into|study|group|trial|effect|effects"
    r"|international|national|preventing|prevent|reducing|incident|risk|symptoms?|therapy|treatment|management)"
)
_NAME = rf"(?P<words>(?:(?!{_NO_PART}\b)[\w/'+-]+,? ){{0,6}}?{_HEAD}(?:s|es)?(?: {_HEAD}(?:s|es)?)*(?: [A-E]\b)?)"
_CONDITION = Expression(rf"\b(?:with|of|for|in|against|from|on) (?!(?:or|and|no) ){_NAME}(?![\w-])", re.IGNORECASE)
_FIRST = re.compile(
    rf"(?:^|: |\. )(?!(?:or|and|no) ){_NAME}(?![\w-])(?= (?:in|among|after|treated|by|patients)\b|:|,|$)", re.I
)
# In a sentence a disease may be anything; it is the report's where people have it or something is done about it.
_HAVE = re.compile(
    r"\b(?:patients?|participants?|subjects?|people|persons?|individuals?|women|men|adults|children|adolescents|infants"
    r"|outpatients|veterans|residents|survivors|living|diagnosed|newly|suffering|treatment|management|prevention"
    r"|therapy|care|history) (?:\w+ ){0,3}$",
    re.IGNORECASE,
)


def conditions_of(report: Report, said: list[Sentence]) -> list[str]:
    """The condition that the title names (`in patients with …`, `treatment of …`), or the first sentences that do."""
    title = plain(report.title) or next((s.text for s in said if s.section == "title"), "")
    in_title = _had(title) or next((m["words"] for m in (_CONDITION.search(title), _FIRST.search(title)) if m), "")
    if in_title:
        return [in_title.strip()]
    opening = [s.text for s in said if s.section in {"abstract", "background", "methods"}][:6]
    return [words.strip() for words in map(_had, opening) if words][:1]


def _had(text: str) -> str:
    """The first condition of a text that people have, or that is treated; empty where there is none."""
    for found in _CONDITION.finditer(text):
        if _HAVE.search(text[max(0, found.start() - 40) : found.start()]):
            return found["words"]
    return ""
