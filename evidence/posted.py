"""What is kept of a registry record in the cache: the posted fields that rows of the review may be traced to."""

from __future__ import annotations

from typing import Any

from schemas.models import Extraction

_MEASURE = ("description", "populationDescription", "denoms", "classes", "analyses", "dispersionType")
"""Fields of an outcome measure that hold its definition and its numbers."""


def posted(extraction: Extraction) -> dict[str, Any] | None:
    """The record's posted results without outcomes that have no name, every list in its old place.

    Pointers into the record lead to the same strings as before. A record without results leaves an empty one, which
    still says that the report is a registry's; None for any other report.
    """
    if extraction.report.registry is None:
        return None
    results = extraction.report.registry.get("resultsSection")
    if not results:
        return {}
    pointers = [str((r.locator or {}).get("pointer", "")) for r in extraction.results if r.outcome != "OTHER"]
    traced = {int(p.split("/")[4]) for p in pointers if "/outcomeMeasures/" in p}
    measures = (results.get("outcomeMeasuresModule") or {}).get("outcomeMeasures") or []
    kept = [{k: m[k] for k in _MEASURE if k in m} if i in traced else {} for i, m in enumerate(measures)]
    flow = results.get("participantFlowModule") or {}
    groups = [{k: g.get(k) for k in ("id", "title")} for g in flow.get("groups") or []]
    periods = [{"milestones": p.get("milestones") or []} for p in (flow.get("periods") or [])[:1]]
    events = (results.get("adverseEventsModule") or {}).get("eventGroups") or []
    return {
        "resultsSection": {
            "outcomeMeasuresModule": {"outcomeMeasures": kept},
            "participantFlowModule": {"groups": groups, "periods": periods},
            "adverseEventsModule": {"eventGroups": events},
        }
    }
