"""Whether a table describes who took part, not what came of it."""

from __future__ import annotations

import re

from extractors.tables.grid import Layout
from extractors.text.normal import plain

_BASELINE_TABLE = re.compile(
    r"\b(?:baseline|demographics?|characteristics? of (?:the )?(?:\w+ ){0,3}(?:patients|participants|subjects|women|"
    r"population|"
    r"groups|sample)|(?:patients?|participants?|subjects?|maternal|clinical|general|sample|population)[’']?s? (?:\w+ )?"
    r"characteristics)\b",
    re.I,
)
_OF_THE_TREATMENT = re.compile(
    r"\b(?:surg|operat|procedur|deliver|treatment|technical|anaesthe|anesthe)\w* character", re.I
)
_WHO = re.compile(
    r"^\W*(?:(?:mean |median )?age|sex|gender|male|female|race|ethnicity|ecog|performance status|stage|histology|"
    r"education|"
    r"marital|body mass index|bmi|height|weight)\b",
    re.I,
)
"""Labels of rows that describe who took part; two of them make a table one of characteristics."""
_LATER = re.compile(
    r"\b(?:after|follow-?up|changes?|post\w*|end ?points?|outcomes?|results?|weeks?|months?|during|over time|"
    r"and final|response|"
    r"from baseline|adjusted for)\b",
    re.I,
)


_BEGINS_AT_BASELINE = re.compile(
    r"^\W*(?:table \w+\W+)?(?:comparison of )?baseline\b(?!.*\b(?:and|to|from|after|follow-?up|changes?|versus|vs|"
    r"weeks?|months?|years?|post\w*|final|end)\b)",
    re.I | re.S,
)


def is_baseline_table(layout: Layout) -> bool:
    """By its caption, or by two rows such as age and sex; a caption that speaks of later times decides against."""
    words = plain(layout.table.caption)
    if _BEGINS_AT_BASELINE.match(words):
        return True
    if _LATER.search(words) or _OF_THE_TREATMENT.search(words):
        return False
    found = (_WHO.match(line.path[0]) for line in layout.lines if line.path)
    described = {match.group().lower() for match in found if match}
    return bool(_BASELINE_TABLE.search(words)) or len(described) >= 2
