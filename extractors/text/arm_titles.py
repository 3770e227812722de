"""The arms of a title: `X versus Y in …`, `comparing X with Y`, the treatment that a title is about and its control."""

from __future__ import annotations

import re

from extractors.text.expression import Expression
from extractors.text.naming import Naming, clean_name, masked, usable
from extractors.text.sentences import Sentence

_TITLE = Expression(r"(?P<a>[^.:;?]{3,140}?)\s(?:versus|vs\.?|v|compared (?:with|to)|or)\s(?P<b>[^.:;?]{3,140})")

_COMPARISON = Expression(r"\s(?:versus|vs\.?|v|compared (?:with|to)|or)\s")

_TITLE_COMPARING = re.compile(
    r"\b(?:comparing|comparison (?:of|between))\s(?P<a>[^.:;?]{3,80}?)\s(?:with|to|and)\s(?P<b>[^.:;?]{3,140})"
)

WITH_OR_WITHOUT = re.compile(r"(?P<base>[^.:;?]{3,100}?)\swith or without\s(?P<added>[^.:;?]{3,100})")


_AGAINST = re.compile(r"\s(?:versus|vs\.?|v|compared (?:with|to))\s(?P<c>[^.:;?]{3,140})")
"""What `X with or without Y` is compared with."""


def titled(sentence: Sentence) -> list[Naming]:
    """The arms of a title: `X versus Y in …`, `X with or without Y`."""
    text = masked(sentence.text)
    both = WITH_OR_WITHOUT.search(text) if "with or without" in text else None
    if both:
        added = _COMPARISON.pattern.split(both["added"])[0]
        base, added = clean_name(_title_head(both["base"])), clean_name(_title_tail(added))
        against = _AGAINST.search(text, both.end("base"))
        forms = [f"{base} plus {added}", base] + ([clean_name(_title_tail(against["c"]))] if against else [])
    else:
        forms = [clean_name(side) for side in _pair_of_title(text)]
    if both and not usable(forms[0]):
        forms[0] = added  # too long a name for base and addition together
    if forms and all(usable(form) for form in forms):
        return [Naming([form], None, sentence, 0, len(text), "titled") for form in forms]
    return []


def _pair_of_title(text: str) -> list[str]:
    """The two sides of `X versus Y`, `comparing X with Y` in a title, as printed; empty where there is none."""
    match = _TITLE.search(text) if _COMPARISON.search(text) else None
    if match and (" or " not in match.group() or re.search(r"\b(?:versus|vs|v|compared)\b", match.group())):
        return [_title_head(match["a"]), _title_tail(match["b"])]
    match = _TITLE_COMPARING.search(text)
    return [match["a"], _title_tail(match["b"])] if match else []


def _title_head(text: str) -> str:
    text = re.split(
        (
            r"\b(?:comparing|comparison of|trial of|study of|effects? of|efficacy (?:and safety )?of|evaluation of|"
            r"trial:|of)\b"
        ),
        text,
    )[-1]
    return text


def _title_tail(text: str) -> str:
    return re.split(r"\s(?:for|in|as(?! usual)|on|among|during|after|following|to|against)\b", text)[0]


# What results speak of that is no treatment: outcomes, populations, tests.
NO_TREATMENT = re.compile(
    r"\b(?:benefits?|risks?|rates?|scores?|quality|density|loss|incidence|mortality|survivors?|carriers?|tumou?rs?|"
    r"negative|positive|receptors?|status|baseline|cost|time|number|changes?|levels?|values?|women|men|those|patients?|"
    r"groups?|arms?|two|efficacy|safety|effects?|differences?|who|which|that|characteristics|disease|cancer|"
    r"metasta\w+|TNBC|users?|tests?|regression|models?|periods?|setting|points?|populations?|outcomes?|data|placebo-controlled|younger|older|age[ds]?|trials?|stud(?:y|ies))\b|\d{2}",
    re.I,
)

_PURPOSE = Expression(
    r"\b(?:efficacy|safety|activity|effects?|effectiveness|impact|role|influence|trial|study|use|evaluation|addition|benefits?)\s"
    r"(?:and\s\w+\s)?(?:of|with)\s(?:the\s|adding\s)?(?P<name>[^.:;,\x00]{3,70}?)(?=\s?[\x00.:;,]|\s(?:in|for|on|as|among|during|"
    r"following|after|to|upon|and its|versus|vs|therapy|treatment|supplementation)\b|$)",
    re.I,
)
_NO_TREATMENT_GIVEN = Expression(
    r"\b(?P<name>placebo|saline|sham(?:\s\w+)?|usual care|standard care|wait(?:ing)?[- ]?list|controls?)\b"
    r"(?!\srate|led\b)",
    re.I,
)


def against_nothing(title: Sentence, results: list[Sentence]) -> list[Naming]:
    """The treatment that a title is about, and the placebo or control of its results."""
    treatment = _PURPOSE.search(masked(title.text))
    name = clean_name(treatment["name"]) if treatment else ""
    if not treatment or not usable(name) or NO_TREATMENT.search(name) or _NO_TREATMENT_GIVEN.search(name):
        return []
    for sentence in results:
        control = _NO_TREATMENT_GIVEN.search(sentence.text)
        if control:
            start, end = control.span("name")
            return [
                Naming([name], None, title, *treatment.span("name"), "purpose"),
                Naming([control["name"]], None, sentence, start, end, "purpose"),
            ]
    return []
