"""Arms made of their drafts: in order, with roles, sizes, labels and the place that names them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.text import arm_sizes
from extractors.text.arm_mentions import ArmFinder
from extractors.text.arm_names import Tokens, is_role, tokens
from extractors.text.arm_populations import keep_apart, population
from extractors.text.arm_roles import roles_of
from extractors.text.arm_set import Arms, Draft
from extractors.text.arm_totals import sizes_in_order, sizes_named_in_order, sizes_that_add_up
from extractors.text.expression import Expression
from extractors.text.naming import Naming
from extractors.text.numerals import WHOLE, number
from extractors.text.sentences import Sentence
from schemas.models import Arm


@dataclass(slots=True, frozen=True)
class Evidence:
    """What the arms of one report are put together from."""

    namings: list[Naming]
    sentences: list[Sentence]
    results: list[Sentence]
    short: dict[str, Tokens]
    total: int | None


def finish(drafts: list[Draft], evidence: Evidence) -> Arms:
    """The arms of the drafts, the experimental ones first, each with the size that its report gives."""
    namings, sentences, results = evidence.namings, evidence.sentences, evidence.results
    short, total = evidence.short, evidence.total
    finder = ArmFinder([d.keys for d in drafts], [d.forms for d in drafts], short, roles_of(drafts, namings, short))
    for naming in namings:
        _take_size(naming, drafts, finder)
    common = next((n for n in map(arm_sizes.each, sentences) if n), None)
    order = sorted(range(len(drafts)), key=lambda i: (drafts[i].namings[0].sentence.number, drafts[i].namings[0].start))
    roles = roles_of([drafts[i] for i in order], namings, short)
    ranked = [i for i, role in zip(order, roles, strict=True) if role != "control"] + [
        i for i, role in zip(order, roles, strict=True) if role == "control"
    ]
    role_of = dict(zip(order, roles, strict=True))
    arms = []
    for letter, i in zip("ABCDEFGH", ranked, strict=False):
        arms.append(_arm(letter, drafts[i], role_of[i], common, results))
    found = Arms(arms, finder.reordered(ranked, [arm.role for arm in arms]))
    found.total = _own_total(arms, sentences, total)
    _drop_sizes_of_few(arms, [drafts[i] for i in ranked], found.total)
    sizes_in_order(
        found,
        [
            s
            for s in sentences
            if s.section != "results" or re.search(r"\b(?:assigned|randomi[sz]ed|allocated|enrolled)\b", s.text)
        ],
    )
    sizes_that_add_up(found, sentences, found.total)
    sizes_named_in_order(found, sentences, found.total)
    keep_apart(found.arms, namings, found.finder)
    return found


_RANDOMISED = Expression(
    rf"\b(?P<n>{WHOLE})\s(?:[\w-]+\s){{0,3}}?(?:\(\d+(?:\.\d+)?\s?%\)\s)?(?:(?:was|were|underwent|eventually|then|"
    r"finally)\s){0,2}(?:random\w+|assigned|allocated)\b"
)


def _own_total(arms: list[Arm], sentences: list[Sentence], total: int | None) -> int | None:
    """How many people the arms divide: those said to be randomised, where that is what the sizes make together.

    `299 adults took part, and 138 (46%) were randomised`: the arms of 65 and 73 are whole.
    """
    sizes = [arm.n for arm in arms if arm.n]
    if total is None or len(sizes) < len(arms) or sum(sizes) >= total:
        return total
    said = (int(number(match["n"])) for s in sentences for match in _RANDOMISED.finditer(s.text))
    return sum(sizes) if sum(sizes) in said else total


def _drop_sizes_of_few(arms: list[Arm], drafts: list[Draft], total: int | None) -> None:
    """Take back sizes that leave out half of the study; or a fifth, where only the evaluable are counted."""
    if not total or not all(arm.n for arm in arms):
        return
    counted = {population(n) for draft in drafts for n in draft.namings if n.n is not None}
    least = 0.5 if "randomised" in counted or not counted else 0.8
    whole = sum(arm.n or 0 for arm in arms)
    if whole < least * total:
        for arm in arms:
            arm.n_evaluable = arm.n if whole >= 0.5 * total else None
            arm.n = None


def _take_size(naming: Naming, drafts: list[Draft], finder: ArmFinder) -> None:
    if naming.n is None or any(naming in d.namings for d in drafts):
        return
    for key in naming.keys:
        arm = finder.resolve(key)
        if arm is not None and not drafts[arm].sizes and naming.kind in ("sized", "share", "received", "listed"):
            drafts[arm].add(naming)
            return


def _arm(letter: str, draft: Draft, role: str, common: int | None, results: list[Sentence]) -> Arm:
    sizes = [n for n in draft.namings if n.n is not None]
    sized = draft.part or next((n for n in sizes if population(n) == "randomised"), sizes[0] if sizes else None)
    first = sized or draft.namings[0]
    n = sized.n if sized else common
    if (
        sized
        and not draft.part
        and any(
            m.n is not None
            and m is not sized
            and m.sentence is sized.sentence
            and m.start > sized.end
            and m.keys == sized.keys
            for m in draft.namings
        )
    ):
        n = None  # a factorial trial sizes the same arm once within each arm of the other factor
    sentence, start, end = first.sentence, max(0, first.start), first.end
    return Arm(
        letter,
        _label(draft, results),
        role,
        n,
        sentence.locator(start, end),
        sentence.quote(start, end),
        names=draft.forms,
    )


def _label(draft: Draft, results: list[Sentence]) -> str:
    """The form that the results use most; a telling one before a bare letter or part."""
    text = " ".join(sentence.text for sentence in results)
    telling = [
        form
        for form in draft.forms
        if not is_role(tokens(form)) and not any(t.startswith("arm_") for t in tokens(form))
    ]
    return max(telling or draft.forms, key=lambda form: (min(text.count(form), 3), -abs(len(form) - 25)))
