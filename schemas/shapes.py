"""The shape of a service's records: which fields they have, of which type, and how many records had each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(slots=True, frozen=True)
class Seen:
    """How often one path was there. A record counts once, however many values it has at the path."""

    records: int
    types: Mapping[str, int]
    """Type of the value → records that had one of it; their sum exceeds `records` where a record has several."""


@dataclass(slots=True, frozen=True)
class Shape:
    """The paths of some records of one kind.

    Paths are written from the record down, `/protocolSection/armsInterventionsModule/armGroups/[]/label` or
    `/MedlineCitation/@Status`; `[]` stands for any place in a list. A path's parent is what is left without its last
    part, and the record itself is the empty path.
    """

    source: str
    media: str
    kind: str
    """What the record says it is, where fields hang on that (a PubMed Status); empty where they do not."""
    version: str
    """Of the interface, as the service tells it; empty where it tells none."""
    records: int
    paths: Mapping[str, Seen]
