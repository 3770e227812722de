"""Which group of studies a study belongs to, where the protocol pools groups of conditions apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from schemas.protocol import Protocol

Row = Mapping[str, Any]
Phrases = Sequence[tuple[str, "re.Pattern[str] | None"]]


def groups_of_studies(studies: Sequence[Row], protocol: Protocol) -> dict[str, tuple[str, ...]]:
    """Study id → ids of the groups it fits: one for a study that can be pooled, none or several for another.

    A study that a group names by its id belongs there. Else the phrases are looked for in its conditions and, only
    where these fit no group, in its title.
    """
    named = {study: (group.id,) for group in protocol.analysis.groups for study in group.studies}
    phrases = phrases_of_groups(protocol)
    return {
        s["study_id"]: named.get(s["study_id"]) or fitting(s["conditions"], phrases) or fitting(s["title"], phrases)
        for s in studies
    }


def phrases_of_groups(protocol: Protocol) -> Phrases:
    """Id of each group with the pattern of its phrases."""
    return [(group.id, _any_of(group.phrases)) for group in protocol.analysis.groups]


def fitting(text: str | None, phrases: Phrases) -> tuple[str, ...]:
    """Ids of the groups whose phrases stand in a text."""
    return tuple(name for name, pattern in phrases if pattern and pattern.search(text or ""))


def _any_of(phrases: Sequence[str]) -> re.Pattern[str] | None:
    if not phrases:
        return None
    words = (r"[\s\-‐-–]+".join(map(re.escape, re.split(r"[\s\-]+", phrase))) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


def why_unassigned(study: Row | None, fits: Sequence[str], protocol: Protocol) -> str:
    """Why a study is in no group, in one sentence."""
    said = (study or {}).get("conditions")
    what = f"Its conditions ({said}) fit" if said else "It names no conditions, and its title fits"
    labels = [group.label for group in protocol.analysis.groups if group.id in fits or not fits]
    which = "each" if fits else "none"
    return (
        f"{what} {which} of the groups that the protocol pools apart ({'; '.join(labels)}); analysis.groups of "
        "protocol.yml can name the study."
    )
