"""Where a rule must keep silent: the words around a number leave open that it is what the arithmetic takes it for."""

from __future__ import annotations

import re

from appraisal.facts import Facts
from appraisal.one_result import says_denominator
from schemas.models import Result

CHANGE = re.compile(
    r"chang|increas|decreas|reduc|improv|declin|ratio|relative|of baseline|of (?:the )?(?:predicted|control|normal)|"
    r"recovery|intensity|adherence|compliance|difference|fold|yield|\bloss|\blost|weight|volume|score",
    re.I,
)
"""Words beside changes and relative quantities, which are percentages of something else than people."""
_NO_SHARE = re.compile(
    r"±|\+/[-−]|\brange|\bmeans?\b|\bmedians?\b|\baverage|\bof (?:the|all|these)? ?(?:AEs?|adverse|events|reactions|"
    r"toxicit|episodes|lesions|cycles|doses|samples|infusions|courses|visits)",
    re.I,
)
_ADJUSTED = re.compile(
    r"adjust|stratif|mantel|haenszel|logistic|regress|multivaria|covaria|log[- ]?rank|trend|interaction|inferior|"
    r"one[- ](?:sided|tailed)|1[- ]sided|bootstrap|permutation|bonferroni|mixed|repeated|paired|mcnemar|wilcoxon|mann",
    re.I,
)
_FISHER = re.compile(r"\bfisher", re.I)
_CHI_SQUARED = re.compile(r"\bchi[- ]?squared?\b|\bchi2|[χΧ] ?[2²]|\bpearson", re.I)
ONE_SIDED = re.compile(r"\b(?:one|1|single)[- ](?:sided|tailed)", re.I)
REACH = 70
"""Characters on either side of a number in which its own words stand."""


def words_around(facts: Facts, r: Result) -> str:
    """The words close to a number within its block, its quote where it has no place in a text, and its outcome's."""
    locator = r.locator or {}
    block = facts.blocks.get(locator.get("block", ""))
    text = r.quote
    if block is not None and "start" in locator:
        text = block.text[max(0, locator["start"] - REACH) : locator["end"] + REACH // 2]
    return f"{r.outcome_text} {text}"


def may_be_no_share(facts: Facts, r: Result) -> bool:
    """Whether the words around a percentage speak of a mean, a range, a change or a share of other things than people.

    A change is looked for in the outcome's words and the quote only: that the rate of an event was reduced says
    nothing against its being a share of people.
    """
    own = f"{r.outcome_text} {r.quote}"
    return bool(_NO_SHARE.search(words_around(facts, r)) or CHANGE.search(own))


def other_test_possible(facts: Facts, r: Result) -> bool:
    """Whether the words around a p value name a test that counts alone do not give."""
    return bool(_ADJUSTED.search(f"{r.outcome_text} {facts.sentence(r)} {(r.test or {}).get('name') or ''}"))


def test_of_p(facts: Facts, r: Result) -> str | None:
    """Fisher or chi-squared where only one of them is named for a p value; "" where none is, None for other tests.

    The sentence of the number speaks first, else the methods.
    """
    if other_test_possible(facts, r):
        return None
    near = f"{r.quote} {facts.sentence(r)} {(r.test or {}).get('name') or ''}"
    methods = " ".join(b.text for b in facts.blocks.values() if b.section == "methods" and b.part != "abstract")
    for text in (near, methods):
        named = {"fisher": bool(_FISHER.search(text)), "chi2": bool(_CHI_SQUARED.search(text))}
        if any(named.values()):
            return "" if all(named.values()) else next(test for test, said in named.items() if said)
    return ""


def is_one_sided(facts: Facts, r: Result) -> bool:
    """Whether the sentence calls its interval or p value one-sided."""
    return bool(ONE_SIDED.search(f"{r.unit} {r.quote} {facts.sentence(r)}"))


def count_of_this_arm(facts: Facts, r: Result, limit: int) -> bool:
    """Whether a count larger than its arm is surely a count of that arm, and not of the trial or of another group.

    Sure are posted and tabulated counts, those with their own denominator, and those of a sentence that names the
    arm's number. A number of patients in running text is more often that of all arms together.
    """
    if "block" not in (r.locator or {}) or says_denominator(r):
        return True
    arms = [a.n for a in facts.extraction.arms if a.n and not a.same_as]
    if (r.events or 0) >= min(n for n in (facts.extraction.report.n_total, sum(arms) or None, 10**9) if n):
        return False
    people = "(?:patients|participants|subjects)"
    named = rf"\bn\s*[=:]\s*{limit}\b|\bof (?:the |all )?{limit}\b|(?<![\d.,]){limit} {people}"
    return bool(re.search(named, facts.sentence(r), re.I))


_NO_COUNT_BEFORE = re.compile(
    r"(?:\b(?:grades?|levels?|stages?|days?|weeks?|months?|years?|cycles?|phase|score|scale|table|figure|visit|class|type|"
    r"groups?|arms?|to|than|least)|[<>≤≥–−+/-])\s*$",
    re.I,
)
_LOOK_BACK = 24


def count_stands_beside(facts: Facts, r: Result, percent: float) -> bool:
    """Whether a count is printed right beside its percentage: `k (x%)`, `k of n (x%)`, `k patients (x%)`, `x% (k/n)`.

    Counts that stand further off, are spelled as words, or follow “grade”, “week” or a sign may be other numbers. In
    tables a count may have a column of its own.
    """
    locator = r.locator or {}
    if "block" not in locator or "start" not in locator or locator["block"] not in facts.blocks:
        return True
    text = facts.blocks[locator["block"]].text[max(0, locator["start"] - _LOOK_BACK) : locator["end"] + 2]
    whole, _, decimals = f"{percent:g}".partition(".")
    number = rf"{whole}[.·∙,]{decimals}0*" if decimals else rf"{whole}(?:[.·∙,]0+)?"
    count = rf"(?<![\d.·,])(?P<k>{r.events}|{r.events:,})"
    of_all = r"(?:\s*(?:/|\bof\b|out of)\s*(?:the |all |these )?\d+)?"
    after = rf"{count}{of_all}(?:\s+[a-z-]+){{0,3}}\s*[,:;(\[]*\s*{number}\s*%"
    before = rf"(?<![\d.·,]){number}\s*%?\s*[,;:(\[]*\s*(?:n\s*=\s*)?{count}(?![\d.·,]*\d|\s*%)"
    found = [*re.finditer(after, text), *re.finditer(before, text)]
    return any(not _NO_COUNT_BEFORE.search(text[: m.start("k")]) for m in found)
