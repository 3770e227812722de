"""What a number says of the treatment itself: doses reduced or interrupted, treatment stopped."""

from __future__ import annotations

import re

from extractors.text.arm_names import Tokens, tokens
from extractors.text.outcomes import Topic
from extractors.text.quantity_forms import PEOPLE

_CHANGED = r"(?:reduced|lowered|decreased|interrupted|delayed|withheld|modified|adjusted|escalated|increased)"
_DOSE_BEFORE = re.compile(
    rf"\b(?:doses?|dosages?)\s(?:was|were|had to be|needed to be|has been|had been)\s(?:\w+ly\s)?(?P<did>{_CHANGED})\b"
    r"[^;:.,()\d]{0,60}[(\s]*$"
)
_TREATMENT = r"(?:treatment|therapy|medication|study drug|drug)"
_STOPPED_BEFORE = re.compile(
    r"\b(?P<what>[\w-]+)\s(?:was|were|had to be)\s(?:permanently\s)?(?:stopped|ceased)\b(?!\stemporarily)"
    r"[^;:.,()\d]{0,80}[(\s]*$"
)
_STOPPED_AFTER = re.compile(
    rf"\s?[)\]]?\s?(?:{PEOPLE}\s)?(?:had\s)?(?:permanently\s)?(?:stopped|ceased)\s(?:taking\s)?(?:the\s|their\s|study\s)?"
    rf"{_TREATMENT}\b(?!\stemporarily)"
)


def treatment_change(text: str, start: int, end: int, floor: int, given: list[Tokens]) -> Topic | None:
    """The topic of a number at a span where its clause tells of a change of treatment, else None.

    `floor` is where the words of the number before end; `given` are the names of what the arms received. A changed dose
    is no discontinuation.
    """
    dose = _DOSE_BEFORE.search(text, floor, start)
    if dose:
        return Topic(dose.start(), dose.end("did"), "OTHER", f"dose {dose['did']}")
    stopped = _STOPPED_BEFORE.search(text, floor, start)
    if stopped and (
        re.fullmatch(_TREATMENT, stopped["what"], re.I) or any(tokens(stopped["what"]) & name for name in given)
    ):
        return Topic(stopped.start(), start, "DISCONTINUATION", stopped.group().strip(" ("))
    after = _STOPPED_AFTER.match(text, end)
    if after:
        return Topic(end, after.end(), "DISCONTINUATION", after.group().strip(" )]"))
    return None
