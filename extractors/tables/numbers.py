"""The numbers printed in one cell: `12 (24%)`, `3/40`, `5.1 ± 1.2`, `1.31 (1.02 to 1.69)`; form only, no meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from extractors.text.normal import plain
from extractors.text.numerals import number

_MISSING = re.compile(
    r"(?:-+|\.{2,}|…|n\.?\s?[adesrk]\.?|n/[ad]|nil|none reported|not (?:\w+ ){0,2}\w+|missing|ref(?:erence)?\.?|\?)?",
    re.I,
)
_NOT_REACHED = re.compile(r"(?:N\.?[RE]\.?|(?i:not (?:yet )?(?:reached|estimable)))(?![A-Za-z])")
_MARKS = re.compile(r"[*†‡§¶#|^∗$£€¥&]+")
_TRAILING = re.compile(r"(?<=[\d)%\]])\s?(?:[a-h](?:\s?,\s?[a-h])*|i{1,3}|[a-h]{2})$")
_NUM = r"(?:\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?(?!\d)|\d+[.,]\d+|\d+|\.\d+)"
_SIGNED = rf"(?:[-+]\s?)?{_NUM}"
_TO = r"\s?(?:\bto\b|-|,|;|/|\band\b)\s?"
_INTERVAL = re.compile(rf"(?P<low>{_SIGNED})\s?%?(?:{_TO})(?P<high>{_SIGNED})\s?%?(?P<rest>[^\d]*)")
_HEAD = re.compile(
    rf"(?P<a>(?P<sign>[<>≤≥~≈]\s?)?{_SIGNED})\s?(?P<percent>%)?"
    rf"(?:\s?(?:±|\+\s?/\s?-|\+-|\bSD\b|\+(?=\s\d))\s?(?P<pm>{_NUM})\s?(?P<pm_percent>%)?)?"
    r"(?:\s?(?:/|\bof\b|out of)\s?(?P<of>\d[\d,]*)(?![\d.]))?"
)
_BRACKET = re.compile(r"[(\[{]\s?(?P<inside>[^()\[\]{}]*?)\s?[)\]}]")
_OWN_N = re.compile(r"[(\[,;]?\s*\b[nN]\s?=\s?(?P<n>\d[\d,]*)\s*[)\]]?")
_TWO_ENDS = re.compile(r"[-+]?\d*\.\d+\s?[,;]\s?[-+]?\d*\.\d+$")
"""`7.40,10.60`: two numbers with decimals are the ends of an interval."""
_P_BEHIND = re.compile(r"(?<=[\d)%\]])\s?[,;]?\s?[(\[]?\s?\b[pP]\s?(?P<p>[=<>≤]\s?\d?\.\d+)\s?[)\]]?$")
_P_BARE = re.compile(r"(?<=[)\]])\s(?P<p>[<>]?\s?0?\.\d{2,4})$")
_P = re.compile(r"(?:[Pp]\s?)?(?P<sign>[<>=≤≥]*)\s?(?P<value>\d?[.,]\d+|[01]|\d(?:\.\d+)?\s?[x×]\s?10\s?-?\s?\d+)")


@dataclass(slots=True)
class Part:
    """What stands in brackets: one number, a fraction, or the two ends of an interval, with the words beside them."""

    words: str = ""
    numbers: list[float] = field(default_factory=list)
    percent: bool = False
    of: int | None = None
    pair: bool = False


@dataclass(slots=True)
class Form:
    """The numbers of a cell. `decimals` of the first; `rest` are words that follow it (a unit, `responders`)."""

    value: float | None = None
    decimals: int = 0
    percent: bool = False
    spread: float | None = None
    of: int | None = None
    parts: list[Part] = field(default_factory=list)
    pair: tuple[float, float] | None = None
    """An interval that stands alone."""
    bound: str = ""
    own_n: int | None = None
    p: str = ""
    """A P value that stands behind the quantity."""
    rest: str = ""
    not_reached: bool = False

    @property
    def whole(self) -> bool:
        """Whether the first number could be a count."""
        return self.value is not None and self.decimals == 0 and self.value >= 0 and not self.percent and not self.bound


def is_missing(text: str) -> bool:
    """Whether a cell says nothing: empty, a dash, NA, NR."""
    return bool(_MISSING.fullmatch(_MARKS.sub("", plain(text)).strip(" ()")))


def p_value(text: str) -> str:
    """The P value of a cell of a P column as `<0.001` or `0.04`; empty where there is none."""
    body = _MARKS.sub("", plain(text)).strip()
    if re.fullmatch(r"\(?(?:ns|n\.s\.?|not significant)\)?.*", body, re.I):
        return "NS"
    match = _P.match(body.strip("() "))
    if not match:
        return ""
    value = match["value"].replace(",", ".")
    if match["value"][0] in ".,":
        value = "0" + value
    return match["sign"].replace("=", "") + value


@lru_cache(maxsize=8192)
def read_form(text: str) -> Form | None:
    """The numbers of a cell, or None where it holds none, or words and numbers that follow no known form.

    Forms are shared between equal cells: do not change one.
    """
    body = _MARKS.sub("", plain(text)).strip()
    body = _TRAILING.sub("", body).strip()
    if _NOT_REACHED.match(body):
        return Form(not_reached=True)
    if is_missing(body):
        return None
    own = _OWN_N.search(body)
    if own and own.start() > 0:
        body = (body[: own.start()] + body[own.end() :]).strip()
    tested = _P_BEHIND.search(body) or _P_BARE.search(body)
    if tested:
        body = body[: tested.start()].strip()
    form = _parse(body)
    if form is not None and tested:
        form.p = p_value(tested["p"])
    if form is not None and own and own.start() > 0:
        form.own_n = int(number(own["n"]))
    return form


def _parse(body: str) -> Form | None:
    ends = re.match(r"[(\[]|\S+\s?(?:to|-)\s?[\d-]", body) or _TWO_ENDS.match(body)
    alone = _INTERVAL.fullmatch(body.strip("()[] ")) if ends else None
    if alone and not re.match(r"\d+\s?/\s?\d+", body):
        low, high = _value(alone["low"]), _value(alone["high"])
        if low <= high:
            return Form(pair=(low, high), rest=alone["rest"].strip())
    if re.match(r"[(\[]", body):
        inside = re.fullmatch(r"[(\[]\s?([^()\[\]]+?)\s?[)\]]", body)
        return _parse(inside[1]) if inside else None
    head = _HEAD.match(body)
    if head is None:
        return None
    form = Form(_value(head["a"]), _decimals(head["a"]), bool(head["percent"]), bound=(head["sign"] or "").strip())
    form.spread = _value(head["pm"]) if head["pm"] else None
    form.percent = form.percent or bool(head["pm_percent"])
    form.of = int(number(head["of"])) if head["of"] else None
    after = body[head.end() :]
    for bracket in _BRACKET.finditer(after):
        for piece in _pieces(bracket["inside"]):
            part = _part(piece)
            if part is None:
                return None
            form.parts.append(part)
    form.rest = _BRACKET.sub(" ", after).strip(" ,;:")
    loose = re.match(rf"^[,;]?\s?(?P<n>{_NUM})\s?(?P<percent>%)?$", form.rest)
    if loose and not form.parts:
        form.parts.append(Part("", [_value(loose["n"])], bool(loose["percent"])))
        form.rest = ""
    second = _INTERVAL.fullmatch(form.rest) if form.rest and not form.parts else None
    if second:
        form.parts.append(Part("", [_value(second["low"]), _value(second["high"])], pair=True))
        form.rest = ""
    if re.search(r"\d", form.rest):
        return None  # several quantities in one cell: which is which is not said
    return form


def _pieces(inside: str) -> list[str]:
    """`14.0, 0-91` holds two things; `0.9, 1.4` is one interval."""
    halves = re.split(r"\s?[;,]\s(?=\S)", inside)
    several = len(halves) == 2 and any(re.search(r"\d\s?(?:-|to)\s?\d", half) for half in halves)
    return halves if several else [inside]


def _part(inside: str) -> Part | None:
    words = " ".join(re.findall(r"[A-Za-z]+", inside)).lower()
    stripped = re.sub(
        r"^(?:95|90|99|98|97\.5)\s?%?\s?(?:C\.?I\.?|confidence interval)?\s?[:;,=]?\s(?=[-\d])", "", inside
    )
    if not re.search(r"\d", inside):
        return Part(words)
    stripped = re.sub(r"^[^\d.-]*[A-Za-z±=:][^\d.-]*(?=[-.]?\d)", "", stripped).strip("± ")
    fraction = re.fullmatch(r"(\d[\d,]*)\s?(?:/|of|out of)\s?(\d[\d,]*)", stripped)
    if fraction:
        return Part(words, [number(fraction[1])], of=int(number(fraction[2])))
    pair = _INTERVAL.fullmatch(stripped)
    if pair and not re.fullmatch(r"\d{1,3}(?:,\d{3})+", stripped):
        return Part(words, [_value(pair["low"]), _value(pair["high"])], "%" in stripped, pair=True)
    one = re.fullmatch(rf"(?:±\s?)?({_SIGNED})\s?(%)?[^\d]*", stripped)
    return Part(words, [_value(one[1])], bool(one[2])) if one else None


def _value(text: str) -> float:
    body = text.strip("<>≤≥~≈ ").replace(" ", "").lstrip("+")
    return float(number(body))


def _decimals(text: str) -> int:
    match = re.search(r"[.,](\d+)$", text)
    if match and text[match.start()] == "," and len(match[1]) == 3:
        return 0
    return len(match[1]) if match else 0
