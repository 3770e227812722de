"""What the words of headers, stubs and captions say: group sizes, statistics, time points, comparisons, units."""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.text.normal import plain

_WHOLE = r"(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?!\.?\d)"
_PEOPLE = (
    r"(?:patients|pts|subjects|participants|women|men|children|infants|persons|people|individuals|cases|"
    r"students|adults)"
)
_SIZE = rf"(?:\b[nN]\s?[=:]\s?|\b[nN]\s(?=\d))(?P<n@>{_WHOLE})(?:\s?{_PEOPLE})?|\b(?P<m@>{_WHOLE})\s{_PEOPLE}\b"
_N = re.compile(rf"[(\[]\s*(?:{_SIZE.replace('@', '1')})\s*[)\]]|[,;:]?\s*(?:{_SIZE.replace('@', '2')})")
"""`(n = 62)`, `, n = 62`, `62 patients`: the four groups are four places of the same number."""
_N_BARE = re.compile(r"\((?P<n>\d{1,3}(?:,\d{3})+|\d{2,})\)\s*$")

_MEAN = r"(?:means?|averages?|m\b(?=\s?[±(]))"
_SDS = r"(?:s\.?d\.?s?\b|standard deviations?|std\.? ?dev\w*)"
_SES = r"(?:s\.?e\.?m?\.?\b|standard errors?|std\.? ?err\w*)"
_CI = r"(?:\d\d(?:\.\d)?\s?%\s?)?\b(?:c\.?i\.?s?\b|confidence (?:intervals?|limits?))"
_IQR = r"(?:iqr\b|inter-?quartile(?: range)?|q1|quartiles?|25th|25\s?%|p25)"
_RANGE = r"(?:ranges?\b|min(?:imum)?\b)"
_OPEN = (
    r"[\s,:;]*(?:values?|scores?|number|duration|time|age|change|percentage|[a-z]+ )?\s*[(\[±,/;+-]*\s*(?:and |"
    r"with )?[±(\[]*\s*"
)
_FORMS: tuple[tuple[str, str], ...] = (
    ("rate_count", r"(?:%|\bper ?cent(?:age)?s?)\s*[(\[,]\s*(?:n\b|no\b|number)"),
    (
        "count_rate",
        r"\b(?:n|no|nos|num|number|count|freq(?:uency)?|f|events?|patients|subjects|participants)\b\.?(?:\s?/\s?(?:n|"
        r"total)"
        r"|\s(?:of|out of|with|who)\s[^()%]{1,40})?\s*[,(\[/;&]?\s*(?:and )?\(?\s*(?:%|per ?cent)",
    ),
    ("mean_ci", rf"\b{_MEAN}[^;.]{{0,40}}?[(\[,;]\s*(?:with )?{_CI}"),
    ("mean_se", rf"\b{_MEAN}{_OPEN}{_SES}|±\s?{_SES}|\({_SES}\)"),
    ("mean_sd", rf"\b{_MEAN}[^;.]{{0,40}}?[(±\[,/+-]\s*(?:and )?[±]?\s*\(?{_SDS}|±\s?{_SDS}|\({_SDS}\)"),
    ("mean_sd", rf"\b{_MEAN}\s(?:and|with|plus)\s(?:the )?(?:\(?±?\)? ?)?{_SDS}"),
    ("median_ci", rf"\bmedians?\b[^;.]{{0,40}}?[(\[,;]\s*{_CI}"),
    ("median_iqr", rf"\bmedians?\b[^;.]{{0,40}}?{_IQR}|[(\[]{_IQR}"),
    ("median_range", rf"\bmedians?\b[^;.]{{0,40}}?[(\[,;]\s*{_RANGE}|\bmedians? and ranges?\b"),
    ("mean_range", rf"\b{_MEAN}[^;.]{{0,30}}?[(\[,;]\s*{_RANGE}"),
    ("hr", r"\bhazards? ratios?\b|\ba?hr\b(?=\s?[(\[,]|$)"),
    ("or", r"\bodds ratios?\b|\ba?or\b(?=\s?[(\[,]\s?(?:9|c)|$)"),
    ("rr", r"\b(?:risk|rate|relative risk|incidence rate|prevalence) ratios?\b|\brelative risks?\b|"
           r"\ba?i?rr\b(?=\s?[(\[,]|$)"),
    ("rd", r"\b(?:absolute )?risk (?:difference|reduction)\b|\barr\b"),
    ("md", r"\b(?:mean |treatment |between[- ]groups? |adjusted |estimated |group |net )*diff(?:erences?|\.)(?![a-z])|"
           r"\btreatment effect\b|\bmd\b"),
    ("sd", rf"^\W*(?:±\s?)?{_SDS}\W*$"),
    ("se", rf"^\W*(?:±\s?)?{_SES}\W*$"),
    ("mean", rf"\b{_MEAN}\b"),
    ("median", r"\bmedians?\b"),
    ("iqr", rf"^\W*{_IQR}[\w\s-]*\W*$"),
    ("ci", rf"{_CI}\W*$"),
    ("range", r"^\W*(?:range|min(?:imum)?\W+max(?:imum)?)\W*$"),
    ("p", r"^\W*p(?:[- ]?values?)?(?:\s?(?:for|of)\b.*|\s?\([^)]*\))?\W*[a-d]?$|\bp[- ]values?\b|^significance$|"
          r"^sig\.?$"),
    ("test", r"^\W*(?:χ2?|x2|chi\W?square\w*|[tfz]|df|d\.f\.|u|η2?|effect size|cohen'?s? d|test(?: value|"
             r" statistic)?|r2?|β|"
             r"x2\s?/\s?t|icc|wald|(?:t|f|z|χ2|x2)[- ](?:value|test|score)s?|statistics?)(?:\s?\([^)]*\))?\W*[a-d]?$"),
    ("rate", r"(?<!\d)(?<!\d )%|\bper ?cent(?:ages?)?\b|\bproportions?\b"),
    ("count", r"^\W*(?:n|no|nos|number|numbers|count|counts|events|frequency|freq|cases)\W*$|\b(?:number|no\.) of\b|"
              r",\s?(?:n|no\.?)$|\(n\)|\(no\.?\)"),
)  # fmt: skip
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _FORMS)
_STAT_ONLY = re.compile(
    r"(?:[\s\W\d]|\b(?:mean|means|median|medians|average|sd|s\.d|se|sem|s\.e\.m|s\.e|standard|deviations?|errors?|"
    r"iqr|inter|"
    r"quartile|interquartile|range|ranges|min|max|minimum|maximum|ci|cis|confidence|intervals?|n|no|number|nos|"
    r"percent|percentage|"
    r"per|cent|of|patients|pts|subjects|participants|values?|p|q1|q3|th|event|events|count|freq|frequency|total|and|m|"
    r"adjusted|estimate|estimated|or|hr|rr|hazard|odds|ratio|ratios|relative|risk|rate|difference|differences|arr|ls|"
    r"least|squares?|a|b|unit|units|proportion|f)\b)*",
    re.I,
)


_STAT_BEHIND = re.compile(
    r"(?:[\s,;:*]+(?:[(\[]?(?:means?|medians?|n|nos?\.?|number|%)[)\]]?(?:\s?[±,/(\[]\s?[±(]?\s?)*)*"
    rf"[(\[]?(?:±\s?)?(?:{_SDS}|{_SES}|{_CI}|{_IQR}|ranges?|%|per ?cent(?:age)?|\(n\))[)\]]*)+\W*$",
    re.I,
)


@lru_cache(maxsize=8192)
def statistic(text: str) -> str:
    """The statistic that words announce (`n (%)` → count_rate, `mean ± SD` → mean_sd), or nothing."""
    low = plain(text).lower().replace("‐", "-")
    if low.strip() == "or" or low.strip() == "hr" or low.strip() == "rr":
        return low.strip()
    for name, pattern in _COMPILED:
        if pattern.search(low):
            return name
    return ""


@lru_cache(maxsize=8192)
def only_statistic(text: str) -> bool:
    """Whether the words name a statistic or a size and nothing else."""
    bare = without_n(plain(text))
    return bool(_STAT_ONLY.fullmatch(bare))


@lru_cache(maxsize=8192)
def group_size(text: str) -> int | None:
    """The n of `Placebo (n = 62)`, `Placebo, 62 patients`, `Placebo (62)`."""
    body = plain(text)
    match = _N.search(body)
    if match:
        return int(re.sub(r"[, ]", "", next(filter(None, match.groups()))))
    bare = _N_BARE.search(body)
    return int(bare["n"].replace(",", "")) if bare and not re.search(r"\b(?:19|20)\d\d\b", bare["n"]) else None


@lru_cache(maxsize=8192)
def without_n(text: str) -> str:
    """The words without their `(n = 62)`."""
    body = _N.sub(" ", plain(text))
    return re.sub(r"\s+(?=[ )\]])", "", re.sub(r"\s+", " ", _N_BARE.sub("", body))).strip(" ,;:")


@lru_cache(maxsize=8192)
def group_words(text: str) -> str:
    """The words of a group's heading without its size and without the statistic that stands behind its name."""
    bare = without_n(text)
    return _STAT_BEHIND.sub("", bare).strip(" ,;:-*") or bare


_UNIT_OF_TIME = (
    r"(?:hours?|hrs?|h|days?|d|weeks?|wks?|wk|w|months?|mos?|m|years?|yrs?|y|minutes?|mins?|min|s|sec|seconds?)"
)
_TIME = re.compile(
    rf"\b(?:baseline|pre-?(?:treatment|test|intervention|op\w*|dose|study|training|exercise|surgery)?|"
    rf"post-?(?:treatment|test|"
    rf"intervention|op\w*|dose|study|training|exercise|surgery|natal|partum)?|before|after|initial|final|follow-?up|"
    rf"endpoint|E[oO][TS]|"
    rf"end of (?:the )?(?:\w+ )?(?:treatment|study|trial|intervention|follow-?up)|discharge|admission|screening|"
    rf"randomi[sz]ation visit|entry|immediately|enrol?lment|run-?in|"
    rf"(?<!/)(?:at )?(?<!/)(?:weeks?|months?|days?|years?|hours?|visits?|wk|mo|day|session|cycle|trimester|"
    rf"phase)\s?-?\d+(?:\s?(?:-|to)\s?\d+)?|"
    rf"\d+(?:\.\d+)?(?:\s?(?:-|to)\s?\d+)?[ -]?(?:st|nd|rd|th)?\s?{_UNIT_OF_TIME}(?![\w/])|T\d\b|"
    rf"(?:one|two|three|four|five|six|nine|twelve|first|second|third)[ -](?:hours?|days?|weeks?|months?|years?))\b",
    re.I,
)
_BASELINE_TIME = re.compile(
    r"\b(?:baseline|pre|pre-?(?:treatment|test|intervention|op\w*|dose|study|training|exercise|surgery)|before|initial|"
    r"screening|entry|admission|enrol?lment|randomi[sz]ation visit|run-?in|T0|"
    r"(?:week|wk|month|mo|day|hour|visit|time) ?0|"
    r"0 ?(?:weeks?|months?|days?|h|hours?|min|minutes?|d|wk))\b",
    re.I,
)
_CHANGE = re.compile(
    r"\b(?:changes?|change from|Δ|delta|difference|improvement|reduction|increase|decrease|gain|loss)\b|Δ", re.I
)
_FROM_BASELINE = re.compile(
    r"\b(?:from|since|versus|vs\.?|to|compared with|and|adjusted for) (?:the )?baseline\b", re.I
)


@lru_cache(maxsize=8192)
def time_words(text: str) -> str:
    """The words of a heading that name a time of measurement, or nothing."""
    body = _FROM_BASELINE.sub(" ", plain(text))
    return ", ".join(match.group().strip() for match in _TIME.finditer(body))


@lru_cache(maxsize=8192)
def is_time_only(text: str) -> bool:
    """Whether the words name a time and nothing else that tells."""
    body = without_n(plain(text))
    if not _TIME.search(body):
        return False
    left = _TIME.sub(" ", body)
    left = re.sub(
        r"\b(?:at|the|in|of|on|and|to|visit|time|treatment|intervention|values?|period|phase|study|data|test|scores?|"
        r"point|a|"
        r"assessment|measurements?|follow|up|from|operation|surgery|therapy|exercise|training|mean|sd|n|evaluation|"
        r"medications?|drugs?|supplement\w*|administration|program(?:me)?)\b",
        " ",
        left,
        flags=re.I,
    )
    return not re.search(r"[A-Za-z]{2,}", left)


@lru_cache(maxsize=8192)
def is_baseline_time(text: str) -> bool:
    """Whether a time is that of entry: baseline, before, T0."""
    body = _FROM_BASELINE.sub(" ", plain(text))
    return (
        bool(_BASELINE_TIME.search(body))
        and not _CHANGE.search(body)
        and not re.search(r"\b(?:after|post|follow|final|end)\b", body, re.I)
    )


@lru_cache(maxsize=8192)
def is_change(text: str) -> bool:
    """Whether the words speak of a change over time."""
    return bool(_CHANGE.search(plain(text)))


_BETWEEN = re.compile(
    r"\b(?:versus|vs\.?|compared (?:to|with)|between[- ]groups?|minus|relative to|hazard|odds|risk ratio|relative risk|"
    r"rate ratio|ratio|HR|OR|RR|a(?:HR|OR|RR)|ARR|NNT|RRR|treatment effect|effect size|intergroup|favou?rs?|"
    r"interaction)\b"
)
_DIFFERENCE = re.compile(r"\bdiff(?:erence|\.)", re.I)
_TOTAL = re.compile(
    r"^\W*(?:all(?: (?:patients|subjects|participants|groups|women|men|children|arms|cases|randomi[sz]ed|studies))?|"
    r"total(?:s| "
    r"(?:sample|patients|subjects|participants|group|population|cohort|number)?)?|overall(?: \w+)?|both(?: groups|"
    r" arms)?|"
    r"combined|whole (?:sample|group|cohort|population)|entire \w+|pooled)\W*$",
    re.I,
)
_GROUP = re.compile(
    r"\b(?:groups?|arms?|placebo|controls?|treatment|intervention|experimental|sham|usual care|standard care|treated|"
    r"untreated|"
    r"therapy|cohort|regimen|waiting list|wait[- ]?list|alone|plus|comparator|no \w+)\b|\+|\d ?(?:mg|µg|mcg|g|IU|ml)\b",
    re.I,
)


@lru_cache(maxsize=8192)
def is_between(text: str) -> bool:
    """Whether a heading compares arms."""
    body = plain(text)
    low = statistic(body)
    return bool(_BETWEEN.search(body)) or low in ("hr", "or", "rr", "rd", "md") or bool(_DIFFERENCE.search(body))


_ROW_BETWEEN = re.compile(
    r"\b(?:versus|vs\.?|compared (?:to|with)|between[- ](?:groups?|arms)|treatment (?:effect|difference)|effect size|"
    r"NNT|RRR|favou?rs|interaction)\b",
    re.I,
)


@lru_cache(maxsize=8192)
def row_compares(text: str) -> bool:
    """Whether the label of a row compares arms: a ratio of risks does, a `waist-hip ratio` is a measure."""
    return statistic(text) in ("hr", "or", "rr", "rd") or bool(_ROW_BETWEEN.search(plain(text)))


@lru_cache(maxsize=8192)
def is_total(text: str) -> bool:
    """Whether a heading pools the arms."""
    return bool(_TOTAL.match(group_words(plain(text)).strip("()")))


@lru_cache(maxsize=8192)
def sounds_like_group(text: str) -> bool:
    """Whether the words could name a group of participants: they speak of groups or treatments, or give a size."""
    return bool(_GROUP.search(plain(text))) or group_size(text) is not None


_UNIT = re.compile(
    r"(?:[μµumnkpcd]?(?:g|mol|l|L|U|IU|m|s|Eq|Hz|V|A|W|J|Pa|cal|M)|[kK]cal|kJ|mm ?Hg|cm ?H2O|%|°\s?C|º\s?C|bpm|beats|"
    r"breaths|"
    r"points?|scores?|score|hours?|hrs?|h|min|mins|minutes?|sec|seconds?|days?|d|weeks?|wks?|months?|mos?|years?|"
    r"yrs?|y|"
    r"cells?|copies|log\d*|kg|units?|ratio|mU|ng|pg|dl|dL|ml|mL|mm|cm|lb|episodes|times)(?:\s?[/.·×^*]\s?\S{1,14}|"
    r"[23²³]|"
    r"\s?per \S+(?: \S+)?|-?\d?)*"
)


@lru_cache(maxsize=8192)
def unit_of(text: str) -> str:
    """The unit in the brackets or after the last comma of a label: `Weight (kg)` → kg; nothing where there is none."""
    body = plain(text)
    candidates = re.findall(r"[(\[]([^()\[\]]{1,24})[)\]]", body)
    tail = body.rsplit(",", 1)
    if len(tail) == 2:
        candidates.append(re.sub(r"[(\[].*$", "", tail[1]).strip())
    for candidate in reversed(candidates):
        if _UNIT.fullmatch(candidate.strip()):
            return candidate.strip()
    return ""
