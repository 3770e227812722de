"""What a list of values answers: outcomes named together, or the times of one outcome, in the order of the list."""

from __future__ import annotations

import re

from extractors.text import noun_phrases
from extractors.text.numerals import NUMBER, WORDS, number
from extractors.text.outcomes import Topic
from extractors.text.places import WEEKS, TimePoint
from extractors.text.quantities import Quantity
from extractors.text.sentence_reader import SentenceReader

Item = tuple[Topic, TimePoint | None]

_N = rf"(?:{NUMBER}|(?i:{WORDS}))"
_YEARS = re.compile(
    rf"\b(?P<first>{_N})-(?:year|month)?,?\s(?P<more>(?:{_N}-(?:year|month)?,?\s)*)(?:and|or)\s"
    rf"(?P<last>{_N})-(?P<unit>year|month|week)s?\b"
    rf"|\b(?:at|after)\s(?:the\s)?(?P<first2>{_N}),?\s(?P<more2>(?:{_N},?\s)*)(?:and|or|&)\s(?P<last2>{_N})\s"
    rf"(?P<unit2>year|month|week|day|hour)s?\b"
    rf"|\b(?:at|after)\s(?P<unit3>week|month|day|year)s\s(?P<first3>{_N}),?\s(?P<more3>(?:{_N},?\s)*)(?:and|or|&)\s"
    rf"(?P<last3>{_N})\b"
)
_JOINT = re.compile(r"\s?(?:\([^()\d]*\))?,?\s?(?:and|or)?\s(?:the\s|median\s)?|/")


def family_of(cell: Quantity) -> str:
    """The family of groups that a value belongs to."""
    return {"duration": "time", "mean": "mean"}.get(cell.kind, "rate")


def items_before(reader: SentenceReader, position: int, m: int) -> list[Item]:
    """The m things that a list of m values after a place is of, or none: outcomes, times, or joined noun phrases."""
    listed = [run for run in coordinated(reader) if run[-1].end <= position and len(run) == m]
    if listed:
        return [(topic, None) for topic in listed[-1]]
    times = times_listed(reader.text[:position])
    if len(times) == m:
        topics = [t for t in reader.topics if t.end <= position and t.outcome != "NONE"]
        topic = topics[-1] if topics else subject_of(reader, position)
        return [(topic, when) for when in times] if topic else []
    if any(t.outcome not in ("NONE", "AE_SPECIFIC") and t.end <= position for t in reader.topics):
        return []
    return [(topic, None) for topic in _joined_subjects(reader, position, m)]


def coordinated(reader: SentenceReader) -> list[list[Topic]]:
    """Every run of two and more outcomes joined by commas and `and`."""
    runs: list[list[Topic]] = []
    for topic in reader.topics:
        if topic.outcome == "NONE":
            continue
        if runs and _JOINT.fullmatch(reader.text[runs[-1][-1].end : topic.start]):
            runs[-1].append(topic)
        else:
            runs.append([topic])
    return [run for run in runs if len(run) > 1]


def times_listed(text: str) -> list[TimePoint]:
    """The times of `1-, 3-, and 5-year`, `at 6 and 12 months` or `at weeks 4, 8 and 12`, the last such list."""
    every = list(_YEARS.finditer(text))
    if not every:
        return []
    found = every[-1]
    kind = next(k for k in ("", "2", "3") if found["first" + k])
    unit = found["unit" + kind]
    numbers = [found["first" + kind], *re.findall(_N, found["more" + kind]), found["last" + kind]]
    words = {"": f"{{n}}-{unit}", "2": f"{{n}} {unit}s", "3": f"{unit} {{n}}"}[kind]
    return [TimePoint(found.start(), found.end(), words.format(n=n), number(n) * WEEKS[unit]) for n in numbers]


def subject_of(reader: SentenceReader, position: int) -> Topic | None:
    """The noun phrase that is measured in the clause of a place."""
    span = noun_phrases.subject(reader.text, position, reader.mentions)
    return Topic(*span, "OTHER", reader.text[slice(*span)]) if span else None


def _joined_subjects(reader: SentenceReader, position: int, m: int) -> list[Topic]:
    """`Readmission and falls occurred in 12% and 5% of …`: a subject of as many parts as there are values."""
    span = noun_phrases.subject(reader.text, position, reader.mentions)
    if span is None:
        return []
    start, end = span
    parts = []
    for piece in re.split(r"(,\s(?:and\s)?|\sand\s)", reader.text[start:end]):
        if not re.fullmatch(r",\s(?:and\s)?|\sand\s", piece):
            parts.append((start, start + len(piece)))
        start += len(piece)
    named = [p for p in parts if noun_phrases.usable(reader.text, *p, reader.mentions)]
    if len(named) != len(parts) or len(parts) != m:
        return []
    kind = "AE_SPECIFIC" if reader.harm else "OTHER"
    return [reader._graded(Topic(a, b, kind, reader.text[a:b])) for a, b in named]
