"""Where a report gives its arms with their sizes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractors.text.arm_calls import SCHEDULED, short_form
from extractors.text.expression import Expression
from extractors.text.naming import ASSIGNED, Naming, brackets, clean_name, masked, name_before, usable
from extractors.text.numerals import WHOLE, WORDS, number
from extractors.text.places import without_dates
from extractors.text.quantity_forms import PEOPLE
from extractors.text.sentences import Sentence

_SIZE = re.compile(rf"\b[nN]\s?=\s?(?P<n>{WHOLE})")
_ONLY_SIZE = re.compile(
    rf"^\s*(?:[nN]\s?=\s?)?(?P<n>{WHOLE})\s*(?:{PEOPLE})?\s*(?:each|analy[sz]ed|evaluable|randomi[sz]ed)?\s*$"
)
_LISTED_PART = re.compile(rf"(?P<name>[A-Za-z][\w+/ -]{{1,40}}?)[,:]? (?P<n>{WHOLE})(?: {PEOPLE})?(?=;|$| and|, )")
_LISTED = re.compile(rf"(?:[A-Za-z][\w+/ -]{{1,40}}?[,:]? {WHOLE}(?: {PEOPLE})?(?:; ?(?:and )?|$)){{2,5}}")
_HAPPENED = re.compile(
    r"\b(?:events?|experienc\w+|report(?:ed|ing)|develop\w+|died|deaths?|relaps\w+|recurr\w+|progress\w+|had|occurred)\b"
)
_COUNT_FIRST_PART = re.compile(
    rf"(?:^|[,;] ?|\sand\s)(?:and )?(?P<n>{WHOLE})(?: {PEOPLE})?,? (?:in |to |with |on |received |receiving |"
    rf"for )?(?:the )?(?P<name>[A-Za-z][\w+/ -]{{0,40}}?)(?=[,;]|\sand\s{WHOLE}|$)"
)
_COUNT_FIRST = re.compile(rf"(?:(?:^|[,;] ?|,? and ){WHOLE}(?: {PEOPLE})?,? [A-Za-z][\w+/ -]{{0,60}}?){{2,5}}$")
_ALIAS = re.compile(
    r"^(?:the )?(?:[A-Za-z0-9+/&.-]{1,14}|[A-Z]{1,6}[ +]{1,3}[A-Z]{1,6}|(?:[\w+/-]+[ -]){0,5}?(?:group|arm|"
    r"regimen)(?:[ -][A-Z1-6])?|(?:usual|standard|routine) (?:care|treatment|therapy|practice)|no [a-z-]+(?: [a-z-]+)?|"
    r"(?:[Gg]roup|[Aa]rm|GROUP|ARM)[ -]?(?:[A-Z1-6]|I{1,3}|IV))$"
)
_ENTERED = Expression(
    r"\b(?:enrolled|recruited|entered|eligible|evaluable|accrued|enrol\w+|population|analy[sz]ed|completed|"
    r"available)\b"
)
_SIZE_FIRST = re.compile(
    rf"\b[nN]\s?=\s?(?P<n>{WHOLE}),?\s(?:(?:for|in|with|on|to|receiving|received|assigned to)\s)?(?:the\s"
    rf")?(?P<name>[^,;()]{{2,60}}?)(?=[,;]|\sand\s[nN]\s?=|$)"
)
_TAKEN_IN = Expression(r"\b(?:enrolled|recruited|included|treated|divided|received|receiving|given)\b")
_RECEIVED = Expression(r"\b(?:receiv\w+|groups?|arms?|treated with|assignment|cohorts?|allocat\w+)\b")
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
    rf"?)\s(?:for|in|as|into|to|constituted|formed)\sthe\s(?P<group>[\w -]{{3,40}}?)\s(?:group|arm)\b"
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


def bracketed(sentence: Sentence) -> Iterator[Naming]:
    """`NAME (n = 85)`, `(NAME, n = 85; NAME, n = 80)`, `NAME (ABBREVIATION)`, `NAME (Group A, n = 14)`."""
    text, hidden = sentence.text, masked(sentence.text)
    assigning = bool(ASSIGNED.search(text))
    receiving = assigning or bool(_RECEIVED.search(text))
    kind = "sized" if (receiving or _ENTERED.search(text)) and (assigning or not _of_some(text)) else "listed"
    happened = not assigning and bool(_HAPPENED.search(text))
    for match in brackets(text):
        if text[match.end() : match.end() + 1].isalpha():
            continue  # `(neo)adjuvant`
        inside = match.group()[1:-1].strip()
        sizes = list(_SIZE.finditer(inside))
        only = _ONLY_SIZE.match(inside) if text[match.start() - 1 : match.start()] == " " else None
        if not sizes and _LISTED.fullmatch(inside) and not happened:
            yield from _parts(sentence, match, _LISTED_PART.finditer(inside), "sized")
        elif not sizes and assigning and _COUNT_FIRST.match(inside):
            yield from _parts(sentence, match, _COUNT_FIRST_PART.finditer(inside), "sized")
        elif len(sizes) > 1:
            yield from _sizes_inside(sentence, match, inside, kind)
        elif only and receiving and kind == "sized":
            yield from _named_outside(sentence, match, hidden, int(number(only["n"])))
        elif sizes:
            forms = _labels(inside[: sizes[0].start()]) + _outside(hidden, match)
            if forms:
                forms += ["combination"] if any(_BOTH.fullmatch(form) for form in forms) else []
                yield Naming(forms, int(number(sizes[0]["n"])), sentence, match.start(), match.end(), kind)
        elif _AFTER_ALIAS.search(text, max(0, match.start() - 20), match.start()):
            continue  # `drug A and drug B (B) (AB)`: the second bracket stands for more than the last name
        elif _ALIAS.match(inside) and re.search("[A-Za-z]", inside) and _outside(hidden, match):
            yield Naming([*_outside(hidden, match), inside], None, sentence, match.start(), match.end(), "alias")
        elif assigning and (short := short_form(inside)) and _outside(hidden, match):
            yield Naming([*_outside(hidden, match), short], None, sentence, match.start(), match.end(), "alias")


_OF_SOME = re.compile(r"(?:In|Among|For|With)\s[^(\[;]*[(\[][^()\[\]]*\b[nN]\s?=")


def _of_some(text: str) -> bool:
    """Whether the one size of a sentence is that of those whom it is about: `Among adults under 60 (n = 314), …`."""
    return bool(_OF_SOME.match(text)) and len({m["n"] for m in _SIZE.finditer(text)}) == 1


_AFTER_ALIAS = re.compile(r"[(\[][A-Za-z+/-]{1,12}[)\]]\s?$")
_BOTH = re.compile(r"(?:both|the two)(?: (?:together|combined|treatments|therapies|in combination))?", re.I)


def _outside(hidden: str, match: re.Match[str]) -> list[str]:
    """The usable name that stands before a bracket, if there is one."""
    name = name_before(hidden, match.start())
    return [name] if usable(name) else []


def _named_outside(sentence: Sentence, match: re.Match[str], hidden: str, n: int) -> Iterator[Naming]:
    for name in _outside(hidden, match):
        yield Naming([name], n, sentence, match.start() - 1, match.end(), "sized")


def _parts(sentence: Sentence, match: re.Match[str], parts: Iterable[re.Match[str]], kind: str) -> Iterator[Naming]:
    """Namings from the parts of a bracket, each with a `name` and an `n`."""
    for part in parts:
        name = clean_name(part["name"])
        if usable(name):
            start = match.start() + 1 + part.start("n" if part.start("n") < part.start("name") else 0)
            yield Naming([name], int(number(part["n"])), sentence, start, match.end(), kind)


def _sizes_inside(sentence: Sentence, match: re.Match[str], inside: str, kind: str) -> Iterator[Naming]:
    leading = list(_SIZE_FIRST.finditer(inside))
    if len(leading) > 1:
        yield from _parts(sentence, match, leading, kind)
        return
    for part in re.finditer(rf"(?P<name>[^;]*?)[,:\s(\[]*\b[nN]\s?=\s?(?P<n>{WHOLE})[)\]]?", inside):
        name = clean_name(re.sub(r"^[\s,;]*(?:and|or|vs\.?|versus)?\s", "", " " + part["name"].strip(" ,;")))
        if usable(name):
            start, end = match.start() + 1 + part.start(), match.start() + 1 + part.end()
            yield Naming([name], int(number(part["n"])), sentence, start, end, kind)


def _labels(text: str) -> list[str]:
    """The name that stands in a bracket before its size, where it is one and no dose."""
    label = re.sub(r"^the ", "", text.strip(" ,;").split(";")[-1].strip(" ,;:"))
    return [label] if label and usable(label) and not SCHEDULED.search(label) else []


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


_NAME_IN_BRACKET = re.compile(
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
    if inner and _ALIAS.match(inner):
        forms.insert(0, inner)
    sure = verb not in ("received", "receiving", "in", "on") or ASSIGNED.search(text) or group or after
    return Naming(forms, int(number(match["n"])), sentence, match.start(), match.end(), "sized" if sure else "received")


def each(sentence: Sentence) -> int | None:
    """The common size: `138 to each arm`, `n = 20 per group`."""
    match = _EACH.search(sentence.text)
    if match and re.search(r"[Ee]ach|every|both|either|per", match.group()) and not _WANTED.search(sentence.text):
        return int(number(match["n"] or match["n2"] or match["n3"] or match["n4"]))
    return None
