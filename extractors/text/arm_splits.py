"""The sentence that divides everyone: whose parts are the arms, or size the arms that other sentences name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.text.arm_mentions import ArmFinder
from extractors.text.arm_names import Tokens
from extractors.text.arm_set import Draft
from extractors.text.naming import ASSIGNED, Naming

_NAMES_ARMS = frozenset({"assigned", "alias", "titled", "compared", "sized", "lettered", "group"})


def whole_splits(namings: list[Naming], total: int | None) -> Iterator[list[Naming]]:
    """The parts of each sentence that divides the total, or nearly all of it (those analysed), each named once."""
    shares = [n for n in namings if n.kind == "share"]
    for number in dict.fromkeys(n.sentence.number for n in shares):
        parts = [n for n in shares if n.sentence.number == number]
        whole = sum(n.n or 0 for n in parts)
        if total and 0.9 * total <= whole <= total and len({frozenset(n.keys) for n in parts}) == len(parts):
            yield parts


def are_arms(parts: list[Naming], namings: list[Naming]) -> bool:
    """Whether the parts are arms by themselves: three and more that were assigned, or named in other sentences too."""
    assigned = len(parts) > 2 and bool(ASSIGNED.search(parts[0].sentence.text))
    return assigned or all(_named_elsewhere(part, namings) for part in parts)


def _named_elsewhere(part: Naming, namings: list[Naming]) -> bool:
    keys = set(part.keys)
    return any(n.kind in _NAMES_ARMS and n.sentence is not part.sentence and keys & set(n.keys) for n in namings)


def sized_by(drafts: list[Draft], split: list[Draft], short: dict[str, Tokens]) -> bool:
    """Give each draft its part of a split where they are as many and each part means one of them; else False."""
    if not drafts or len(drafts) != len(split):
        return False
    finder = ArmFinder([d.keys for d in drafts], [d.forms for d in drafts], short)
    found = [_meant(part.namings[0], finder) for part in split]
    if found.count(None) == 1:
        found[found.index(None)] = next((i for i in range(len(drafts)) if i not in found), None)  # the one that is left
    if None in found or len(set(found)) < len(found):
        return False
    for arm, part in zip(found, split, strict=True):
        drafts[arm or 0].part = part.namings[0]
        drafts[arm or 0].keys.update(part.namings[0].keys)
    return True


def _meant(part: Naming, finder: ArmFinder) -> int | None:
    """The one arm that a part of a split names: by its words, or as the initials of its words (`PC`)."""
    for key in part.keys:
        if (arm := finder.resolve(key)) is not None:
            return arm
    letters = sorted(part.forms[0].lower()) if re.fullmatch(r"[A-Z]{2,5}", part.forms[0]) else None
    fits = [i for i, keys in enumerate(finder.keys) if any(sorted(w[0] for w in key) == letters for key in keys)]
    return fits[0] if len(fits) == 1 else None


def divides(drafts: list[Draft], total: int | None) -> bool:
    """Whether sentences of assignment, or one sentence of any kind, size every arm, and the sizes make the total."""
    if len(drafts) < 2 or total is None:
        return False
    firsts = [draft.namings[0] for draft in drafts]
    in_one = len({naming.sentence.number for naming in firsts}) == 1 and all(naming.n for naming in firsts)
    return _assigned(drafts) == total or (in_one and sum(naming.n or 0 for naming in firsts) == total)


def assigned_more(drafts: list[Draft], parts: list[Naming]) -> bool:
    """Whether sentences of assignment size every arm, with more people than a split: it counts those analysed."""
    return (_assigned(drafts) or 0) > sum(part.n or 0 for part in parts)


def _assigned(drafts: list[Draft]) -> int | None:
    """How many people sentences of assignment give to all arms together; None where they do not size every arm."""
    sized = [n for draft in drafts for n in draft.namings[:1] if n.n is not None and ASSIGNED.search(n.sentence.text)]
    return sum(n.n or 0 for n in sized) if len(sized) == len(drafts) else None


def contradicted(drafts: list[Draft], total: int | None) -> bool:
    """Whether arms have sizes that are not the parts of the total."""
    sizes = [draft.sizes[0] for draft in drafts if draft.sizes]
    return bool(sizes) and sum(sizes) != total


def with_other_names(drafts: list[Draft], namings: list[Naming]) -> list[Draft]:
    """Drafts with every other place that names one of them and no other."""
    for naming in namings:
        homes = [d for d in drafts if d.keys & set(naming.keys)]
        if len(homes) == 1 and naming not in homes[0].namings and naming.kind in _NAMES_ARMS:
            homes[0].namings.append(naming)
            homes[0].keys.update(naming.keys)
    return drafts
