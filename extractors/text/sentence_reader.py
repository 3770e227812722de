"""What the parts of the sentence reader may ask of it; `binding.SentenceReader` is the one that does it."""

from __future__ import annotations

from typing import Protocol

from extractors.text.arm_mentions import Mention
from extractors.text.context import Context
from extractors.text.groups import Group
from extractors.text.outcomes import Topic
from extractors.text.places import TimePoint
from extractors.text.quantities import Quantity
from extractors.text.sentences import Sentence
from schemas.models import Result


class SentenceReader(Protocol):
    """A sentence with its mentions and outcomes, and the doors through which results leave it."""

    sentence: Sentence
    text: str
    context: Context
    mentions: list[Mention]
    topics: list[Topic]
    harm: bool
    times: list[TimePoint]

    def population(self, start: int, end: int) -> str:
        """The words that narrow a number at a span, or `all`."""

    def locate(self, result: Result, group: Group | None, cell: Quantity) -> None:
        """Give a result its span and quote."""

    def _result(self, group: Group, cell: Quantity, arm: int, topic: Topic) -> None: ...

    def _topic(self, group: Group, floor: int, ceiling: int) -> Topic | None: ...

    def _graded(self, topic: Topic) -> Topic: ...
