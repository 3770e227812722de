"""A chat completion opened: the items that the model gave, or the sentence that says why there are none.

Nothing in it is trusted. Items of another shape are set aside one by one, so that one bad item costs only itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extractors.second_reader.interface import Dropped, Usage

MOST_ITEMS = 2_000
"""Of one kind in one reply: far more than a report has, and few enough to check."""

_Role = Literal["experimental", "control", "single"]
_Statistic = Literal["rate", "count", "median", "mean", "hr", "or", "rr", "rd", "md"]


class _Item(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, str_max_length=4000)


class ArmItem(_Item):
    """An arm as the model gives it."""

    id: str = Field(min_length=1, max_length=20)
    name: str = Field(min_length=1)
    role: _Role
    patients: int | None
    quote: str


class ResultItem(_Item):
    """A result as the model gives it."""

    outcome: str
    outcome_words: str
    arm: str
    versus: str
    statistic: _Statistic
    value: float | None
    unit: str
    sd: float | None
    ci_low: float | None
    ci_high: float | None
    ci_level: float | None
    p: str
    events: int | None
    patients: int | None
    timepoint: str
    population: str
    quote: str


class _Answer(_Item):
    arms: list[ArmItem]
    results: list[ResultItem]


def _strict(schema: Any) -> Any:
    """The schema as strict structured output wants it: no titles, no limits of length."""
    if isinstance(schema, dict):
        left_out = {"title", "minLength", "maxLength"}
        return {k: {n: _strict(s) for n, s in v.items()} if k in ("properties", "$defs") else _strict(v)
                for k, v in schema.items() if k not in left_out}  # fmt: skip
    return [_strict(part) for part in schema] if isinstance(schema, list) else schema


SHAPE: dict[str, Any] = _strict(_Answer.model_json_schema())


@dataclass(slots=True)
class Opened:
    """What a reply holds."""

    arms: list[ArmItem] = field(default_factory=list)
    results: list[ResultItem] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    problem: str = ""


def open_reply(reply: Mapping[str, Any]) -> Opened:
    """The items in a reply of the endpoint."""
    message, finish = _message(reply)
    if message is None:
        return Opened(problem="the reply holds no message")
    if message.get("refusal") or finish == "content_filter":
        return Opened(problem="the model refused to answer")
    if finish == "length":
        return Opened(problem="the answer was cut off at the model's limit")
    try:
        content = orjson.loads(message.get("content") or "")
    except (orjson.JSONDecodeError, TypeError):
        return Opened(problem="the answer is not JSON")
    arms, results = (content.get("arms"), content.get("results")) if isinstance(content, dict) else (None, None)
    if not isinstance(arms, list) or not isinstance(results, list):
        return Opened(problem="the answer has no lists of arms and results")
    opened = Opened()
    opened.arms = _items(ArmItem, arms, opened.dropped)
    opened.results = _items(ResultItem, results, opened.dropped)
    return opened


def _message(reply: Mapping[str, Any]) -> tuple[dict[str, Any] | None, str]:
    choices = reply.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    message = choice.get("message")
    return (message if isinstance(message, dict) else None), str(choice.get("finish_reason") or "")


def _items(model: type[Any], given: list[Any], dropped: list[Dropped]) -> list[Any]:
    found = []
    for item in given[:MOST_ITEMS]:
        try:
            found.append(model.model_validate(item))
        except ValidationError:
            dropped.append(Dropped("it is not in the shape that was asked for", str(item)[:200]))
    if len(given) > MOST_ITEMS:
        dropped.append(Dropped(f"more than {MOST_ITEMS} items were given", f"{len(given)} items"))
    return found


def usage_of(reply: Mapping[str, Any], prices: tuple[float, float] | None) -> Usage:
    """Tokens as the endpoint counted them. `prices` are per million tokens in and out."""
    counted = reply.get("usage")
    counted = counted if isinstance(counted, dict) else {}
    tokens = [_whole(counted.get(name)) for name in ("prompt_tokens", "completion_tokens")]
    cost = None
    if prices and None not in tokens:
        cost = round(sum((t or 0) * price for t, price in zip(tokens, prices, strict=True)) / 1_000_000, 6)
    return Usage(tokens[0], tokens[1], cost)


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
