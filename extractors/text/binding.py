"""One sentence read: its groups of values tied to arms, outcomes, time points and populations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.text import layout, lists, outcomes, scope
from extractors.text.attachments import attach
from extractors.text.cells import cells
from extractors.text.contrasts import RISK, Contrasts
from extractors.text.groups import VERSUS, Group, groups, strange_words
from extractors.text.outcomes import Topic, phrase_before
from extractors.text.places import populations, time_points, without_dates
from extractors.text.quantities import Quantity, quantities
from extractors.text.ranges import read_range
from extractors.text.sentences import Sentence
from schemas.models import Held, Result

if TYPE_CHECKING:
    from extractors.text.reading import Context

_VERB = re.compile(
    r"^(?:\W|\b(?:of|in|the|patients?|participants?|women|men|group|arm|and|respectively|who|were|had been|also)\b)*"
    r"\b(?:(?:had|have|has)\s(?=achieved|experienced|developed|died|discontinued|relapsed|progressed|reached|"
    r"withdrawn|responded))?(?P<verb>had|have|has|achieved|experienced|developed|showed|died|discontinued|relapsed|"
    r"progressed|reached|attained|obtained|withdrew|responded|exhibited|remained|required|underwent|reported)\b"
)
_RATE_ONLY = {
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
_GENERIC_NP = re.compile(
    (
        r"^(?:(?:the|two|both|three|groups?|arms?|treatment|rates?|incidence|median|mean|patients?|data|overall|"
        r"difference|respectively|results?|cohort|events?|all|these|each|versus|vs\.?|a|an|significantly|slightly|"
        r"markedly|notably|lower|higher|similar|comparable|reduced|increased|occurrence|frequency|there|of|patients?|"
        r"time|period)\s?)*$"
    ),
    re.I,
)
_GRADES_COMPARED = re.compile(
    r"\b(?:any|all)[- ]grades? (?:v|vs\.?|versus|and|/) (?:grades? )?[≥>]?\s?[345]|\bgrades? [^.;]{0,20}(?:versus"
    r"|vs\.?) grades? "
)


_VERBS = re.compile(r"\b(?:had|reported|showed|experienced|achieved|developed)\b")
_ASIDE = re.compile(r"\b(?:after|following|due to|because of|owing to|without|despite)\s(?:an? |the )?$")
_MORE = re.compile(
    r"\b(?:fewer|more|less|greater|higher|lower|increased|reduced|longer|shorter|improved)\s(?P<np>[a-z][\w -]"
    r"{3,60}?)\s(?:than|in|with|for|versus|compared|occurred|among|\()"
)
_ALL_PATIENTS = re.compile(
    r"\b[Aa]ll (?:of the |the |treated |evaluable |enrolled |\d+ )?(?:patients|participants|subjects|women|"
    r"men)(?: (?:in|treated|receiving)[^,;.]{0,50}?)? (?:were observed to have |have |had )?(?:experienced|had|"
    r"achieved|developed|showed|reported|reached|attained)\b"
)
_THEN_ENROLLED = re.compile(
    r"(?:\s\([^()]*\))?(?:\s(?:with|who|from)\b[^.;,()]{0,80})?,?\s(?:were|was|had been|underwent)\s(?:then |also |"
    r"randomly |subsequently |eligible )?(?:enrolled|randomi|assigned|allocated|included|recruited|treated|eligible|"
    r"evaluable|screened|followed|analy[sz]ed|registered|accrued|entered|assessed|available)"
)
_SUBJECT = re.compile(
    r"^(?:(?:In|Among|At|For|With|After|During|By|Of|On|Within|Furthermore|Moreover|However|Similarly|Overall|"
    r"Additionally)\b[^,;()]{0,90}, |[A-Z][a-z]+(?: [a-z]+){0,3}, )?(?:[Tt]he |[Aa]n? |[Tt]here was (?:a |"
    r"no )?)?(?P<np>[^,;()]{4,100}?)\s(?:was|were|is|occurred|increased|decreased|improved|did|resulted|had)\b"
)
_GENERIC_SUBJECT = re.compile(
    r"(?i:^(?:in the|the)?\s?(?:respective )?(?:corresponding|respective|medians?|hazards?|difference|values?|"
    r"rates?|durations?|estimates?)\b(?!.* of \w))|^(?:it|this|these|they|both|results?)$"
)
_ENROLLING = re.compile(
    r"(?i:\b(?:enrolled|recruited|randomi[sz]ed|randomly (?:assigned|allocated)|were (?:assigned|allocated|"
    r"included|screened|treated|eligible|evaluable|followed|analy[sz]ed)|underwent randomi[sz]ation|of whom \d"
    r"+ received|eligible for analysis)\b)"
)


class SentenceReader:
    """Reads the results of one sentence into the context."""

    def __init__(self, sentence: Sentence, context: Context) -> None:
        self.sentence, self.context = sentence, context
        self.text = sentence.text
        self.mentions = context.arms.finder.mentions(self.text)
        named = outcomes.topics(self.text, context.vocabulary)
        adverse = [
            a for a in outcomes.adverse_words(self.text) if not any(t.start < a.end and a.start < t.end for t in named)
        ]
        self.topics = sorted(named + adverse, key=lambda t: t.start)
        self.topics = [t for i, t in enumerate(self.topics) if not (i and self._same_thing(self.topics[i - 1], t))]
        self.times = time_points(self.text)
        self.populations = [
            p
            for p in populations(self.text)
            if not any(m.start < p.end and p.start < m.end for m in self.mentions if not m.every)
        ]
        self.harm = outcomes.about_harm(self.text)

    def _same_thing(self, first: Topic, second: Topic) -> bool:
        """`adverse events (AEs)`: the second is the first's abbreviation."""
        return (
            bool(re.fullmatch(r"s?\s?[(\[]", self.text[first.end : second.start]))
            and self.text[second.end : second.end + 1] in (")", "]", ";", ",")
            and second.words.isupper() | second.words[:-1].isupper()
        )

    def read(self) -> None:
        """Append this sentence's results, held numbers and findings to the context."""
        if not re.search(
            r"\d|\b(?:no|none|No|None|not reached)\b|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b",
            self.text,
            re.I,
        ) or (scope.baseline(self.text) and all(t.outcome == "NONE" for t in self.topics)):
            self._carry_over([])
            return
        found = quantities(without_dates(self.text))
        attach(found, self.text, self.context.level)
        chosen = cells(found, self.text, self.times)
        contrasts = Contrasts(self, found, chosen)
        open_topics = [t for t in self.topics if t.outcome != "AE_SPECIFIC" or self.harm or self.context.harm]
        free = [c for c in chosen if c not in contrasts.taken]
        tables = lists.tabulated(self, free)
        made = groups(
            [c for c in free if not any(c in t.cells for t in tables)],
            self.text,
            self.mentions,
            open_topics,
            len(self.context.arms.arms),
        )
        made = self._usable(made)
        self._lay_out(made)
        self._name(made)
        lists.distribute(self, made)
        self._drop_totals(made)
        made = sorted(made + tables, key=lambda g: g.start)
        first = len(self.context.results)
        for group in made:
            alone = not any(
                g is not group
                and g.outcome is not None
                and group.outcome is not None
                and (g.outcome.outcome == group.outcome.outcome or g in tables)
                for g in made
            )
            if alone and layout.only_reference(group, self.text, self.mentions):
                group.arms = [None] * len(group.cells)
            self._emit(group)
        self._everyone()
        self._hold_conflicts(first)
        contrasts.emit(made)
        self._carry_over(made)

    def _drop_totals(self, made: list[Group]) -> None:
        """`259 patients have died: 117 in … and 142 in …`: the sum of the arms belongs to none of them."""
        for total in [g for g in made if len(g.cells) == 1 and g.cells[0].events is not None]:
            for parts in made:
                if len(parts.cells) > 1 and sum(c.events or 0 for c in parts.cells) == total.cells[0].events:
                    total.arms = [None]

    def _everyone(self) -> None:
        """`All patients experienced …`: every patient of the arm named there, or of each arm where none is."""
        for match in _ALL_PATIENTS.finditer(self.text):
            topic = next(
                (t for t in self.topics if match.end() <= t.start < match.end() + 60 and t.outcome != "NONE"), None
            )
            if topic is None or re.search(r"[,;]|\d\s?%", self.text[match.end() : topic.start]):
                continue
            named = {m.arms[0] for m in self.mentions if match.start() <= m.start < match.end()}
            arms = named or set(range(len(self.context.arms.arms)))
            cell = Quantity("percent", match.start(), match.end(), 100.0, "%")
            for arm in sorted(arms):
                self._result(Group([cell], "rate"), cell, arm, self._graded(topic))

    def _hold_conflicts(self, first: int) -> None:
        """Two values for one arm, outcome and time in one sentence: which is which cannot be told, so both are held."""
        fresh = self.context.results[first:]
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

    def _usable(self, made: list[Group]) -> list[Group]:
        kept = []
        for group in made:
            if group.family == "range":
                read_range(self, group.cells[0])
            elif self._numbers_enrolled(group):
                continue
            elif group.family != "plain" or group.strong or len(group.cells) > 1 or self._plain_with_arm(group):
                kept.append(group)
        return kept

    def _numbers_enrolled(self, group: Group) -> bool:
        """`Ninety-four patients were randomized`: who was in the study is no result."""
        bare = all(c.kind in ("count", "plain") and c.n is None for c in group.cells)
        return bare and bool(_THEN_ENROLLED.match(self.text, group.end))

    def _plain_with_arm(self, group: Group) -> bool:
        after = next((m for m in self.mentions if m.start >= group.end), None)
        return after is not None and bool(
            re.fullmatch(r"\s?(?:in|with|for|among|on)\s(?:the\s)?", self.text[group.end : after.start])
        )

    def _lay_out(self, made: list[Group]) -> None:
        """Arms of every group, left to right; each comparison hands its order to the next."""
        inherited = list(self.context.order) if len(self.context.orders) == 1 else []
        by_grade = bool(_GRADES_COMPARED.search(self.text)) and len({m.arms for m in self.mentions}) == 1
        for i, group in enumerate(made):
            floor = max(made[i - 1].end, made[i - 1].reach) if i else 0
            ceiling = made[i + 1].start if i + 1 < len(made) else len(self.text)
            if by_grade and len(group.cells) == 2:
                group.arms = [self.mentions[0].arms[0]] * 2
                continue
            layout.assign(group, self.text, self.mentions, self.context.arms, floor, ceiling, inherited)
            if len(group.cells) > 1 and None not in group.arms and len(set(group.arms)) == len(group.arms):
                inherited = [a for a in group.arms if a is not None]

    def _name(self, made: list[Group]) -> None:
        for i, group in enumerate(made):
            floor = made[i - 1].end if i else 0
            ceiling = made[i + 1].start if i + 1 < len(made) else len(self.text)
            if i and self._answers(made[i - 1], group):
                group.outcome = made[i - 1].outcome
            else:
                group.outcome = self._topic(group, floor, ceiling)

    def _answers(self, first: Group, second: Group) -> bool:
        """Whether a group is the other side of the comparison that the group before it opened."""
        gap = self.text[first.end : second.start]
        if first.family != second.family or first.outcome is None or not VERSUS.search(gap):
            return False
        last = [m for m in VERSUS.finditer(gap)][-1]
        return not any(
            first.end + last.end() <= t.start < second.start and t.outcome != "NONE" for t in self.topics
        ) and not re.search(r"\.\s", gap)

    def _topic(self, group: Group, floor: int, ceiling: int) -> Topic | None:
        """The outcome of a group: by the verb after it, the words before its bracket, the last one named, or carried over."""
        named = [
            t
            for t in self.topics
            if t.start < group.cells[0].end and t.end > group.start and group.cells[0].kind == "count"
        ]
        if named and named[0].outcome != "NONE":
            return named[0]
        after = self._after(group, ceiling)
        pre = [
            t
            for t in self.topics
            if t.end <= group.start and not _ASIDE.search(self.text, max(0, t.start - 14), t.start)
        ]
        close = after is not None and after.start - group.end < 110
        if after is not None and (close or not [t for t in pre if t.start >= floor and t.outcome != "NONE"]):
            return after
        local = self._in_front(group, floor)
        if local is not None:
            return local
        if pre:
            return self._graded(self._grade_apart(pre[-1], group))
        later = [
            t
            for t in self.topics
            if group.end <= t.start < ceiling
            and t.outcome != "NONE"
            and ";" not in self.text[group.end : t.start]
            and not _ASIDE.search(self.text, max(0, t.start - 14), t.start)
        ]
        if later and (
            re.search(r"\b(?:in|of|for)\s$", self.text[max(0, later[0].start - 8) : later[0].start]) is None
            or _VERBS.search(self.text[group.end : later[0].start])
        ):
            return later[0]
        subject = _SUBJECT.match(self.text)
        if (
            self.context.topic is not None
            and not [t for t in self.topics if t.outcome != "NONE"]
            and (not subject or _GENERIC_SUBJECT.search(subject["np"]))
        ):
            return (
                self.context.topic
                if group.strong or re.search(r"\b(?:corresponding|respective|median)", self.text, re.I)
                else None
            )
        if self._unnamed(group):
            return None
        more = [m.span("np") for m in _MORE.finditer(self.text, 0, group.start)][-1:]
        risk = [m.span("np") for m in RISK.finditer(self.text, 0, group.start)][-1:]
        for start, end in (
            risk + ([subject.span("np")] if subject else []) + more + [phrase_before(self.text, group.start)]
        ):
            words = self.text[start:end].strip()
            if self._names_something(start, end, words):
                return Topic(start, end, "AE_SPECIFIC" if self.harm else "OTHER", words)
        return None

    def _unnamed(self, group: Group) -> bool:
        """Whether numbers without a known outcome are too weakly tied to be one: bare counts, numbers enrolled."""
        if _ENROLLING.search(self.text):
            return True
        bare = all(c.kind in ("count", "plain") and c.n is None for c in group.cells)
        return bare and not group.strong

    def _after(self, group: Group, ceiling: int) -> Topic | None:
        """`40 women … (2%) and 85 … (4%) had developed breast cancer`: the verb's object."""
        if group.family not in ("rate", "plain"):
            return None
        start = group.end
        tail = [m for m in self.mentions if start <= m.start < ceiling]
        if tail and tail[0].start - start < 40 and not strange_words(self.text, start, tail[0].start, []):
            start = tail[0].end
            while len(tail) > 1 and tail[1].start - start < 12:
                tail.pop(0)
                start = tail[0].end
        match = _VERB.match(self.text[start:ceiling])
        if not match:
            return None
        verb = match["verb"]
        at = start + match.start("verb")
        named = next((t for t in self.topics if at <= t.start < min(ceiling, at + 120) and t.outcome != "NONE"), None)
        if named is not None:
            return named
        rest = re.match(rf"{verb}\s(?:a |an |the |been )?(?P<words>[^.;,()\d]{{3,60}})", self.text[at:ceiling])
        if rest and (
            verb not in ("had", "have", "has", "were") or re.match(r"\w+\s(?:an?|confirmed)\s(?!total)", rest.group())
        ):
            words = re.sub(r"\s(?:during|in|with|for|after|at|by|of|among)$", "", rest.group().strip())
            return Topic(at, at + len(words), "AE_SPECIFIC" if self.harm else "OTHER", words)
        return None

    def _in_front(self, group: Group, floor: int) -> Topic | None:
        """`increased blood bilirubin (four [5%] vs none)`: the words before the bracket or colon that holds the group."""
        opening = self.text.rfind("(", floor, group.start + 1)
        if opening < 0 or ")" in self.text[opening : group.start] or group.start - opening > 25:
            return None
        start, end = phrase_before(self.text, opening, floor)
        words = self.text[start:end].strip()
        if any(m.start < end and start < m.end for m in self.mentions):
            return None
        inside = [t for t in self.topics if t.start < end and start < t.end]
        if inside:
            topic = inside[-1]
            return self._graded(Topic(start, end, topic.outcome, words) if topic.outcome == "AE_SPECIFIC" else topic)
        if (self.harm or self.context.harm) and self._names_something(start, end, words):
            return self._graded(Topic(start, end, "AE_SPECIFIC", words))
        return None

    def _graded(self, topic: Topic) -> Topic:
        """An adverse event with the grade that the sentence gives just before it."""
        if topic.outcome == "AE_SPECIFIC":
            start, _ = phrase_before(self.text, topic.start + 1)
            words = self.text[start : topic.end].strip(" ,;(")
            grade = re.findall(r"\bgrades? [^,;()]{1,22}?(?=\s[a-z]{3,}|$)", self.text[: topic.start], re.I)
            if grade and "rade" not in words and len(words) < 60:
                words = f"{grade[-1]} {words}"
            return Topic(topic.start, topic.end, "AE_SPECIFIC", words)
        return topic

    def _grade_apart(self, topic: Topic, group: Group) -> Topic:
        """`adverse events were grade 3 in 62% … and grade 4 in 11%`: the grade that stands between topic and value."""
        if topic.outcome not in ("AE_ANY", "AE_G3PLUS"):
            return topic
        grades = re.findall(
            (
                r"\bgrades? ?((?:[1-5]|I{1,3}|IV|V)(?: ?(?:-|to|or|and|/) ?[1-5])?)(?= in\b|\s?[,(≥>]| ?$| events?\b|"
                r" occurred\b)"
            ),
            self.text[topic.end : group.start] if topic.end <= group.start else "",
            re.I,
        )
        if not grades:
            return topic
        outcome = "AE_G3PLUS" if grades[-1][0] in "345" or grades[-1].startswith(("III", "IV", "V")) else "AE_SPECIFIC"
        return Topic(
            topic.start, topic.end, outcome, f"grade {grades[-1]} {re.sub(r' (?:were|was) grade.*', '', topic.words)}"
        )

    def _names_something(self, start: int, end: int, words: str) -> bool:
        return (
            bool(re.search(r"[A-Za-z]{3}", words))
            and words not in ("were", "was", "are")
            and not _GENERIC_NP.match(words)
            and len(words) < 80
            and not any(m.start < end and start < m.end for m in self.mentions)
        )

    def _emit(self, group: Group) -> None:
        topic = group.outcome
        if topic is None or topic.outcome == "NONE":
            return
        if (
            group.family == "time"
            and topic.outcome not in _TIMES
            and group.cells[0].kind == "duration"
            and not re.search(
                r"\b(?:time|duration|medians?|mean|average|interval)\b",
                self.text[max(0, group.start - 140) : group.start] + topic.words,
                re.I,
            )
        ):
            return
        if (
            group.family == "time"
            and topic.outcome in _RATE_ONLY
            and not re.search(
                r"\b(?:time to|duration|median)\b", self.text[max(0, topic.start - 30) : group.start], re.I
            )
        ):
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

    def _result(self, group: Group, cell: Quantity, arm: int, topic: Topic) -> None:
        stat = _stat(cell, topic, topic.words + " " + self.text[max(0, group.start - 90) : group.start + 12])
        if stat is None:
            return
        result = Result(
            "arm",
            topic.outcome,
            stat,
            outcome_text=topic.words,
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
        result.se = cell.sd if stat == "rate" else None
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
        result.population = self.population(group.start, group.end)
        self.locate(result, group, cell)
        self.context.results.append(result)

    def locate(self, result: Result, group: Group | None, cell: Quantity) -> None:
        """Span and quote: the whole comparison where it is short, else the value alone."""
        start, end = (group.start, group.end) if group and group.end - group.start <= 200 else (cell.start, cell.end)
        while end < len(self.text) and self.text[end] in ")]%":
            end += 1
        result.locator, result.quote = self.sentence.locator(start, end), self.sentence.quote(start, end)

    def _time(self, result: Result, group: Group) -> None:
        before = [t for t in self.times if t.end <= group.start]
        after = [t for t in self.times if t.start >= group.start and t.start - group.end < 60]
        point = before[-1] if before else after[0] if after else None
        if point is not None:
            result.timepoint, result.timepoint_weeks = point.words, round(point.weeks, 4)

    def population(self, start: int, end: int) -> str:
        """The words that narrow a number at a span to part of the participants, or `all`."""
        before = [p for p in self.populations if p.end <= start]
        after = [p for p in self.populations if p.start >= end]
        closing = re.compile(r"[\s,)\]]*(?:\([^()]*\)|\[[^\[\]]*\])?[^()\d.;]{0,4}")
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

    def _usual(self, words: str) -> bool:
        """Whether a phrase only repeats who was studied, as the title says it."""
        title = self.context.title.lower()
        telling = [
            w
            for w in re.findall(r"[a-z0-9+-]{3,}", words.lower())
            if w not in ("patients", "with", "who", "the", "participants", "women", "men", "those", "and", "had")
        ]
        return sum(w.rstrip("s") in title for w in telling) * 2 >= len(telling)

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

    def _carry_over(self, made: list[Group]) -> None:
        named = [t for t in self.topics if t.outcome != "NONE"]
        with_topic = [g.outcome for g in made if g.outcome is not None and g.outcome.outcome != "NONE"]
        if with_topic:
            self.context.topic = with_topic[-1]
        elif named:
            self.context.topic = named[-1]
        orders = [g.arms for g in made if len(g.cells) > 1 and None not in g.arms and len(set(g.arms)) == len(g.arms)]
        if orders:
            self.context.order = [a for a in orders[-1] if a is not None]
        self.context.orders.update(tuple(a for a in order if a is not None) for order in orders)
        self.context.harm = self.harm
        self.context.last_text = self.text


def _stat(cell: Quantity, topic: Topic, lead: str) -> str | None:
    """rate, count, median or mean; None where the form does not fit what it is about."""
    if cell.kind == "percent":
        return "rate"
    if cell.kind in ("count", "none"):
        median = re.search(r"\bmedians?\b(?! follow)", lead, re.I)
        return "median" if median and cell.kind == "count" and not cell.n and "[" not in lead else "count"
    if cell.kind == "mean":
        return (
            "rate"
            if (cell.unit == "%" and topic.outcome in _TIMES | _RATE_ONLY) or (cell.unit == "%" and "rate" in lead)
            else "mean"
        )
    if cell.kind in ("duration", "not_reached"):
        return "mean" if re.search(r"\bmean\b(?!.*\bmedian\b)", lead) else "median"
    if cell.kind == "plain":
        if re.search(r"\bmedians?\b", lead, re.I):
            return "median"
        if re.search(r"\b(?:mean|average|score)s?\b", lead, re.I):
            return "mean"
        if cell.value is not None and cell.value == int(cell.value) and cell.value >= 0:
            cell.events, cell.unit = int(cell.value), "patients"
            return "count"
        return "mean" if topic.outcome in ("OTHER", "QOL") else None
    return None
