"""Places that name arms, gathered into one draft per arm."""

from __future__ import annotations

import re
from collections import Counter

from extractors.text.arm_names import Tokens, is_role, tokens
from extractors.text.arm_set import Draft
from extractors.text.naming import Naming


def of_kinds(namings: list[Naming], kinds: tuple[str, ...]) -> list[Naming]:
    """The namings of some kinds; a bracketed short form only where it belongs to an arm already named that way."""
    chosen = [n for n in namings if n.kind in kinds and n.kind != "alias"]
    if "alias" in kinds:
        known = {key for n in chosen for key in n.keys}
        lettered = [n for n in namings if n.kind == "alias" and any(t.startswith("arm_") for k in n.keys for t in k)]
        chosen += [
            n for n in namings if n.kind == "alias" and _is_assignment(n) and (set(n.keys) & known or n in lettered)
        ]
        if len(lettered) >= 2:
            chosen = [n for n in chosen if n.kind == "alias"]
    return chosen


def _is_assignment(naming: Naming) -> bool:
    said = (
        r"\b(?:random|assign|allocat|receiv|treated)"
        if naming.sentence.section == "results"
        else r"\b(?:random|assign|allocat|receiv|treated|group|arm)"
    )
    return bool(re.search(said, naming.sentence.text, re.I))


def gathered(chosen: list[Naming], pairs: list[Naming]) -> list[Draft]:
    """Namings gathered into arms: the same where any form of the name has the same telling words."""
    drafts: list[Draft] = []
    for naming in chosen:
        keys = set(naming.keys)
        for pair in pairs:
            if keys & set(pair.keys) and pair.kind in ("alias", "sized"):
                keys |= set(pair.keys) if _is_assignment(pair) else set()
        home = next((d for d in drafts if d.keys & keys), None)
        if home is None:
            home = Draft()
            drafts.append(home)
        home.add(naming)
        home.keys |= keys
    for pair in pairs:
        for home in drafts:
            if pair not in home.namings and pair.n is None and home.keys & set(pair.keys) and _is_assignment(pair):
                home.namings.append(pair)
    return _roles_joined(drafts)


def told_apart(namings: list[Naming]) -> None:
    """Take back a form that two arms of different size share, where each has another of its own, in place.

    `a dose of X (LOW; n = 96), a larger dose of X (HIGH; n = 101)`: X is what both have.
    """
    sized = [n for n in namings if n.kind == "sized" and n.n is not None and len(n.forms) > 1]
    for i, first in enumerate(sized):
        for second in sized[i + 1 :]:
            if first.sentence is not second.sentence or first.n == second.n:
                continue
            shared = {tokens(form) for form in first.forms} & {tokens(form) for form in second.forms}
            for naming in (first, second):
                own = [form for form in naming.forms if tokens(form) not in shared]
                naming.forms = own or naming.forms


def _roles_joined(drafts: list[Draft]) -> list[Draft]:
    """A draft known only by its part (`control group`) joined with the one that plays it."""
    named = [d for d in drafts if not all(is_role(k) for k in d.keys)]
    for draft in [d for d in drafts if d not in named]:
        same_n = [d for d in named if d.sizes and draft.sizes and d.sizes[0] == draft.sizes[0]]
        if len(drafts) > 2 and len(same_n) == 1 and not any(is_role(k) for d in same_n for k in d.keys):
            same_n[0].keys |= draft.keys
            same_n[0].namings += draft.namings
            drafts = [d for d in drafts if d is not draft]
    return drafts


def short_joined(drafts: list[Draft], short: dict[str, Tokens]) -> list[Draft]:
    """Where there are more than two arms, one known by its short form alone joined with the one of the long form."""
    for draft in drafts if len(drafts) > 2 else []:
        words = [next(iter(key)) for key in draft.keys if len(key) == 1]
        homes = [d for d in drafts if d is not draft and any(short.get(word) in d.keys for word in words)]
        if len(homes) == 1 and not (draft.sizes and homes[0].sizes):
            for naming in draft.namings:
                homes[0].add(naming)
            drafts = [d for d in drafts if d is not draft]
    return drafts


def without_strays(drafts: list[Draft], namings: list[Naming], total: int | None) -> list[Draft]:
    """Drop what a sizing pattern caught by accident, when at least two well-attested arms remain."""
    if len(drafts) <= 2:
        return drafts
    called = [
        d
        for d in drafts
        if any(re.search(r"\b(?:arm|group)\b", form) for form in d.forms) and any(n.text_has_size for n in d.namings)
    ]
    if len(called) >= 2:
        return called
    attested = Counter(key for naming in namings if naming.kind != "share" for key in naming.keys)

    def weight(draft: Draft) -> int:
        return sum(attested[key] for key in draft.keys) + sum(n.text_has_size for n in draft.namings)

    kept = [d for d in drafts if weight(d) >= 2 or any(len(n.forms) > 1 for n in d.namings)]
    largest = max((d.sizes[0] for d in kept if d.sizes), default=0)
    kept = [d for d in kept if not d.sizes or d.sizes[0] * 25 >= largest]
    kept = kept if len(kept) >= 2 else drafts
    if total and len(kept) > 2 and all(d.sizes for d in kept):
        weakest = min(kept, key=weight)
        rest = [d for d in kept if d is not weakest]
        if sum(d.sizes[0] for d in kept) > 1.05 * total and abs(sum(d.sizes[0] for d in rest) - total) <= 0.02 * total:
            return rest
    return kept
