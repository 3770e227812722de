"""What a report says of its trial's design beyond size and kind: masking, allocation, centres, framework, type.

Title, abstract and methods are asked first, in that order; what only the rest of a report says is taken last, and
what the introduction or the references say never.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace

from extractors.allocation import arms_of, framework_of, ratio_of, types_of
from extractors.centres import MULTI, PLACE_STEMS, centres_of
from extractors.masking import masking_of
from extractors.planned_size import planned_details
from extractors.text.sentences import Sentence
from schemas.models import Detail

Tier = dict[str, list[Detail]]
"""The details that one tier of sentences states, by field, in the order of the text."""
Reader = Callable[[Sentence], Iterator[Detail]]
# Each reader with stems of which its sentences hold at least one: a search for a plain word costs next to nothing.
_READERS: tuple[tuple[Reader, tuple[str, ...]], ...] = (
    (ratio_of, ("random", "allocat", "assign", "ratio", "equally")),
    (arms_of, ("random", "allocat", "assign")),
    (masking_of, ("blind", "mask", "open", "aware", "conceal", "know", "knew", "informed", "told")),
    (centres_of, PLACE_STEMS),
    (framework_of, ("inferior", "equivalen", "superior")),
    (types_of, ("parallel", "cross", "factorial", "cluster", "wedge", "random")),
)
_SKIPPED = frozenset({"introduction", "background", "references", "conclusion"})
_METHODS = frozenset({"methods", "eligibility", "other", "registration", "abstract", "title"})


def details_of(said: list[Sentence], is_protocol: bool) -> list[Detail]:
    """Every detail that the sentences of a report state, one entry a field, or one a value where several may hold."""
    tiers = [_by_field(tier) for tier in _tiers(said)]
    planned, ratio = planned_details(said, is_protocol), _ratio(tiers)
    found = _with_whole(planned, ratio, tiers)
    found += (ratio or _implied_ratio(planned, tiers)) + _masking(tiers) + _centres(tiers)
    return found + _most_said(tiers[:2], "framework") + _most_said(tiers[:2], "design_type")


def _tiers(said: list[Sentence]) -> list[list[Sentence]]:
    """Title and abstract, then methods, then results and discussion."""
    tiers: list[list[Sentence]] = [[], [], []]
    for sentence in said:
        if sentence.section not in _SKIPPED:
            abstract = sentence.block.part == "abstract" or sentence.section == "title"
            tiers[0 if abstract else 1 if sentence.section in _METHODS else 2].append(sentence)
    return tiers


def _by_field(tier: list[Sentence]) -> Tier:
    found: Tier = defaultdict(list)
    for sentence in tier:
        words = sentence.text.lower()
        for reader, stems in _READERS:
            if any(stem in words for stem in stems):
                for detail in reader(sentence):
                    found[detail.field].append(detail)
    return found


def _most_said(tiers: list[Tier], field: str) -> list[Detail]:
    """The value that the first tier to name any names most often, at its first place; of equals the first."""
    for tier in tiers:
        if tier[field]:
            counts = Counter(detail.value for detail in tier[field])
            return [max(tier[field], key=lambda detail: counts[detail.value])]
    return []


def _with_whole(planned: list[Detail], ratio: list[Detail], tiers: list[Tier]) -> list[Detail]:
    """A size planned for each of the arms that the report counts, or that its equal ratio names, gives the whole."""
    if len(planned) != 1 or planned[0].field != "n_planned_per_arm":
        return planned
    counts = _arms_counted(tiers)
    if ratio:
        parts = str(ratio[0].value).split(":")
        counts = {len(parts)} if len(set(parts)) == 1 and counts <= {len(parts)} else set()
    if len(counts) != 1:
        return planned
    return [replace(planned[0], field="n_planned", value=int(planned[0].value) * counts.pop()), *planned]


def _ratio(tiers: list[Tier]) -> list[Detail]:
    """The stated ratio, or equal shares of the arms that the report counts."""
    stated = _most_said(tiers[:2], "allocation_ratio")
    equal = [detail for tier in tiers[:2] for detail in tier["equal_shares"]]
    if stated or not equal:
        return stated
    counted = [detail.value for tier in tiers[:2] for detail in tier["arms"]]
    arms = int(equal[0].value or (counted[0] if counted else 2))
    return [replace(equal[0], field="allocation_ratio", value=":".join("1" * arms))]


def _arms_counted(tiers: list[Tier]) -> set[int]:
    """Every number of arms that title, abstract and methods give."""
    return {int(detail.value) for tier in tiers[:2] for detail in tier["arms"]}


def _implied_ratio(planned: list[Detail], tiers: list[Tier]) -> list[Detail]:
    """One size planned for each of a counted number of arms is an equal ratio."""
    share = [detail for detail in planned if detail.field == "n_planned_per_arm"]
    counts = _arms_counted(tiers)
    if not share or len(counts) != 1:
        return []
    return [replace(share[0], field="allocation_ratio", value=":".join("1" * counts.pop()))]


def _masking(tiers: list[Tier]) -> list[Detail]:
    kinds = [detail for tier in tiers for detail in tier["masking"]]
    if not kinds and not any(tier["masked"] for tier in tiers):
        kinds = [replace(detail, field="masking") for tier in tiers[:2] for detail in tier["not_blinded"]]
    people = {
        (d.field, d.value): d for tier in reversed(tiers) for f in ("masked", "not_masked") for d in reversed(tier[f])
    }
    return kinds[:1] + sorted(people.values(), key=lambda detail: detail.field)


def _centres(tiers: list[Tier]) -> list[Detail]:
    """What names the kind or a number goes before a bare place; the discussion, which looks ahead, comes last."""
    named = [detail for tier in tiers[:2] for detail in tier["centres"]]
    places = [replace(detail, field="centres") for tier in tiers[:2] for detail in tier["place"]]
    chosen = (named or places or tiers[2]["centres"])[:1]
    counted = [detail for tier in tiers for detail in tier["n_centres"]]
    return chosen + (counted[:1] if chosen and chosen[0].value == MULTI else [])
