"""Where arms are named without sizes: in the sentence that assigns them, in comparisons, as groups."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.text.arm_names import letter_token, tokens
from extractors.text.arm_pieces import forms_of, serial, size_within
from extractors.text.arm_titles import NO_TREATMENT, WITH_OR_WITHOUT
from extractors.text.expression import Expression
from extractors.text.naming import Naming, clean_name, masked, usable
from extractors.text.quantity_forms import PEOPLE
from extractors.text.sentences import Sentence

# A character of one clause: a point within a number or unit (`0.5 mg.kg-1`) does not end it.
_RUN = r"(?:[^.;]|\.(?=\S))"
_CLAUSE = Expression(
    r"(?:randomi[sz]ed?|randomly (?:assigned|allocated|divided)|assigned|allocated|randomi[sz]ation)\b"
    rf"(?:{_RUN}{{0,160}}?\b(?:to receive|to undergo|to be given|to either)|{_RUN}{{0,120}}?\b(?:to|into|between))\s"
    rf"(?P<rest>{_RUN}{{6,400}})"
)

# `given to obese women with X or Y` says who took part; `X or placebo in either the first or second cycle` when.
_PEOPLE_WITH = re.compile(rf"(?:[\w/-]+\s){{0,3}}{PEOPLE}\s(?:with|who|aged)\b")
_EITHER_PART = re.compile(r"(?<=\w)\s(?:in|for|during|at|on|of) either\s")
_WHOLE_SENTENCE = re.compile(rf"(?P<rest>{_RUN}{{6,400}})")
# `Velotinib (5 mg/d) or placebo for 2 years.`: all that a structured abstract says of its interventions.
_FRAGMENT = re.compile(
    r"(?P<rest>[A-Z][\w -]{2,60}[\s\x00]+or (?:match(?:ing|ed) )?(?:placebo|sham|usual care|standard care|no \w+)\b"
    r"[^.;]{0,120})\.?$"
)
_VERB = Expression(
    r"\b(?:was|were|is|are|has|have|had|may|can|did|do|does|will|should|could|receiv\w+|show\w+|compar\w+|improv\w+|"
    r"reduc\w+|increas\w+|caus\w+)\b"
)
_SPLIT = re.compile(r"\s*,?\s(?:or|versus|vs\.?|v)\s(?:to\s)?(?:receive\s)?|\s*/\s")


def assigned(sentence: Sentence) -> list[Naming]:
    """The arms of a sentence of assignment: `… to receive X or Y`, `X plus either Y or Z`, `X alone or with Y`."""
    text = masked(sentence.text)
    match = _CLAUSE.search(text)
    if match is None and sentence.block.heading.lower().startswith("intervention"):
        match = _WHOLE_SENTENCE.match(text)
    if match is None and not _VERB.search(text):
        match = _FRAGMENT.match(text)
    if not match or _PEOPLE_WITH.match(match["rest"]):
        return []
    optional = WITH_OR_WITHOUT.match(match["rest"])
    if optional:
        base, added = clean_name(optional["base"]), clean_name(optional["added"])
        start, end = match.span("rest")
        both = [f"{base} plus {added}", base]
        return [Naming([form], None, sentence, start, end, "assigned") for form in both if usable(form)]
    offset = match.start("rest")
    pieces, position = [], 0
    rest = _EITHER_PART.split(match["rest"], maxsplit=1)[0]
    for cut in [*_SPLIT.finditer(rest), None]:
        end = cut.start() if cut else len(rest)
        pieces.append((position, end))
        position = cut.end() if cut else end
    if len(pieces) == 2 and re.match(r",\s(?:or|versus|vs)", rest[pieces[0][1] : pieces[1][0]]):
        pieces = serial(rest, pieces[0]) + pieces[1:]
    if len(pieces) < 2 or len(pieces) > 5:
        return []
    forms = forms_of([rest[a:b] for a, b in pieces])
    sizes = [size_within(sentence, offset + a, offset + b) for a, b in pieces]
    kind = "sized" if all(sizes) else "assigned"
    found = []
    for (start, end), names, n in zip(pieces, forms, sizes, strict=True):
        if usable(names[0]):
            found.append(Naming(names, n if kind == "sized" else None, sentence, offset + start, offset + end, kind))
    return found if len(found) >= 2 else []


_NAME = r"(?:[\w+/'-]+(?:,?\s)){0,6}?[\w+/-]+"
_AFTER_NAME = (
    r"(?=\s?[\x00(:,;.]|\s(?:was|were|had|has|for|in|on|at|as|to|over|during|after|following|among|upon|when|group|arm|"
    r"groups|arms|patients|treatment|respectively|is|are|improves?d?|alone)\b)"
)
_SET_AGAINST = r"(?:versus|vs\.?|v|as compared with|compared with|compared to|in comparison with|in comparison to)"
_PAIR = Expression(
    rf"\b(?:with|for|between|of|to|in|after|on|receiving|given)\s(?:the\s)?(?P<a>{_NAME})(?:\s\x00+)?"
    rf"(?:\s(?:group|arm))?,?\s(?:{_SET_AGAINST}|than (?:with|for|as|who|in|did|on|after))\s"
    rf"(?:(?:with|for|in|on|after|those)\s)?(?:the\s)?(?P<b>{_NAME})" + _AFTER_NAME
)
_COMPARING = Expression(
    rf"\bcompar(?:e[sd]?|ing)\s(?:the\s(?:[\w-]+\s){{0,4}}?of\s)?(?P<a>{_NAME})(?:\s\x00+)?,?\s(?:with|to|and|versus|vs\.?|against)\s"
    rf"(?:the\s)?(?P<b>{_NAME})" + _AFTER_NAME
)


def compared(sentence: Sentence) -> Iterator[Naming]:
    """Two things that a sentence sets against each other: `with X versus Y`, `longer with X than with Y`."""
    hidden = masked(sentence.text)
    for match in (*_PAIR.finditer(hidden), *_COMPARING.finditer(hidden)):
        names = [
            clean_name(re.split(r"\b(?:with|for|between|in|of|on|receiving)\s", match["a"])[-1]),
            clean_name(match["b"]),
        ]
        if all(usable(name) and not NO_TREATMENT.search(name) for name in names) and tokens(names[0]) != tokens(
            names[1]
        ):
            for name, side in zip(names, "ab", strict=True):
                yield Naming([name], None, sentence, match.start(side), match.end(side), "compared")


_GROUP = Expression(
    r"\b(?:in|of|with|for|to|and|than|from|versus|vs\.?|v|the|between)\s(?:the\s)?(?P<name>(?:[\w+/.'-]+\s){1,6}"
    r"?)(?P<word>group|arm|groups|arms)\b(?P<letter>\s(?:[A-H]|[1-6])\b)?|\b(?P<lettered>(?:[Aa]rm|[Gg]roup|ARM|GROUP)[\s-]"
    r"(?:[A-Z]|[1-6]|I{1,3}))\b(?![.,]?\d|-)"
)


_FRAME = re.compile(
    r"\b(?:the|an?|in|of|and|than|with|for|to|versus|vs\.?|was|were|had|against|formed|as|by|between|from|comprised|"
    r"(?:randomly )?(?:assigned|allocated|selected))\s"
)


def grouped(sentence: Sentence) -> Iterator[Naming]:
    """Every `the X group` and `arm A` of a sentence."""
    for match in _GROUP.finditer(sentence.text):
        if match["lettered"]:
            name = match["lettered"]
        elif match["word"] in ("groups", "arms"):
            continue
        elif match["letter"]:
            name = match["word"] + match["letter"]
        else:
            name = _FRAME.split(match["name"])[-1].strip() + " " + match["word"]
        if usable(name) and not re.search(
            (
                r"\b(?:age|control of|each|two|both|study|oncology|cooperative|patient|per|no|same|one|another|risk|"
                r"this|that)\b"
            ),
            name,
            re.I,
        ):
            yield Naming(
                [name], None, sentence, match.start(), match.end(), "lettered" if letter_token(name) else "group"
            )
