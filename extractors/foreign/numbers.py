"""Numbers in universal notation: ratios with intervals and p values, counts out of sizes, sizes of groups.

A text is made level first: plain typography, decimal commas as points, points of thousands as spaces, each character
for one character, so that every span is the span in the report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.foreign.words import POINT_DECIMALS
from extractors.text.normal import plain

_N = r"(?:\d+\.\d+|\.\d+|\d+)"
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")
_THOUSANDS = re.compile(r"(?<![\d.])([1-9]\d{0,2})\.(?=\d{3}(?![\d.]|,\d))")
_RATIO = re.compile(
    r"(?<![A-Za-z])(?P<name>a?s?HR|a?OR|a?RR|IRR|[Hh]azard[- ][Rr]atio|[Oo]dds[- ][Rr]atio|[Rr]is[ck]k?[- ][Rr]atio|"
    r"raz[óo]n de (?:riesgos?|momios|probabilidades)|cociente de riesgos|riesgo relativo|risque relatif|"
    r"rapport d(?:e|es) (?:risques|cotes)|[Rr]elatives? Risiko|rischio relativo|risco relativo|raz[ãa]o de "
    r"(?:chances|riscos?)|"
    r"отношение (?:рисков|шансов)|относительный риск|ハザード比|オッズ比|リスク比|相対リスク|风险比|风险比值|"
    r"危险比|优势比|比值比|相对危险度|위험비|오즈비)"
    r"(?P<lead>[^\d.;]{0,30}?)(?P<value>\d+\.\d+|\.\d+)(?!\s?%)"
)
_CI_WORD = (
    r"(?:CI|KI|IC|BI|ДИ|[Kk]onfidenzintervalls?|[Vv]ertrauensintervall|[Ii]ntervalo de confian[zç]a|"
    r"[Ii]ntervalle de confiance|"
    r"[Ii]ntervallo di confidenza|[Bb]etrouwbaarheidsinterval|доверительный интервал|信頼区間|信赖区间|置信区间|"
    r"可信区间|신뢰구간)"
)
_CI = re.compile(
    rf"(?:(?P<first>\d{{2}}(?:\.\d+)?)\s?-?%\s?-?\s?)?{_CI_WORD}(?:\s?[(\[]?(?:CI|KI|IC|ДИ)[)\]]?)?"
    rf"(?:\s?(?:del|de|à|al|a|di|bei|van)?\s?(?P<later>\d{{2}}(?:\.\d+)?)\s?%)?[\s:=,;(\[]*(?:de |von |di |da |"
    rf"entre |zwischen |van )?"
    rf"(?P<low>-?{_N})\s?%?\s?(?:-|~|;|,|to|a|à|bis|até|tot|y|e|et|und|至|から|до)\s?(?P<high>-?{_N})"
)
_P = re.compile(
    rf"(?<![A-Za-z])[pP](?:[- ]?(?:Wert|[Vv]alor|valeur|value|值|値))?\s?(?P<sign>[<>=≤≥])\s?(?P<value>{_N})"
)
_SIZE = re.compile(r"[(\[]\s?[nN]\s?=\s?(?P<n>\d{1,3}(?: \d{3})+|\d+)\s?(?=[)\],;:])")
_COUNT = re.compile(
    rf"(?<![\d./])(?P<k>\d+)\s?(?:/|de los|de las|de|von|sur|di|of|van|из)\s?(?P<n>\d+)(?![\d/])"
    rf"(?:\s?[(\[,;:]\s?(?P<p>{_N})\s?%)?|(?<![\d.])(?P<p2>{_N})\s?%\s?[(\[]\s?(?P<k2>\d+)\s?(?:/|de|von|sur|di|"
    rf"of|van|из)\s?(?P<n2>\d+)(?![\d/])"
)
PERCENT = re.compile(rf"(?<![\d.,-])(?P<p>{_N})\s?%")


@dataclass(slots=True, frozen=True)
class Ratio:
    """A ratio at a span with its interval and p value, where they follow it."""

    start: int
    end: int
    stat: str
    value: float
    low: float | None
    high: float | None
    level: float | None
    p: str


@dataclass(slots=True, frozen=True)
class Count:
    """A count out of a number of people at a span, with its percentage where it is printed."""

    start: int
    end: int
    events: int
    n: int
    percent: float | None


def level(text: str, language: str) -> str:
    """The text with plain typography and decimal points, as long as it was."""
    text = plain(text)
    if language in POINT_DECIMALS:
        return text
    return _DECIMAL.sub(".", _THOUSANDS.sub(r"\1 ", text))


def sizes(text: str) -> list[tuple[int, int]]:
    """Where a bracket `(n = 120)` opens, with its number."""
    return [(m.start(), int(m["n"].replace(" ", ""))) for m in _SIZE.finditer(text)]


def ratios(text: str) -> list[Ratio]:
    """Every ratio of a level sentence; one whose interval does not hold it is left out."""
    found = []
    starts = [m.start() for m in _RATIO.finditer(text)] + [len(text)]
    for match, following in zip(_RATIO.finditer(text), starts[1:], strict=True):
        value, end = float(match["value"]), match.end()
        interval = _CI.search(text, end, min(end + 90, following))
        low = high = at = None
        if interval is not None and not re.search(r"\d", text[end : interval.start()]):
            low, high, end = float(interval["low"]), float(interval["high"]), interval.end()
            at = float(interval["first"] or interval["later"] or 95)
            if not low <= value <= high:
                continue
        p = _P.search(text, end, min(end + 60, following))
        found.append(Ratio(match.start(), end, _stat(match["name"]), value, low, high, at, _told(p)))
    return found


def _told(p: re.Match[str] | None) -> str:
    return "" if p is None else ("" if p["sign"] == "=" else p["sign"]) + p["value"]


_HAZARD = re.compile(r"(?i)HR$|hazard|ハザード|危险比|위험비|отношение рисков|razón de riesgos|cociente de riesgos")
_ODDS = re.compile(r"(?i)OR$|odds|momios|cotes|chances|probabilidades|オッズ|优势|比值|오즈|шансов")


def _stat(name: str) -> str:
    if _ODDS.search(name):
        return "or"
    return "hr" if _HAZARD.search(name) else "rr"


def counts(text: str) -> list[Count]:
    """Every count out of so many; one that its own percentage denies is left out."""
    found = []
    for m in _COUNT.finditer(text):
        events, n = int(m["k"] or m["k2"]), int(m["n"] or m["n2"])
        percent = float(m["p"] or m["p2"]) if m["p"] or m["p2"] else None
        if n > 0 and events <= n and (percent is None or abs(100 * events / n - percent) < 0.6):
            found.append(Count(m.start(), m.end(), events, n, percent))
    return found
