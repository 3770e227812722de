"""Where a sentence speaks of which arm."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extractors.text.arm_names import Tokens, tokens
from extractors.text.arm_signs import bare_letters_in, everyone_in, lettered_in, roles_in
from extractors.text.arm_words import ArmWords

# A piece of an enumeration.
_PART = re.compile(r"(?:(?!,\s|\s(?:and|or)\s).)+")
_STANDARD = re.compile(r"\b[Ss]tandard\s$")
_DEGREE = re.compile(r"(?:[Hh]igh|[Ll]ow|[Ss]hort|[Ll]ong|[Ee]arly|[Ll]ate|[Ii]ntermediate|[Mm]oderate)(?:er|est)?")
"""A degree alone (`low expression`) names no arm, though one is called the low dose."""
_DEGREE_OF = re.compile(r"[- ](?:doses?|intensity|volume|frequency|strength|load)\b")
_GROUP_WORD = re.compile(r"\s(?:groups?|arms?|recipients?)$")
_ONE_WORD = re.compile(r"[a-z]+")
_DISEASE_AFTER = re.compile(r"\s(?:cancers?|carcinomas?|tumou?rs?|neoplasms?|metastas[ie]s)\b")
"""`breast cancer` where an arm has breast surgery: the disease, not the arm."""
_KIND_OF_ARMS = re.compile(r"-(?:containing|based)\s(?:arms|groups|regimens|cohorts)$")
"""`the two X-containing arms`: several arms of a kind."""


@dataclass(slots=True, frozen=True)
class Mention:
    """A span of a sentence that names one arm, or all of them (`both groups`)."""

    start: int
    end: int
    arms: tuple[int, ...]
    every: bool = False


class ArmFinder:
    """Recognises the arms of one report by their telling words, letters and roles."""

    def __init__(
        self, keys: list[set[Tokens]], forms: list[list[str]], short: dict[str, Tokens], roles: list[str] | None = None
    ) -> None:
        """`keys` and `forms` per arm; `short` expands the report's abbreviations; `roles` settle `control`."""
        self.keys = [{key for key in arm if key} for arm in keys]
        self.forms = forms
        self.roles = roles
        own = {token for arm in self.keys for key in arm for token in key}
        self.short = {s: long for s, long in short.items() if s not in own}
        self.wide = [{self._expand(key) for key in arm} | arm for arm in self.keys]
        self.unique = self._unique()
        self.words = self._telling(own)
        self.letters = {token for token in own if re.fullmatch("arm_[a-z]", token)}
        self._found: dict[str, list[Mention]] = {}

    def reordered(self, order: list[int], roles: list[str]) -> ArmFinder:
        """The same finder with the arms in output order and their roles known."""
        return ArmFinder([self.keys[i] for i in order], [self.forms[i] for i in order], self.short, roles)

    def _expand(self, key: Tokens) -> Tokens:
        grown: set[str] = set()
        for token in key:
            grown |= self.short.get(token, frozenset([token]))
        return frozenset(grown)

    def _unique(self) -> list[set[str]]:
        every = [set().union(*arm) if arm else set() for arm in self.wide]
        return [mine - set().union(*(other for j, other in enumerate(every) if j != i)) for i, mine in enumerate(every)]

    def _telling(self, own: set[str]) -> ArmWords | None:
        words = {w for w in own if not w.startswith(("arm_", "no_", "x2:"))} | {
            w[3:] for w in own if w.startswith("no_")
        }
        words |= {s for s, long in self.short.items() if long & own}
        words -= {"control", "experimental", "combination", "observation", "monotherapy", "standard"}
        return ArmWords(words, (form for forms in self.forms for form in forms), self.short) if words else None

    def resolve(self, key: Tokens) -> int | None:
        """The one arm that a set of telling words means, or None where it could be several or none."""
        if not key:
            return None
        lacking = [token[3:] for token in key if token.startswith("no_")]
        if len(self.keys) == 2 and len(key) == 1 and lacking and not any(key in arm for arm in self.wide):
            given = self.resolve(frozenset(lacking))
            return None if given is None else 1 - given
        role = self._role(key)
        if role is not None:
            return role
        for candidates in ({key}, {self._expand(key)}):
            exact = [i for i, arm in enumerate(self.wide) if candidates & arm]
            if len(exact) == 1:
                return exact[0]
        wide = self._expand(key)
        distinct = [i for i, mine in enumerate(self.unique) if mine & wide]
        if len(distinct) == 1:
            return distinct[0]
        if distinct:
            return None
        scores = [max((len(wide & k) / len(wide | k) for k in arm), default=0.0) for arm in self.wide]
        best = max(scores, default=0.0)
        if best >= 0.5 and scores.count(best) == 1:
            return scores.index(best)
        return None

    def _role(self, key: Tokens) -> int | None:
        exact = [i for i, arm in enumerate(self.keys) if key in arm]
        if len(exact) == 1:
            return exact[0]
        if not self.roles or len(key) != 1:
            return None
        word = next(iter(key))
        wanted = {"control": "control", "standard": "control", "experimental": "experimental"}.get(word)
        if (
            word in ("control", "observation")
            and any("observation" in k for arm in self.keys for k in arm)
            and word == "observation"
        ):
            return None
        if wanted:
            found = [i for i, role in enumerate(self.roles) if role == wanted]
            return found[0] if len(found) == 1 else None
        if word in ("combination", "monotherapy"):
            sizes = [max((len(k) for k in arm), default=0) for arm in self.keys]
            best = max(sizes) if word == "combination" else min(sizes)
            return sizes.index(best) if sizes.count(best) == 1 else None
        return None

    def mentions(self, text: str) -> list[Mention]:
        """Every arm that a plain sentence mentions, in order, not overlapping."""
        if not self.keys:
            return []
        if text not in self._found:
            self._found[text] = self._mentions(text)
        return list(self._found[text])

    def _mentions(self, text: str) -> list[Mention]:
        everyone = tuple(range(len(self.keys)))
        found = [Mention(start, end, everyone, every=True) for start, end in everyone_in(text)]
        named = [(start, end, frozenset([letter])) for start, end, letter in lettered_in(text)]
        named += [(start, end, tokens(role + " group")) for start, end, role in roles_in(text)]
        if len(self.letters) > 1:
            bare = [(start, end, letter) for start, end, letter in bare_letters_in(text) if letter in self.letters]
            named += [(start, end, frozenset([letter])) for start, end, letter in bare]
        found += [Mention(a, b, (arm,)) for a, b, key in named if (arm := self.resolve(key)) is not None]
        if self.words is not None:
            for start, end in self.words.runs(text):
                if _DEGREE.fullmatch(text, start, end) and not _DEGREE_OF.match(text, end):
                    continue
                if not (_DISEASE_AFTER.match(text, end) and _ONE_WORD.fullmatch(text, start, end)):
                    begin = self._from_standard(text, start)
                    found += self._run(text[begin:end], begin)
        found.sort(key=lambda m: (m.start, -m.end))
        kept: list[Mention] = []
        for mention in found:
            if not kept or mention.start >= kept[-1].end:
                kept.append(mention)
            elif not kept[-1].every and mention.end > kept[-1].end and mention.arms == kept[-1].arms:
                kept[-1] = replace(kept[-1], end=mention.end)
        return kept

    def _from_standard(self, text: str, start: int) -> int:
        """Where a run of telling words begins that `standard` belongs to, if an arm's name holds that word."""
        said = _STANDARD.search(text, max(0, start - 10), start)
        return said.start() if said and any({"standard"} < key for arm in self.keys for key in arm) else start

    def _run(self, text: str, start: int) -> list[Mention]:
        """The arms of a run of telling words that begins at a place."""
        if _KIND_OF_ARMS.search(text):
            return []
        key = tokens(text)
        parts = list(_PART.finditer(text))
        if len(parts) > 1:
            exact = [i for i, arm in enumerate(self.wide) if key in arm or self._expand(key) in arm]
            if len(exact) == 1:
                return [Mention(start, start + len(text), (exact[0],))]
            each = [(p, self.resolve(tokens(re.sub(r"^(?:,\s|\s?(?:and|or)\s)", "", p.group())))) for p in parts]
            arms = {arm for _, arm in each if arm is not None}
            if len(arms) > 1:
                return [Mention(start + p.start(), start + p.end(), (arm,)) for p, arm in each if arm is not None]
        arm = self.resolve(key)
        if arm is None and "-" in text:
            arm = self.resolve(self.short.get(_GROUP_WORD.sub("", text).lower(), frozenset()))
        return [Mention(start, start + len(text), (arm,))] if arm is not None else []
