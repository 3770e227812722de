"""Where a report names its arms: with their sizes, in the sentence that assigns them, in the title, as groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.text.arm_names import Tokens, tokens
from extractors.text.numerals import WHOLE, WORDS, number
from extractors.text.places import without_dates
from extractors.text.quantities import PEOPLE
from extractors.text.sentences import Sentence

_MASK = "\x00"
_BRACKET = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\]")
_SIZE = re.compile(rf"\b[nN]\s?=\s?(?P<n>{WHOLE})")
_ONLY_SIZE = re.compile(rf"^\s*(?:[nN]\s?=\s?)?(?P<n>{WHOLE})\s*(?:{PEOPLE})?\s*(?:each)?\s*$")
_BOUNDARY = re.compile(
    rf"{_MASK}[\s,;]*(?:and|or|versus|vs\.?|v)?\s|[;:]|\b(?:to receive|receive[ds]?|receiving|to|either|or|versus|vs"
    rf"\.?|v|"
    rf"compared with|compared to|underwent|undergo|given|were|was|between|comprising|into|groups?:|arms?:|"
    rf"patients? (?:with|in)|"
    rf"follows|(?<![\w-])(?:{WHOLE}) (?:{PEOPLE} )?(?:in|to|with|on|received))\b,?"
)
_TAIL = re.compile(
    r"(?:[\s,]+(?:daily|orally|intravenously|weekly|monthly)(?=\s*(?:[,;]|$)))|(?:[\s,]+(?:for|every|on days?|at|"
    r"until|twice|once|during|within|over|as|in patients|"
    r"in women|in men|in adults|administered|given|starting|beginning|from|who|were|was|had|has|before|after|"
    r"as compared|compared|"
    r"than|while|where|whereas|did|improved|reduced|increased|is|are|in a|in the|in this|among|if|\d[\d,.]*(?:\s?-\s?"
    r"\d+)?\s?(?:mg|µg|μg|g|mcg|Gy|IU|U|mCi|MBq|GBq|ml|mL|%|times|cycles|days|weeks|months|years)\b)"
    r"(?=\W|$)|\d[\d,.]*\s?(?:mg|µg|μg|mcg|Gy|IU|mCi|GBq)\b).*$",
    re.S,
)
_HEAD = re.compile(
    rf"^(?:[\s,;.]*(?:\b(?:the|a|an|either|receive|with|in|to|of|and|or|on|then|by|only|also|matching|{WHOLE}|(?:"
    rf"{WORDS})|cycles?|courses?|doses?|"
    rf"weeks?|months?|years?|days?|{PEOPLE}|were|was|assigned|randomly|randomi[sz]ed|allocated|received|receiving|"
    rf"treated|treatment with|therapy with)\b))*[\s,;.]*",
    re.I,
)
_LISTED_PART = re.compile(rf"(?P<name>[A-Za-z][\w+/ -]{{1,40}}?)[,:]? (?P<n>{WHOLE})(?: {PEOPLE})?(?=;|$| and|, )")
_LISTED = re.compile(rf"(?:[A-Za-z][\w+/ -]{{1,40}}?[,:]? {WHOLE}(?: {PEOPLE})?(?:; ?(?:and )?|$)){{2,5}}")
_COUNT_FIRST_PART = re.compile(

        rf"(?:^|[,;] ?|\sand\s)(?:and )?(?P<n>{WHOLE})(?: {PEOPLE})?,? (?:in |to |with |on |received |receiving |"
        rf"for )?(?:the )?(?P<name>[A-Za-z][\w+/ -]{{0,40}}?)(?=[,;]|\sand\s{WHOLE}|$)"

)
_COUNT_FIRST = re.compile(rf"(?:(?:^|[,;] ?|,? and ){WHOLE}(?: {PEOPLE})?,? [A-Za-z][\w+/ -]{{0,60}}?){{2,5}}$")
_ALIAS = re.compile(
    r"^(?:the )?(?:[A-Za-z0-9+/&.-]{1,14}|[A-Z]{1,6}[ +]{1,3}[A-Z]{1,6}|(?:[\w+/-]+[ -]){0,5}?(?:group|arm|"
    r"regimen)(?:[ -][A-H1-6])?|(?:[Gg]roup|[Aa]rm)[ -]?(?:[A-H1-6]|I{1,3}|IV))$"
)
_ASSIGNED = re.compile(
    r"\b(?:randomi[sz]ed|randomly (?:assigned|allocated|selected|divided)|(?:was|were) (?:assigned|allocated|divided)"
    r"|we (?:randomly )?assigned|allocated|assigned)\b"
)
_ENTERED = re.compile(

        r"\b(?:enrolled|recruited|entered|eligible|evaluable|accrued|enrol\w+|population|analy[sz]ed|completed|"
        r"available)\b"

)
_SIZE_FIRST = re.compile(

        rf"\b[nN]\s?=\s?(?P<n>{WHOLE})\s(?:(?:for|in|with|on|to|receiving|received|assigned to)\s)(?:the\s"
        rf")?(?P<name>[^,;()]{{2,60}}?)(?=[,;]|\sand\s[nN]\s?=|$)"

)
_RECEIVED = re.compile(r"\b(?:receiv\w+|groups?|arms?|treated with|assignment|cohorts?|allocat\w+)\b")
_COUNTED = re.compile(
    rf"\b(?<![:/.\d])(?P<n>{WHOLE}|(?i:{WORDS}))\s(?:\(\d+\.?\d*%\)\s)?(?:of (?:them|whom|these)\s)?(?:(?:[a-z-]+\s)?"
    rf"{PEOPLE}\s)?(?:with [\w-]+ (?:cancer |disease )?)?"
    rf"(?:who\s)?(?:were\s)?(?:then\s)?(?:randomly\s)?(?P<verb>(?:assigned|allocated|randomi[sz]ed)(?: to| in)?|"
    rf"received|receiving|underwent|given|treated with|in|to|on|did not receive)"
    rf"\s(?:to\s)?(?:receive\s)?(?:treatment with\s)?(?:the\s)?(?P<name>[^.;()\[\]:\d][^.;()\[\]]{{0,90}}?)"
    rf"(?=\s(?:groups?|arms?)\b|[.;()\[\]]|,? and (?:{WHOLE}|{WORDS})\b|, (?:{WHOLE}|{WORDS}|of whom|representing|"
    rf"which|respectively|with|whereas|while)\b|\s(?:for|until|every|at|were|had|who|was|vs\.?|versus)\b|$)"
    rf"(?P<group>\s(?:groups?|arms?)(?: (?:[A-H]|[1-6])\b)?)?"
)
_AND_MORE = re.compile(

        rf"(?: {PEOPLE})?,? and (?P<n>{WHOLE})\s(?:{PEOPLE} )?(?:to |in |on |received |receiving |with |"
        rf"the )*(?P<name>[A-Z][\w+/-]*(?:\s[\w+/-]+){{0,3}}?)(?=[.,;)]|\s(?:group|arm|for|in|were)\b)"

)
_CHOSEN = re.compile(
    rf"\b(?P<n>{WHOLE})\s(?:[a-z-]+\s)?{PEOPLE}\b(?P<name>(?:(?!{WHOLE}\s(?:{PEOPLE}|were|received))[^.;()]){{0,140}}"
    rf"?)\s(?:for|in|as|into|to|constituted|formed)\sthe\s(?P<group>[\w -]{{3,40}}?)\s(?:group|arm)\b"
)
_GIVEN = re.compile(

        r"\b(?:treated with|receiving|received|given|underwent|undergoing)\s(?P<name>[\w+/ -]{3,60}?)(?=\s(?:in|"
        r"during|between|were|was|at|from)\b|,|$)"

)
_EACH = re.compile(

        rf"\b(?P<n>{WHOLE})\s(?:{PEOPLE}\s)?(?:in|to|per|for)\s(?:each|every|both|either)?\s?(?:treatment |"
        rf"study )?(?:arms?|groups?)\b|\bn\s?=\s?(?P<n2>{WHOLE})\s(?:each|per (?:group|arm)|in each)|\b(?P<n3>{WHOLE}"
        rf")\s(?:{PEOPLE}\s)?each\b"

)
_NOT_ARMS = re.compile(
    r"\b(?:male|female|median|mean|age[ds]?|analys[ei]s|population|evaluable|screened|eligible|cent(?:er|re)s?|sites|"
    r"events?|deaths?|follow-?up|countries|"
    r"hospitals?|subset|subgroup|stage|grade|excluded|withdr[ae]w|lost|adverse|toxicit\w+|response|progression|"
    r"survival|"
    r"months?|years?|(?:pilot|present|current|clinical|phase \w+) (?:study|trials?)|(?:study|trials?)$|study \d|"
    r"survey|donors?|unknown|others?|included|completed|baseline|safety|intention|sensitivity|questionnaires?|"
    r"samples?)\b",
    re.I,
)


_DOSE = re.compile(

        r"\s(?:at )?\d[\d,.]*(?:\s?-\s?\d[\d,.]*)?\s?(?:mg|µg|μg|mcg|g|Gy|IU|mCi|MBq|GBq|µM|μM|nM|mM)\b(?:\s?(?:/|"
        r"per )?\s?(?:m\s?\(?-?2\)?|m2|kg|d\b|day|qm\(2\)|week)(?:\s?-1)?)*(?:\s?/?d(?:ay)?\b)?"

)


@dataclass(slots=True)
class Naming:
    """One place that names an arm: one or two forms of the name, and the size where it is said."""

    forms: list[str]
    n: int | None
    sentence: Sentence
    start: int
    end: int
    kind: str

    @property
    def text_has_size(self) -> bool:
        """Whether the size stands in a bracket right after the name: hardly ever an accident."""
        return self.kind in ("sized", "listed") and self.sentence.text[self.end - 1 : self.end] == ")"

    @property
    def keys(self) -> list[Tokens]:
        """The telling words of each form."""
        return [key for key in (tokens(form) for form in self.forms) if key]


def masked(text: str) -> str:
    """The sentence with every bracket blanked out, in place."""
    return _BRACKET.sub(lambda m: _MASK * len(m.group()), text)


def clean_name(text: str) -> str:
    """An arm's name without articles, sizes, doses and schedules."""
    text = _DOSE.sub(" ", text.replace(_MASK, " "))
    text = _HEAD.sub("", text, count=1)
    text = _TAIL.sub("", text)
    text = re.sub(r"\s+", " ", text).strip(" ,;.:-")
    return re.sub(r"\s(?:and|or|with|plus)$", "", text)


_GROUP_BEFORE = re.compile(r"\bthe\s(?P<name>(?:(?!the\b|in\b|of\b|to\b|for\b)[\w+/,.'-]+\s){1,7}(?:group|arm))$")


def name_before(text: str, position: int) -> str:
    """The arm's name that ends at a place of a masked sentence."""
    left = text[max(0, position - 220) : position].rstrip()
    left = left.rstrip(_MASK + " ")
    called = _GROUP_BEFORE.search(left)
    if called:
        return clean_name(called["name"])
    last = 0
    for match in _BOUNDARY.finditer(left + " "):
        if match.end() < len(left):
            last = match.end()
    name = clean_name(left[last:])
    if tokens(name) or _MASK not in left:
        return name
    return name_before(left.replace(_MASK, " "), len(left))


def usable(name: str) -> bool:
    """Whether a cleaned name can be an arm's: short, telling, and not a population or a measurement."""
    return (
        bool(name)
        and "%" not in name
        and not re.match(r"(?:mg|g|Gy|mL|ml|µg|μg|mCi|IU|days?|weeks?|months?|cycles?)\b", name)
        and len(name) <= 110
        and bool(tokens(name))
        and len(tokens(name)) <= 9
        and not _NOT_ARMS.search(name)
    )


def bracketed(sentence: Sentence) -> Iterator[Naming]:
    """`NAME (n = 85)`, `(NAME, n = 85; NAME, n = 80)`, `NAME (ABBREVIATION)`, `NAME (Group A, n = 14)`."""
    hidden = masked(sentence.text)
    kind = (
        "sized"
        if _ASSIGNED.search(sentence.text) or _RECEIVED.search(sentence.text) or _ENTERED.search(sentence.text)
        else "listed"
    )
    for match in _BRACKET.finditer(sentence.text):
        inside = match.group()[1:-1].strip()
        sizes = list(_SIZE.finditer(inside))
        only = _ONLY_SIZE.match(inside) if sentence.text[match.start() - 1 : match.start()] == " " else None
        if not sizes and _LISTED.fullmatch(inside):
            for part in _LISTED_PART.finditer(inside):
                if usable(clean_name(part["name"])):
                    yield Naming(
                        [clean_name(part["name"])],
                        int(number(part["n"])),
                        sentence,
                        match.start() + 1 + part.start(),
                        match.end(),
                        "sized",
                    )
        elif not sizes and _ASSIGNED.search(sentence.text) and _COUNT_FIRST.match(inside):
            for part in _COUNT_FIRST_PART.finditer(inside):
                name = clean_name(part["name"])
                if usable(name):
                    yield Naming(
                        [name],
                        int(number(part["n"])),
                        sentence,
                        match.start() + 1 + part.start("n"),
                        match.end(),
                        "sized",
                    )
        elif len(sizes) > 1:
            yield from _sizes_inside(sentence, match, inside, kind)
        elif only and (_ASSIGNED.search(sentence.text) or _RECEIVED.search(sentence.text)):
            outside = name_before(hidden, match.start())
            if usable(outside) and (outside[0].isupper() or not outside.isdigit()):
                yield Naming([outside], int(number(only["n"])), sentence, match.start() - 1, match.end(), "sized")
        elif sizes:
            yield from _one_size(sentence, match, inside, sizes[0], hidden, kind)
        elif _ALIAS.match(inside) and not inside.isdigit() and re.search("[A-Za-z]", inside):
            outside = name_before(hidden, match.start())
            if usable(outside):
                yield Naming([outside, inside], None, sentence, match.start(), match.end(), "alias")


def _sizes_inside(sentence: Sentence, match: re.Match[str], inside: str, kind: str) -> Iterator[Naming]:
    leading = list(_SIZE_FIRST.finditer(inside))
    if len(leading) > 1:
        for part in leading:
            if usable(clean_name(part["name"])):
                yield Naming(
                    [clean_name(part["name"])],
                    int(number(part["n"])),
                    sentence,
                    match.start() + 1 + part.start(),
                    match.end(),
                    kind,
                )
        return
    for part in re.finditer(rf"(?P<name>[^;]*?)[,:\s(\[]*\b[nN]\s?=\s?(?P<n>{WHOLE})[)\]]?", inside):
        name = clean_name(re.sub(r"^[\s,;]*(?:and|or|vs\.?|versus)?\s", "", " " + part["name"].strip(" ,;")))
        if usable(name):
            start = match.start() + 1 + part.start()
            yield Naming([name], int(number(part["n"])), sentence, start, match.start() + 1 + part.end(), kind)


def _one_size(
    sentence: Sentence, match: re.Match[str], inside: str, size: re.Match[str], hidden: str, kind: str
) -> Iterator[Naming]:
    n = int(number(size["n"]))
    label = re.split(r";", inside[: size.start()].strip(" ,;"))[-1].strip(" ,;:")
    label = re.sub(r"^the ", "", label)
    outside = name_before(hidden, match.start())
    forms = []
    if (
        label
        and usable(label)
        and not re.search(r"\d\s?(?:mg|g\b|days?|weeks?)|\b(?:daily|weekly|monthly|orally|intravenous\w*)\b", label)
    ):
        forms.append(label)
    if usable(outside):
        forms.append(outside)
    if forms:
        yield Naming(forms, n, sentence, match.start(), match.end(), kind)


def counted(sentence: Sentence) -> Iterator[Naming]:
    """`472 were assigned to mitomycin`, `85 in the indoximod arm; 79 in the placebo arm`, `… for the observation group`."""
    text = without_dates(sentence.text)
    for match in _CHOSEN.finditer(text):
        if len(match["name"]) < 8 or re.match(r"\s(?:with|who|that)\b", text[match.end() :]):
            continue
        given = _GIVEN.search(match["name"] + ",")
        forms = [f"{match['group'].strip()} group"] + ([clean_name(given["name"])] if given else [])
        yield Naming(forms, int(number(match["n"])), sentence, match.start(), match.end(), "sized")
    assigning = bool(_ASSIGNED.search(text)) or bool(
        re.search(r"\b(?:enrolled|recruited|included|treated|divided|received|given)\b", text)
    )
    if not assigning:
        return
    for match in _COUNTED.finditer(text):
        verb = match["verb"].split()[0]
        if verb in ("in", "to", "on") and not match["group"] and verb != "to":
            continue
        name = clean_name(match["name"]) + (match["group"] or "")
        following = text[match.end() : match.end() + 60]
        if verb == "in" and re.match(r"\s(?:with|who|that)\b", following):
            continue
        if re.match(r"\s?\([^()]*\d|,?\s(?:or|versus|vs)\b", following) or match["n"].lower() in (
            "one",
            "two",
            "three",
            "four",
            "1",
            "2",
        ):
            continue
        if verb == "did":
            name = "no " + name
        if not usable(name):
            continue
        forms = [name]
        after = re.match(r"\s?\(([^()]{2,60})\)", text[match.end() :])
        if after:
            inner = re.split(r"[,;]", after[1])[-1].strip()
            if _ALIAS.match(inner):
                forms.insert(0, inner)
        more = _AND_MORE.match(text, match.end())
        kind = (
            "sized"
            if verb not in ("received", "receiving", "in", "on") or _ASSIGNED.search(text) or match["group"] or after
            else "received"
        )
        yield Naming(forms, int(number(match["n"])), sentence, match.start(), match.end(), kind)
        if more and usable(clean_name(more["name"])):
            yield Naming(
                [clean_name(more["name"])], int(number(more["n"])), sentence, more.start("n"), more.end(), kind
            )


_CLAUSE = re.compile(
    r"(?:randomi[sz]ed|randomly (?:assigned|allocated|divided)|assigned|allocated|randomi[sz]ation)\b(?:[^.;]{0,160}?"
    r"\b(?:to receive|to undergo|to be given|to either)|[^.;]{0,120}?\b(?:to|into|between))\s(?P<rest>[^.;]{6,400})"
)
_SPLIT = re.compile(r"\s*,?\s(?:or|versus|vs\.?|v)\s(?:to\s)?(?:receive\s)?|\s*/\s")


def assigned(sentence: Sentence) -> list[Naming]:
    """The arms that a sentence of assignment lists: `… to receive X or Y`, `X plus either Y or Z`, `X alone or with Y`."""
    match = _CLAUSE.search(masked(sentence.text))
    if not match:
        return []
    offset = match.start("rest")
    pieces, position = [], 0
    rest = match["rest"]
    for cut in [*_SPLIT.finditer(rest), None]:
        end = cut.start() if cut else len(rest)
        pieces.append((position, end))
        position = cut.end() if cut else end
    if len(pieces) == 2 and re.match(r",\s(?:or|versus|vs)", rest[pieces[0][1] : pieces[1][0]]):
        pieces = _serial(rest, pieces[0]) + pieces[1:]
    if len(pieces) < 2 or len(pieces) > 5:
        return []
    names = _shared_parts([rest[a:b] for a, b in pieces])
    found = []
    for (start, end), name in zip(pieces, names, strict=True):
        if usable(name):
            found.append(Naming([name], None, sentence, offset + start, offset + end, "assigned"))
    return found if len(found) >= 2 else []


def _serial(rest: str, first: tuple[int, int]) -> list[tuple[int, int]]:
    """The parts of `X, Y` in `X, Y, or Z`, unless their comma belongs to one regimen (`A, B, and C`)."""
    text = rest[first[0] : first[1]]
    if not 1 <= text.count(", ") <= 3 or re.search(r",? and ", text):
        return [first]
    found, position = [], first[0]
    for part in text.split(", "):
        found.append((position, position + len(part)))
        position += len(part) + 2
    return found


def _shared_parts(pieces: list[str]) -> list[str]:
    """Complete the elliptic halves: `X plus either Y` `Z`, `X alone` `with Y`, `X` `the same plus Y`."""
    first = pieces[0]
    either = re.match(r"(?P<shared>.+?)[\s,]+(?:plus|and|with|,)\s+either\s(?P<one>.+)$", first, re.S)
    names = [clean_name(piece) for piece in pieces]
    if either:
        shared = clean_name(either["shared"])
        if not tokens(shared):
            return [clean_name(either["one"]), *names[1:]]
        return [f"{shared} plus {clean_name(either['one'])}", *(f"{shared} plus {name}" for name in names[1:])]
    base = re.sub(r"\s(?:alone|only)\b.*$", "", names[0])
    for i, piece in enumerate(pieces[1:], start=1):
        if re.match(r"\s*(?:in combination )?(?:with|combined with|plus)\s", piece):
            added = re.sub(r"^\s*(?:in combination with|combined with|with|plus)\s", "", piece)
            names[i] = f"{base} plus {clean_name(added)}"
    return names


_TITLE = re.compile(r"(?P<a>[^.:;?]{3,140}?)\s(?:versus|vs\.?|v|compared (?:with|to)|or)\s(?P<b>[^.:;?]{3,140})")
_WITH_OR_WITHOUT = re.compile(r"(?P<base>[^.:;?]{3,100}?)\swith or without\s(?P<added>[^.:;?]{3,100})")


def titled(sentence: Sentence) -> list[Naming]:
    """The arms of a title: `X versus Y in …`, `X with or without Y`."""
    text = masked(sentence.text)
    both = _WITH_OR_WITHOUT.search(text)
    if both:
        base, added = clean_name(_title_head(both["base"])), clean_name(_title_tail(both["added"]))
        forms = [f"{base} plus {added}", base]
    else:
        match = _TITLE.search(text)
        if not match or (" or " in match.group() and not re.search(r"\b(?:versus|vs|v|compared)\b", match.group())):
            return []
        forms = [clean_name(_title_head(match["a"])), clean_name(_title_tail(match["b"]))]
    if all(usable(form) for form in forms):
        return [Naming([form], None, sentence, 0, len(text), "titled") for form in forms]
    return []


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
    return re.split(r"\s(?:for|in|as|on|among|during|after|following|to|against)\b", text)[0]


_PAIR = re.compile(
    r"\b(?:with|for|between|of|to|in|after)\s(?:the\s)?(?P<a>(?:[\w+/-]+(?:,?\s)){0,6}?[\w+/-]+)(?:\s(?:group|"
    r"arm))?,?\s(?:versus|vs\.?|v|as compared with|compared with|compared to|than (?:with|for|in|did))\s"
    r"(?:with\s)?(?:the\s)?(?P<b>(?:[\w+/-]+(?:,?\s)){0,6}?[\w+/-]+)(?=\s?[(:,;.]|\s(?:was|were|had|for|in|group|arm|"
    r"groups|arms|patients|respectively)\b)"
)


def compared(sentence: Sentence) -> Iterator[Naming]:
    """Two things that a sentence of results sets against each other: `with X versus Y`, `longer with X than with Y`."""
    for match in _PAIR.finditer(masked(sentence.text)):
        names = [clean_name(re.split(r"\b(?:with|for|between|in|of)\s", match["a"])[-1]), clean_name(match["b"])]
        if all(
            usable(name) and not re.search(r"\d{2}|\b(?:those|patients?|placebo-controlled)\b", name) for name in names
        ) and tokens(names[0]) != tokens(names[1]):
            for name, side in zip(names, "ab", strict=True):
                yield Naming([name], None, sentence, match.start(side), match.end(side), "compared")


_GROUP = re.compile(

        r"\b(?:in|of|with|for|to|and|than|from|versus|vs\.?|v|the|between)\s(?:the\s)?(?P<name>(?:[\w+/.'-]+\s){1,6}"
        r"?)(?P<word>group|arm|groups|arms)\b(?P<letter>\s(?:[A-H]|[1-6])\b)?|\b(?P<lettered>(?:[Aa]rm|[Gg]roup)\s"
        r"(?:[A-Z]|[1-6]|I{1,3}))\b"

)


def grouped(sentence: Sentence) -> Iterator[Naming]:
    """Every `the X group` and `arm A` of a sentence."""
    for match in _GROUP.finditer(sentence.text):
        if match["lettered"]:
            name = match["lettered"]
        elif match["word"] in ("groups", "arms") or match["letter"]:
            continue
        else:
            name = (
                re.split(r"\b(?:the|in|of|and|than|with|for|to|versus|vs\.?|was|were|had)\s", match["name"])[-1].strip()
                + " "
                + match["word"]
            )
        if usable(name) and not re.search(
            (
                r"\b(?:age|control of|each|two|both|study|oncology|cooperative|patient|per|no|same|one|another|risk|"
                r"this|that)\b"
            ),
            name,
            re.I,
        ):
            yield Naming(
                [name], None, sentence, match.start(), match.end(), "lettered" if match["lettered"] else "group"
            )


def each(sentence: Sentence) -> int | None:
    """The common size: `138 to each arm`, `n = 20 per group`."""
    match = _EACH.search(sentence.text)
    if match and re.search(r"each|every|both|either|per", match.group()):
        return int(number(match["n"] or match["n2"] or match["n3"]))
    return None
