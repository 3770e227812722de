"""One sentence read: its groups of values tied to arms, outcomes, time points and populations."""

from __future__ import annotations

import re

from extractors.text import implied_order, layout, lists, nested, noun_phrases, outcomes, scope, surroundings
from extractors.text.attachments import attach
from extractors.text.caution import Caution
from extractors.text.cells import cells
from extractors.text.changes import settle_means
from extractors.text.context import Context
from extractors.text.contrasts import Contrasts
from extractors.text.emission import RATE_ONLY, Emission
from extractors.text.expression import Expression
from extractors.text.gains import read_gains, read_improvements
from extractors.text.groups import Group, Words, groups, said_of
from extractors.text.measurements import name_measurements
from extractors.text.person_time import name_rates
from extractors.text.places import populations, time_points, without_dates
from extractors.text.quantities import Quantity, quantities
from extractors.text.ranges import read_range
from extractors.text.sentences import Sentence
from extractors.text.topic_finding import TopicFinding

_GRADES_COMPARED = Expression(
    r"\b(?:any|all)[- ]grades? (?:v|vs\.?|versus|and|/) (?:grades? )?[≥>]?\s?[345]|\bgrades? [^.;]{0,20}(?:versus"
    r"|vs\.?) grades? "
)


_RR = re.compile(r"\bRRs?\b(?!\s?[=:,]?\s?\d?\.\d)")
_BEST = re.compile(r"\b(?:disease|response|remission|SD|PD|CR|PR) (?:was|as) (?:the |a )?(?:patients' )?best $")
"""`stable disease was the best overall response in 73%`: the response named first is meant."""


_ALL_PATIENTS = Expression(
    r"\b(?:[Aa]ll (?:of the |the |treated |evaluable |enrolled |\d+ )?(?:patients|participants|subjects|women|"
    r"men)|(?:Every|Each) (?:treated |evaluable |enrolled )?(?:patient|participant|subject))"
    r"(?: (?:in|treated|receiving)[^,;.]{0,50}?)? (?:were observed to have |have |had )?(?:experienced|had|"
    r"achieved|developed|showed|reported|reached|attained)\b"
)


_SOME_ARM = re.compile(r"\b(?:in|with|for|of|than)\s[^,;()]{1,40}\b(?:group|arm)\b")
"""An arm is named by words that were not understood, so that no order of the whole report holds."""


_HAS_NUMBERS = re.compile(
    r"\d|\b(?:no|none|not reached|one|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE
)


class SentenceReader(TopicFinding, Caution, Emission):
    """Reads the results of one sentence into the context."""

    def __init__(self, sentence: Sentence, context: Context) -> None:
        self.sentence, self.context = sentence, context
        self.text = sentence.text
        named = outcomes.topics(self.text, context.vocabulary)
        if context.says_rr:
            named += [outcomes.Topic(m.start(), m.end(), "ORR", m.group()) for m in _RR.finditer(self.text)]
        adverse = [
            a for a in outcomes.adverse_words(self.text) if not any(t.start < a.end and a.start < t.end for t in named)
        ]
        self.topics = sorted(named + adverse, key=lambda t: t.start)
        self.topics = [t for i, t in enumerate(self.topics) if not (i and self._same_thing(self.topics[i - 1], t))]
        self.topics = [t for t in self.topics if not _BEST.search(self.text, max(0, t.start - 40), t.start)]
        self.harm = outcomes.about_harm(self.text)

    def _look_around(self) -> None:
        """What only a sentence with numbers is asked for: arms, time points, and phrases that narrow its numbers."""
        self.mentions = self.context.arms.finder.mentions(self.text)
        self.times = time_points(self.text)
        arms = [m for m in self.mentions if not m.every]
        self.topics = [
            t for t in self.topics if not t.words.isupper() or not any(m.start <= t.start < m.end for m in arms)
        ]
        self.populations = [
            p for p in populations(self.text) if not any(m.start < p.end and p.start < m.end for m in arms)
        ]

    def read(self) -> None:
        """Append this sentence's results, held numbers and findings to the context."""
        if not _HAS_NUMBERS.search(self.text) or (
            scope.baseline(self.text) and all(t.outcome == "NONE" for t in self.topics)
        ):
            self._carry_over([])
            return
        self._look_around()
        found = quantities(without_dates(self.text), self.context.usual_form)
        attach(found, self.text, self.context.level)
        for q in found:
            if q.kind == "plain" and q.spread is not None and q.words == "iqr":
                q.kind = "mean"  # a measurement: of its median, as its spread tells
        name_rates(found, self.text)
        name_measurements(found, self.text, [(m.start, m.end) for m in self.mentions if not m.every])
        settle_means(found, self.text)
        self._note_baseline(found)
        read_gains(self, found)
        read_improvements(self, found)
        self._count_things(found)
        self._without_denominators(found)
        whole, named = self.text, self.topics
        parts = nested.parts(found, self.text, self.mentions) + nested.rates_beside_counts(found, self.text)
        if parts:
            self.text = nested.without(self.text, parts)
            self.topics = [t for t in named if self.text[t.start : t.end].strip()]
            found = [q for q in found if not any(q is part.value for part in parts)]
        chosen = cells(found, self.text, self.times, [m.start for m in self.mentions if not m.every])
        contrasts = Contrasts(self, found, chosen)
        open_topics = [t for t in self.topics if t.outcome != "AE_SPECIFIC" or self.harm or self.context.harm]
        free = [c for c in chosen if c not in contrasts.taken]
        tables = lists.tabulated(self, free)
        made = groups(
            [c for c in free if not any(c in t.cells for t in tables)],
            Words(self.text, self.mentions, open_topics, len(self.context.arms.arms)),
        )
        made = self._usable(made)
        self._lay_out(made)
        self._name(made)
        lists.name_alike(tables, made)
        self._parts_of_totals(made)
        lists.distribute(self, made)
        self._drop_totals(made)
        self._of_so_many(made)
        made = sorted(made + tables, key=lambda g: g.start)
        self.starts = [g.start for g in made]
        first = len(self.context.results)
        for group in made:
            alone = not any(
                g is not group
                and g.outcome is not None
                and group.outcome is not None
                and (g.outcome.outcome == group.outcome.outcome or g in tables)
                for g in made
            )
            if alone and surroundings.only_reference(group, self.text, self.mentions):
                group.arms = [None] * len(group.cells)
            self._emit(group)
        nested.emit(self, made, parts, whole, named)
        self._everyone()
        self._hold_conflicts(first)
        contrasts.emit(made)
        self._carry_over(made)

    def _parts_of_totals(self, made: list[Group]) -> None:
        """`Nine patients had pain; 5 were in the X and 4 in the Y group`: parts are of what their total is of."""
        for parts in made:
            counts = [c.value for c in parts.cells if c.kind in ("count", "plain") and c.n is None]
            if parts.outcome is not None or len(counts) < 2 or len(counts) != len(parts.cells):
                continue
            whole = [g for g in made if g.end <= parts.start and len(g.cells) == 1 and g.cells[0].events is not None]
            total = next((g for g in whole if g.cells[0].events == sum(c or 0 for c in counts)), None)
            if total is not None and total.outcome is not None and None not in parts.arms:
                parts.outcome = total.outcome
                for cell in parts.cells:
                    cell.kind, cell.unit, cell.events = "count", "patients", int(cell.value or 0)

    def _everyone(self) -> None:
        """`All patients experienced …`: every patient of the arm named there, or of each arm where none is."""
        for match in _ALL_PATIENTS.finditer(self.text):
            topic = next(
                (t for t in self.topics if match.end() <= t.start < match.end() + 60 and t.outcome != "NONE"), None
            )
            if topic is None or re.search(r"[,;]|\d\s?%", self.text[match.end() : topic.start]):
                continue
            if re.search(r"\b(?:except|apart from|other than|but)\b", self.text[match.end() :]):
                continue
            named = {m.arms[0] for m in self.mentions if match.start() <= m.start < match.end()}
            arms = named or set(range(len(self.context.arms.arms)))
            cell = Quantity("percent", match.start(), match.end(), 100.0, "%")
            for arm in sorted(arms):
                self._result(Group([cell], "rate"), cell, arm, self._graded(topic))

    def _count_things(self, found: list[Quantity]) -> None:
        """`There were 24 gastric ulcers on …`: a bare number that counts what happened."""
        for q in found:
            if q.kind != "plain" or q.value is None or q.value != int(q.value) or q.value < 0:
                continue
            things = noun_phrases.counted_after(self.text, q.start, self.mentions)
            if things:
                q.kind, q.unit, q.events, q.words, q.end = "count", "patients", int(q.value), "things", things[1]

    def _usable(self, made: list[Group]) -> list[Group]:
        kept = []
        for group in made:
            if group.family == "range":
                read_range(self, group.cells[0])
            elif self._numbers_enrolled(group) or self._at_least_one(group):
                continue
            elif self._more_people(group, made):
                group.family, group.cells[0].kind, group.cells[0].unit = "rate", "count", "patients"
                group.cells[0].events = int(group.cells[0].value or 0)
                kept.append(group)
            elif group.family != "plain" or group.strong or len(group.cells) > 1 or self._plain_with_arm(group):
                kept.append(group)
        return kept

    def _more_people(self, group: Group, made: list[Group]) -> bool:
        """`a partial response in 11 patients, stable disease in 8`: the second number is of patients too."""
        cell, first = group.cells[0], made[0].cells[0]
        return (
            self.context.arms.single
            and len(group.cells) == 1
            and cell.kind == "plain"
            and cell.value is not None
            and cell.value == int(cell.value) >= 0
            and made[0] is not group
            and first.events is not None
            and first.n is None
            and bool(re.match(r"\s?(?:[,;.]|and\b|$)", self.text[group.end :]))
            and any(
                t.outcome in RATE_ONLY and t.end <= group.start and said_of(self.text[t.end : group.start])
                for t in self.topics
            )
        )

    def _at_least_one(self, group: Group) -> bool:
        """`each had at least one adverse event`: a threshold, not a count of events."""
        cell = group.cells[0]
        return (
            len(group.cells) == 1
            and cell.kind in ("count", "plain")
            and cell.n is None
            and bool(re.search(r"\b(?:at least|one or more|more than)\s$", self.text[: group.start]))
            and self.text[group.start : group.start + 4] == "one "
        )

    def _lay_out(self, made: list[Group]) -> None:
        """Arms of every group, left to right; each comparison hands its order to the next."""
        inherited = list(self.context.order) if len(self.context.orders) == 1 else []
        self._bracketed_pairs(made)
        by_grade = bool(_GRADES_COMPARED.search(self.text)) and len({m.arms for m in self.mentions}) == 1
        for i, group in enumerate(made):
            floor = max(made[i - 1].end, made[i - 1].reach) if i else 0
            ceiling = made[i + 1].start if i + 1 < len(made) else len(self.text)
            if by_grade and len(group.cells) == 2:
                group.arms = [self.mentions[0].arms[0]] * 2
                continue
            layout.assign(
                group, surroundings.Surroundings(self.text, self.mentions, floor, ceiling, inherited), self.context.arms
            )
            if len(group.cells) > 1 and None not in group.arms and len(set(group.arms)) == len(group.arms):
                inherited = [a for a in group.arms if a is not None]
            elif i and len(group.cells) == len(made[i - 1].cells) == 1 and group.family == made[i - 1].family:
                pair = [a for a in (*made[i - 1].arms, *group.arms) if a is not None]
                inherited = pair if len(set(pair)) == 2 else inherited

        if by_grade:
            return
        implied_order.by_subject(made, self.text, self.mentions, self.context.arms)
        implied_order.as_said_at_the_end(made, self.text, self.mentions)
        implied_order.as_the_other_pairs(made)
        if (
            not any(not m.every for m in self.mentions)
            and not surroundings.compares_its_own(self.text, 0)
            and not _SOME_ARM.search(self.text)
        ):
            for group in implied_order.pairs_without_arms(made):
                if group.strong and self.context.usual_order and not inherited:
                    group.arms = list(self.context.usual_order)

    def _bracketed_pairs(self, made: list[Group]) -> None:
        """`survival (79% and 77%, P = 0.3)`: two values alone in a bracket are set against each other."""
        for group in made:
            lead = self.text[max(0, group.start - 50) : group.start].rpartition(")")[2]
            if (
                len(group.cells) == 2
                and len(self.context.arms.arms) == 2
                and lead.endswith("(")
                and not re.search(r"\band\b|,", lead)
                and re.match(r"(?:,\srespectively)?\s?(?:[,;]\s?(?:[pP]\b|HR|hazard)|\))", self.text[group.end :])
            ):
                group.strong = True

    def _carry_over(self, made: list[Group]) -> None:
        named = [t for t in self.topics if t.outcome != "NONE"]
        with_topic = [g.outcome for g in made if g.outcome is not None and g.outcome.outcome != "NONE"]
        if with_topic:
            self.context.topic = with_topic[-1]
        elif named:
            self.context.topic = named[-1]
        orders = [g.arms for g in made if len(g.cells) > 1 and None not in g.arms and len(set(g.arms)) == len(g.arms)]
        told = [g for g in made if len(g.cells) == 1 and not g.every and g.outcome in named]
        alone = [g.arms[0] for g in told if g.arms and g.arms[0] is not None]
        if not orders and len(set(alone)) == len(alone) == len(self.context.arms.arms) > 1:
            orders = [list(alone)]
        if orders:
            self.context.order = [a for a in orders[-1] if a is not None]
        self.context.orders.update(tuple(a for a in order if a is not None) for order in orders)
        self.context.harm = self.harm
        self.context.last_text = self.text
