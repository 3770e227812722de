"""What keeps a sentence from saying more than it says: totals, conflicts, who was counted, whom a number is about."""

from __future__ import annotations

import re

from extractors.text.arm_mentions import Mention
from extractors.text.context import Context
from extractors.text.expression import Expression
from extractors.text.groups import Group
from extractors.text.numerals import WHOLE, WORDS, number
from extractors.text.outcomes import Topic
from extractors.text.places import Population, TimePoint
from extractors.text.quantities import Quantity
from extractors.text.quantity_forms import PEOPLE
from extractors.text.sentences import Sentence
from schemas.models import Held, Result

_GRADES_COMPARED = Expression(
    r"\b(?:any|all)[- ]grades? (?:v|vs\.?|versus|and|/) (?:grades? )?[≥>]?\s?[345]|\bgrades? [^.;]{0,20}(?:versus"
    r"|vs\.?) grades? "
)
_THEN_ENROLLED = re.compile(
    r"(?:\s\([^()]*\))?(?:\s(?:[\w-]+\s){0,3}(?:patients|women|men|participants))?(?:\s(?:with|who|from)\b[^.;,()]{0,80})?"
    r",?\s(?:were|was|had been|underwent)\s(?:then |also |"
    r"randomly |subsequently |eligible )?(?:enrolled|randomi|assigned|allocated|included|recruited|treated|eligible|"
    r"evaluable|screened|followed|analy[sz]ed|registered|accrued|entered|assessed|available)"
)


_OF_SO_MANY = re.compile(
    rf"(?:Of|Among|In)\s(?:the\s)?(?P<n>{WHOLE}|(?i:{WORDS}))\s(?:[\w-]+\s){{0,3}}?{PEOPLE}\b[^;:.]{{0,110}}?,\s(?=\w+\s|\d)"
)


_RECRUITED = re.compile(r"\b(?:enrolled|recruited|randomi[sz]ed|randomly|included|screened|registered)\b")


_ENROLLED_AS = re.compile(
    r"\b(?:enrolled|randomi[sz]ed|treated|included|assigned|allocated|analy[sz]ed|evaluable)\s?[(\[]\s?$"
)
_SIZES_OF_GROUPS = re.compile(r"\b(?:groups|arms|cohorts)\s(?:of|with)\s$")


_LABEL = re.compile(r"[(;]\s?(?!and\b|or\b|but\b)(?P<who>[A-Za-z][^()\[\]:;,%]{3,45}):\s(?:\d+\.?\d*%?\s\()?$")
_NO_LABEL = re.compile(
    r"\b(?:mean|median|rates?|ratios?|difference|follow|range|IQR|CI|interval|change|score|grade|vs?|versus|respectively|p|HR|OR|"
    r"incidence|number|time|months?|years?|weeks?|days?|baseline|overall|primary|secondary|analysis|estimate)\b",
    re.I,
)


_QUALIFIED = re.compile(
    r"[\s%)]*(?:of\s(?:patients|participants|women|men|subjects))?(?:,\srespectively)?,?\s"
    r"\((?P<how>[a-z][a-z -]{3,40})\)"
)
"""`50% and 46% of patients, respectively (by scan)`: how the values before were measured."""


_MARK = re.compile(r"[()\[\]]")
_BRACKET_ENDS = re.compile(r"[)\]]\s")


class Caution:
    """The part of a sentence's reader that drops, holds or narrows."""

    text: str
    sentence: Sentence
    topics: list[Topic]
    mentions: list[Mention]
    populations: list[Population]
    times: list[TimePoint]
    harm: bool
    context: Context

    def _drop_totals(self, made: list[Group]) -> None:
        """`259 patients have died: 117 in … and 142 in …`: the sum of the arms belongs to none of them."""
        for total in [g for g in made if len(g.cells) == 1 and g.cells[0].events is not None]:
            for parts in made:
                if len(parts.cells) > 1 and sum(c.events or 0 for c in parts.cells) == total.cells[0].events:
                    total.arms = [None]

    def _hold_conflicts(self, first: int) -> None:
        """Two values for one arm, outcome and time in one sentence: which is which cannot be told, so both are held."""
        fresh = self.context.results[first:]
        self._tell_apart(fresh)
        seen: dict[tuple[object, ...], list[Result]] = {}
        for r in fresh:
            if r.kind == "arm" and not self.context.arms.single:
                seen.setdefault((r.outcome, r.outcome_text, r.arm, r.stat, r.timepoint, r.population), []).append(r)
        doubtful: set[int] = set()
        for twins in seen.values():
            if len({(r.value, r.not_reached) for r in twins}) > 1 and not _GRADES_COMPARED.search(self.text):
                spans = [r.locator for r in twins]
                doubtful.update(id(r) for r in fresh if r.kind == "arm" and r.locator in spans)
        for r in [r for r in fresh if id(r) in doubtful]:
            message = (
                f"{r.outcome_text or r.outcome} has two values for one arm in one sentence, and the text does "
                f"not tell them apart."
            )
            self.context.held.append(Held("arm_unknown", message, r.quote, r.locator, r.outcome, r.value))
        self.context.results[first:] = [r for r in fresh if id(r) not in doubtful]

    def _tell_apart(self, fresh: list[Result]) -> None:
        """`… (by scan), and … (by touch)`: values of one arm differ by the bracket after each of them, or by whom."""
        seen: dict[tuple[object, ...], list[Result]] = {}
        for r in fresh:
            if r.kind == "arm" and not self.context.arms.single:
                seen.setdefault((r.outcome, r.outcome_text, r.arm, r.stat, r.timepoint, r.population), []).append(r)
        for twins in seen.values():
            if len({(r.value, r.not_reached) for r in twins}) < 2:
                continue
            for tell, field in ((self._bracket_after, "outcome_text"), (self._whom, "population")):
                told = [tell(r) for r in twins]
                if all(told) and len(set(told)) == len(twins):
                    for r, words in zip(twins, told, strict=True):
                        setattr(r, field, f"{r.outcome_text} ({words})" if field == "outcome_text" else words)
                    break

    def _place(self, r: Result) -> tuple[int, int]:
        """The span of a result's quote in this sentence."""
        locator = r.locator or {}
        return int(locator.get("start", 0)) - self.sentence.start, int(locator.get("end", 0)) - self.sentence.start

    def _bracket_after(self, r: Result) -> str:
        match = _QUALIFIED.match(self.text, self._place(r)[1])
        return match["how"] if match else ""

    def _whom(self, r: Result) -> str:
        before = [p for p in self.populations if p.end <= self._place(r)[0]]
        return before[-1].words if before else ""

    def _numbers_enrolled(self, group: Group) -> bool:
        """`Ninety-four patients were randomized`: who was in the study is no result."""
        if _SIZES_OF_GROUPS.search(self.text, 0, group.start):
            return True
        if len(group.cells) > 1 and _ENROLLED_AS.search(self.text, 0, group.start) and not group.cells[0].n:
            return True
        if self.text[: group.start].endswith("total of ") and _RECRUITED.search(self.text, group.end):
            return True
        bare = all(c.kind in ("count", "plain", "percent") and c.n is None for c in group.cells)
        return bare and bool(_THEN_ENROLLED.match(self.text, group.end))

    def _sizes_only(self, group: Group) -> bool:
        """`125 and 128 were given X and Y`: the sizes of the arms are no result."""
        sizes = [self.context.arms.arms[a].n if a is not None else None for a in group.arms]
        bare = all(c.kind in ("count", "plain") and c.n is None for c in group.cells)
        return bare and len(group.cells) > 1 and [c.value for c in group.cells] == sizes

    def _without_denominators(self, found: list[Quantity]) -> None:
        """`72 of 103 patients`: the number out of which one value was counted narrows no other value."""
        counts = [q for q in found if q.events is not None]
        self.populations = [
            p
            for p in self.populations
            if not (
                re.fullmatch(rf"(?:the )?{WHOLE}(?: (?:of|out of) (?:the )?{WHOLE})? {PEOPLE}", p.words)
                and any(p.start < q.end and q.start < p.end for q in counts)
            )
        ]

    def _plain_with_arm(self, group: Group) -> bool:
        after = next((m for m in self.mentions if m.start >= group.end), None)
        return after is not None and bool(
            re.fullmatch(r"\s?(?:in|with|for|among|on)\s(?:the\s)?", self.text[group.end : after.start])
        )

    def population(self, start: int, end: int) -> str:
        """The words that narrow a number at a span to part of the participants, or `all`."""
        label = self._label(start)
        if label:
            return label
        before = [p for p in self.populations if p.end <= start and not self._closes_a_clause(p, start)]
        behind = self._behind_bracket(start)
        for p in self.populations:
            if behind and 0 <= p.start - behind < 3 and p.words and not self._usual(p.words):
                return p.words
        after = [p for p in self.populations if p.start >= end and self.text[p.start] != ")"]
        closing = re.compile(r"[\s,)\]]*(?:respectively,?\s)?(?:\([^()]*\)|\[[^\[\]]*\])?[^()\d.;]{0,4}")
        for p in after:
            tail = closing.match(self.text, end)
            if tail and p.start <= tail.end() + 6 and p.words and not self._usual(p.words):
                return p.words
        for p in reversed(before):
            if not p.words:
                return "all"
            if not self._usual(p.words):
                return p.words
        return "all"

    def _behind_bracket(self, position: int) -> int:
        """Where the outermost bracket that is open at a place ends; 0 where none is."""
        depth = 0
        for mark in _MARK.finditer(self.text):
            depth = depth + 1 if mark.group() in "([" else max(0, depth - 1)
            if mark.start() >= position and not depth:
                return mark.end() if mark.group() in ")]" else 0
            if mark.start() >= position and mark.group() in "([" and depth == 1:
                return 0
        return 0

    def _closes_a_clause(self, p: Population, start: int) -> bool:
        """`34% (…) in eligible patients; and 40%`: who ends a clause behind a bracket is its alone."""
        return bool(_BRACKET_ENDS.search(self.text, max(0, p.start - 3), p.start + 1)) and bool(
            re.match(r"[;.]", self.text[p.end : p.end + 1])
        )

    def _label(self, start: int) -> str:
        """`survival was longer (prior surgery: 11 v 3 months)`: who is meant by values behind a label in a bracket.

        A label that names an outcome, an arm or a time says something else of the values.
        """
        match = _LABEL.search(self.text, max(0, start - 60), start)
        if match is None or _NO_LABEL.search(match["who"]):
            return ""
        before = self.text[: match.start() + 1]
        if before.count("(") <= before.count(")"):
            return ""
        first, last = match.span("who")
        named = [(t.start, t.end) for group in (self.topics, self.mentions, self.times) for t in group]
        return "" if any(a < last and first < b for a, b in named) or self.harm else match["who"].strip()

    def _usual(self, words: str) -> bool:
        """Whether a phrase only repeats who was studied, as the title says it."""
        title = self.context.title.lower()
        telling = [
            w
            for w in re.findall(r"[a-z0-9+-]{3,}", words.lower())
            if w not in ("patients", "with", "who", "the", "participants", "women", "men", "those", "and", "had")
        ]
        if not telling and re.search(r"\b[A-Z]{2}\b", words):
            return False
        return sum(w.rstrip("s") in title for w in telling) * 4 >= 3 * len(telling)

    def _of_so_many(self, made: list[Group]) -> None:
        """`Of 18 patients who …, one patient had a response`: the denominator that the sentence opens with."""
        match = _OF_SO_MANY.match(self.text)
        if not match or not made or len(made[0].cells) != 1 or made[0].start < match.end():
            return
        cell, n = made[0].cells[0], int(number(match["n"]))
        inside = any(m.end <= match.end() for m in self.mentions) or self.context.arms.single
        agrees = cell.kind != "percent" or abs(100 * (cell.events or 0) / n - (cell.value or 0)) < 1
        if cell.events is not None and cell.n is None and cell.events <= n and inside and agrees:
            cell.n = n
