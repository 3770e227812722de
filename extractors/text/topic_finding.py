"""Which outcome a group of values is about: by the verb after it, the words before its bracket, the subject."""

from __future__ import annotations

import re

from extractors.text import deeds, noun_phrases
from extractors.text.arm_mentions import Mention
from extractors.text.arm_names import tokens
from extractors.text.context import Context
from extractors.text.contrasts import RISK
from extractors.text.expression import Expression
from extractors.text.groups import MEAN, VERSUS, Group, strange_words
from extractors.text.mean_forms import without_announcements
from extractors.text.outcomes import Topic, phrase_before
from extractors.text.quantity_forms import PEOPLE
from extractors.text.treatment_changes import treatment_change

_VERB = re.compile(
    r"^(?:\W|\b(?:of|in|the|patients?|participants?|women|men|group|arm|and|respectively|who|were|had been|also)\b)*"
    r"\b(?:(?:had|have|has)\s(?=achieved|experienced|developed|died|discontinued|relapsed|progressed|reached|"
    r"withdrawn|responded))?(?P<verb>had|have|has|achieved|experienced|developed|showed|died|discontinued|relapsed|"
    r"progressed|reached|attained|obtained|withdrew|responded|exhibited|remained|required|underwent|reported|needed|received|suffered|sustained|completed|recovered|survived|met|"
    r"were|was|became|returned|resumed|conceived|preferred|chose|stopped|lost|gained|abstained|improved|worsened|healed)\b"
)
_GENERIC_NP = re.compile(
    (
        r"^(?:(?:the|two|both|three|groups?|arms?|treatment|rates?|incidence|median|mean|patients?|data|overall|"
        r"difference|respectively|results?|cohort|events?|all|these|each|whereas|while|although|but|versus|vs\.?|a|an|significantly|slightly|"
        r"markedly|notably|lower|higher|similar|comparable|reduced|increased|occurrence|frequency|there|of|patients?|"
        r"more|fewer|most|women|men|participants|subjects|children|people|in|on|at|by|for|with|"
        r"to|but|only|both|time|period)\s?)*$"
    ),
    re.I,
)
_FORMS_SAID = re.compile(
    r"[(\[](?:95\s?% (?:CI|confidence intervals?)|±?\s?(?:SDs?|SEM?)|IQR|range|n|%|n\s?\(%\))[)\]]"
)
"""`the mean (95% CI) increase`: how numbers are printed is no part of a name."""


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


_SHARES_ONLY = frozenset(["DEATH", "AE_ANY", "AE_G3PLUS", "SAE", "AE_SPECIFIC", "DISCONTINUATION"])
"""Outcomes that no mean and no time is carried over to."""
_COMPARISON = re.compile(
    r"(?:significantly |slightly |an? |much )*(?:greater|larger|fewer|better|worse|longer|shorter|lower|higher|less|"
    r"more|similar|comparable)\b"
)
_PEOPLE_FIRST = re.compile(rf"(?:the\s)?{PEOPLE}\b", re.I)
_WHEN = re.compile(
    r"(?:(?:on|at|during|after|in|within|by|over)\s)?(?:the\s)?(?:days?|weeks?|months?|years?|cycles?)\s\d", re.I
)
_NO_NAME = re.compile(
    r"(?:(?:they|it|these|this|those|both|others?|there|which|that|whom)$|(?:al)?though (?:this|it|these)\b|.*\btrend\b"
    r"|.*\b\d+ (?:patients|women|men|participants|subjects)$|"
    r"(?:plus|with|without|prior|previous|adjuvant|neoadjuvant|concomitant|baseline)\s|(?:necessary|needed|required|given|"
    r"available|possible|mandatory|used|performed|administered|allowed|permitted|only|whereas|while|although|though)\b(?:\s(?:in|for|"
    r"to|by|with|of))?\s?$|(?:received|underwent|required|given|completed)\s(?:an?\s)?(?:median|mean|total)\b|.*\d\s?%)",
    re.I,
)
"""What no outcome's name begins with, or is: treatment before or beside the trial's, a verb without its subject."""
_DENIED = re.compile(
    r"\s(?:(?:other|cases?|instances?|episodes?|of|new|severe|grades?|[1-5]|febrile|or|and|higher|[/-])[\s/-]?){0,8}"
)
_WITH = re.compile(r"[,;]\s(?:and\s)?with\s$")
_HAVING = re.compile(r"\s(?:(?:having|showing|achieving|experiencing|in|with)\s(?:an?\s)?)?")
_JOINED = re.compile(r"(?:or|nor|and|but)\s")
_OTHERWISE = re.compile(r"[)\]],?\s(?:with|and|but)\s(?:an?\s)?(?:longer|shorter|higher|lower|better|similar)\b")
_VERBS = re.compile(r"\b(?:had|reported|showed|experienced|achieved|developed)\b")
_ASIDE = re.compile(r"\b(?:after|following|due to|because of|owing to|without|despite)\s(?:an? |the )?$")
_MORE = re.compile(
    r"\b(?:fewer|more|less|greater|higher|lower|increased|reduced|longer|shorter|improved)\s(?P<np>[a-z][\w -]"
    r"{3,60}?)\s(?:than|in|with|for|versus|compared|occurred|among|\()"
)
_SUBJECT = re.compile(
    r"^(?:(?:In|Among|At|For|With|After|During|By|Of|On|Within|Furthermore|Moreover|However|Similarly|Overall|"
    r"Additionally)\b[^,;()]{0,90}, |[A-Z][a-z]+(?: [a-z]+){0,3}, )?(?:[Tt]he |[Aa]n? |[Tt]here was (?:a |"
    r"no )?)?(?P<np>[^,;()]{4,100}?)\s(?:was|were|is|occurred|increased|decreased|improved|did|resulted|had|fell|"
    r"declined|dropped|rose|averaged|remained|changed)\b"
)
_GENERIC_SUBJECT = re.compile(
    r"(?i:^(?:in the|the)?\s?(?:respective )?(?:corresponding|respective|medians?|hazards?|difference|values?|"
    r"rates?|durations?|estimates?)\b(?!.* of \w))|^(?:it|this|these|they|both|results?)$"
)
_FRAME = re.compile(
    r"^an?\s(?=mean\b)|\s(?:of|was|were|is|are|fell|rose|declined|dropped|(?:was |were )?(?:"
    r"decreased|increased|improved|reduced|changed|lowered)|averaged)(?: (?:by|to|at))?$"
)
_ENROLLING = Expression(
    r"(?i:\b(?:analys[ei]s|population|sample) (?:set )?(?:included|comprised)\b|\b(?:enrolled|recruited|randomi[sz]ed|"
    r"randomly (?:assigned|allocated)|were (?:assigned|allocated|"
    r"included|screened|treated|eligible|evaluable|followed|analy[sz]ed)|underwent randomi[sz]ation|of whom \d"
    r"+ received|eligible for analysis)\b)"
)


_THRESHOLD = re.compile(r"\b(?:more|less|greater|fewer|higher|lower) than (?:half|(?:a |one )?(?:third|quarter)|\d)")
_NEW_CLAUSE = re.compile(r",\s(?:and|but|while|whereas)\s")
_SAID = re.compile(r"\b(?:was|were|had to be)\s\w+ed\b")
_MEASURED_ANEW = re.compile(
    r",\s(?:and|but|while|whereas)\s(?P<what>(?!in\b|for\b|by\b)[^,;:()\d]{3,50}?\s(?:fell|dropped|declined|rose|"
    r"decreased|increased|normali[sz]ed|shrank)\b[^,;:()]{0,50}?)\s(?:in|for|among)\s$"
)
"""A clause of its own that tells what was measured and in how many: the outcome before it is not meant."""


class TopicFinding:
    """The part of a sentence's reader that names the outcome of a group."""

    text: str
    topics: list[Topic]
    mentions: list[Mention]
    harm: bool
    context: Context

    def _same_thing(self, first: Topic, second: Topic) -> bool:
        """`adverse events (AEs)`: the second is the first's abbreviation."""
        return (
            bool(re.fullmatch(r"s?\s?[(\[]", self.text[first.end : second.start]))
            and self.text[second.end : second.end + 1] in (")", "]", ";", ",")
            and second.words.isupper() | second.words[:-1].isupper()
        )

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
        gap = _THRESHOLD.sub("", self.text[first.end : second.start])
        if first.family != second.family or first.outcome is None or not VERSUS.search(gap):
            return False
        after = second.start - len(gap) + [m for m in VERSUS.finditer(gap)][-1].end()
        return not any(after <= t.start < second.start and t.outcome != "NONE" for t in self.topics) and not re.search(
            r"\.\s", gap
        )

    def _topic(self, group: Group, floor: int, ceiling: int) -> Topic | None:
        """The outcome of a group: by the verb after it, the words before it, the last one named, or carried over."""
        topics = self._topics_of(group)
        named = [
            t
            for t in topics
            if t.start < group.cells[0].end and t.end > group.start and group.cells[0].events is not None
        ]
        if named and named[0].outcome != "NONE":
            return named[0]
        if group.cells[0].kind == "none" and (denied := self._denied(group)):
            return denied
        if group.cells[0].kind == "count" and (had := self._had(group)):
            return had
        changed = treatment_change(
            self.text, group.start, group.cells[0].end, floor, [tokens(arm.label) for arm in self.context.arms.arms]
        )
        if changed is not None:
            return changed
        after = self._after(group, ceiling)
        pre = self._before(topics, group.start)
        close = after is not None and after.start - group.end < 110
        if after is not None and (close or not [t for t in pre if t.start >= floor and t.outcome != "NONE"]):
            return after
        local = self._in_front(group, floor) or self._compared_before(group, floor)
        if local is not None:
            return local
        if pre:
            return self._named_before(pre[-1], group, floor)
        own = noun_phrases.subject(_FORMS_SAID.sub(_blank, self.text), group.start, self.mentions)
        later = [
            t
            for t in topics
            if group.end <= t.start < ceiling
            and t.outcome != "NONE"
            and ";" not in self.text[group.end : t.start]
            and not _OTHERWISE.search(self.text, group.end, t.start)
            and not (_NEW_CLAUSE.search(self.text, group.end, t.start) and _SAID.search(self.text, floor, group.start))
            and not _ASIDE.search(self.text, max(0, t.start - 14), t.start)
        ]
        if later and own and not _VERBS.search(self.text[group.end : later[0].start]):
            later = []
        if later and (
            re.search(r"\b(?:in|of|for)\s$", self.text[max(0, later[0].start - 8) : later[0].start]) is None
            or _VERBS.search(self.text[group.end : later[0].start])
        ):
            return later[0]
        shown = without_announcements(self.text)
        subject = _SUBJECT.match(shown)
        if subject and group.family == MEAN and ";" in shown[subject.end() : group.start]:
            subject = None
        if (
            self.context.topic is not None
            and (group.family not in (MEAN, "time") or self.context.topic.outcome not in _SHARES_ONLY)
            and not [t for t in topics if t.outcome != "NONE"]
            and (not subject or _GENERIC_SUBJECT.search(subject["np"]))
            and not own
            and not deeds.deed_of_people(self.text, group.start, self.mentions)
        ):
            return (
                self.context.topic
                if group.strong or re.search(r"\b(?:corresponding|respective|median)", self.text, re.I)
                else None
            )
        return self._unnamed_outcome(group, shown, subject)

    def _denied(self, group: Group) -> Topic | None:
        """`no grade 3 rash was observed`: what is denied stands right after the `no`."""
        later = next((t for t in self.topics if t.start >= group.end and t.outcome != "NONE"), None)
        if later is None or not _DENIED.fullmatch(self.text, group.end, later.start):
            return None
        return self._graded(later)

    def _had(self, group: Group) -> Topic | None:
        """`with 13 patients having stable disease`: what people counted after another outcome had."""
        if not _WITH.search(self.text[: group.start]) or len(group.cells) > 1:
            return None
        return next((t for t in self.topics if _HAVING.fullmatch(self.text, group.end, t.start)), None)

    def _compared_before(self, group: Group, floor: int) -> Topic | None:
        """`a longer operating time (77 v 60 min)`: the phrase before the bracket, known outcome or not."""
        span = noun_phrases.before_bracket(self.text, group.start, floor, self.mentions)
        if span is None:
            return None
        inside = [t for t in self.topics if t.start < span[1] and span[0] < t.end]
        return self._graded(inside[-1]) if inside else self._thing(*span)

    def _thing(self, start: int, end: int) -> Topic:
        """An outcome without an id of its own, by the words of a span."""
        words = re.sub(r"\s+", " ", _FORMS_SAID.sub(_blank, self.text[start:end])).strip()
        return Topic(start, end, "AE_SPECIFIC" if self.harm else "OTHER", words)

    def _unnamed_outcome(self, group: Group, shown: str, subject: re.Match[str] | None) -> Topic | None:
        """The noun phrase that a group without a known outcome belongs to, or None where nothing tells."""
        if _ENROLLING.search(self.text):
            return None
        counted = noun_phrases.counted_after(self.text, group.start, self.mentions)
        if counted:
            return self._thing(*counted)
        own = noun_phrases.subject(_FORMS_SAID.sub(_blank, self.text), group.start, self.mentions)
        if self._bare(group):
            return self._thing(*own) if own and self._in_people(group) else None
        compared = noun_phrases.compared_in(self.text, group.start, self.mentions)
        deed = deeds.deed_of_people(self.text, group.start, self.mentions) if group.family == "rate" else None
        more = [m.span("np") for m in _MORE.finditer(shown, 0, group.start)][-1:]
        risk = [m.span("np") for m in RISK.finditer(self.text, 0, group.start)][-1:]
        first = [subject.span("np")] if subject else []
        spans = (
            risk + ([compared] if compared else []) + ([own] if own else []) + ([deed] if deed else []) + first + more
        )
        for start, end in [*spans, phrase_before(self.text, group.start)]:
            words = _FRAME.sub("", re.sub(r"\s+", " ", shown[start:end]).strip())
            words = re.sub(r"^(?:(?:but|and|or|although|while|whereas|an?|of|which|only)\s)+", "", words)
            if self._names_something(start, end, words):
                return Topic(start, end, "AE_SPECIFIC" if self.harm else "OTHER", words)
        done = deeds.predicate(self.text, group.start, self.mentions) if group.family == MEAN else None
        return self._thing(*done) if done else None

    def _bare(self, group: Group) -> bool:
        """Whether a group is numbers alone, that may be of anything."""
        return all(c.kind in ("count", "plain") and c.n is None for c in group.cells) and not group.strong

    def _in_people(self, group: Group) -> bool:
        """`occurred in 12 patients`, `healed in 12`: people counted after the verb of what happened to them."""
        return any(c.kind == "count" for c in group.cells) and bool(
            re.search(r"\b(?:in|by|for|among|on)\s(?:only\s|all\s)?$", self.text[: group.start])
        )

    def _before(self, topics: list[Topic], position: int) -> list[Topic]:
        """The outcomes named before a place; none where the last is no outcome and only opens the sentence."""
        pre = [t for t in topics if t.end <= position and not _ASIDE.search(self.text, max(0, t.start - 14), t.start)]
        if pre and pre[-1].outcome == "NONE" and noun_phrases.introduced(self.text, pre[-1].start, position):
            return []
        return pre

    def _topics_of(self, group: Group) -> list[Topic]:
        """The outcomes that may be a group's: a mean headache score is a measurement, not a harm."""
        fell = group.family == MEAN and any(c.unit == "%" and (c.value or 0) < 0 for c in group.cells)
        if fell:
            return [t for t in self.topics if t.outcome in ("NONE", "OTHER", "QOL")]
        if group.family == MEAN and not self.harm:
            return [t for t in self.topics if t.outcome != "AE_SPECIFIC"]
        return self.topics

    def _named_before(self, topic: Topic, group: Group, floor: int) -> Topic:
        """The outcome named before a group, unless a clause between tells what else was measured."""
        measured = _MEASURED_ANEW.search(self.text, max(floor, topic.end), group.start)
        if measured:
            return Topic(*measured.span("what"), "OTHER", measured["what"])
        return self._graded(self._grade_apart(topic, group))

    def _after(self, group: Group, ceiling: int, pair: Group | None = None) -> Topic | None:
        """`40 women … (2%) and 85 … (4%) had developed breast cancer`: the verb's object.

        `pair` is the comparison that a value standing alone here is the first of.
        """
        if group.family not in ("rate", "plain"):
            return None
        if len(group.cells) > 1 and group.strong and len(self.text[group.cells[0].end : group.cells[1].start]) > 25:
            found = self._after(Group([group.cells[0]], group.family), group.cells[1].start, group)
            if found is not None:
                return found
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
        if self.context.arms.single and verb in deeds.ONLY_BETWEEN_ARMS:
            return None
        at = start + match.start("verb")
        named = next((t for t in self.topics if at <= t.start < min(ceiling, at + 120) and t.outcome != "NONE"), None)
        if named is not None:
            return named
        rest = re.match(rf"{verb}\s(?:a |an |the |been )?(?P<words>[^.;,()\d]{{3,60}})", self.text[at:ceiling])
        if rest and _NO_NAME.match(rest.group()):
            return Topic(at, at + len(rest.group()), "NONE", rest.group())  # the course of treatment
        if rest and _COMPARISON.match(rest["words"]):
            return None
        if rest and (
            verb not in ("had", "have", "has", "were", "was", "received", "completed")
            or (verb not in ("were", "was") and re.match(r"\w+\s(?:an?|confirmed)\s(?!total)", rest.group()))
            or self._deed_of_arms(pair or group, rest["words"], at, at + len(rest.group()))
        ):
            words = re.sub(r"\s(?:during|in|with|for|after|at|by|of|among)$", "", rest.group().strip())
            return Topic(at, at + len(words), "AE_SPECIFIC" if self.harm else "OTHER", words)
        return None

    def _deed_of_arms(self, group: Group, words: str, start: int, end: int) -> bool:
        """`37% in the X and 26% in the Y group were free of disease`: what people of each arm were, had or received."""
        apart = len(group.cells) > 1 and None not in group.arms and len(set(group.arms)) == len(group.arms)
        return (
            apart
            and not self.context.arms.single
            and not deeds.NO_DEED.match(words)
            and not any(m.start < end and start < m.end for m in self.mentions)
        )

    def _in_front(self, group: Group, floor: int) -> Topic | None:
        """`increased blood bilirubin (four [5%] vs none)`: the words before the bracket that holds the group."""
        opening = self.text.rfind("(", floor, group.start + 1)
        if opening < 0 or ")" in self.text[opening : group.start] or group.start - opening > 25:
            return None
        start, end = phrase_before(self.text, opening, floor)
        joined = _JOINED.match(self.text, start, end)
        start = joined.end() if joined else start
        words = self.text[start:end].strip()
        if any(m.start < end and start < m.end for m in self.mentions):
            return None
        inside = [t for t in self.topics if t.start < end and start < t.end]
        if inside:
            topic = inside[-1]
            own = topic.outcome == "AE_SPECIFIC" or (
                topic.outcome == "OTHER" and self._names_something(start, end, words)
            )
            return self._graded(Topic(start, end, topic.outcome, words) if own else topic)
        if (self.harm or self.context.harm) and self._names_something(start, end, words):
            return self._graded(Topic(start, end, "AE_SPECIFIC", words))
        return None

    def _graded(self, topic: Topic) -> Topic:
        """An adverse event with the grade that the sentence gives just before it."""
        if topic.outcome == "AE_SPECIFIC":
            start, _ = phrase_before(self.text, topic.start + 1)
            words = re.sub(
                r"^(?:(?:or|and|an?|but|although|though|while|whereas)\s)+",
                "",
                self.text[start : topic.end].strip(" ,;("),
            )
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
                r"\bgrades? ?((?:[1-5]|I{1,3}|IV|V)(?: ?(?:-|to|or|and|/) ?[1-5]| (?:or|and) (?:higher|above|greater|"
                r"worse|more severe))?)(?= in\b|\s?[,(≥>]| ?$| events?\b|"
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
            and not _NO_NAME.match(words)
            and not _GENERIC_NP.match(words)
            and not _WHEN.match(words)
            and not _PEOPLE_FIRST.match(words)
            and not re.search(r"\bconfidence intervals?\b|\bCIs?\b", words)
            and len(words) < 80
            and not any(m.start < end and start < m.end for m in self.mentions)
        )
