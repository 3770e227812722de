"""Ratios, differences and p values: what was compared with what."""

from __future__ import annotations

import re

from extractors.text import named_pairs, outcomes
from extractors.text.expression import Expression
from extractors.text.groups import VERSUS, Group
from extractors.text.listed_items import coordinated
from extractors.text.outcomes import Topic
from extractors.text.quantities import Quantity
from extractors.text.sentence_reader import SentenceReader
from schemas.models import Result

_FACTOR = Expression(
    r"(?i:\brisk factors?\b|\bpredict(?:ors?|ive|ed)\b|\bprognostic\b|\bmulti-?vari(?:ate|able)\b|\buni-?variate\b|\b"
    r"associated with\b|\bcompared with (?:those|patients|women|men) (?:who|with|without)\b|\bcorrelat|\b(?:per|"
    r"each) (?:unit|year|1-)|\binteraction\b|\bindependently\b)"
)
_OTHER_SPLIT = Expression(
    r"\b(?:those|people|patients|women|men|adults|children|infants|subjects|participants|tumou?rs)\s"
    r"(?:with|who|without|whose)\b[^.;]*?\b(?:compared (?:with|to)|versus|vs\.?|than)\s(?:(?:in|for|among)\s)?"
    r"(?:those|people|patients|women|men|adults|children|infants|subjects|participants|tumou?rs)?\s?"
    r"(?:with|without|who|whose|free of|lacking)\b"
)
"""`in those with tenderness compared with those without`: not the arms are compared, though one may be named."""
_RISK_TOLD = re.compile(
    r"\b(?:risks?|odds|incidences?|mortality|likelihood|hazards?)\b(?![^.;()]*\bsurvival)[^.;()]*?\b(?P<way>higher|greater|"
    r"increased|lower|reduced|decreased)\s(?:with|in|for|among)\b[^.;()]*?\b(?P<than>than)\b[^.;()]*[(,;\s]*$"
)
_A_LIMIT = re.compile(r"\s(?:or|and) (?:less|lower|below|smaller|more|greater|higher|above)\b")
"""`a hazard ratio of 0.6 or less was required`: what a ratio had to be."""
_GENES = Expression(r"\b(?:variants?|genotypes?|polymorphisms?|alleles?|SNPs?|haplotypes?|carriers?)\b")
"""Who has which gene is compared, not the arms."""

_WORSE = Expression(r"\b(?:inferior|worse|shorter|poorer)\b")


RISK = re.compile(
    r"\b(?:odds|risks?|rates?|incidences?|likelihood|probability|proportion|number|"
    r"chance) of (?:the )?(?P<np>[^,;()]{4,80}?)(?=\s(?:was|were|is|are|between|in|among|with|during|over|for|at|"
    r"on|did|decreased|increased)\b|\s?[,;(]|$)"
)


def order_free(text: str) -> bool:
    """Whether a sentence speaks of something of its own, so that nothing may be carried over to it."""
    return not re.search(
        r"\b(?:hazard|ratio|difference|this|these|corresponding|respective|adjust\w+|sensitivity)\b", text, re.I
    )


_IN_FAVOUR = re.compile(r"[^.;(]{0,80}?(?:\([^)]*\)[^.;(]{0,20})?\b(?:in favou?r of|favou?ring)\s")
_HARM = re.compile(
    r"\b(?:deaths?|dying|mortality|relapses?|recurrences?|progression|failures?|metastas[ei]s|events?|infarctions?|"
    r"strokes?)\b",
    re.I,
)
"""Outcomes that nobody wants, so that a benefit is a ratio below 1."""


class Contrasts:
    """The effect estimates of one sentence with their p values."""

    def __init__(self, reader: SentenceReader, found: list[Quantity], chosen: list[Quantity]) -> None:
        self.reader = reader
        self.estimates: list[Quantity] = []
        self.taken: list[Quantity] = []
        self.p_values = [q for q in found if q.kind == "p"]
        self.tests = [q for q in found if q.kind == "test"]
        for q in found:
            if q.kind in ("ratio", "difference"):
                if not _A_LIMIT.match(reader.text, q.end):
                    self.estimates.append(q)
            elif self.estimates and q in chosen and q.kind == "plain" and q.bounded:
                q.kind, q.stat, q.words = "ratio", self.estimates[-1].stat, self.estimates[-1].words
                self.estimates.append(q)
                self.taken.append(q)
            elif (
                q in chosen
                and q.kind == "percent"
                and re.match(r"\s?(?:absolute |risk )?difference\b", reader.text[q.end :])
            ):
                q.kind, q.stat = "difference", "rd"
                self.estimates.append(q)
                self.taken.append(q)

    def emit(self, made: list[Group]) -> None:
        """Append the contrasts of this sentence, then those that are a p value alone."""
        reader = self.reader
        pairs = {}
        listed = self._listed_topics()
        for q in self.estimates:
            q.p = self._p_of(q)
            pair = self._arms(q, made)
            topic = listed.get(id(q)) or self._topic(q, made)
            if topic is not None and topic.outcome == "DEATH" and q.stat == "hr" and "related" not in topic.words:
                topic = Topic(topic.start, topic.end, "OS", topic.words)
            if pair is None or topic is None or topic.outcome == "NONE":
                continue
            a, b = pairs[id(q)] = self._favoured(q, topic, pair)
            letters = [arm.arm for arm in reader.context.arms.arms]
            result = Result(
                "contrast",
                topic.outcome,
                q.stat,
                outcome_text=topic.words,
                arm=letters[a],
                ref_arm=letters[b],
                value=q.value,
                unit=q.unit,
                p=q.p,
            )
            result.ci_low, result.ci_high, result.ci_level = q.low, q.high, q.level
            result.population = reader.population(q.start, q.end)
            reader.locate(result, None, q)
            reader.context.results.append(result)
        self._p_only(made)

    def _listed_topics(self) -> dict[int, Topic]:
        """`ratios for survival and relapse were 0.58 (…) and 0.45 (…)`: the i-th estimate is of the i-th outcome."""
        found: dict[int, Topic] = {}
        for i, first in enumerate(self.estimates):
            run = [first]
            for q in self.estimates[i + 1 :]:
                gap = self.reader.text[run[-1].end : q.start]
                if q not in self.taken or not re.fullmatch(r"[^()]{0,40}[)\]]?,?\s(?:and\s)?", gap):
                    break
                run.append(q)
            listed = [
                t for t in next(iter(coordinated(self.reader)), []) if t.start < first.end and t.outcome != "NONE"
            ]
            if len(run) > 1 and len(run) == len(listed):
                found.update({id(q): t for q, t in zip(run, listed, strict=True)})
        return found

    def _bracket(self, position: int) -> int:
        """The outermost bracket open at a place: its start, or -1."""
        depth, outer = 0, -1
        for i, c in enumerate(self.reader.text[:position]):
            if c in "([":
                outer = i if depth == 0 else outer
                depth += 1
            elif c in ")]":
                depth = max(0, depth - 1)
        return outer if depth else -1

    def _p_of(self, q: Quantity) -> str:
        """The p value of an estimate: in the same bracket, else the next one with little between."""
        bracket = self._bracket(q.start)
        if bracket >= 0:
            for p in self.p_values:
                if self._bracket(p.start) == bracket and not p.stat and not self._between(q, p):
                    p.stat = "used"
                    return p.p
            if self._bracket(q.end) == bracket:
                return ""
        leading = [p for p in self.p_values if 0 <= q.start - p.end <= 6 and not p.stat]
        if leading and re.fullmatch(r"[\s,;(\[]*", self.reader.text[leading[-1].end : q.start]):
            leading[-1].stat = "used"
            return leading[-1].p
        following = [p for p in self.p_values if p.start >= q.end and not p.stat]
        if following and following[0].start - q.end < 70 and not self._between(q, following[0]):
            following[0].stat = "used"
            return following[0].p
        return ""

    def _between(self, q: Quantity, p: Quantity) -> bool:
        """Whether another estimate stands between an estimate and a p value."""
        low, high = sorted((q.start, p.start))
        return any(low < other.start < high for other in self.estimates if other is not q)

    def _arms(self, q: Quantity, made: list[Group]) -> tuple[int, int] | None:
        """(numerator, denominator) of an estimate, or None where the text does not say what is compared."""
        reader, arms = self.reader, self.reader.context.arms
        if arms.single or len(arms.arms) < 2:
            return None
        if _GENES.search(reader.text):
            return None
        told = named_pairs.after(reader.text, q, reader.mentions)
        if told is not None:
            return told
        if _OTHER_SPLIT.search(reader.text[: q.start]) and len({m.arms for m in reader.mentions}) < 2:
            return None
        floor = max([e.end for e in self.estimates if e.end <= q.start], default=0)
        near = [m for m in reader.mentions if not m.every and floor <= m.start < q.end + 90]
        order = list(dict.fromkeys(m.arms[0] for m in near))
        groups = [
            g for g in made if g.end <= q.start and len(g.cells) > 1 and None not in g.arms and len(set(g.arms)) > 1
        ]
        last = [a for a in groups[-1].arms if a is not None] if groups and groups[-1].end >= floor else []
        if len(last) == 2:
            return self._oriented(last[0], last[1], q)
        if len(order) >= 2:
            return self._as_told(order[0], order[1], q) or self._oriented(order[0], order[1], q)
        every = list(dict.fromkeys(m.arms[0] for m in reader.mentions if not m.every))
        if (
            _FACTOR.search(reader.text)
            and not every
            and not re.search(r"\b(?:[Tt]reatment|between (?:the )?(?:two )?(?:groups|arms))\b", reader.text)
        ):
            return None
        if len(every) == 2:
            return self._oriented(every[0], every[1], q)
        if len(arms.arms) == 2:
            if every and _WORSE.search(reader.text) and arms.arms[every[0]].role == "control" and (q.value or 0) > 1:
                return every[0], 1 - every[0]
            return self._oriented(0, 1, q)
        carried = reader.context.order
        return self._oriented(carried[0], carried[1], q) if len(carried) == 2 and not every else None

    def _favoured(self, q: Quantity, topic: Topic, pair: tuple[int, int]) -> tuple[int, int]:
        """The pair turned where the words give the benefit to the arm whose risk the ratio would make the larger."""
        said = _IN_FAVOUR.match(self.reader.text, q.end)
        if said is None or q.value is None or not (q.stat == "hr" or _HARM.search(topic.words)):
            return pair
        better = next((m.arms[0] for m in self.reader.mentions if not m.every and 0 <= m.start - said.end() <= 4), None)
        worse = pair[0] if q.value > 1 else pair[1]
        return (pair[1], pair[0]) if better in pair and better == worse and q.value != 1 else pair

    def _as_told(self, a: int, b: int, q: Quantity) -> tuple[int, int] | None:
        """`the risk was higher with X than with Y (HR 2.8)`: a ratio above 1 is X over Y, whichever is control."""
        told = _RISK_TOLD.search(self.reader.text, max(0, q.start - 220), q.start)
        if told is None or q.value is None or q.value == 1 or q.stat not in ("hr", "or", "rr"):
            return None
        inside = [m for m in self.reader.mentions if not m.every and told.start("than") - 100 < m.start < q.start]
        after = [m for m in inside if m.start > told.end("than")]
        higher = told["way"] in ("higher", "greater", "increased")
        return (a, b) if higher == (q.value > 1) and after and after[0].arms[0] == b else None

    def _oriented(self, a: int, b: int, q: Quantity) -> tuple[int, int]:
        """Experimental over control, unless the estimate itself names its numerator first (`hazard ratio (B/A)`)."""
        inside = [m for m in self.reader.mentions if not m.every and q.start <= m.start < q.end]
        if (
            len(inside) == 2
            and inside[0].arms != inside[1].arms
            and VERSUS.search(self.reader.text, inside[0].end, inside[1].start)
        ):
            return inside[0].arms[0], inside[1].arms[0]
        return self.reader.context.arms.control_pair(a, b)

    def _topic(self, q: Quantity, made: list[Group]) -> Topic | None:
        reader = self.reader
        named = outcomes.of_ratio(q.words, reader.context.vocabulary)
        inside = [
            t for t in reader.topics if q.start <= t.start < q.end and t.outcome not in ("NONE", "DEATH", "OTHER", "PD")
        ]
        if named and inside:
            return Topic(q.start, q.end, named, inside[0].words)
        groups = [g for g in made if g.end <= q.start and g.outcome is not None]
        pre = [
            t
            for t in reader.topics
            if t.end <= q.start and t.outcome != "NONE" and not any(e.start <= t.start < e.end for e in self.estimates)
        ]
        if groups and (not pre or groups[-1].end >= pre[-1].end):
            return groups[-1].outcome
        if pre and pre[-1].outcome not in ("NONE", "DEATH", "PD"):
            return pre[-1]
        if named:
            return Topic(q.start, q.end, named, q.words.removeprefix("for").strip())
        if pre and pre[-1].outcome != "NONE":
            return pre[-1]
        after = [g for g in made if g.start >= q.end and g.outcome is not None]
        later = [t for t in reader.topics if t.start >= q.end and t.outcome not in ("NONE", "DEATH")]
        if after:
            return after[0].outcome
        if later:
            return later[0]
        risks = list(RISK.finditer(reader.text, 0, q.end))
        if risks:
            return Topic(*risks[-1].span("np"), "OTHER", risks[-1]["np"].strip())
        return reader.context.topic if not order_free(reader.text) else None

    def _p_only(self, made: list[Group]) -> None:
        reader = self.reader
        for p in self.p_values:
            if p.stat:
                continue
            before = [
                g
                for g in made
                if g.end <= p.start and len(g.cells) == 2 and None not in g.arms and len(set(g.arms)) == 2
            ]
            if (
                not before
                or p.start - before[-1].end > 90
                or before[-1].outcome is None
                or before[-1].outcome.outcome == "NONE"
            ):
                continue
            if any(before[-1].end <= e.start < p.start for e in self.estimates):
                continue
            group, topic = before[-1], before[-1].outcome
            if any(group.cells[0].end <= own.start < group.cells[1].start for own in self.p_values):
                continue  # each value has its own: they test each arm against its beginning
            a, b = reader.context.arms.control_pair(group.arms[0] or 0, group.arms[1] or 0)
            letters = [arm.arm for arm in reader.context.arms.arms]
            assert topic is not None
            result = Result(
                "contrast", topic.outcome, "p_only", outcome_text=topic.words, arm=letters[a], ref_arm=letters[b], p=p.p
            )
            test = next((t for t in self.tests if group.end <= t.start < p.start), None)
            if test is not None:
                result.test = {"name": test.words, "value": test.value}
            result.population = reader.population(group.start, group.end)
            result.locator, result.quote = (
                reader.sentence.locator(p.start, p.end),
                reader.sentence.quote(p.start, p.end),
            )
            reader.context.results.append(result)
            p.stat = "used"
