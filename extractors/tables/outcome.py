"""Which outcome, population and grade the words around a cell name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractors.tables.cell import Cell
from extractors.tables.words import group_words, is_time_only, only_statistic, without_n
from extractors.text.normal import plain
from extractors.text.outcomes import about_harm, adverse_words, topics
from extractors.vocabulary import Vocabulary

_GENERAL_WORDS = re.compile(
    r"\b(?:outcomes?|end ?points?|efficacy|safety|responses?|survival|events?|analys[ie]s|primary|secondary|variables?|"
    r"parameters?|toxicit\w+|adverse|effects?|grades?|any|all|measures?|results?|rates?|best|overall|recist|criteria|"
    r"evaluable|patients|participants|subjects|intention|intent|treat|itt|treated|number|total|complications?|"
    r"treatment|therapy|tumou?r|disease|clinical|objective|median|mean|months?|weeks?|years?|days?|value|score|with|"
    r"in|of|"
    r"the|at|and|or|to|for|by|no|n|hr|ci|p|time|following|who|had|at least one|reported|incidence|study|trial|"
    r"period)\b",
    re.I,
)
_GRADE = re.compile(
    r"\bgrades?\b|\bG[1-5]\b|^\W*(?:[1-5]|I{1,3}|IV|V)(?:\s?(?:-|/|and|to|or)\s?(?:[1-5]|I{1,3}|IV|V))?\W*$"
)
_SEVERE = re.compile(
    r"(?:grades?\s?|\bG|^)\W*(?:≥\s?|>=?\s?)?(?:3|III)\s?(?:(?:-|/|to|or|and)\s?(?:4|5|IV|V|higher|greater|above|"
    r"worse)|\+|$)|≥\s?3",
    re.I,
)
_ANY_GRADE = re.compile(r"\b(?:any|all|total)\b", re.I)
_ANY_EVENT = re.compile(
    r"^\W*(?:patients with )?(?:any|at least (?:one|1)|≥ ?1)\b.{0,20}\b(?:events?|AEs?|grade)\b", re.I
)
_POPULATION = re.compile(r"\bper[- ]?protocol\b|\bcompleters?\b|\bon[- ]treatment\b", re.I)
_WHO_TOOK_PART = re.compile(
    r"^\W*(?:mean |median |number of |patients? |maternal )?(?:age|sex|gender|fe?males?|males?|men|women|race|"
    r"ethnic\w*|white|black|"
    r"asian|hispanic|caucasian|height|body mass index|bmi|ecog|karnofsky|(?:disease |tumou?r )?stage|histolog\w*|"
    r"smok\w+|"
    r"education|married|(?:number of )?(?:cycles?|courses)|duration of (?:treatment|therapy|exposure)|(?:treatment|"
    r"exposure)"
    r" duration|total dose|dose|missing|unknown|not (?:evaluable|assessable|available|reported|done)|randomi[sz]ed|"
    r"enrolled|"
    r"withdr\w+|lost to follow-?up|follow-?up)\b",
    re.I,
)


@dataclass(slots=True)
class Named:
    """An outcome id, its words as the table has them, and the part of the patients it is about."""

    outcome: str
    words: str
    population: str = "all"


def name_outcome(cell: Cell, vocabulary: Vocabulary) -> Named | None:
    """The outcome of a cell; None where the words name something that is no result."""
    rows = [w for w in cell.row_path.split(" | ") if w]
    columns = [w for w in cell.column_path.split(" | ") if w and group_words(w) != cell.arm_words]
    rows = [w for w in rows if group_words(w) != cell.arm_words]
    told = [w for w in (*reversed(rows), *reversed(columns)) if not only_statistic(w) and not is_time_only(w)]
    grade = next((w for w in (*columns, *reversed(rows)) if _GRADE.search(w)), "")
    said = "; ".join(without_n(w) for w in (*rows, *columns) if not is_time_only(w) and not only_statistic(w))
    harm = about_harm(plain(f"{cell.caption} {' '.join(rows[:-1])} {' '.join(columns)}"))
    if any(_WHO_TOOK_PART.match(plain(w)) for w in rows):
        return None
    for at, words in enumerate(told):
        found = _topic(words, vocabulary, harm)
        if found == "NONE":
            return None
        if found:
            rest = [w for i, w in enumerate(told) if i != at and w != grade]
            return Named(_graded(found, grade), said or words, _population(cell, _not_naming(rest, vocabulary, harm)))
    if not told:
        found = _topic(cell.caption, vocabulary, harm)
        return Named(found, cell.caption[:120]) if found and found not in ("NONE", "OTHER") else None
    outcome = "AE_SPECIFIC" if harm and cell.stat in ("count", "rate", "count_rate") else "OTHER"
    return Named(outcome, said, _population(cell, []))


@lru_cache(maxsize=4096)
def _topic_of(words: str, vocabulary_id: int, harm: bool) -> str:
    vocabulary = _VOCABULARIES[vocabulary_id]
    text = re.sub(r"[(,]?\s*(?:mean\s?)?±\s?S[DE]M?\b\)?|\((?:mean,? )?S[DE]M?\)", " ", plain(words))
    found = [t.outcome for t in topics(text, vocabulary)]
    if found:
        telling = [f for f in found if f not in ("NONE", "OTHER")]
        return telling[0] if telling else found[0]
    if harm and _ANY_EVENT.search(text):
        return "AE_ANY"
    return "AE_SPECIFIC" if harm and adverse_words(text) else ""


_VOCABULARIES: dict[int, Vocabulary] = {}


def _topic(words: str, vocabulary: Vocabulary, harm: bool) -> str:
    _VOCABULARIES[id(vocabulary)] = vocabulary
    return _topic_of(words, id(vocabulary), harm)


def _not_naming(words: list[str], vocabulary: Vocabulary, harm: bool) -> list[str]:
    """Headings that name no outcome themselves."""
    return [w for w in words if not _topic(w, vocabulary, harm)]


def _graded(outcome: str, grade: str) -> str:
    """`Any adverse event` under `Grade 3-4` is AE_G3PLUS; under `Grade 1-2` it is neither any nor severe."""
    if outcome not in ("AE_ANY", "AE_G3PLUS") or not grade:
        return outcome
    if _SEVERE.search(plain(grade)):
        return "AE_G3PLUS"
    return outcome if _ANY_GRADE.search(grade) else "AE_OTHER"


def _population(cell: Cell, rest: list[str]) -> str:
    """Headings that are neither outcome nor of general meaning narrow the number to part of the patients."""
    protocol = _POPULATION.search(f"{cell.caption} {cell.row_path} {cell.column_path}")
    if protocol:
        return protocol.group().lower()
    left = [w for w in rest if re.search(r"[A-Za-z]{2,}", _GENERAL_WORDS.sub(" ", without_n(w)))]
    return "; ".join(without_n(w) for w in reversed(left)) or "all"
