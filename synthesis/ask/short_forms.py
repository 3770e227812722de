"""Abbreviations: those that a report defines, and a few that nobody defines; places read with long forms added."""

from __future__ import annotations

import re
from collections.abc import Iterable

from synthesis.ask.words import Words, flat, listed, words

_COMMON = {
    "bmi": "body mass index", "sbp": "systolic blood pressure", "dbp": "diastolic blood pressure",
    "bp": "blood pressure", "vas": "visual analog scale pain", "qol": "quality of life",
    "ldl": "low density lipoprotein",
    "hdl": "high density lipoprotein", "tg": "triglycerides", "crp": "c reactive protein", "los": "length of stay",
    "icu": "intensive care unit", "os": "overall survival", "pfs": "progression free survival", "ae": "adverse events",
    "aes": "adverse events", "sae": "serious adverse events", "saes": "serious adverse events",
    "teae": "adverse events", "teaes": "adverse events", "mi": "myocardial infarction", "hba1c": "glycated hemoglobin",
    "fev1": "forced expiratory volume", "ponv": "postoperative nausea vomiting", "wbc": "white blood cell",
    "hr": "heart rate", "map": "mean arterial pressure", "itt": "intention to treat", "pp": "per protocol",
    "tnf": "tumor necrosis factor", "il": "interleukin", "ifn": "interferon", "orr": "objective response rate",
    "dcr": "disease control rate", "nk": "natural killer", "bun": "blood urea nitrogen",
    "pbo": "placebo", "po": "oral", "iv": "intravenous", "im": "intramuscular", "sc": "subcutaneous",
    "qd": "once daily", "bid": "twice daily", "tid": "three times daily",
    "tds": "three times daily", "qid": "four times daily",
}  # fmt: skip
_BRACKET = re.compile(r"[(\[]([A-Za-z][\w.+/-]{0,11}(?: (?:[IVX]{1,4}|\d{1,2}))?)(?:[)\],;]| group| arm)")
_REVERSE = re.compile(
    r"\b([A-Z][A-Za-z0-9-]{1,9})\s?(?:\(|[,:=]\s?|\s[-–]\s)([A-Za-z][^()\[\];:.=]{4,70}?)(?=[);.,:]|$)"
)


class ShortForms:
    """The abbreviations of one report. `words(text)` are a text's telling words, long forms included."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.long: dict[str, Words] = {short: words(long) for short, long in _COMMON.items()}
        self.long |= _defined(texts)
        keys = sorted(self.long, key=len, reverse=True)
        self._any = re.compile(r"(?<![a-z0-9])(?:" + "|".join(map(re.escape, keys)) + r")(?![a-z0-9])")
        self._cache: dict[str, Words] = {}

    def words(self, text: str) -> Words:
        """The telling words of a text and of the long forms of its abbreviations."""
        if text not in self._cache:
            found = set(listed(text))
            for match in self._any.finditer(flat(text)):
                found |= self.long[match.group()]
            self._cache[text] = frozenset(found)
        return self._cache[text]

    def of(self, word: str) -> Words:
        """The words that one word is short for; none where it is no abbreviation."""
        return self.long.get(word, frozenset())


def _defined(texts: Iterable[str]) -> dict[str, Words]:
    found: dict[str, Words] = {}
    for text in texts:
        for match in _BRACKET.finditer(text):
            long_form = _long_form(match[1].split()[0], text[max(0, match.start() - 140) : match.start()])
            _keep(found, match[1], long_form)
        for match in _REVERSE.finditer(text):
            if _initials_fit(match[1], match[2]):
                _keep(found, match[1], match[2])
    return found


def _keep(found: dict[str, Words], short: str, long_form: str | None) -> None:
    key = flat(short)
    if long_form and key not in found and len(key) > 1 and (told := words(long_form) - {key}):
        found[key] = told


def _initials_fit(short: str, long_form: str) -> bool:
    """Whether the letters of a short form start the words of a long one, in order (`BMI` body mass index)."""
    letters = [c for c in short.lower() if c.isalpha()]
    initials = [w[0] for w in re.findall(r"[a-z]+", flat(long_form))]
    if len(letters) < 2 or sum(c.isupper() for c in short) < 2 or not initials or initials[0] != letters[0]:
        return False
    left = iter(initials)
    return all(letter in left for letter in letters) and len(initials) <= len(letters) + 3


def _long_form(short: str, before: str) -> str | None:
    """After Schwartz and Hearst (2003): the letters of the short form are found in the words before the bracket."""
    letters = [c for c in short.lower() if c.isalpha()]
    if len(letters) < 2 or not re.search(r"[A-Z]", short):
        return None
    position = len(before) - 1
    for i in range(len(letters) - 1, -1, -1):
        while position >= 0 and not (
            before[position].lower() == letters[i] and (i or position == 0 or not before[position - 1].isalnum())
        ):
            position -= 1
        if position < 0:
            return None
        position -= 1
    start = position + 1
    while start and before[start - 1] == "-":  # `gamma-induced protein`: the whole word that the letters begin in
        start = max(before.rfind(" ", 0, start), before.rfind("(", 0, start)) + 1
    long_form = before[start:]
    return long_form if len(long_form.split()) <= 2 * len(letters) + 1 else None
