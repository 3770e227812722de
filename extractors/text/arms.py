"""The arms of a report: found where it names and sizes them, tied to every other form of their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from extractors.text import arm_brackets, arm_calls, arm_listings, arm_shares, arm_sizes, arm_titles
from extractors.text.abbreviations import abbreviations
from extractors.text.arm_drafts import gathered, of_kinds, short_joined, told_apart, without_strays
from extractors.text.arm_enumerations import enumerated
from extractors.text.arm_making import Evidence, finish
from extractors.text.arm_mentions import ArmFinder
from extractors.text.arm_names import Tokens, letter_token
from extractors.text.arm_roles import CONTROL_CUES, STRONG_CUES, roles_of
from extractors.text.arm_set import Arms, Draft
from extractors.text.arm_splits import (
    are_arms,
    assigned_more,
    contradicted,
    divides,
    sized_by,
    whole_splits,
    with_other_names,
)
from extractors.text.arm_totals import COMPARATIVE
from extractors.text.dose_arms import dose_arms
from extractors.text.expression import Expression
from extractors.text.known_treatments import KnownTreatments
from extractors.text.naming import Naming
from extractors.text.sentences import Sentence
from extractors.text.single_arm import single_arm

_SEVERAL_ARMS = Expression(
    r"(?i:\brandomi[sz]ed\b(?! discontinuation)|\brandomly\b|\brandomi[sz]ation\b|\bplacebo\b|\bcontrol (?:group|"
    r"arm)\b|\b(?:two|three|both|between|four) (?:the )?(?:treatment |study |patient )?(?:groups|arms|cohorts)\b|"
    r"\b(?:versus|vs\.?|compared with|comparison of|comparing)\b.*\b(?:trial|study)\b|case-control|\bcontrols\b|"
    r"\bin the [\w -]{3,40} (?:group|arm)\b[^.]* in the [\w -]{3,40} (?:group|arm)\b)"
)
_ONE_ARM = Expression(
    r"(?i:\bsingle[- ](?:arm|group)\b|\bone-arm\b|\bnon-?randomi[sz]ed\b|\buncontrolled\b|\b"
    r"open-label,? phase (?:2|II|I|1)\b|\bphase I\b|\bphase 1\b)"
)


_TRIAL_OF = Expression(r"\b(?:trial|study) (?:of|comparing)\b|\bcompar(?:ed|ing)\b")


def find_arms(
    sentences: list[Sentence],
    results: list[Sentence],
    every: list[Sentence],
    total: int | None = None,
    known: KnownTreatments | None = None,
) -> Arms:
    """The arms of a report, from the sentences that may name them; short forms are looked up in every sentence.

    `total` is the number of participants where it is known, `known` the treatments that a review asks about.
    """
    by_dose = dose_arms(sentences)
    if by_dose is not None:
        return by_dose
    namings = [naming for sentence in sentences for naming in _namings(sentence)]
    namings = _without_second_randomisation(namings)
    told_apart(namings)
    short = (known.short_forms() if known else {}) | abbreviations(every)
    pairs = [naming for naming in namings if len(naming.keys) > 1]
    _drop_total(namings, total)
    namings += [naming for sentence in sentences for naming in arm_shares.shared(sentence, total)]
    evidence = Evidence(namings, sentences, results, short, total)
    comparative = any(COMPARATIVE.search(s.text) for s in sentences)
    several = arm_calls.three_or_more(namings, pairs)
    if several and _are_reported(several, namings, results, short):
        return finish(several, evidence)
    drafts = _by_kinds(evidence, pairs, comparative)
    for parts in whole_splits(namings, total):
        split = gathered(parts, pairs)
        if (len(drafts) == len(split) and assigned_more(drafts, parts)) or sized_by(drafts, split, short):
            break
        poorer = len(drafts) < len(split) or contradicted(drafts, total)
        if poorer and are_arms(parts, namings) and _are_reported(split, namings, results, short):
            drafts = with_other_names(split, namings)
            break
    if drafts:
        return finish(drafts, evidence)
    for kinds in (("assigned", "alias"), ("titled",), ("compared",)):
        drafts = gathered(of_kinds(namings, kinds), pairs)
        if len(drafts) == 2 and comparative and _plainly_compared(drafts, results, short):
            return finish(drafts, evidence)
    drafts = gathered(next(filter(None, map(known.compared, sentences)), []) if known else [], pairs)
    if len(drafts) == 2 and comparative and _are_reported(drafts, namings, results, short):
        return finish(drafts, evidence)
    if any(_SEVERAL_ARMS.search(s.text) for s in sentences) and not any(_ONE_ARM.search(s.text) for s in sentences):
        drafts = gathered(arm_titles.against_nothing(sentences[0], results), pairs)
        if len(drafts) == 2 and _are_reported(drafts, namings, results, short):
            return finish(drafts, evidence)
        return Arms([], ArmFinder([], [], {}))
    return single_arm(sentences, results)


_AGAIN = Expression(r"\b(?:further|again|re-?)\s?randomi[sz]ed\b|\brandomi[sz]ed (?:further|again)\b")


def _without_second_randomisation(namings: list[Naming]) -> list[Naming]:
    """Without the parts into which those of one arm were randomised again, where a first division is told too."""
    again = [n for n in namings if n.kind == "assigned" and _AGAIN.search(n.sentence.text)]
    first = [n for n in namings if n.kind == "assigned" and n not in again]
    return [n for n in namings if n not in again] if again and len(first) > 1 else namings


def _by_kinds(evidence: Evidence, pairs: list[Naming], comparative: bool) -> list[Draft]:
    """The arms by the surest kind of naming that gives two and more which the results speak of; empty without one."""
    namings, total = evidence.namings, evidence.total
    for kinds in (
        ("numbered",),
        ("sized",),
        ("sized", "received"),
        ("sized", "listed"),
        ("assigned", "alias"),
        ("lettered",),
        ("titled",),
        ("group", "lettered"),
        ("share",),
        ("compared",),
        ("assigned",),
    ):
        if kinds[0] in ("compared", "titled", "group") and not comparative:
            continue
        drafts = short_joined(gathered(of_kinds(namings, kinds), pairs), evidence.short)
        drafts = drafts if kinds == ("numbered",) else without_strays(drafts, namings, total)
        certain = len(drafts) >= 2 and sum(n.text_has_size for d in drafts for n in d.namings) >= len(drafts)
        certain = certain and (
            len(drafts) == 2 or (bool(total) and sum(d.sizes[0] for d in drafts if d.sizes) == total)
        )
        certain = certain or kinds == ("numbered",) or divides(drafts, total)
        if 2 <= len(drafts) <= 8 and (certain or _are_reported(drafts, namings, evidence.results, evidence.short)):
            return drafts
    return []


def _plainly_compared(drafts: list[Draft], results: list[Sentence], short: dict[str, Tokens]) -> bool:
    """Whether two assigned arms are plainly the comparison, though the results name one of them or none.

    One is called a control, or is the other without its addition, or is spoken of in the results.
    """
    if any(STRONG_CUES.search(form) or CONTROL_CUES.search(form) for d in drafts for form in d.forms):
        return True
    if any(a < b or b < a for a in drafts[0].keys for b in drafts[1].keys):
        return True
    finder = ArmFinder([d.keys for d in drafts], [d.forms for d in drafts], short)
    return any(not m.every for sentence in results for m in finder.mentions(sentence.text))


def _drop_total(namings: list[Naming], total: int | None) -> None:
    """Take back a size that is the whole study's: as large as two others together, or said to be the total."""
    sizes = {n.n for n in namings if n.n is not None}
    for naming in namings:
        if naming.n is None or total is None or naming.n != total:
            continue
        others = [n for n in sizes if n != naming.n and n >= 0.1 * naming.n]
        said = re.search(r"[Aa] total of|[Oo]verall", naming.sentence.text)
        if not others or said or (max(others) < naming.n and (len(others) >= 2 or _others_missing(others, total))):
            naming.n, naming.kind = None, "received"


def _others_missing(others: list[int], total: int) -> bool:
    """Whether a second size leaves room for the arm that the total was taken for."""
    return any(0.2 * total < n < 0.8 * total for n in others)


def _namings(sentence: Sentence) -> list[Naming]:
    if sentence.section == "title":
        return arm_titles.titled(sentence)
    if numbered := enumerated(sentence):
        return numbered
    finders: tuple[Callable[[Sentence], Iterable[Naming]], ...] = (
        arm_brackets.bracketed,
        arm_sizes.counted,
        arm_sizes.bracket_last,
        arm_listings.grouped,
        arm_calls.called,
    )
    found = [naming for find in finders for naming in find(sentence)]
    assigned = arm_listings.assigned(sentence)
    if any(naming.kind == "sized" for naming in assigned):
        # A regimen's first words name it, not those right before its size (`… intravenously with premedication`).
        inner = [naming for naming in found if naming.kind == "sized" and naming.start >= assigned[0].start]
        for part in assigned:
            own = [naming for naming in inner if part.start <= naming.start <= part.end and naming.n == part.n]
            part.forms += [form for naming in own for form in naming.forms[:-1]]
        found = [naming for naming in found if naming not in inner]
    else:
        found = _lettered_within(found, assigned)
    found += assigned
    if sentence.section in ("results", "abstract", "conclusion") or _TRIAL_OF.search(sentence.text):
        found += arm_listings.compared(sentence)
    return found


_LETTER_IN_BRACKET = re.compile(r"\((?P<letter>(?:[Aa]rm|[Gg]roup|ARM|GROUP)[ -]?(?:[A-Z]|[1-6]|I{1,3}))\)")


def _lettered_within(found: list[Naming], assigned: list[Naming]) -> list[Naming]:
    """Give each assigned part the letter printed within it, where that stands behind no name: the rest of `found`.

    `X at 20 units (arm A) or Y in 2 daily doses (arm B)`.
    """
    named = [n for n in found if n.kind == "alias" and letter_token(n.forms[-1])]
    letters = [list(_LETTER_IN_BRACKET.finditer(n.sentence.text, n.start, n.end + 1)) for n in assigned]
    if len(named) >= len(assigned) or any(len(own) != 1 for own in letters):
        return found
    for part, own in zip(assigned, letters, strict=True):
        part.forms.append(own[0]["letter"])
    return [naming for naming in found if naming not in named]


def _are_reported(
    drafts: list[Draft], namings: list[Naming], results: list[Sentence], short: dict[str, Tokens]
) -> bool:
    """Whether the results speak of at least two of these arms, and of most."""
    finder = ArmFinder([d.keys for d in drafts], [d.forms for d in drafts], short, roles_of(drafts, namings, short))
    seen: set[int] = set()
    for sentence in results:
        for mention in finder.mentions(sentence.text):
            seen.update(mention.arms)
    return len(seen) >= 2 and len(seen) * 2 >= len(drafts)
