"""Where a report gives its arms with their sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.text.arm_brackets import ALIAS
from extractors.text.expression import Expression
from extractors.text.naming import ASSIGNED, Naming, clean_name, usable
from extractors.text.numerals import WHOLE, WORDS, number
from extractors.text.places import without_dates
from extractors.text.quantity_forms import PEOPLE
from extractors.text.sentences import Sentence

_TAKEN_IN = Expression(r"\b(?:enrolled|recruited|included|treated|divided|received|receiving|given)\b")
_COUNTED = Expression(
    rf"\b(?<![:/.\d])(?P<n>{WHOLE}|(?i:{WORDS}))\s(?:\(\d+\.?\d*%\)\s)?(?:of (?:them|whom|these)\s)?(?:(?:[a-z-]+\s)?"
    rf"{PEOPLE}\s(?:\(\d+\.?\d*%\)\s)?)?(?:with [\w-]+ (?:cancer |disease )?)?"
    rf"(?:who\s)?(?:were\s)?(?:then\s)?(?:randomly\s)?(?P<verb>(?:assigned|allocated|randomi[sz]ed)(?: to| in)?|"
    rf"received|receiving|underwent|given|treated with|in|to|on|did not receive)"
    rf"\s(?:to\s)?(?:receive\s)?(?:treatment with\s)?(?:the\s)?(?P<name>[^.;()\[\]:\d][^.;()\[\]]{{0,90}}?)"
    rf"(?=\s(?:groups?|arms?)\b|[.;()\[\]]|,? and (?:{WHOLE}|{WORDS})\b|, (?:and|while|whereas) the\b|"
    rf", (?:{WHOLE}|{WORDS}|of whom|representing|"
    rf"which|respectively|with|whereas|while)\b|\s(?:for|until|every|at|were|had|who|was|vs\.?|versus)\b|$)"
    rf"(?P<group>\s(?:groups?|arms?)(?: (?:[A-H]|[1-6])\b)?)?"
)
_AND_MORE = re.compile(
    rf"(?: {PEOPLE})?,? and (?P<n>{WHOLE})\s(?:{PEOPLE} )?(?:to |in |on |received |receiving |with |"
    rf"the )*(?P<name>[A-Z][\w+/-]*(?:\s[\w+/-]+){{0,3}}?)(?=[.,;)]|\s(?:group|arm|for|in|were)\b)"
)
_DID_NOT = re.compile(rf",?\s(?:and|while|whereas)\s(?P<n>{WHOLE})\s(?:{PEOPLE}\s)?(?:did|had|were|was) not(?=[.,;]|$)")
_CHOSEN = Expression(
    rf"\b(?P<n>{WHOLE})\s(?:[a-z-]+\s)?{PEOPLE}\b(?P<name>[^.;()\d]{{0,140}}"
    rf"?)\s(?:for|in|as|into|to|constituted|formed|made up)\sthe\s(?P<group>[\w -]{{3,40}}?)\s(?:group|arm)\b"
)
_GIVEN = re.compile(
    r"\b(?:treated with|receiving|received|given|underwent|undergoing)\s(?P<name>[\w+/ -]{3,60}?)(?=\s(?:in|"
    r"during|between|were|was|at|from)\b|,|$)"
)
_EACH = Expression(
    rf"\b(?P<n>{WHOLE})\s(?:{PEOPLE}\s)?(?:in|to|per|for)\s(?:each|every|both|either)?\s?(?:treatment |"
    rf"study )?(?:arms?|groups?)\b|\bn\s?=\s?(?P<n2>{WHOLE})\s(?:each|per (?:group|arm)|in each)|\b(?P<n3>{WHOLE}"
    rf")\s(?:{PEOPLE}\s)?each\b|\b[Ee]ach\s(?:group|arm)\s(?:contained|included|comprised|consisted of|had|with)\s"
    rf"(?P<n4>{WHOLE})\s(?:[a-z-]+\s)?{PEOPLE}"
)
_WANTED = Expression(r"\b(?:needed|required|power|planned|would|will|sample size|assum\w+)\b")


def counted(sentence: Sentence) -> Iterator[Naming]:
    """`72 were assigned to X`, `85 in the X arm; 79 in the Y arm`, `… given X for the observation group`."""
    text = without_dates(sentence.text)
    for match in _CHOSEN.finditer(text):
        if len(match["name"]) < 8 or re.match(r"\s(?:with|who|that)\b", text[match.end() :]):
            continue
        given = _GIVEN.search(match["name"] + ",")
        forms = [f"{match['group'].strip()} group"] + ([clean_name(given["name"])] if given else [])
        yield Naming(forms, int(number(match["n"])), sentence, match.start(), match.end(), "sized")
    if not ASSIGNED.search(text) and not _TAKEN_IN.search(text):
        return
    for match in _COUNTED.finditer(text):
        naming = _counted_one(sentence, text, match)
        if naming is None:
            continue
        yield naming
        others = _DID_NOT.match(text, match.end())
        if others:
            names, n = [f"no {form}" for form in naming.forms], int(number(others["n"]))
            yield Naming(names, n, sentence, others.start("n"), others.end(), naming.kind)
        more = _AND_MORE.match(text, match.end())
        if more and usable(clean_name(more["name"])):
            name, n = clean_name(more["name"]), int(number(more["n"]))
            yield Naming([name], n, sentence, more.start("n"), more.end(), naming.kind)


_NAME_IN_BRACKET = Expression(
    rf"(?<![\w.,/=-])(?P<n>{WHOLE})\s(?:{PEOPLE}\s)?\((?:the\s)?(?P<name>[A-Za-z][\w+/ -]{{1,40}})\)"
)
_BETWEEN = re.compile(r",?\s(?:and|or|versus|vs\.?|v)\s|,\s")


def bracket_last(sentence: Sentence) -> Iterator[Naming]:
    """`62 (velotinib) and 29 (placebo) patients`: two and more sizes in a row, each with its arm behind it."""
    text = sentence.text
    run: list[re.Match[str]] = []
    for match in _NAME_IN_BRACKET.finditer(text):
        if run and not _BETWEEN.fullmatch(text, run[-1].end(), match.start()):
            run = []
        run.append(match)
        people = re.match(rf"\s(?:{PEOPLE}|groups?|arms?)\b", text[match.end() :])
        if len(run) > 1 and (people or ASSIGNED.search(text)) and all(usable(part["name"]) for part in run):
            for part in run:
                yield Naming([part["name"]], int(number(part["n"])), sentence, part.start(), part.end(), "sized")


_FEW = frozenset(["one", "two", "three", "four", "1", "2"])


_OUTCOME_FOLLOWS = re.compile(
    r"\s?\((?!(?:hazard|odds|risk|rate|absolute|difference|HR|OR|RR|[pP])\b)[^()]*\d|,?\s(?:or|versus|vs)\b"
)
_OUT_OF = re.compile(r"[\d)\]]\s(?:out )?of\s(?:the\s)?$")
"""`48 [17%] of` before a number: those whose outcome was counted, who may be fewer than the arm."""


def _counted_one(sentence: Sentence, text: str, match: re.Match[str]) -> Naming | None:
    """One `N patients … NAME`, unless N is the whole study or the name a subset."""
    verb, group, following = match["verb"].split()[0], match["group"] or "", text[match.end() : match.end() + 60]
    if (verb in ("in", "on") and not group) or (verb == "in" and re.match(r"\s(?:with|who|that)\b", following)):
        return None
    if re.search(rf"{WHOLE}\s(?:{PEOPLE}\s)?and\s$", text[: match.start()]) and "respectively" in text[match.end() :]:
        return None
    if _OUTCOME_FOLLOWS.match(following) or match["n"].lower() in _FEW:
        return None
    if _OUT_OF.search(text, 0, match.start()):
        return None
    given = clean_name(match["name"]) or (match["name"].strip() if group else "")  # `the treated group`
    name = ("no " if verb == "did" else "") + given + group
    if not usable(name) or " or " in name:
        return None
    forms = [name]
    after = re.match(r"\s?\(([^()]{2,60})\)", text[match.end() :])
    inner = re.split(r"[,;]", after[1])[-1].strip() if after else ""
    if inner and ALIAS.match(inner):
        forms.insert(0, inner)
    sure = verb not in ("received", "receiving", "in", "on") or ASSIGNED.search(text) or group or after
    return Naming(forms, int(number(match["n"])), sentence, match.start(), match.end(), "sized" if sure else "received")


def each(sentence: Sentence) -> int | None:
    """The common size: `138 to each arm`, `n = 20 per group`."""
    match = _EACH.search(sentence.text)
    if match and re.search(r"[Ee]ach|every|both|either|per", match.group()) and not _WANTED.search(sentence.text):
        return int(number(match["n"] or match["n2"] or match["n3"] or match["n4"]))
    return None
