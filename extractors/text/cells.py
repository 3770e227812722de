"""Which quantities of a sentence may be results."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.text.groups import VERSUS
from extractors.text.numerals import NUMBER
from extractors.text.places import TimePoint
from extractors.text.quantities import Quantity
from extractors.text.quantity_forms import PEOPLE, TIME

_MODIFIED = re.compile(
    (
        r"(?:≥|≤|>|\bat least|\bmore than|\bless than|\bgreater than|\bfewer than|\blower than|\bhigher than|\bup to|"
        r"\bstandard of|\btarget(?: rate)? of|\bthreshold(?: value)? of|\bcut-?off(?: value)? of|\bgoal of|"
        r"\babsolute value(?: of)?|"
        r"\bor\s?=|\bover|\bexceed\w*|\bbelow|\babove|\bof at least|\bby|\bpower of|\breduction of|\bdecreases? of|\b"
        r"increases? of|\bincreas\w+ by|\bor more)\s?$"
    ),
    re.I,
)
_BY_WHOM = re.compile(
    r"\b(?:reported|experienced|achieved|attained|reached|preferred|chosen|completed|met|endorsed|noted) by\s$"
)
"""`was reported by 24% of patients`: not by how much something changed."""
_TIMED = re.compile(
    r"(?:\bat|\bafter|\bwithin|\bevery|\bfor|\bover|\bby|\bduring|\b(?:the )?first|\b(?:the )?last|\bpast|\buntil|\b"
    r"up to|\bat least|\bthan|\bper|\blasting|\bprevious|\bnext|\bage|\baged|\bminimum of|\bmaximum of|\bover|\bfrom|"
    r"\bbaseline(?:\sand|,)|≥|≤|>|<)\s?(?:a\s|the\s|about\s|approximately\s|additional\s)*$",
    re.I,
)
_LABELLED = re.compile(
    r"(?:\b(?:grades?|stages?|phases?|types?|cycles?|days?|weeks?|months?|tables?|fig(?:ure)?s?\.?|versions?|levels?|"
    r"arms?|groups?|cohorts?|class|parts?|steps?|trials?|N|n|age|aged|courses?|lines?|CTCAE|RECIST|HER|to|ratio|"
    r"factor of|than|or|status|score of|COVID|IL|criteria|kinases?|CDKs?|inhibitors?)|[≥≤>]|±)\s?=?\s?$",
    re.I,
)
_LIMIT = re.compile(
    r"(?:[<>≥≤]|(?<!mean )(?<!median )(?<!score )(?<!scores )(?<!average )(?<!level )(?<!value )(?<!M )(?<!Mdn )=)\s?$"
)
_UNIT_AFTER = re.compile(
    r"\s?(?:mg|µg|μg|g/|mcg|ml\b|mL|mm|cm|Gy|kg|°|×|x\s?10|fold|times\b|:\s?\d|/\d|mCi|GBq|MBq|IU|lesions|nodes|"
    r"cent(?:er|re)s|sites|countries|hospitals|cycles|courses|fractions|doses|[A-Z]\b)"
)


_COURSES = re.compile(r"\s\d+-(?:day|week|month|year|hour|min)")
"""`four 21-day cycles`: how often treatment was given."""

_OF_ARMS = re.compile(
    r"\s(?!in\b|of\b|for\b|with\b|per\b|to\b|among\b|at\b|and\b|v\b|vs\b|versus\b)"
    r"(?:[\w+/-]+\s){0,3}(?:arms|groups|cohorts|regimens)\b"
)


_ONWARD = re.compile(r"[)\]]?\s?(?:to|→)\s\d[\d.]*\s?[(\[]")

_POSSIBLE = frozenset(["percent", "count", "none", "typo", "duration", "not_reached", "mean", "plain", "range"])
_OF_ALL = re.compile(
    r"(?:\b[Tt]he|\b[Aa]ll|\bother|\b[Ee]ach|\bevery|\bof(?: the)?|\bper|\bamong|\bAmong|\bOf|\bamong the|\bgrade)\s$"
)
_GRADED = re.compile(r"\b(?:grades?|stages?|phases?)\s(?:[1-5IV]+\s?(?:or|and|to|-|/)\s?)?$")
_AFTERWARDS = re.compile(
    r"\s(?:old|of age|of follow|follow|ago|apart|before|after (?:the|random|surg|treat|start)|on,|off)"
)
_IN_ARM = re.compile(r"\s(?:in|with|for|on|among)\s(?:the\s|patients\s)?")
_CHANGE = re.compile(r"[^.;]{0,30}?\s(?:to|down to|up to)\s")


def cells(found: list[Quantity], text: str, times: list[TimePoint], arms: Sequence[int] = ()) -> list[Quantity]:
    """The quantities that may be results: no thresholds, doses, dates, labels or time points.

    `arms` are the places where arms are named: `from 38% in controls to 51% in the X group` has a value for each.
    """
    kept: list[Quantity] = []
    change: Quantity | None = None
    value: Quantity | None = None
    for q in found:
        before = text[max(0, q.start - 40) : q.start]
        if _tells_a_change(q, change, before, text):
            change = q
            continue
        if q.kind not in _POSSIBLE or not _ACCEPTED.get(q.kind, _any)(q, before, text):
            continue
        if q.kind == "duration" and _of_treatment(q, text, arms):
            continue
        if q.kind == "count" and _whom_measured(q, value, text):
            continue
        value = q if q.kind not in ("ci", "interval", "spread", "taken") else value
        if q.kind in ("duration", "count", "plain") and any(t.start <= q.start < t.end for t in times):
            continue
        if (
            q.kind in ("percent", "mean", "plain", "duration")
            and before.endswith("from ")
            and _CHANGE.match(text, q.end)
            and not any(_IN_ARM.fullmatch(text, q.end, start) for start in arms)
        ):
            continue  # where a change starts is not where it ends
        if q.kind in ("plain", "mean", "duration") and q.spread is not None and _ONWARD.match(text, q.end):
            continue  # `526 (368-1683) to 455 (380-1148)`: the first is where the change began
        if _of_a_difference(q, text):
            continue
        labelled = q.kind in ("percent", "count") and q.n is not None and _LABELLED.search(before)
        if labelled and not before.rstrip().endswith(("to", "than", "or")):
            continue
        if q.kind == "typo" and not _like_its_neighbour(q, kept[-1] if kept else None, text):
            continue
        kept.append(q)
    return kept


_IN_SO_MANY = re.compile(r"[)\]]?\s(?:in|of|among|for)\s(?:the\s)?")
_WHOSE_VALUE = re.compile(
    r"\s(?:who (?:were|had been) )?(?:randomly )?(?:allocated|assigned|randomi[sz]ed|treated|given|receiving|"
    r"received)\b[^.;,()]{1,60}?\s(?:was|were)\s(?=\d+\.\d|\d+\s?(?:%|months|years|weeks|days))"
)


_OF = re.compile(
    r"\sof\s(?:(?:adjuvant|daily|oral|weekly|maintenance|continuous)\s)?(?P<what>(?:treatment|therapy)\b)?"
)


def _of_treatment(q: Quantity, text: str, arms: Sequence[int]) -> bool:
    """`after follow-up, 1 year of X was no better`: how long a treatment was given."""
    match = _OF.match(text, q.end)
    return match is not None and (match["what"] is not None or match.end() in arms)


def _whom_measured(q: Quantity, last: Quantity | None, text: str) -> bool:
    """`median survival in 80 patients given X was 9 months, and 7 months in 78`: in how many it was measured."""
    if q.n is not None or q.unit == "%":
        return False
    if last is not None and last.kind in ("duration", "mean", "not_reached"):
        return bool(_IN_SO_MANY.fullmatch(text, last.end, q.start))
    return bool(re.search(r"\b(?:in|of|among|for)\s(?:the\s)?$", text[: q.start]) and _WHOSE_VALUE.match(text, q.end))


_BY = re.compile(
    r"\b(?:(?<!reported )(?<!experienced )(?<!achieved )(?<!reached )(?<!completed )by|"
    r"reductions? of|decreases? of|increases? of)\s(?:an?\s(?:mean|average)\sof\s)?$"
)


_P_IN_BRACKET = re.compile(r"\s?[(\[]\s?[pP]\s?[=<>][^()\[\]]*[)\]]")
_A_FALL = re.compile(r"\b[Aa]n?\s(?:[a-z]+\s)?(?:reduction|decrease|decline|drop|fall)\s[(\[]\s?$")
"""`a modest reduction (28%) in`: by how much, too."""


def _tells_a_change(q: Quantity, change: Quantity | None, before: str, text: str) -> bool:
    """`was reduced by 20% with X and 5% with Y`: by how much a percentage changed is not the percentage, in either."""
    if q.kind != "percent" or q.events is not None:
        return False
    if _BY.search(before) or _A_FALL.search(before):
        return True
    gap = _P_IN_BRACKET.sub("", text[change.end : q.start]) if change is not None else ""
    return (
        bool(gap)
        and len(gap) < 60
        and bool(VERSUS.search(gap) or re.search(r"\band\b", gap))
        and not (re.search(r"[.;:(]|\b(?:was|were|had|to|occurred)\b", gap))
    )


_MORE_THAN = re.compile(
    r"[)\]]?(?:\s(?:points?|units?))?(?:\s?[(\[][^()\[\]]*[)\]])?\s(?:more|less|fewer|greater|higher|lower|better|worse|longer|"
    r"shorter|sooner|earlier|later)\s(?:in|with|for|among|than|on)\b"
)
"""`improved by 5 points (3 to 7) more with X than with Y`: a difference of the arms, not the change in one."""
_LOWER_BOUND = re.compile(r"\s?(?:to|-)\s-?\d[\d.]*\s?%?\s?[;,)]")
_UPPER_BOUND = re.compile(r"[,;(]\s?-?\s?\d[\d.]*\s?%?\sto\s-?$")


def _of_a_difference(q: Quantity, text: str) -> bool:
    """A difference of the arms, or `(5% v 10%, -10% to 0%; P = 0.05)`: bounds of one that have no name."""
    if q.kind in ("mean", "plain", "duration") and _MORE_THAN.match(text, q.end):
        return True
    if q.kind not in ("percent", "mean", "plain"):
        return False
    before = text[max(0, q.start - 24) : q.start]
    lower = bool(re.search(r"[,;(]\s?$", before)) and bool(_LOWER_BOUND.match(text, q.end))
    return lower or bool(_UPPER_BOUND.search(before))


def _any(q: Quantity, before: str, text: str) -> bool:
    return True


_DOSES_JOINED = re.compile(rf"(?:,\s{NUMBER})*,?\s(?:and|or|to)\s{NUMBER}\s?(?:mg|µg|μg|mcg|g|Gy|IU|ml|mL)\b")
_OWN_UNIT = re.compile(r"\s?(?:%|[([]|points?\b|patients?\b)")
_TIMES_JOINED = re.compile(rf"(?:,\s{NUMBER})*,?\s(?:and|or|to)\s{NUMBER}\s{TIME}")
_NUMBERS_JOINED = re.compile(rf"{NUMBER}(?:,\s{NUMBER})*,?\s(?:and|or|to)\s$")
_P_LISTED = re.compile(r"\b[pP]\s?[=<>]\s?0?\.\d+(?:,\s(?:and\s)?[=<>]?\s?0?\.\d+)*,?\s(?:and\s)?$")


def _is_duration(q: Quantity, before: str, text: str) -> bool:
    joined = _NUMBERS_JOINED.search(before)
    if joined and not q.bounded and _TIMED.search(before[: joined.start()]):
        return False  # `after 10 and 30 days`
    if q.words == "hyphen" or _AFTERWARDS.match(text, q.end):
        return False
    return q.bounded or not _TIMED.search(before)


_LISTED = re.compile(rf"(?:{NUMBER}(?:,|,?\s(?:and|or|to))\s)+$")
_OF_TIMES = re.compile(
    r"(?:\b(?:days?|weeks?|months?|years?|cycles?|visits?|grades?|at|after)|\bbaseline(?:\sand|,))\s$", re.I
)


def _later_in_a_list_of_times(before: str) -> bool:
    """`on days 1, 2 and 3`, `at 15, 18 and 24 months`: a number behind others whose label stands before the first."""
    listed = _LISTED.search(before)
    return listed is not None and bool(_OF_TIMES.search(before[: listed.start()]))


def _is_plain(q: Quantity, before: str, text: str) -> bool:
    return not (
        (_later_in_a_list_of_times(before) and not _OWN_UNIT.match(text, q.end))
        or _LABELLED.search(before)
        or _LIMIT.search(before)
        or re.search(r"\b[pP]\b[^()]{0,25}[=<>]\s?$", before)
        or _UNIT_AFTER.match(text, q.end)
        or _OF_ARMS.match(text, q.end)
        or _COURSES.match(text, q.end)
        or _DOSES_JOINED.match(text, q.end)
        or _P_LISTED.search(before)
        or (_TIMES_JOINED.match(text, q.end) and _TIMED.search(before))
        or re.search(r"\d[/×-]$|\+$", before)
    )


_OF_THINGS = re.compile(
    r"\s(?:[a-z-]+\s)?(?:components?|items?|domains?|sub-?scales?|scales?|measures?|outcomes?|end-?points?|questions?|variables?|"
    r"parameters?|trials?|studies|centers?|centres?|sites?|hospitals?|countries|sessions?|visits?|dimensions?|tests?|criteria|"
    r"assessments?|biomarkers?|markers?|genes?|comparisons?|cytokines?)\b"
)


_GIVEN_TO = re.compile(
    r"\b(?:received|receiving|given|(?:allocated|assigned|randomi[sz]ed) to|treated with|undergoing|underwent)\s"
    r"(?:[\w/+-]+\s){1,5}[(\[]\s?$"
)


def _is_count(q: Quantity, before: str, text: str) -> bool:
    if q.n is None and _GIVEN_TO.search(before) and text[q.end : q.end + 1] in (")", "]"):
        return False  # `those who received X (310 women)`: how many there were
    if _GRADED.search(before) or (q.n is not None and _OF_THINGS.match(text, q.end)):
        return False
    return q.n is not None or before.endswith("total of ") or not _OF_ALL.search(before)


def _is_range(q: Quantity, before: str, text: str) -> bool:
    if re.search(r"groups?\s?\($|\bacross\b", before):
        return True
    if _LABELLED.search(before) or _TIMED.search(before):
        return False
    spread = re.search(r"\brange|IQR|\($", before)
    return not (spread and q.unit != "%" and "~" not in text[q.start - 2 : q.start])


def _like_its_neighbour(q: Quantity, last: Quantity | None, text: str) -> bool:
    """`11 [5.9]` after `151 [80.7%]` is a percentage; `587 [226]` after `564 [SD 241]` is a mean with its SD."""
    if last is None or q.start - last.end > 60:
        return False
    if last.kind == "mean" and last.sd is not None and VERSUS.search(text[last.end : q.start]):
        q.kind, q.value, q.sd, q.unit, q.events = "mean", q.sd, q.value, last.unit, None
        return True
    q.sd = None
    return q.events is not None and last.events is not None and q.start - last.end < 12


def _is_rate(q: Quantity, before: str, text: str) -> bool:
    if (
        q.events is None
        and (q.words in ("≥", "≤", ">") or (_MODIFIED.search(before) and not _BY_WHOM.search(before)))
        and not re.search(r"\bgrades? [1-5]\s?$", before)
    ):
        return False
    if q.words == "<" and not re.search(r"[(\[v]\s?\.?$", before):
        return False
    if q.events is None and re.match(
        (
            r"\s?(?:(?:of (?:the )?)?(?:power|(?:[a-z]+\s)?(?:confidence|CI)\b|"
            r"prediction|reduc\w+|increas\w+ in|decreas\w+ in|higher|"
            r"lower|improvement|greater|fewer|more\b|less\b|dose|increase|decrease|decline|benefit|absolute|"
            r"risk reduction))"
        ),
        text[q.end :],
    ):
        return False
    return q.value is not None and -100 <= q.value <= 100


_OF_WHAT_WAS_SAID = re.compile(r"\sof (?:them|these|those|the above)\s?(?:[.,;)]|$)")
"""`the others had none of them`: what they did not have stands elsewhere."""


def _is_zero(q: Quantity, before: str, text: str) -> bool:
    if re.search(r"(?:\bor|\bthan|[%)\d]|\bwith|\bhad)\s$", text[: q.start]) and q.words == "no":
        return False
    after = text[q.end : q.end + 70]
    if q.words == "none":
        return not _OF_WHAT_WAS_SAID.match(after)
    if q.words == "neither":
        return False
    return bool(
        re.match(
            (
                rf"\s(?:\w+\s)?{PEOPLE}\b(?!\s(?:selection|preference))|\s(?:(?:treatment|drug|toxicity|"
                rf"therapy)[- ]?(?:related|associated|emergent)\s|toxic\s|serious\s|early\s|fatal\s|other\s"
                rf")*(?:serious adverse events?|SAEs?|deaths?|toxic deaths?|mortality|grades? [345][^.;]{{0,30}}?(?:"
                rf"events|"
                rf"toxicit\w+|[/4-]{{0,2}}[a-z -]{{4,50}}\s(?:was|were|occurred)\b)|adverse events?|"
                rf"discontinuations?|complete responses?|partial responses?|CRs?\b|"
                rf"objective responses?|responses?|relapses?|recurrences?|discontinued)"
            ),
            after,
        )
    )


_ACCEPTED = {
    "percent": _is_rate,
    "duration": _is_duration,
    "plain": _is_plain,
    "count": _is_count,
    "none": _is_zero,
    "range": _is_range,
}
