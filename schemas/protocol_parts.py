"""What every part of a protocol is made of: its base model, kinds of text, sources, and names that must be known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
OutcomeId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$", max_length=40)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Measure = Literal["RR", "OR", "RD", "HR", "MD", "SMD", "PLO", "MN"]
Source = Literal["clinicaltrials_gov", "pubmed", "europe_pmc", "ctis", "isrctn", "crossref", "openalex"]


class Part(BaseModel):
    """A part of the protocol: immutable, and extra keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def known(what: str, name: str, known: Iterable[str]) -> None:
    """Complain about a name that is none of the known ones, with the nearest."""
    names = list(known)
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
        mend = f"the nearest known one is {near[0]}" if near else f"known are {', '.join(names)}"
        raise ValueError(f"{name!r} is no {what} of the data dictionary; {mend}")


def unique(where: str, ids: list[str]) -> None:
    """Complain about the first id that stands there twice."""
    for index, one in enumerate(ids):
        if one in ids[:index]:
            raise ValueError(f"{where} has the id {one!r} twice")
