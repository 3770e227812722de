"""A second reader behind any endpoint that speaks the chat completions of OpenAI."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from extractors.second_reader.checking import check
from extractors.second_reader.document import document
from extractors.second_reader.interface import Reading
from extractors.second_reader.reply import open_reply, usage_of
from extractors.second_reader.request import VERSION, request_body
from schemas.models import Report

Ask = Callable[[dict[str, Any]], Mapping[str, Any]]
"""Puts a request body to the endpoint and gives its reply; this room has no network of its own."""


class ChatReader:
    """Reads a report by asking a model once; see `checking` for what is believed of its answer.

    `outcomes` are pairs of an outcome's id and the words that name it: those that are asked for. `prices` are per
    million tokens in and out.
    """

    def __init__(
        self, ask: Ask, model: str, outcomes: Sequence[tuple[str, str]], prices: tuple[float, float] | None = None
    ) -> None:
        self.name = model
        self.version = VERSION
        self._ask = ask
        self._prices = prices
        self._outcomes = list(outcomes)

    def read(self, report: Report) -> Reading:
        """What the endpoint makes of the report, as far as the report bears it out."""
        reply = self._ask(self.request(report))
        opened = open_reply(reply)
        arms, results, dropped = check(opened, report, {name for name, _ in self._outcomes})
        reading = Reading(self.name, self.version, arms, results, dropped)
        reading.usage = usage_of(reply, self._prices)
        reading.problem = opened.problem
        reading.shortened = document(report)[1]
        return reading

    def request(self, report: Report) -> dict[str, Any]:
        """The body that is sent for a report: it, our instructions and the names of the outcomes, nothing else."""
        return request_body(self.name, report, self._outcomes)
