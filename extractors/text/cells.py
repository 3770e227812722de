"""From quantities to cells: values that may be results, with their intervals attached, gathered into comparisons."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractors.text.arm_mentions import Mention
from extractors.text.outcomes import Topic
from extractors.text.places import TimePoint
from extractors.text.quantities import PEOPLE, Quantity, time_unit

RATE, TIME, MEAN = "rate", "time", "mean"
_FAMILY = {
    "percent": RATE,
    "count": RATE,
    "none": RATE,
    "typo": RATE,
    "duration": TIME,
    "not_reached": TIME,
    "mean": MEAN,
    "range": "range",
}

VERSUS = re.compile(

        r"\b(?:v|vs\.?|versus|as compared with|compared (?:with|to)|than|against|relative to)(?![\w-])|(?<=[\d%\])])"
        r"\s?/\s?(?=[\d(])"

)
_WEAK = re.compile(r"[,;/:]|\b(?:and|while|whereas|but|or)\b")
FILLERS = frozenset(
    ["the", "a", "an", "of", "in", "for", "to", "with", "among", "on", "at", "by", "those", "who", "that", "were", "was", "is", "are", "had", "have", "has", "been", "received", "receiving", "receive", "given", "treated", "assigned", "randomized", "randomised", "patients", "patient", "participants", "women", "men", "subjects", "people", "children", "cases", "infants", "adults", "group", "groups", "arm", "arms", "and", "while", "whereas", "but", "vs", "v", "versus", "compared", "as", "than", "median", "mean", "rate", "rates", "months", "month", "years", "year", "weeks", "days", "treatment", "therapy", "only", "alone", "respectively", "from", "each", "also", "cohort", "regimen", "recipients", "individuals", "all", "either", "only", "whom", "their", "events", "event", "deaths", "death", "plus", "under", "it", "this", "total", "survivors", "undergoing", "underwent", "after", "allocated", "randomly", "up", "reported", "observed", "occurred", "seen", "noted", "developed", "died", "experienced", "achieved", "in_the", "did", "not", "be", "followed", "did", "taking", "using"]
)
_MODIFIED = re.compile(
    (
        r"(?:≥|≤|>|\bat least|\bmore than|\bless than|\bgreater than|\bfewer than|\blower than|\bhigher than|\bup to|"
        r"\bover|\bexceed\w*|\bbelow|\babove|\bof at least|\bby|\bpower of|\breduction of|\bdecreases? of|\b"
        r"increases? of|\bincreas\w+ by|\bor more)\s?$"
    ),
    re.I,
)
_TIMED = re.compile(
    r"(?:\bat|\bafter|\bwithin|\bevery|\bfor|\bover|\bby|\bduring|\b(?:the )?first|\b(?:the )?last|\bpast|\buntil|\b"
    r"up to|\bat least|\bthan|\bper|\blasting|\bprevious|\bnext|\bage|\baged|\bminimum of|\bmaximum of|\bover|\bfrom|"
    r"≥|≤|>|<)\s?(?:a\s|the\s|about\s|approximately\s|additional\s)*$",
    re.I,
)
_LABELLED = re.compile(
    r"(?:\b(?:grades?|stages?|phases?|types?|cycles?|days?|weeks?|months?|tables?|fig(?:ure)?s?\.?|versions?|levels?|"
    r"arms?|groups?|cohorts?|class|parts?|steps?|trials?|N|n|age|aged|courses?|lines?|CTCAE|RECIST|HER|to|ratio|"
    r"factor of|than|or|≥|≤|>|<|±|=|status|score of|COVID|IL|criteria))\s?=?\s?$",
    re.I,
)
_UNIT_AFTER = re.compile(

        r"\s?(?:mg|µg|μg|g/|mcg|ml\b|mL|mm|cm|Gy|kg|°|×|x\s?10|fold|times\b|:\s?\d|/\d|mCi|GBq|MBq|IU|lesions|nodes|"
        r"cent(?:er|re)s|sites|countries|hospitals|cycles|courses|fractions|doses|[A-Z]\b)"

)


_UNIT_LATER = re.compile(r"[)\]]?\s?(?P<unit>months?|years?|weeks?|days?)\b")


@dataclass(slots=True)
class Group:
    """Cells that stand side by side for a comparison: one, or one per arm."""

    cells: list[Quantity]
    family: str
    strong: bool = False
    arms: list[int | None] = field(default_factory=list)
    every: bool = False
    outcome: Topic | None = None
    stat: str = ""
    time: TimePoint | None = None
    reach: int = 0
    """Where the last arm mention that this group took ends."""

    @property
    def start(self) -> int:
        """Where the first cell begins."""
        return self.cells[0].start

    @property
    def end(self) -> int:
        """Where the last cell, with its interval, ends."""
        return self.cells[-1].end


def attach(found: list[Quantity], text: str, level: float | None) -> None:
    """Give every interval and spread to the value it belongs to, in place. `level` is the report's usual level."""
    last: Quantity | None = None
    for q in found:
        if q.kind in ("ci", "interval", "spread"):
            if last is not None and not last.bounded and _belongs(text[last.end : q.start], q.kind):
                _give(last, q, level, text)
        elif q.kind not in ("p", "test"):
            if (
                q.kind == "percent"
                and q.events is None
                and last is not None
                and last.kind in ("count", "plain")
                and _fits(last, q)
                and _same_people(text[last.end : q.start])
            ):
                last.events = int(last.value or 0)
                last.kind, last.value, last.unit, last.end = "percent", q.value, "%", q.end
                q.kind = "taken"
                continue
            if last is not None and _counts_of(last, q, text):
                last.events, last.n, last.end, q.kind = q.events, q.n, q.end, "taken"
                continue
            last = q


def _counts_of(percent: Quantity, count: Quantity, text: str) -> bool:
    """`27.2% (95% CI, 14.1 to 40.4; 12 of 44 patients)`: the count that a percentage was taken from, in its bracket."""
    if (
        percent.kind != "percent"
        or percent.events is not None
        or count.kind != "count"
        or not count.n
        or percent.value is None
    ):
        return False
    gap = text[percent.end : count.start]
    return (
        bool(re.fullmatch(r"[\s,;(\[]*(?:n\s?=\s?)?", gap))
        and abs(100 * (count.events or 0) / count.n - percent.value) < 1
    )


def _fits(count: Quantity, percent: Quantity) -> bool:
    """Whether a percentage can be that of a count: of unknown denominator, or of its own to within rounding."""
    if count.value is None or percent.value is None or count.value != int(count.value):
        return False
    return count.n is None or abs(100 * count.value / max(count.n, 1) - percent.value) < 1


def _same_people(gap: str) -> bool:
    """`40 women in the anastrozole group (2%)`: the percentage of a count, the arm's name between."""
    return bool(
        re.fullmatch(r"(?:\s(?:in|of|with|from|who|received|assigned|to|the|on)\b[^.;:,()\d]{0,60})?\s?[(\[]\s?", gap)
    )


def _belongs(gap: str, kind: str) -> bool:
    if kind == "interval":
        return not gap.strip()
    return bool(
        re.fullmatch(r"[\s,;:(\[]*|[^\d.;]{0,50}[(\[]\s?(?:[A-Za-z ]{0,20}[,:;]\s?)?|[,;]?\s(?:with an?|and)?\s?", gap)
    ) and not VERSUS.search(gap)


def _give(value: Quantity, q: Quantity, level: float | None, text: str) -> None:
    closing = 1
    if (q.kind == "spread" and value.kind != "ratio") or (q.kind == "interval" and level is None):
        if q.low is not None and q.high is not None:
            value.spread = (q.low, q.high)
            value.words = value.words or q.words
    else:
        value.low, value.high = q.low, q.high
        value.level = None if q.kind == "spread" else q.level or level
    value.bounded = True
    value.end = q.end + (closing if q.kind == "interval" else 0)
    if value.kind == "plain":
        unit = _UNIT_LATER.match(text, value.end)
        if unit:
            value.kind, value.unit, value.end = "duration", time_unit(unit["unit"]), unit.end()


def cells(found: list[Quantity], text: str, times: list[TimePoint]) -> list[Quantity]:
    """The quantities that may be results: no thresholds, doses, dates, labels or time points."""
    kept = []
    for i, q in enumerate(found):
        before = text[max(0, q.start - 40) : q.start]
        if q.kind == "percent" and not _is_rate(q, before, text):
            continue
        if q.kind == "duration" and (
            q.words == "hyphen"
            or (_TIMED.search(before)
            and not q.bounded)
            or re.match(
                r"\s(?:old|of age|of follow|follow|ago|apart|before|after (?:the|random|surg|treat|start)|on,|off)",
                text[q.end :],
            )
        ):
            continue
        if (
            q.kind in ("percent", "mean", "plain", "duration")
            and re.search(r"\bfrom\s$", before)
            and re.match(r"[^.;]{0,30}?\s(?:to|down to|up to)\s", text[q.end :])
        ):
            continue  # where a change starts is not where it ends
        if q.kind in ("duration", "count", "plain") and any(t.start <= q.start < t.end for t in times):
            continue
        if (
            q.kind in ("percent", "count")
            and q.n is not None
            and _LABELLED.search(before)
            and not before.rstrip().endswith(("to", "than", "or"))
        ):
            continue
        if q.kind == "plain" and (
            _LABELLED.search(before) or _UNIT_AFTER.match(text, q.end) or re.search(r"\d[/×-]$|\+$", before)
        ):
            continue
        if (
            q.kind == "count"
            and re.search(
                (
                    r"(?:\bthe|\ball|\bother|\beach|\bevery|\bof(?: the)?|\bper|\bamong|\bAmong|\bOf|\bamong the|\bgrade)"
                    r"\s$"
                ),
                before,
            )
            and not before.endswith("total of ")
            and q.n is None
        ):
            continue
        if q.kind == "count" and re.search(
            r"\b(?:grades?|stages?|phases?)\s(?:[1-5IV]+\s?(?:or|and|to|-|/)\s?)?$", before
        ):
            continue
        if q.kind == "none" and not _is_zero(q, text):
            continue
        if q.kind == "typo" and not _like_its_neighbour(q, kept[-1] if kept else None, text):
            continue
        if q.kind in ("percent", "count", "none", "typo", "duration", "not_reached", "mean", "plain", "range"):
            if q.kind == "range" and (
                _LABELLED.search(before)
                or _TIMED.search(before)
                or (re.search(r"\brange|IQR|\($", before)
                and q.unit != "%"
                and "~" not in text[q.start - 2 : q.start])
            ):
                if not re.search(r"groups?\s?\($|\bacross\b", before):
                    continue
            kept.append(q)
    return kept


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
        and (q.words in ("≥", "≤", ">") or _MODIFIED.search(before))
        and not re.search(r"\bgrades? [1-5]\s?$", before)
    ):
        return False
    if q.words == "<" and not re.search(r"[(\[v]\s?\.?$", before):
        return False
    if q.events is None and re.match(
        (
            r"\s?(?:(?:of (?:the )?)?(?:power|confidence|CI\b|prediction|reduc\w+|increas\w+ in|decreas\w+ in|higher|"
            r"lower|improvement|greater|fewer|more\b|less\b|dose|increase|decrease|decline|benefit|absolute|"
            r"risk reduction))"
        ),
        text[q.end :],
    ):
        return False
    return q.value is not None and -100 <= q.value <= 100


def _is_zero(q: Quantity, text: str) -> bool:
    if re.search(r"(?:\bor|\bthan|[%)\d]|\bwith|\bhad)\s$", text[: q.start]) and q.words == "no":
        return False
    after = text[q.end : q.end + 70]
    if q.words == "none":
        return True
    if q.words == "neither":
        return False
    return bool(
        re.match(
            (
                rf"\s(?:\w+\s)?{PEOPLE}\b(?!\s(?:selection|preference))|\s(?:(?:treatment|drug|toxicity|"
                rf"therapy)[- ]?(?:related|associated|emergent)\s|toxic\s|serious\s|early\s|fatal\s|other\s"
                rf")*(?:serious adverse events?|SAEs?|deaths?|toxic deaths?|mortality|grade [345][^.;]{{0,30}}?(?:events|"
                rf"toxicit\w+)|adverse events?|discontinuations?|complete responses?|partial responses?|CRs?\b|"
                rf"objective responses?|responses?|relapses?|recurrences?|discontinued)"
            ),
            after,
        )
    )


def _reduced(text: str, start: int, end: int, mentions: list[Mention]) -> str:
    """The text of a gap without the arms it mentions."""
    parts, position = [], start
    for m in mentions:
        if m.start >= start and m.end <= end:
            parts.append(text[position : m.start])
            position = m.end
    parts.append(text[position:end])
    return " ".join(parts)


def strange_words(text: str, start: int, end: int, mentions: list[Mention]) -> list[str]:
    """The words of a gap that are neither an arm nor filler."""
    gap = _reduced(text, start, end, mentions)
    return [
        w for w in re.findall(r"[A-Za-z][\w-]*", gap) if w.lower() not in FILLERS and w.lower() not in ("p", "ci", "hr")
    ]


def groups(
    cell_list: list[Quantity], text: str, mentions: list[Mention], topics: list[Topic], n_arms: int
) -> list[Group]:
    """Cells gathered into comparisons, in order; bare numbers take the unit of the cell they are compared with."""
    made: list[Group] = []
    for q in cell_list:
        last = made[-1] if made else None
        if last is not None and _linked(last, q, text, mentions, topics, n_arms):
            last.cells.append(q)
            last.strong |= bool(VERSUS.search(text[last.cells[-2].end : q.start]))
            if last.family == "plain" and q.kind != "plain":
                last.family = _FAMILY[q.kind]
        else:
            made.append(Group([q], _FAMILY.get(q.kind, "plain")))
    for group in made:
        _share_units(group)
    return made


def _linked(last: Group, q: Quantity, text: str, mentions: list[Mention], topics: list[Topic], n_arms: int) -> bool:
    family = _FAMILY.get(q.kind, "plain")
    if "range" in (family, last.family):
        return False
    if family != last.family and "plain" not in (family, last.family):
        return False
    start, end = last.cells[-1].end, q.start
    if end - start > 200 or len(last.cells) >= max(n_arms, 2):
        return False
    gap = text[start:end]
    new_topic = any(t.start >= start and t.end <= end and t.outcome != "NONE" for t in topics)
    strange = strange_words(text, start, end, mentions)
    if VERSUS.search(gap):
        return (
            not new_topic
            and len(strange) <= (5 if re.search(r"[()\[\]]", gap) else 7)
            and gap.count("(") - gap.count(")") < 2
            and ". " not in re.sub(r"vs\. ", "", gap)
        )
    if not _WEAK.search(gap) or (new_topic and "deaths" not in gap):
        return False
    named = any(m.start >= start and m.end <= end for m in mentions)
    if named:
        return (len(strange) <= 2 and "plain" not in (family, last.family)) or not strange
    return not strange and len(gap) <= 14 and ("(" not in gap)


def _share_units(group: Group) -> None:
    units = {c.unit for c in group.cells if c.kind not in ("plain", "none", "not_reached", "count")}
    unit = units.pop() if len(units) == 1 else ""
    for c in group.cells:
        if c.kind == "plain" and unit and group.family == TIME:
            c.kind, c.unit = "duration", unit
        elif c.kind == "plain" and unit == "%":
            c.kind, c.unit = "percent", "%"
        elif c.kind == "plain" and group.family == RATE and c.value is not None and c.value == int(c.value):
            c.kind, c.unit, c.events = "count", "patients", int(c.value)
        elif c.kind == "typo":
            c.kind = "percent"
