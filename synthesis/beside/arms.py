"""Which arm of a paper is which arm of the registration: by treatment, by label, by role, by number of patients."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from schemas.models import Arm
from synthesis.keys import slug
from synthesis.shapes import Reading
from synthesis.treatments import Treatments


def same_arms(registry: Reading, paper: Reading, treatments: Treatments) -> dict[str, str]:
    """`{letter in the paper: letter in the registration}`, for those arms that one key alone tells apart."""
    there, here = _own(registry), _own(paper)
    ids = {r.key: treatments.of(r) for r in (registry, paper)}
    pairs: dict[str, str] = {}
    keys: list[tuple[Callable[[Arm], object], Callable[[Arm], object]]] = [
        (lambda a: ids[paper.key][a.arm].id, lambda a: ids[registry.key][a.arm].id),
        (lambda a: slug(a.label), lambda a: slug(a.label)),
    ]
    if len(there) == len(here) <= 2:
        keys.append((lambda a: a.role, lambda a: a.role))
    keys.append((lambda a: a.n, lambda a: a.n))
    for mine, theirs in keys:
        left = [a for a in here if a.arm not in pairs]
        right = [a for a in there if a.arm not in pairs.values()]
        pairs |= _by(left, right, mine, theirs)
    return pairs


def _own(reading: Reading) -> list[Arm]:
    """Arms that are no other name of one."""
    letters = {arm.arm for arm in reading.extraction.arms}
    return [arm for arm in reading.extraction.arms if arm.same_as not in letters]


def _by(
    here: list[Arm], there: list[Arm], mine: Callable[[Arm], object], theirs: Callable[[Arm], object]
) -> dict[str, str]:
    """The arms that share a key which each side has once."""
    left, right = Counter(mine(a) for a in here), Counter(theirs(a) for a in there)
    by_key = {theirs(a): a.arm for a in there}
    return {
        a.arm: by_key[key] for a in here if (key := mine(a)) not in (None, "") and left[key] == 1 and right[key] == 1
    }
