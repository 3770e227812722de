"""The lexer: every quantity of a sentence with its kind, value and exact span.

One pass of one alternation; at each place the most specific form wins. Nothing is interpreted here beyond form: which
arm and outcome a quantity belongs to is the grammar's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.text.alternation import Alternation
from extractors.text.mean_forms import PrintedMean, printed_means
from extractors.text.numerals import number
from extractors.text.quantity_forms import FORMS, TIME

# A form begins with a letter or sign that follows no letter, or with a space: that of `5% difference`.
_LEXER = Alternation([form for _, form in FORMS], start=r"[A-Za-z]+[^A-Za-z]?|[^A-Za-z\s]|\s(?=[Dd]iff)")
_KINDS = [kind for kind, _ in FORMS]

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


_PLUS_SIGN = re.compile(r"\+(?<=[\s(\[]\+)(?=\d)")
"""`a change of +18.9`: the sign of a rise says nothing more."""


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
    se: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    stat: str = ""
    words: str = ""
    """For a ratio or difference: what it is a ratio of, where said; for a test: its name; for a spread: its name."""
    p: str = ""
    bounded: bool = False
    """Whether an interval has been attached."""
    turned: bool = False
    """Whether a printed fall (`fell by 1.4`) was made a negative change."""
    test: tuple[str, float] | None = None
    spread: tuple[float, float] | None = None


def quantities(text: str, usual: str = "") -> list[Quantity]:
    """Every quantity of a plain sentence, in order, not overlapping; `usual` is the form that the report announces."""
    if "+" in text:
        text = _PLUS_SIGN.sub(" ", text)
    means = printed_means(text, usual)
    found = [_mean(printed) for printed in means]
    for printed in means:
        text = text[: printed.start] + "¤" * (printed.end - printed.start) + text[printed.end :]
    for rank, match in _LEXER.finditer(text):
        made = _BUILDERS[_KINDS[rank]](match)
        if made is not None:
            found.append(made)
    for q in found:
        if usual == "iqr" and q.kind == "interval":
            q.kind, q.words = "spread", "iqr"
    return sorted(found, key=lambda q: q.start)


def _group(match: re.Match[str], *names: str) -> str:
    """The first of some groups that took part in a match; a form has only its own."""
    said = match.groupdict()
    return next((said[name] for name in names if said.get(name) is not None), "")


def _bound(text: str) -> float | None:
    text = text.strip().rstrip("+").replace("- ", "-")
    return number(text) if text[-1:].isdigit() else None


def _ci(m: re.Match[str]) -> Quantity:
    told = _group(m, "ci_level", "ci_level_after")
    level = float(told) if told else None
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


_SIDES = frozenset(["groups", "arms", "treatments", "regimens", "cohorts", "schedules", "strategies", "drugs", "doses"])


_NUMBERED = re.compile(
    r"(?i)\b(?:at|after|by|within|over|for|to|and|than|versus|vs|groups?|arms?|cohorts?|weeks?|days?|months?|years?|cycles?|"
    r"visits?|phases?|grades?|types?|stages?|parts?|level)$"
)


def _difference(m: re.Match[str]) -> Quantity | None:
    if _NUMBERED.search(m["difference_for"] or ""):
        return None  # a time, a limit or a name: `the difference in survival at 18 weeks`, `between Group 1 and …`
    unit = m["difference_unit"] or ""
    if unit.lower() in _SIDES:
        return None  # `a difference between the 2 groups`
    percent = bool(re.match(r"%|per\s?cent", unit))
    stat = "rd" if percent or "risk" in m["difference_name"].lower() else "md"
    value = number(m["difference_value"].replace(" ", ""))
    return Quantity("difference", m.start(), m.end(), value, "%" if percent else _unit(unit), stat=stat)


def _unit(text: str) -> str:
    return time_unit(text) if re.fullmatch(TIME, text) else text


def _mean(printed: PrintedMean) -> Quantity:
    made = Quantity("mean", printed.start, printed.end, number(printed.value), _unit(printed.unit))
    if printed.standard_error:
        made.se = number(printed.spread)
    else:
        made.sd = number(printed.spread)
    return made


_GRADE = re.compile(r"\b[Gg]rades?\s(?:(?:[1-5]|I{1,3})\s?(?:or|and|to|-|/|,)\s?)*$")
"""`grade 3 or 4 events (20%)`: the number before the events is their grade."""


def _fraction(m: re.Match[str]) -> Quantity | None:
    if _GRADE.search(m.string, max(0, m.start() - 20), m.start()):
        return _share_alone(m)
    k = int(number(_group(m, "pf_k", "s_k", "o_k", "k_k", "q_k")))
    n_text, p_text = _group(m, "pf_n", "s_n", "o_n", "k_n", "q_n"), _group(m, "s_p", "o_p1", "o_p2", "k_p", "q_p")
    if percent_first := _group(m, "fraction_percent_first"):
        p_text = percent_first.rstrip("% ").removesuffix("percent").removesuffix("per cent").strip()
    n = int(number(n_text)) if n_text else None
    if n is not None and k > n:
        return None
    if p_text.startswith(("<", ">")):
        return Quantity("count", m.start(), m.end(), float(k), "patients", events=k, n=n)
    if not p_text:
        return Quantity("count", m.start(), m.end(), float(k), "patients", events=k, n=n)
    value = number(p_text)
    return Quantity("percent", m.start(), m.end(), value, "%", events=k, n=n) if value <= 100 else None


def _share_alone(m: re.Match[str]) -> Quantity | None:
    """The percentage of a fraction whose count is no count."""
    for name in ("s_p", "o_p1", "o_p2", "k_p"):
        printed = m.groupdict().get(name)
        if printed and printed[:1] not in "<>":
            return Quantity("percent", m.start(name), m.end(), number(printed), "%")
    return None


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


def _count(m: re.Match[str]) -> Quantity | None:
    if _GRADE.search(m.string, max(0, m.start() - 20), m.start()):
        return None
    value = int(number(m["count_value"]))
    return Quantity("count", m.start(), m.end(), float(value), "patients", events=value, words=m["count_noun"])


def _plain(m: re.Match[str]) -> Quantity:
    text = m["plain_value"] or m["plain_word"]
    return Quantity("plain", m.start(), m.end(), number(text), words="word" if m["plain_word"] else "")


_BUILDERS = {
    "ci": _ci, "spread": _spread, "p": _p, "test": _test, "ratio": _ratio, "difference": _difference,
    "fraction": _fraction, "typo": _typo, "range": _range, "interval": _interval, "percent": _percent,
    "duration": _duration,
    "exposure": lambda m: Quantity("exposure", m.start(), m.end()),
    "not_reached": lambda m: Quantity("not_reached", m.start(), m.end()), "count": _count,
    "none": lambda m: Quantity("none", m.start(), m.end(), 0.0, "patients", words=m.group().lower()), "plain": _plain,
}  # fmt: skip
