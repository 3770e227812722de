"""Results made of groups whose arms and outcomes are known; what cannot be told is held."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.text.arm_mentions import Mention
from extractors.text.changes import change_words, is_loss, turn
from extractors.text.context import Context
from extractors.text.groups import MEAN, Group, strange_words
from extractors.text.outcomes import Topic
from extractors.text.places import TimePoint
from extractors.text.quantities import Quantity
from extractors.text.quantity_forms import PEOPLE
from extractors.text.sentences import Sentence
from schemas.models import Held, Result

RATE_ONLY = {
    "ORR",
    "CR",
    "PR",
    "SD",
    "PD",
    "DCR",
    "CBR",
    "PCR",
    "AE_ANY",
    "AE_G3PLUS",
    "SAE",
    "DEATH",
    "DISCONTINUATION",
}
_TIMES = {"OS", "PFS", "DFS", "EFS", "RFS", "TTP", "TTF", "DOR", "MFS", "LOCAL_CONTROL"}
_BEFORE = re.compile(
    r"(?<!to )(?<!from )(?<!over )(?<!with )(?<!versus )\b(?:baseline|pre-?treatment)\b(?=\s\w)(?!.*\bchange)", re.I
)
_AT = re.compile(
    r"(?:\s(?:in|with|for|of|on)\s(?:[\w/+-]+\s?){1,5})?[)\],]{0,2}\s?(?:\([^()]{1,30}\))?\s?(?:,\srespectively,?)?\s?"
    r"(?:at|after|by|within|over)?\s?(?:the\s)?"
)
"""What may stand between values and the time they are of: `86% vs 63% at 2 years`, `… in the X group after 6 weeks`."""

_BETWEEN_ARMS = re.compile(
    r"\b(?:mean|median|adjusted|treatment|group|estimated|absolute|LS|least[- ]squares?) differences?\b"
    r"(?!.*\b(?:baseline|before|preoperative|pre-?treatment|pre-?test|initial|within)\b)",
    re.I,
)
"""Words of one value that lies between the arms, not in one of them, unless it is a change from the start."""
_MEASURED_TIME = re.compile(
    r"\b(?:time|duration|medians?|mean|average|interval|length|stay|period|hospitali[sz]ation)\b", re.I
)


class Emission:
    """The part of a sentence's reader through which its results leave it."""

    text: str
    sentence: Sentence
    topics: list[Topic]
    mentions: list[Mention]
    times: list[TimePoint]
    starts: list[int]
    """Where the groups of values of the sentence begin."""
    context: Context

    if TYPE_CHECKING:

        def population(self, start: int, end: int) -> str:
            """See `caution.Caution`."""

        def _sizes_only(self, group: Group) -> bool: ...

    def _emit(self, group: Group) -> None:
        """Append the results of a group, or hold what no arm can be told for."""
        topic = group.outcome
        if topic is None or topic.outcome == "NONE" or self._sizes_only(group) or self._not_its_time(group, topic):
            return
        if _BEFORE.search(topic.words) and group.family in (MEAN, "plain", "time"):
            for cell in group.cells:
                self._hold_baseline(cell)
            return
        if (
            self.context.arms.single
            and group.strong
            and not strange_words(self.text, group.cells[0].end, group.cells[-1].start, [])
        ):
            return  # subgroups set against each other: the text here does not say which value is whose
        if len(group.cells) == 1 and group.cells[0].kind == "none":
            self._zeros(group, topic)
            return
        for cell, arm in zip(group.cells, group.arms, strict=True):
            if group.every:
                for i in range(len(self.context.arms.arms)):
                    self._result(group, cell, i, topic)
            elif arm is not None:
                self._result(group, cell, arm, topic)
            elif cell.kind in ("percent", "duration", "mean") and not self.context.arms.single:
                self._hold(cell, topic)

    def _not_its_time(self, group: Group, topic: Topic) -> bool:
        """Whether a group of times is no measurement of its topic: a time at which, not a time to which."""
        if group.family != "time":
            return False
        lead = self.text[max(0, group.start - 140) : group.start] + topic.words
        timed = group.cells[0].kind in ("duration", "not_reached")
        if topic.outcome not in _TIMES and timed and not _MEASURED_TIME.search(lead):
            return True
        near = self.text[max(0, topic.start - 30) : group.start]
        return topic.outcome in RATE_ONLY and not re.search(r"\b(?:time to|duration|median)\b", near, re.I)

    def _note_baseline(self, found: list[Quantity]) -> None:
        """Hold the means that were measured before treatment: they are no results, and say where the arms began."""
        for q in found:
            if q.stat == "baseline":
                self._hold_baseline(q)

    def _hold_baseline(self, q: Quantity) -> None:
        printed = self.sentence.quote(q.start, q.end).strip()
        message = f"{printed} was measured before treatment: it describes who was enrolled and is no result."
        quote = self.sentence.quote(max(0, q.start - 60), min(len(self.text), q.end + 40))
        place = self.sentence.locator(q.start, q.end)
        self.context.held.append(Held("baseline_value", message, quote, place, "OTHER", q.value))

    def _zeros(self, group: Group, topic: Topic) -> None:
        """`No serious adverse events or deaths were reported`: each outcome of the list, in the arm named or in all."""
        cell, arm = group.cells[0], group.arms[0]
        named = [topic]
        for later in self.topics:
            gap = self.text[named[-1].end : later.start] if later.start >= named[-1].end else "x"
            if (
                later.outcome != "NONE"
                and re.fullmatch(r"s?\s?(?:\([^()]*\))?\s?,?\s?(?:(?:or|and|nor)\s(?:\w+\s)?)?", gap)
                and re.search(r"or|and|,", gap)
            ):
                named.append(later)
        everyone = list(range(len(self.context.arms.arms)))
        if arm is None and (group.every or not [m for m in self.mentions if not m.every]):
            arms = everyone
        else:
            arms = [] if arm is None else [arm]
        for one in named:
            for i in arms:
                self._result(group, cell, i, one)

    def _more_than_all(self, cell: Quantity, arm: int) -> bool:
        """Whether more people are counted than the arm has: then they are not its people."""
        n = self.context.arms.arms[arm].n
        people = cell.kind == "count" and cell.unit == "patients" and cell.words != "things"
        return n is not None and people and cell.n is None and (cell.events or 0) > n

    def _stat_of(self, group: Group, cell: Quantity, topic: Topic) -> str | None:
        """What a value is of its topic, by its form and the words before it; None where they do not fit."""
        if cell.words != "iqr" and cell.sd is None and any(c.words == "iqr" for c in group.cells):
            cell.words = "iqr"  # `12 (IQR 8-20) v 16 (10-25)`: printed as the value beside it
            cell.kind = "mean" if cell.kind == "plain" else cell.kind
            if cell.low is not None and cell.high is not None:
                cell.spread, cell.low, cell.high, cell.level = (cell.low, cell.high), None, None, None
        opened = _OF_WHOM.match(self.text, 0, group.start)
        floor = opened.end() if opened else 0  # `Of 80 men with a high score, 3 …`: the score tells who they were
        near = re.split(r"[;]\s|\.\s", self.text[max(floor, group.start - 90) : group.start])[-1]
        stat = _stat(cell, topic, topic.words + " " + near + self.text[group.start : group.start + 12])
        if stat is None and cell.kind == "plain" and _SCORED.search(self.text, floor, group.start):
            stat = "mean"
        if stat in ("mean", "median") and len(group.cells) == 1 and _BETWEEN_ARMS.search(near):
            return None
        if stat == "rate" and (cell.value or 0) < 0:  # no share is negative
            return "mean" if topic.outcome in ("OTHER", "QOL") and "ifference" not in near else None
        return stat

    def _result(self, group: Group, cell: Quantity, arm: int, topic: Topic) -> None:
        stat = self._stat_of(group, cell, topic)
        if stat is None or (stat == "count" and self._more_than_all(cell, arm)):
            return
        if stat == "mean" and is_loss(topic.words):
            turn(cell)
        # A measured or timed symptom (`fatigue score`, `time to onset of rash`) is no count of people with it.
        measured = stat in ("mean", "median") and topic.outcome == "AE_SPECIFIC"
        result = Result(
            "arm",
            "OTHER" if measured else topic.outcome,
            stat,
            outcome_text=change_words(topic.words) if cell.turned else topic.words,
            arm=self.context.arms.arms[arm].arm,
            value=cell.value,
            unit=cell.unit,
        )
        result.events, result.n_eval = cell.events, cell.n
        if stat == "count" and cell.n is None:
            result.events = cell.events if cell.value else 0
        if stat in ("mean", "median"):
            result.events = None
        result.sd = cell.sd if stat == "mean" else None
        result.se = cell.sd if stat == "rate" else cell.se
        result.not_reached = cell.kind == "not_reached"
        if result.not_reached:
            result.unit = ""
        result.ci_low, result.ci_high, result.ci_level = cell.low, cell.high, cell.level
        if (cell.spread and "quart" in cell.words + " ") or (cell.spread and "iqr" in cell.words):
            result.q1, result.q3 = cell.spread if cell.spread else (None, None)
        if result.events is not None:
            result.events_origin = "reported"
        if stat == "mean" and group.stat.endswith("treatment"):
            result.timepoint = group.stat
        elif group.time is not None:
            result.timepoint, result.timepoint_weeks = group.time.words, round(group.time.weeks, 4)
        elif stat in ("rate", "count", "mean"):
            self._time(result, group)
        result.population = self.population(group.start, max(group.end, group.reach))
        self.locate(result, group, cell)
        self.context.results.append(result)

    def locate(self, result: Result, group: Group | None, cell: Quantity) -> None:
        """Span and quote: the whole comparison where it is short, else the value alone."""
        start, end = (group.start, group.end) if group and group.end - group.start <= 200 else (cell.start, cell.end)
        while end < len(self.text) and self.text[end] in ")]%":
            end += 1
        result.locator, result.quote = self.sentence.locator(start, end), self.sentence.quote(start, end)

    def _time(self, result: Result, group: Group) -> None:
        right_after = next((t for t in self.times if t.start >= group.end), None)
        if right_after is not None and _AT.fullmatch(self.text, max(group.end, group.reach), right_after.start):
            result.timepoint, result.timepoint_weeks = right_after.words, round(right_after.weeks, 4)
            return
        before = [t for t in self.times if t.end <= group.start]
        after = [
            t
            for t in self.times
            if t.start >= group.start
            and t.start - group.end < 60
            and not any(0 <= start - t.end < 12 for start in self.starts)
            and not any(
                group.end <= other.start < t.start and other.outcome not in ("NONE", result.outcome)
                for other in self.topics
            )
        ]
        point = before[-1] if before else after[0] if after else None
        if point is not None:
            result.timepoint, result.timepoint_weeks = point.words, round(point.weeks, 4)

    def _hold(self, cell: Quantity, topic: Topic) -> None:
        start, end = cell.start, cell.end
        quote = self.sentence.quote(max(0, start - 60), min(len(self.text), end + 40))
        message = (
            f"{self.sentence.quote(start, end).strip()} is given for {topic.words or topic.outcome}, and the "
            f"text does not say for which arm."
        )
        self.context.held.append(
            Held("arm_unknown", message, quote, self.sentence.locator(start, end), topic.outcome, cell.value)
        )


_OF_WHOM = re.compile(rf"(?:Of|Among|In) (?:the |all |these )?(?:[\w-]+ ){{0,4}}?{PEOPLE}\b[^,;()]{{0,120}},\s")
_SCORED = re.compile(
    r"\b(?:mean|average)\s(?:[a-z-]+\s){0,3}(?:severity|scores?|ratings?|values?|levels?|numbers?)\b", re.I
)
_SHARES = re.compile(
    r"\b(?:rates?|incidences?|probabilit(?:y|ies)|survivals?|proportions?|prevalence|risk|relapses?|recurrences?)\b"
)


def _stat(cell: Quantity, topic: Topic, lead: str) -> str | None:
    """rate, count, median or mean; None where the form does not fit what it is about."""
    if cell.kind == "percent":
        return "rate"
    if cell.kind in ("count", "none"):
        median = re.search(r"\bmedians?\b(?! follow)", lead, re.I)
        return "median" if median and cell.kind == "count" and not cell.n and "[" not in lead else "count"
    if cell.kind == "mean":
        bare = cell.sd is None and cell.se is None
        if bare and (cell.words == "iqr" or re.search(r"\bmedian\b(?!.*\bmean\b)", lead, re.I)):
            return "median"
        return (
            "rate"
            if (cell.unit == "%" and topic.outcome in _TIMES | RATE_ONLY) or (cell.unit == "%" and _SHARES.search(lead))
            else "mean"
        )
    if cell.kind in ("duration", "not_reached"):
        told = re.search(r"\b(?:mean|average|medians?)\b(?!.*\b(?:mean|average|medians?)\b)", lead, re.I)
        if told:
            return "median" if told.group().lower().startswith("median") else "mean"
        of_event = topic.outcome in _TIMES or cell.kind == "not_reached" or cell.spread
        return "median" if of_event or re.search(r"\b(?:time to|duration|survival)\b", lead, re.I) else "mean"
    if cell.kind == "plain":
        if re.search(r"\bmedians?\b", lead, re.I):
            return "median"
        if re.search(r"\b(?:mean|average|score)s?\b", lead, re.I):
            return "mean"
        if cell.spread is not None or cell.low is not None:
            return (
                "mean" if topic.outcome in ("OTHER", "QOL") else None
            )  # what has a range or an interval counts nobody
        if cell.value is not None and cell.value == int(cell.value) and cell.value >= 0:
            cell.events, cell.unit = int(cell.value), "patients"
            return "count"
        return "mean" if topic.outcome in ("OTHER", "QOL") else None
    return None
