"""The lexer: every quantity of a sentence with its kind, value and exact span.

One pass of one alternation; at each place the most specific form wins. Nothing is interpreted here beyond form: which
arm and outcome a quantity belongs to is the grammar's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.text.numerals import NUMBER, WHOLE, WORDS, number

PEOPLE = (
    r"(?:patients?|participants?|women|men|subjects?|children|people|persons?|individuals?|adults?|infants?|"
    r"recipients?|volunteers?|girls|boys|mothers|babies|survivors?|cases?)"
)
"""Who is counted."""

HAPPENINGS = (
    r"(?:deaths?|events?|relapses?|recurrences?|responses?|failures?|responders?|progressions?|tumou?rs?|"
    r"episodes?)"
)
"""What is counted."""

_COUNT = rf"(?:{WHOLE}|(?i:{WORDS}))"
_WHO = rf"(?:\s(?:of\s(?:the\s)?|all\s)?(?:[a-z-]+\s)?{PEOPLE}|\s{HAPPENINGS})"
_OPEN, _CLOSE = r"[(\[]", r"[)\]]"
_SIGNED = rf"(?:-\s?)?{NUMBER}"
_OPEN_END = (
    r"(?:not\s(?:yet\s)?(?:reached|estimable|evaluable|calculable|available|applicable|attained|estimated|"
    r"defined)|N\.?[ERAC]\.?\b|NR\b|NE\b|∞|infinity|undefined|inestimable|upper limit not \w+)"
)
_TIME = r"(?:months?|mos?\b\.?|years?|yrs?\b\.?|weeks?|wks?\b\.?|days?|hours?|hrs?\b|minutes?|min\b)"
_TO = r"\s?(?:-|to|through|~|,|;|and)\s?"
_PERCENT = r"(?:%|per\s?cent\b|percent\b)"

_FORMS: list[tuple[str, str]] = [
    (
        "ci",
        rf"(?:(?P<ci_level>\d{{2}}(?:\.\d+)?)\s?{_PERCENT}\s?)?"
        rf"(?:\bCIs?\b|\bC\.I\.|\bCrIs?\b|\bHDI\b|[Cc]onfidence\s(?:[Ii]ntervals?|[Ll]imits?)|[Cc]redible\s"
        rf"[Ii]ntervals?)"
        rf"(?:\s?{_OPEN}\s?(?:\d{{2}}\s?%\s?)?(?:CIs?|CrI)\s?{_CLOSE})?(?:\s(?:of|from|was|is|ranging from|"
        rf"between))?[\s,:;=(\[]*"
        rf"(?P<ci_low>{_SIGNED}|{_OPEN_END})\s?(?:%|{_TIME})?{_TO}(?P<ci_high>{_SIGNED}|{_OPEN_END})\s?%?",
    ),
    (
        "spread",
        rf"\b(?P<spread_name>IQR|[Ii]nter-?quartile [Rr]ange|[Qq]uartiles?|[Rr]ange)[\s,:;=\[(\])IQR]{{0,8}}(?:from\s)?"
        rf"(?P<spread_low>{_SIGNED})\s?(?:%|{_TIME})?{_TO}(?P<spread_high>{_SIGNED}\+?|{_OPEN_END})",
    ),
    (
        "p",
        rf"(?:\b(?:both|all|each)\s)?(?:\b(?:two|one|1|2)[ -]?(?:sided|tailed)\s)?(?:\blog[ -]?rank(?:\stest)?[,;]?\s)?"
        rf"\b[Pp](?:[- ]?values?)?(?:\s?(?:for|of)\s(?:[a-z-]+\s){{0,3}}?(?:[a-z-]+|interaction|trend))?"
        rf"(?:_\w+)?\s?(?P<p_sign>[<>=≤≥]|&lt;|&gt;|was|of|is)\s?=?\s?(?P<p_value>{NUMBER}|NS\b|n\.s\.)(?P<p_power>\s"
        rf"?[×x]\s?10\s?-\s?\d+)?",
    ),
    (
        "test",
        rf"(?:(?P<test_name>χ2|χ\(2\)|chi[- ]?squared?(?:\stest)?|\b[tFzZ])\s?(?:\(\d+\))?\s?=\s?(?P<test_value>-?"
        rf"{NUMBER})(?:\s?,\s?{NUMBER}(?!\s?%))*)",
    ),
    (
        "exposure",
        rf"{NUMBER}(?:\s(?:[a-z]+\s)?{HAPPENINGS})?\s(?:per|/)\s(?:100|1,?000|10,?000|100,?000)\s(?:person|patient|"
        rf"wom[ae]n|participant|child)[- ](?:years?|months?|days?)|{WHOLE}\s(?:person|patient)[- ](?:years?|months?|"
        rf"days?)",
    ),
    (
        "ratio",
        rf"(?P<ratio_name>\b(?:[Hh]azards?\s[Rr]atios?|[Oo]dds\s[Rr]atios?|[Rr]isk\s[Rr]atios?|[Rr]elative\s[Rr]isks?"
        rf"|[Rr]ate\s[Rr]atios?|"
        rf"[Ii]ncidence\s[Rr]ate\s[Rr]atios?|[Ss]ubhazard\s[Rr]atios?|a?s?HRs?|a?ORs?|a?RRs?|IRR)\b)"
        rf"(?:,?\s?{_OPEN}[^()\[\]]{{1,40}}{_CLOSE})?(?P<ratio_for>(?:,?\s(?!\d)[A-Za-z][^\s()\[\];:=<>]*){{0,26}}?)"
        rf"(?:,?\s?{_OPEN}(?:95%\sCI|CI|a?HR|OR|RR)[^()\[\]\d]{{0,20}}{_CLOSE})?"
        rf"\s?[,:;=]*\s?(?:(?:was|of|is|were|at|as)\s)?[=:]?\s?{_OPEN}?(?P<ratio_value>\d+[.,]\d+|\.\d+|\d{{1,2}}(?="
        rf"\s?[(\[;,]))(?![\d%]|\s?%|\s?(?:months|years|weeks|days|mg|patients))",
    ),
    (
        "difference",
        rf"(?P<difference_name>\b(?:[Ww]eighted\s|[Aa]djusted\s|[Ss]tandardi[sz]ed\s)?(?:[Rr]isk|[Mm]ean|[Aa]bsolute|"
        rf"[Tt]reatment|[Bb]etween-group|[Rr]ate|[Ii]ntergroup)?\s?[Dd]ifferences?\b|\b[Aa]bsolute (?:benefit|"
        rf"reduction|increase|improvement))"
        rf"(?:\s?{_OPEN}[A-Z]{{2,4}}{_CLOSE})?(?P<difference_for>(?:\s(?:in|between|of|for)(?:\s(?!\d"
        rf")[A-Za-z][A-Za-z-]*){{1,8}}?)?)"
        rf"\s?[,:;=]?\s?(?:(?:was|of|is)\s)?=?\s?(?P<difference_value>{_SIGNED})\s?(?P<difference_unit>{_PERCENT}|"
        rf"percentage\spoints?|{_TIME})?(?=\s?[(\[,;]|\.(?!\d)|\s95|\s(?:at|in|for|between|with|after|and|was)\b|$)",
    ),
    (
        "mean",
        rf"\(?(?P<mean_value>{_SIGNED})\s?(?P<mean_percent>%)?\s?(?:±|\+/-|\+-)\s?(?P<mean_sd>{NUMBER})\s?%?\s?\)?\s?"
        rf"(?P<mean_unit>[μµumnp]?(?:g|mol|U|IU)\s?(?:/|\.)?\s?[dmL]?L?-?1?(?![a-z])|[cm]m[23³]?\b|{_TIME}|points?|kg"
        rf"\b|mmHg|score)?",
    ),
    (
        "fraction",
        rf"(?P<fraction_percent_first>(?:[<>]\s?)?{NUMBER}\s?{_PERCENT})\s?{_OPEN}\s?(?:n\s?=\s?)?(?P<pf_k>{_COUNT}"
        rf")(?:{_WHO})?"
        rf"(?:\s?(?:/|of|out of|in)\s?(?:the\s|all\s)?(?P<pf_n>{WHOLE})(?:{_WHO})?)?(?=\s?[)\];,])\s?{_CLOSE}?",
    ),
    (
        "fraction",
        rf"(?<![\d/])(?P<s_k>{WHOLE})\s?/\s?(?P<s_n>{WHOLE})(?![\d/]|\s?(?:mg|day|wk))(?:{_WHO}(?=\s?[(\[]))?"
        rf"(?:\s?(?:{_OPEN}|[,;=:])\s?(?P<s_p>[<>]?\s?{NUMBER})\s?{_PERCENT}(?:\s?{_CLOSE})?)?",
    ),
    (
        "fraction",
        rf"\b(?P<o_k>{_COUNT})(?:{_WHO})?(?:\s?{_OPEN}\s?(?P<o_p1>[<>]?\s?{NUMBER})\s?{_PERCENT}\s?{_CLOSE})?\s(?:of|"
        rf"out of|among)\s(?:the\s|all\s|a total of\s)?"
        rf"(?P<o_n>{_COUNT})\b(?!\s?(?:months|years|weeks|days|%|mg))(?:(?:\s[a-z-]+){{0,2}}?\s{PEOPLE})?(?:\s?"
        rf"{_OPEN}\s?(?P<o_p2>[<>]?\s?{NUMBER})\s?{_PERCENT}\s?{_CLOSE}?)?",
    ),
    (
        "fraction",
        rf"\b(?P<k_k>{_COUNT})(?:\s(?:of\s(?:the\s)?)?(?:[a-z-]+\s){{0,2}}?{PEOPLE}|\s{HAPPENINGS})?\s?{_OPEN}\s"
        rf"?(?P<k_p>[<>]?\s?{NUMBER})\s?{_PERCENT}(?=\s?[)\];,])\s?{_CLOSE}?"
        rf"(?:\s?(?:of|/)\s?(?:the\s)?(?P<k_n>{WHOLE})\b)?",
    ),
    (
        "mean",
        rf"(?P<mean_value_2>{_SIGNED})\s?(?:{_TIME}\s?)?{_OPEN}\s?(?:SD|s\.d\.|[Ss]tandard deviation)\s?[=:,]?\s?±?\s"
        rf"?(?P<mean_sd_2>{NUMBER})\s?{_CLOSE}(?:\s?(?P<mean_unit_2>{_TIME}|points?))?",
    ),
    ("typo", rf"(?<![\d.])(?P<typo_k>{NUMBER})\s?{_OPEN}\s?(?P<typo_p>\d+\.\d+)\s?{_CLOSE}"),
    ("range", (
            rf"(?P<range_low>{NUMBER})\s?(?:%|{_TIME})?\s?(?:-|to)\s?(?P<range_high>{NUMBER})\s?(?P<range_unit>"
            rf"{_PERCENT}|{_TIME})"
        )),
    ("interval", (
            rf"{_OPEN}\s?(?P<interval_low>{_SIGNED})\s?%?\s?(?:-|to|,|;)\s?(?P<interval_high>{_SIGNED}|{_OPEN_END})\s"
            rf"?%?\s?(?=[)\]])"
        )),
    ("percent", rf"(?:(?P<percent_sign>[<>≥≤]|-)\s?)?(?P<percent_value>{NUMBER})\s?{_PERCENT}"),
    ("duration", (
            rf"\b(?P<duration_value>{NUMBER}|(?i:{WORDS}))(?P<duration_hyphen>[ -]?)(?P<duration_unit>{_TIME}"
            rf")(?![a-z])"
        )),
    ("not_reached", (
            r"\bnot\s(?:yet\s)?(?:been\s|be\s)?(?:reached|estimable|attained|achieved in either|estimated)|\bNR\b|\b"
            r"NE\b|\bnot reached\b"
        )),
    ("count", (
            rf"\b(?P<count_value>{_COUNT})(?:\s(?!of\b|in\b|and\b|or\b|to\b)[a-z-]+)?\s(?P<count_noun>{PEOPLE}|"
            rf"{HAPPENINGS})\b"
        )),
    ("none", r"\b(?:[Nn]one|[Nn]either)\b|\b[Nn]o\b(?=\s[a-z])"),
    ("plain", (
            rf"(?<![\w.,/+*×-])(?P<plain_value>-?{NUMBER})(?![\w/]|[.,]\d|-[a-z\d])|\b(?P<plain_word>(?i:{WORDS}))\b"
            rf"(?!-)"
        )),
]  # fmt: skip

_LEXER = re.compile(r"(?<![A-Za-z])(?:" + "|".join(f"(?P<f{i}>{form})" for i, (_, form) in enumerate(_FORMS)) + ")")
_KINDS = {f"f{i}": kind for i, (kind, _) in enumerate(_FORMS)}

_RATIO_STATS = {
    "hazard": "hr",
    "hr": "hr",
    "ahr": "hr",
    "subhazard": "hr",
    "shr": "hr",
    "odds": "or",
    "or": "or",
    "aor": "or",
}


@dataclass(slots=True)
class Quantity:
    """One quantity. `start` and `end` are its span in the sentence; `end` moves right when an interval is attached."""

    kind: str
    start: int
    end: int
    value: float | None = None
    unit: str = ""
    events: int | None = None
    n: int | None = None
    sd: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    stat: str = ""
    words: str = ""
    """For a ratio or difference: what it is a ratio of, where said; for a test: its name; for a spread: its name."""
    p: str = ""
    bounded: bool = False
    """Whether an interval has been attached."""
    test: tuple[str, float] | None = None
    spread: tuple[float, float] | None = None


def quantities(text: str) -> list[Quantity]:
    """Every quantity of a plain sentence, in order, not overlapping."""
    found = []
    for match in _LEXER.finditer(text):
        made = _BUILDERS[_KINDS[match.lastgroup or ""]](match)
        if made is not None:
            found.append(made)
    return found


def _group(match: re.Match[str], *names: str) -> str:
    for name in names:
        if match[name] is not None:
            return str(match[name])
    return ""


def _bound(text: str) -> float | None:
    text = text.strip().rstrip("+").replace("- ", "-")
    return number(text) if text[-1:].isdigit() else None


def _ci(m: re.Match[str]) -> Quantity:
    level = float(m["ci_level"]) if m["ci_level"] else None
    return Quantity("ci", m.start(), m.end(), low=_bound(m["ci_low"]), high=_bound(m["ci_high"]), level=level)


def _spread(m: re.Match[str]) -> Quantity:
    low, high = _bound(m["spread_low"]), _bound(m["spread_high"])
    return Quantity("spread", m.start(), m.end(), low=low, high=high, words=m["spread_name"].lower())


def _p(m: re.Match[str]) -> Quantity:
    sign = {"&lt;": "<", "&gt;": ">", "was": "", "of": "", "is": "", "=": ""}.get(m["p_sign"], m["p_sign"])
    power = re.sub(r"\s", "", m["p_power"] or "").replace("×", "x")
    return Quantity("p", m.start(), m.end(), p=sign + m["p_value"].replace(" ", "") + power)


def _test(m: re.Match[str]) -> Quantity:
    name = "chi2" if m["test_name"].lower().startswith(("χ", "chi")) else m["test_name"].lower()
    return Quantity("test", m.start(), m.end(), value=number(m["test_value"]), words=name)


def _ratio(m: re.Match[str]) -> Quantity:
    first = (
        m["ratio_name"].lower().split()[0].rstrip("s")
        if " " not in m["ratio_name"]
        else m["ratio_name"].lower().split()[0]
    )
    stat = _RATIO_STATS.get(first.rstrip("s") if first not in _RATIO_STATS else first, "rr")
    return Quantity("ratio", m.start(), m.end(), number(m["ratio_value"]), stat=stat, words=m["ratio_for"].strip(" ,"))


def _difference(m: re.Match[str]) -> Quantity:
    unit = m["difference_unit"] or ""
    percent = unit.startswith(("%", "per"))
    stat = "rd" if percent or "risk" in m["difference_name"].lower() else "md"
    value = number(m["difference_value"].replace(" ", ""))
    return Quantity("difference", m.start(), m.end(), value, "%" if percent else time_unit(unit), stat=stat)


def _mean(m: re.Match[str]) -> Quantity:
    if m["mean_value_2"]:
        unit = time_unit(m["mean_unit_2"] or "")
        return Quantity(
            "mean",
            m.start(),
            m.end(),
            number(m["mean_value_2"].replace(" ", "")),
            unit,
            sd=float(number(m["mean_sd_2"])),
        )
    unit = "%" if m["mean_percent"] else (m["mean_unit"] or "").strip()
    end = m.end() - (len(m.group()) - len(m.group().rstrip()))
    return Quantity(
        "mean", m.start(), end, number(m["mean_value"].replace(" ", "")), unit, sd=float(number(m["mean_sd"]))
    )


def _fraction(m: re.Match[str]) -> Quantity | None:
    k = int(number(_group(m, "pf_k", "s_k", "o_k", "k_k")))
    n_text, p_text = _group(m, "pf_n", "s_n", "o_n", "k_n"), _group(m, "s_p", "o_p1", "o_p2", "k_p")
    if m["fraction_percent_first"]:
        p_text = m["fraction_percent_first"].rstrip("% ").removesuffix("percent").removesuffix("per cent").strip()
    n = int(number(n_text)) if n_text else None
    if n is not None and k > n:
        return None
    if p_text.startswith(("<", ">")):
        return Quantity("count", m.start(), m.end(), float(k), "patients", events=k, n=n)
    if not p_text:
        return Quantity("count", m.start(), m.end(), float(k), "patients", events=k, n=n)
    value = number(p_text)
    return Quantity("percent", m.start(), m.end(), value, "%", events=k, n=n) if value <= 100 else None


def _typo(m: re.Match[str]) -> Quantity:
    first = number(m["typo_k"])
    events = int(first) if first == int(first) and "[" in m.group() else None
    return Quantity("typo", m.start(), m.end(), number(m["typo_p"]), "%", events=events, sd=first)


def _range(m: re.Match[str]) -> Quantity:
    unit = "%" if m["range_unit"].startswith(("%", "per")) else time_unit(m["range_unit"])
    return Quantity("range", m.start(), m.end(), unit=unit, low=number(m["range_low"]), high=number(m["range_high"]))


def _interval(m: re.Match[str]) -> Quantity:
    return Quantity("interval", m.start(), m.end(), low=_bound(m["interval_low"]), high=_bound(m["interval_high"]))


def _percent(m: re.Match[str]) -> Quantity | None:
    value = number(m["percent_value"])
    if m["percent_sign"] == "-":
        value = -value
    return Quantity("percent", m.start(), m.end(), value, "%", words=m["percent_sign"] or "")


def _duration(m: re.Match[str]) -> Quantity:
    words = "hyphen" if m["duration_hyphen"] == "-" else ""
    return Quantity(
        "duration", m.start(), m.end(), number(m["duration_value"]), time_unit(m["duration_unit"]), words=words
    )


def time_unit(text: str) -> str:
    """The full plural name of a unit of time: mo and month are months."""
    for prefix, unit in (
        ("mi", "minutes"),
        ("mo", "months"),
        ("y", "years"),
        ("w", "weeks"),
        ("d", "days"),
        ("h", "hours"),
    ):
        if text.lower().startswith(prefix):
            return unit
    return ""


def _count(m: re.Match[str]) -> Quantity:
    value = int(number(m["count_value"]))
    return Quantity("count", m.start(), m.end(), float(value), "patients", events=value, words=m["count_noun"])


def _plain(m: re.Match[str]) -> Quantity:
    text = m["plain_value"] or m["plain_word"]
    return Quantity("plain", m.start(), m.end(), number(text), words="word" if m["plain_word"] else "")


_BUILDERS = {
    "ci": _ci, "spread": _spread, "p": _p, "test": _test, "ratio": _ratio, "difference": _difference, "mean": _mean,
    "fraction": _fraction, "typo": _typo, "range": _range, "interval": _interval, "percent": _percent, "duration": _duration,
    "exposure": lambda m: Quantity("exposure", m.start(), m.end()),
    "not_reached": lambda m: Quantity("not_reached", m.start(), m.end()), "count": _count,
    "none": lambda m: Quantity("none", m.start(), m.end(), 0.0, "patients", words=m.group().lower()), "plain": _plain,
}  # fmt: skip
