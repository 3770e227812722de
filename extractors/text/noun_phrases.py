"""What was measured, where no known outcome is named: the noun phrase that a sentence's numbers belong to.

`a significantly longer operating time (77 vs 60 min)`, `There were 24 falls in …`, `no difference in blood loss (…)`,
`Wounds healed in 46 patients`: any noun phrase may be an outcome.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.text.arm_mentions import Mention
from extractors.text.numerals import WHOLE, WORDS
from extractors.text.quantity_forms import PEOPLE

Span = tuple[int, int]

_COMPARED = (
    r"(?:fewer|more|less|greater|higher|lower|larger|smaller|longer|shorter|better|worse|poorer|faster|slower|earlier|later|"
    r"increased|reduced|decreased|improved|similar|comparable|equivalent|identical|the same|different)"
)
_HEAD = re.compile(
    r"^(?:(?:and|or|but|while|whereas|also|then|including|particularly|especially|mainly|both|only|with|had|has|have|showed|"
    r"experienced|reported|in|of|for|by|no|a|an|the|their|its|significant(?:ly)?|statistically|markedly|slightly|"
    rf"non-?significant(?:ly)?|much|far|substantially|considerably|marginally|numerically|{_COMPARED})\s)+",
    re.I,
)
_MORE_OF = re.compile(
    rf"\b{_COMPARED}\s(?!in\b|for\b|with\b|between\b|to\b|on\b|at\b|than\b|among\b|of\b|after\b|by\b|often\b|"
    r"frequent(?:ly)?\b|common(?:ly)?\b|likely\b)(?P<np>[A-Za-z][^,;:()\[\]]{2,70}?)(?=\s?[(\[])|"
    r"\b(?:longer|shorter|higher|lower|greater|smaller|larger|"
    r"reduced|increased|improved|fewer|more|less|better|worse)\s(?!often\b|frequent|common|likely)"
    r"(?P<np2>[a-z][\w /-]{2,60}?)\s(?:than|in|with|for|among|compared|versus|after|at)\b"
)
_DIFFERENCE = re.compile(
    r"\b(?:differences?|differ(?:ed)?|similar|comparable|change[sd]?|improvements?|reductions?|increases?|decreases?|"
    r"declines?|effect|impact|benefit|superiority|difference)\s(?:(?:was|were|between|the|two|three|groups?|arms?|"
    r"(?:was |were )?(?:seen|found|observed|noted|detected|also|significantly|not|statistically|significant))\s)*"
    r"(?:in|on|of|for|regarding|with regard to|with respect to|in terms of)\s(?:the\s)?"
    r"(?P<np>[A-Za-z][^,;:()\[\]]{2,80}?)(?=\s(?:between|in the|in|at|after|from|for|with|was|were|compared|among|over|"
    r"during|by)\b|\s?[(\[,;:]|$)"
)
_EXISTS = re.compile(
    r"\b[Tt]here (?:were|was|have been|had been)(?: (?:only|also|just|a total of|significantly|fewer|more))*\s$"
)
_PRINTED = re.compile(rf"{WHOLE}|(?i:{WORDS})")
_COUNTED = re.compile(
    r"\s(?P<np>(?:(?!in\b|with\b|on\b|among\b|for\b|of\b|and\b|or\b|to\b|who\b|that\b|were\b|was\b|per\b|%)[A-Za-z][\w/'-]*\s){1,5}?)"
    r"(?=(?:in|with|on|among|for|under|after|during|occurred|were|was)\b)"
)
_LEADING = re.compile(
    r"^(?:(?:In|Among|At|For|With|After|During|By|Of|On|Within|Over|From|Following|Compared|Relative|Furthermore|Moreover|"
    r"However|Similarly|Overall|Additionally|Also|Conversely|Likewise|Finally|Thus|Although|While|When|As)\b"
    r"(?:[^,;()]|\([^()]*\)){0,110},\s(?:however,\s)?|(?:and|but|while|whereas|or)\s|[A-Z][a-z]+ly,\s)+"
)
_VERB = re.compile(
    r"(?<![\w-])(?:was|were|is|are|had|has|have|did|does|fell|rose|grew|took|became|began|underwent|led|remained|averaged|"
    r"occurred|resumed|resulted|developed|appeared|[a-z]{2,}(?:ed|ned|ied))(?![\w-])"
)
_NO_VERB = re.compile(
    r"(?:related|associated|adjusted|estimated|observed|reported|combined|based|induced|pooled|advanced|treated|"
    r"randomi[sz]ed|assigned|allocated|expected|predicted|standardi[sz]ed|weighted|unplanned|planned|fixed|need|"
    r"self-reported|modified|matched|confirmed|documented|increased|decreased|improved|reduced|elevated|perceived|sustained|"
    r"speed|bleed|blood|feed|seed|breed|indeed|hundred|red|bed|mixed|named|prolonged|required|repeated|severed|clustered)$"
)
_PEOPLE = re.compile(rf"(?i:\b{PEOPLE}\b|^(?:we|they|it|this|these|those|both|each|none|which|that|who|there)\b)")
_GENERIC = re.compile(
    r"(?i)^(?:(?:the|two|both|three|groups?|arms?|treatments?|rates?|incidences?|medians?|means?|data|overall|percentages?|"
    r"proportions?|numbers?|differences?|respectively|results?|cohorts?|events?|all|these|this|each|versus|vs\.?|a|an|significant(?:ly)?|"
    r"slight(?:ly)?|marked(?:ly)?|notabl[ey]|lower|higher|similar|comparable|reduced|increased|occurrence|frequency|there|of|in|and|or|"
    r"patients?|time|periods?|durations?|values?|scores?|corresponding|respective|estimates?|estimated|analys[ei]s|primary|secondary|"
    r"end-?points?|outcomes?|effects?|hazards?|ratios?|odds|risks?|relative|absolute|intervals?|confidence|trials?|stud(?:y|ies)|"
    r"follow-?up|baseline|improvements?|reductions?|increases?|decreases?|changes?|trends?|benefits?|than|with|for|at|to|by|on|"
    r"across|either|within|change|superior(?:ity)?|inferior(?:ity)?|no|not|non|was|were|is|are|more|less|fewer|most|least|longer|shorter|better|"
    r"worse|greater|larger|smaller|from|between|among|compared|year|years|months?|weeks?|days?|it|they|he|she|its|their|"
    r"statistically|only|also|who|that|which|as|one|population|subgroups?|sets?|intention-to-treat|itt|post|hoc|exploratory|planned|"
    r"multivari\w+|univaria\w+|interim|final|adjusted|unadjusted|sensitivity|per|protocol)[\s-]?)*$"
)
_TRAILING = re.compile(
    r"(?:\s(?:in|with|for|at|of|on|by|to|from|among|between|after|during|than|and|or|the|a|an|was|were|is|are|had|has|have|as|"
    r"been|be|could|can|may|might|should|would|will|only|also|about|approximately|nearly|respectively|patients|participants|women|men|subjects))+$"
)
_FINITE = re.compile(r"(?<![\w-])(?:was|were|is|are|had|did|has|have|occurred|than|versus|vs|compared)(?![\w-])")

_TO_ARM = re.compile(
    r"\s(?:in|with|for|among|of|on|after|between|by|under)\s(?:(?:the|patients|those|women|men|participants|receiving|given|"
    r"treated|with|who|received|assigned|to|in)\s)*$"
)


def usable(text: str, start: int, end: int, mentions: Sequence[Mention]) -> bool:
    """Whether a span can name an outcome: something specific, no arm, nobody, no number."""
    words = text[start:end]
    return (
        3 <= len(words) <= 90
        and bool(re.search(r"[A-Za-z]{3}|\b[A-Z][A-Za-z]?\d*[A-Z\d]", words))
        and not re.search(
            r"[%=<>±]|\bper\s?cent\b|\b\d+\.\d|\b(?:days?|weeks?|months?|years?|cycles?) \d|"
            r"\ba (?:median|mean|total)\b",
            words,
        )
        and not _GENERIC.match(words)
        and not re.match(r"(?:which|whom|that|who|as|than|of)\b", words)
        and not any(m.start < end and start < m.end for m in mentions)
    )


def _trimmed(text: str, start: int, end: int) -> Span:
    head = _HEAD.match(text[start:end] + " ")
    if head and start + head.end() < end:
        start += head.end()
    end = start + len(text[start:end].rstrip())
    tail = _TRAILING.search(text[start:end])
    return start, start + tail.start() if tail else end


def before_bracket(text: str, position: int, floor: int, mentions: Sequence[Mention]) -> Span | None:
    """`…, and shorter stay (`, `(…), breast pain (`: the noun phrase right before the bracket that opens at a place.

    Only where a comparing word stands before it, or where it begins right after the bracket, comma or semicolon
    before it, and has no verb.
    """
    opening = max(text.rfind("(", floor, position + 1), text.rfind("[", floor, position + 1))
    if opening < 0 or position - opening > 40 or re.search(r"[)\]\d]", text[opening:position]):
        return _joined(text, position, floor, mentions)
    found = _MORE_OF.search(text, floor, opening + 1)
    last: Span | None = None
    while found:
        if found.end("np") >= opening - 1:
            last = _trimmed(text, *_without_arm(text, *_trimmed(text, *found.span("np")), mentions))
        found = _MORE_OF.search(text, found.start() + 4, opening + 1)
    if last and usable(text, *last, mentions):
        return last
    if not floor:
        return None
    listed = _NEXT_ITEM.match(text, _after_bracket(text, floor, opening))
    start, end = _trimmed(text, listed.end() if listed else floor, opening)
    words = text[start:end]
    if re.search(r"[,;:.()]", words) or _FINITE.search(words) or len(words.split()) > 7:
        return None
    return (start, end) if usable(text, start, end, mentions) else None


_NEXT_ITEM = re.compile(r"[)\];,%.\s]*(?:and |or |but |as well as |as did )?")
_ITEM = re.compile(
    r"\s?(?:[,;]\s(?:(?:and|or|but)\s)?|(?:and|or|but)\s)(?P<np>[A-Za-z][^,;:()\[\]\d]{1,50}?)(?:\s(?:of|was|were|by|from|to|in))?\s$"
)


def _after_bracket(text: str, floor: int, position: int) -> int:
    """Where the bracket that holds the values before a place closes, if it closes after `floor`."""
    closed = max(text.rfind(")", floor, position), text.rfind("]", floor, position))
    return closed + 1 if closed >= 0 else floor


def _joined(text: str, position: int, floor: int, mentions: Sequence[Mention]) -> Span | None:
    """`… (P < 0.01) and ferritin of -9.8 versus -1.8`: a second thing measured, after the values of the first."""
    match = _ITEM.match(text[:position], _after_bracket(text, floor, position)) if floor else None
    if match is None or _FINITE.search(match["np"]):
        return None
    span = _trimmed(text, *match.span("np"))
    return span if usable(text, *span, mentions) and not _PEOPLE.search(match["np"]) else None


def counted_after(text: str, start: int, mentions: Sequence[Mention]) -> Span | None:
    """`There were 24 gastric ulcers on …`: what the number that starts at a place counts."""
    printed = _PRINTED.match(text, start)
    end = printed.end() if printed else start
    match = _COUNTED.match(text, end) if _EXISTS.search(text, max(0, start - 40), start) else None
    if match is None:
        return None
    span = _trimmed(text, *match.span("np"))
    return span if usable(text, *span, mentions) and not _PEOPLE.search(text[slice(*span)]) else None


def compared_in(text: str, position: int, mentions: Sequence[Mention]) -> Span | None:
    """`no difference in blood loss`, `an improvement in gait speed`: what was compared, the last before a place."""
    last = None
    for match in _DIFFERENCE.finditer(text, 0, position):
        span = _without_arm(text, *_trimmed(text, *match.span("np")), mentions)
        if usable(text, *span, mentions) and not _PEOPLE.search(text[slice(*span)]):
            last = span
    return last


def subject(text: str, position: int, mentions: Sequence[Mention]) -> Span | None:
    """The subject of the clause that a place stands in, where it is a thing measured: `Wounds` of `Wounds healed`."""
    for start in reversed(_clauses(text, position)):
        lead = _LEADING.match(text[start:position])
        first = start + (lead.end() if lead else 0)
        for verb in _VERB.finditer(text, first, position):
            if _NO_VERB.search(verb.group()) and not re.match(r"\s(?:in|by|from)\b|\s?$", text[verb.end() : position]):
                continue
            span = _without_arm(text, *_trimmed(text, first, verb.start()), mentions)
            if _PEOPLE.search(text[slice(*span)]):
                break
            if usable(text, *span, mentions):
                return span
            if any(m.start < verb.start() and first < m.end for m in mentions):
                break
    return None


def introduced(text: str, place: int, position: int) -> bool:
    """Whether a place lies in the adverbial that opens a sentence: `With a median follow-up of 5 years, …`."""
    lead = _LEADING.match(text[:position])
    return lead is not None and place < lead.end()


def _clauses(text: str, position: int) -> list[int]:
    """Where the clauses before a place begin; what stands in brackets opens none."""
    shown = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", lambda m: " " * len(m.group()), text[:position])
    cuts = re.finditer(r"[;:]\s|,\s(?=(?:and|but|while|whereas|or)\s)|\s(?=(?:while|whereas)\s)", shown)
    return [0] + [m.end() for m in cuts]


def _without_arm(text: str, start: int, end: int, mentions: Sequence[Mention]) -> Span:
    """`Blood loss in the laparoscopic group` without the arm at its end."""
    for m in mentions:
        if start < m.start < end:
            cut = _TO_ARM.search(text[start : m.start])
            return (start, start + cut.start()) if cut else (start, end)
    return start, end
