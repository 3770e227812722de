"""What the reader of a report carries from one sentence to the next."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractors.text.arm_set import Arms
from extractors.text.outcomes import Topic
from extractors.vocabulary import Vocabulary
from schemas.models import Finding, Held, Result


@dataclass(slots=True)
class Context:
    """What carries over from one sentence to the next."""

    arms: Arms
    vocabulary: Vocabulary
    level: float | None
    title: str
    topic: Topic | None = None
    order: list[int] = field(default_factory=list)
    orders: set[tuple[int, ...]] = field(default_factory=set)
    """Every order in which the report has compared its arms so far: only one that never changed is carried over."""
    usual_order: list[int] = field(default_factory=list)
    """The order in which the whole report names its two arms, where it never names them otherwise."""
    usual_form: str = ""
    """How the report says that it prints all its measurements: sd, se, iqr or empty."""
    says_rr: bool = False
    """Whether the report defines RR as its response rate, not as a relative risk."""
    harm: bool = False
    last_text: str = ""
    population: str = "all"
    results: list[Result] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
