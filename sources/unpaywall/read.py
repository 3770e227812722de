"""Unpaywall: where an open copy of a paper is."""

from __future__ import annotations

from typing import Any

import orjson

from sources.plain import dicts, part, words

_STABLE = ("doi", "is_oa", "best_oa_location", "oa_locations", "oa_status")
_BEST = {"publishedVersion": 0, "acceptedVersion": 1, "submittedVersion": 2}


def open_copy(payload: bytes) -> str:
    """The address of the best open copy: Unpaywall's choice, else the one nearest to what was published."""
    answer: dict[str, Any] = orjson.loads(payload)
    others = sorted(dicts(answer, "oa_locations"), key=lambda place: _BEST.get(words(place, "version"), 3))
    places = [part(answer, "best_oa_location"), *others]
    found = (words(place, key) for place in places for key in ("url_for_pdf", "url", "url_for_landing_page"))
    return next((address for address in found if address.startswith(("http://", "https://"))), "")


def stable(payload: bytes) -> bytes:
    """The answer without dates of updating."""
    answer = orjson.loads(payload)
    kept = {key: answer[key] for key in _STABLE if key in answer}
    for place in [part(kept, "best_oa_location"), *dicts(kept, "oa_locations")]:
        place.pop("updated", None)
    return orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)
