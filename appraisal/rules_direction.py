"""Checks that a ratio points the way that medians and words of the same report say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from appraisal.facts import Facts
from appraisal.kinds import SURVIVAL
from appraisal.rules_estimates import whole_ratio
from schemas.models import Arm, Finding, Result

_BETTER = re.compile(
    r"\b(?:improv(?:ed|es|ement)|prolong(?:ed|s|ation)|longer|superior|benefit(?:ed|s)?|extended|lower risk|"
    r"reduc(?:ed|es|tion in) (?:the )?(?:risk|hazard))\b",
    re.I,
)
_WORSE = re.compile(
    r"\b(?:wors(?:e|ened|ens|ening)|shorten(?:ed|s|ing)|shorter|inferior|poorer|detriment(?:al)?|higher risk|"
    r"increas(?:ed|es) (?:the )?(?:risk|hazard))\b",
    re.I,
)
_DENIED = re.compile(
    r"\b(?:not?|non|without|neither|nor|fail\w*|unlikely|whether|if|than|alone|less|associated|predict\w*|prognos\w*|"
    r"factors?|subgroups?|patients who|reference)\b|n't\b",
    re.I,
)


def direction_conflict(facts: Facts) -> Iterator[Finding]:
    """A hazard ratio that excludes 1 points the same way as the medians it belongs to.

    Source: for proportional hazards a longer median goes with the smaller hazard (Spruance, AAC 2004;48:2787). Pooled
    the wrong way round it would turn the answer over, so the row waits for a person.
    """
    medians = _values(facts, "median")
    for i, r in enumerate(facts.results):
        ratio = whole_ratio(r)
        if ratio is None or r.stat != "hr" or r.outcome not in SURVIVAL:
            continue
        one = medians.get((r.outcome, r.population, facts.root_letter(r.arm)))
        other = medians.get((r.outcome, r.population, facts.root_letter(r.ref_arm)))
        if one is None or other is None or one[1] == other[1]:
            continue
        longer, (_, low, high) = one[1] > other[1], ratio
        if (longer and low > 1) or (not longer and high < 1):
            text = (
                f"{r.outcome}: median {one[1]:g} in {facts.label(r.arm)} v {other[1]:g} in {facts.label(r.ref_arm)}, "
                f"but the hazard ratio of the first over the second is {r.value:g}."
            )
            yield Finding(
                "direction_conflict", "critical", text, [i, one[0], other[0]], r.quote, _turned(facts, r, ratio)
            )


def _turned(facts: Facts, r: Result, ratio: tuple[float, float, float]) -> str:
    """The proposal that the ratio is that of the second arm over the first."""
    value, low, high = ratio
    over = f"{facts.label(r.arm)} over {facts.label(r.ref_arm)}"
    return f"Turned round, {over} would be {1 / value:.2f} ({1 / high:.2f} to {1 / low:.2f})."


def _values(facts: Facts, stat: str) -> dict[tuple[str, str, str], tuple[int, float]]:
    """(index, value) by outcome, population and arm where the report gives one value only."""
    found: dict[tuple[str, str, str], list[tuple[int, float]]] = defaultdict(list)
    for i, r in enumerate(facts.results):
        if r.kind == "arm" and r.stat == stat and r.value is not None:
            found[r.outcome, r.population, facts.root_letter(r.arm)].append((i, r.value))
    return {k: v[0] for k, v in found.items() if len({x for _, x in v}) == 1}


def direction_of_words(facts: Facts) -> Iterator[Finding]:
    """A hazard ratio above 1, of the arm that its sentence calls better, is that of the other arm or a slip.

    Source: a hazard ratio below 1 favours the arm named first (Cochrane Handbook 6.8.1). Said only of a sentence with
    one ratio whose interval excludes 1, where the arm that the sentence praises or blames is named just before.
    """
    for i, r in enumerate(facts.results):
        ratio = whole_ratio(r)
        if ratio is None or r.stat != "hr" or r.outcome not in SURVIVAL or "block" not in (r.locator or {}):
            continue
        _, low, high = ratio
        if low <= 1 <= high or r.population != "all":
            continue
        sentence = facts.sentence(r)
        word = _verdict(sentence, better=low > 1)
        arm, ref = facts.root(r.arm), facts.root(r.ref_arm)
        if word is None or arm is None or ref is None or not _subject_is(sentence[: word.start()], arm, ref):
            continue
        text = (
            f"{r.outcome} of {arm.label} is called “{word.group()}”, but its hazard ratio over {ref.label} is "
            f"{r.value:g} ({r.ci_low:g} to {r.ci_high:g})."
        )
        yield Finding("direction_conflict", "critical", text, [i], r.quote, _turned(facts, r, ratio))


def _verdict(sentence: str, better: bool) -> re.Match[str] | None:
    """The one word that says the opposite of a ratio, in a sentence that denies and qualifies nothing."""
    wanted, other = (_BETTER, _WORSE) if better else (_WORSE, _BETTER)
    plain = re.sub(r"\b(?:than|not) (?:reached|in|with|for)\b", "", sentence, flags=re.I)
    if _DENIED.search(plain) or other.search(sentence) or len(re.findall(r"\bHR\b|hazard ratio", sentence)) > 2:
        return None
    found = list(wanted.finditer(sentence))
    return found[0] if len(found) == 1 else None


def _subject_is(before: str, arm: Arm, ref: Arm) -> bool:
    """Whether the words before a verdict name the arm, and after it not the other one."""
    return _last(before, [arm.label, *arm.names]) > _last(before, [ref.label, *ref.names])


def _last(text: str, names: list[str]) -> int:
    low = text.casefold()
    return max((low.rfind(name.casefold()) for name in names if len(name) > 2), default=-1)
