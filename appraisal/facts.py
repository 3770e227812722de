"""The numbers of one extraction laid out for arithmetic: rates with their printed digits, denominators, partners."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from appraisal.counts import Pair, pairs_for, smaller_denominators
from appraisal.one_result import says_denominator
from appraisal.printed import decimals, prints_as
from schemas.models import Arm, Block, Extraction, Result

_CHI = re.compile(r"^(chi|χ|x\s*[2²]|pearson)", re.I)
_P = re.compile(r"^=?0?(\.\d+)$")
_STOP = re.compile(r"[.;]\s+(?=[A-Z])|\n")


LARGEST_ARM = 300_000
"""People beyond which a number is no arm's, and its thousands of fitting counts prove nothing."""


@dataclass(slots=True)
class Rate:
    """A share of people: `percent` printed with `places` decimals, and the denominators it may be a share of."""

    index: int
    result: Result
    percent: float
    places: int
    denominators: list[int]
    explicit: bool
    """Whether the report itself says the denominator of this very number."""

    @property
    def text(self) -> str:
        """The percentage as printed."""
        return f"{self.percent:.{self.places}f}%"


@dataclass(slots=True, frozen=True)
class Evidence:
    """A printed chi-squared (`chi2`) or exact p value (`p`) of a comparison of two arms."""

    kind: str
    value: float
    places: int
    index: int


class Facts:
    """One extraction, indexed once for all checks."""

    def __init__(self, extraction: Extraction) -> None:
        self.extraction = extraction
        self.results = extraction.results
        self.arms: dict[str, Arm] = {a.arm: a for a in extraction.arms}
        self.blocks: dict[str, Block] = {b.id: b for b in extraction.report.blocks}
        self.groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for i, r in enumerate(self.results):
            self.groups[self.key(r)].append(i)
        self.rates = {r.index: r for r in map(self._rate, range(len(self.results))) if r}

    def root(self, letter: str | None) -> Arm | None:
        """The arm behind a letter, through the other names that a registry's groups give it."""
        arm = self.arms.get(letter or "")
        return self.arms.get(arm.same_as, arm) if arm is not None and arm.same_as else arm

    def root_letter(self, letter: str | None) -> str:
        """Letter of the arm behind a letter."""
        arm = self.root(letter)
        return arm.arm if arm else ""

    @staticmethod
    def key(r: Result) -> tuple[str, ...]:
        """What two results must share to be about the same thing in different arms."""
        text = r.outcome_text.casefold().strip() if r.outcome in ("OTHER", "AE_SPECIFIC", "QOL") else ""
        return (r.outcome, text, r.timepoint.casefold().strip(), r.population, r.class_, r.category)

    def part(self, r: Result) -> str:
        """Where in the report a number stands: abstract, table or text; empty for numbers without a place."""
        locator = r.locator or {}
        if "table" in locator:
            return "table"
        block = self.blocks.get(locator.get("block", ""))
        if block is None:
            return ""
        return "abstract" if block.part == "abstract" or block.section == "abstract" else "text"

    def section(self, r: Result) -> str:
        """The section of the block in which a number stands, or nothing."""
        block = self.blocks.get((r.locator or {}).get("block", ""))
        return block.section if block else ""

    def sentence(self, r: Result) -> str:
        """The sentence around a number in the text; its quote alone where it stands elsewhere."""
        locator = r.locator or {}
        block = self.blocks.get(locator.get("block", ""))
        if block is None or "start" not in locator:
            return r.quote
        before = max((m.end() for m in _STOP.finditer(block.text, 0, locator["start"])), default=0)
        after = _STOP.search(block.text, locator["end"])
        return block.text[before : after.start() + 1 if after else len(block.text)]

    def together(self, one: Result, other: Result) -> bool:
        """Whether two results stand in one sentence of the text or one row of a table, or have no places at all."""
        a, b = one.locator or {}, other.locator or {}
        if "block" in a and "block" in b:
            return a["block"] == b["block"] and self.sentence(one) == self.sentence(other)
        return (a.get("table"), a.get("row")) == (b.get("table"), b.get("row")) and a.keys() == b.keys()

    @staticmethod
    def same_place(one: Result, other: Result) -> bool:
        """Whether two results stand in one block of text or one table, or at least one of them has no place."""
        a, b = one.locator or {}, other.locator or {}
        if not a or not b:
            return True
        return a.get("block") == b.get("block") and a.get("table") == b.get("table")

    def label(self, letter: str | None) -> str:
        """Name of an arm for a sentence."""
        arm = self.arms.get(letter or "")
        return arm.label if arm else "the group"

    def _rate(self, i: int) -> Rate | None:
        r = self.results[i]
        if r.kind != "arm" or r.stat != "rate" or r.value is None:
            return None
        value, places = r.value, decimals(r.value, r.quote)
        if "proportion" in r.unit.casefold():
            value, places = 100 * value, places - 2
        elif r.unit not in ("%", ""):
            return None
        if places < 0 or not 0 <= value <= 100:
            return None
        explicit = says_denominator(r)
        denominators = [r.n_eval] if r.n_eval else self.denominators(r)
        return Rate(i, r, value, places, [n for n in denominators if n], explicit)

    def denominators(self, r: Result) -> list[int]:
        """Numbers of its arm that a result of the whole arm may be a share of: randomised, treated, evaluable."""
        arm = self.root(r.arm)
        if arm is None or r.population != "all":
            return []
        return list(dict.fromkeys(n for n in (arm.n, arm.n_treated, arm.n_evaluable) if n and n <= LARGEST_ARM))

    def sizes(self, r: Result) -> list[int]:
        """All numbers of people that its arm is known to have, whatever part of the arm the result is of."""
        arm = self.root(r.arm)
        return [n for n in (arm.n, arm.n_treated, arm.n_evaluable) if n] if arm else []

    def partner(self, i: int) -> int | None:
        """The same outcome's rate or count in the other of exactly two arms, from the same place if there are more."""
        r = self.results[i]
        mine = self.root_letter(r.arm)
        others = [
            j
            for j in self.groups[self.key(r)]
            if self.results[j].kind == "arm" and self.results[j].stat in ("rate", "count")
            and self.root_letter(self.results[j].arm) not in ("", mine)
        ]  # fmt: skip
        if not mine or len({self.root_letter(self.results[j].arm) for j in others}) != 1:
            return None
        place = (r.locator or {}).get("block")
        return min(others, key=lambda j: ((self.results[j].locator or {}).get("block") != place, abs(j - i)))

    @staticmethod
    def pair(r: Result) -> Pair | None:
        """(events, denominator) of a result, proven or assumed."""
        n = r.n_eval or r.n_assumed
        return (r.events, n) if r.events is not None and n else None

    def explanations(self, rate: Rate) -> list[Pair]:
        """All (events, denominator) that an honest report may have meant: the arm's, or of some of its patients."""
        r = rate.result
        n = max([*rate.denominators, *self.denominators(r)], default=0)
        if r.events is not None and r.events_origin == "reported":
            if rate.explicit and r.n_eval:
                return [(r.events, r.n_eval)]
            top = max(n, r.n_eval or r.n_assumed or 0)
            fitting = [m for m in range(max(r.events, top // 2, 1), top + 1) if self._prints(rate, r.events, m)]
            return [(r.events, m) for m in fitting]
        own = pairs_for(rate.percent, rate.places, rate.denominators)
        return own if rate.explicit else [*own, *smaller_denominators(rate.percent, rate.places, n)]

    @staticmethod
    def _prints(rate: Rate, k: int, n: int) -> bool:
        return prints_as(rate.percent, rate.places, 100 * k / n)

    def evidence(self, i: int, j: int) -> list[Evidence]:
        """Printed chi-squared and exact p values that compare results i and j."""
        arms = {self.root_letter(self.results[x].arm) for x in (i, j)}
        found: list[Evidence] = []
        for k in self.groups[self.key(self.results[i])]:
            r = self.results[k]
            if k in (i, j) or (
                r.kind == "contrast" and r.stat in ("p_only", "rd")
                and {self.root_letter(r.arm), self.root_letter(r.ref_arm)} <= arms | {""}
            ):  # fmt: skip
                found += _evidence_of(k, r)
        return list(dict.fromkeys(found))


def _evidence_of(k: int, r: Result) -> list[Evidence]:
    found = []
    name, value = str((r.test or {}).get("name") or ""), (r.test or {}).get("value")
    if _CHI.search(name) and isinstance(value, int | float):
        found.append(Evidence("chi2", float(value), decimals(float(value), r.quote), k))
    match = _P.match(r.p.strip())
    if match and float(match.group(1)) > 0:
        found.append(Evidence("p", float(match.group(1)), len(match.group(1)) - 1, k))
    return found
