"""The form of a registry's JSON that stays the same while the trial does: its hash tells whether a record changed."""

from __future__ import annotations

from typing import Any

import orjson


def stable_json(record: dict[str, Any], churn: frozenset[str]) -> bytes:
    """The record without the keys that churn, without empty values, white space and the order of its lists.

    Registries deliver the same lists in another order from load to load, and converters write an absent value now as
    an empty text, now as an empty object, now not at all.
    """
    return orjson.dumps(_plain(record, churn), option=orjson.OPT_SORT_KEYS)


def _plain(value: Any, churn: frozenset[str]) -> Any:
    if isinstance(value, dict):
        inner = {key: _plain(item, churn) for key, item in value.items() if key not in churn}
        return {key: item for key, item in inner.items() if item not in ("", None, [], {})}
    if isinstance(value, list):
        items = [item for item in (_plain(item, churn) for item in value) if item not in ("", None, [], {})]
        return sorted(items, key=lambda item: orjson.dumps(item, option=orjson.OPT_SORT_KEYS))
    if isinstance(value, float) and value.is_integer():
        return int(value)  # 8 and 8.0: converters disagree
    return "".join(value.split()) if isinstance(value, str) else value
