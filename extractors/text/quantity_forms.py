"""The forms in which quantities are printed, as expressions; the most specific first."""

from __future__ import annotations

from extractors.text.mean_forms import UNIT
from extractors.text.numerals import NUMBER, WHOLE, WORDS

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

_OPEN = r"[(\[]"

_CLOSE = r"[)\]]"

_SIGNED = rf"(?:-\s?)?{NUMBER}"

_OPEN_END = (
    r"(?:not\s(?:yet\s)?(?:reached|estimable|evaluable|calculable|available|applicable|attained|estimated|"
    r"defined)|N\.?[ERAC]\.?\b|NR\b|NE\b|∞|infinity|undefined|inestimable|upper limit not \w+)"
)

TIME = _TIME = r"(?:months?|mos?\b\.?|years?|yrs?\b\.?|weeks?|wks?\b\.?|days?|hours?|hrs?\b|minutes?|min\b)"

_TO = r"\s?(?:-|to|through|~|,|;|and)\s?"

_PERCENT = r"(?:%|per\s?cent\b|percent\b)"

FORMS: list[tuple[str, str]] = [
    (
        "ci",
        rf"(?:(?:0\.)?(?P<ci_level>\d{{2}}(?:\.\d+)?)\s?{_PERCENT},?\s?)?"
        rf"(?:\bCIs?\b|\bCI(?=\d)|\bC\.I\.|\bCrIs?\b|\bHDI\b|[Cc]onfidence\s(?:[Ii]ntervals?|[Ll]imits?)|[Cc]redible\s"
        rf"[Ii]ntervals?)"
        rf"(?:[\s,]{{0,2}}(?P<ci_level_after>[89]\d(?:\.\d+)?)\s?{_PERCENT}(?=[\s:,;=(\[]))?"
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
        rf"{WHOLE}\s(?:person|patient|wom[ae]n|participant|child)[- ](?:years?|months?|weeks?|days?)",
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
        rf"(?:\s(?:at|after)\s(?:(?:weeks?|months?|years?|days?)\s\d+|\d+\s{_TIME})(?=\s(?:was|is|of)\s|[,:]\s|\s[-+]?\d+\.\d))?"
        rf"\s?[,:;=]?\s?(?:(?:was|of|is)\s)?=?\s?(?<![A-Za-z])(?P<difference_value>{_SIGNED})\s?(?P<difference_unit>{_PERCENT}(?:\spoints?)?|"
        rf"percentage\spoints?|{_TIME}|{UNIT})?(?=\s?[(\[,;]|\.(?!\d)|\s95|\s(?:at|in|for|between|with|after|and|was)\b|$)",
    ),
    (
        "fraction",
        rf"(?P<fraction_percent_first>(?:[<>]\s?)?{NUMBER}\s?{_PERCENT})\s?{_OPEN}\s?(?:n\s?=\s?)?(?P<pf_k>{_COUNT}"
        rf")(?:{_WHO})?"
        rf"(?:\s?(?:/|of|out of|in)\s?(?:the\s|all\s)?(?P<pf_n>{WHOLE})(?:{_WHO})?)?(?=\s?[)\];,])\s?{_CLOSE}?",
    ),
    (
        "fraction",
        rf"(?<![\d/-])(?P<s_k>{WHOLE})\s?/\s?(?P<s_n>{WHOLE})(?![\d/]|\s?(?:mg|day|wk))(?:{_WHO}(?=\s?[(\[]|[,;]\s\d))?"
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
        "fraction",
        rf"\b(?P<q_k>{_COUNT}){_WHO}?\s?{_OPEN}\s?[nN]\s?=\s?(?P<q_n>{WHOLE})\s?[;,]\s?(?P<q_p>{NUMBER})\s?{_PERCENT}",
    ),
    ("typo", rf"(?<![\d.])(?P<typo_k>{NUMBER})\s?{_OPEN}\s?(?P<typo_p>\d+\.\d+)\s?{_CLOSE}"),
    ("range", (
            rf"(?P<range_low>{NUMBER})\s?(?:%|{_TIME})?\s?(?:-|to)\s?(?P<range_high>{NUMBER})\s?(?P<range_unit>"
            rf"{_PERCENT}|{_TIME})"
        )),
    ("interval", (
            rf"{_OPEN}\s?(?P<interval_low>{_SIGNED})\s?%?\s?(?:-|to|,|;)\s?(?P<interval_high>{_SIGNED}|{_OPEN_END})\s"
            rf"?%?\s?(?=[)\]]|(?<=\d);\s?[pP]\s?[=<>])"
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
            rf"(?<![\w.,/+*×-])(?<!\d:)(?P<plain_value>-?{NUMBER})(?![\w/]|[.,:]\d|-)|\b(?P<plain_word>(?i:{WORDS}))\b"
            rf"(?!-)"
        )),
]  # fmt: skip
