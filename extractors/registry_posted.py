"""What a registry posts beside its outcomes: participant flow, baseline, and each harm by its term."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractors.registry_arms import Arms
from extractors.registry_measures import denominators
from extractors.registry_values import number, whole
from schemas.models import Posted

_FLOW = "/resultsSection/participantFlowModule"
_BASELINE = "/resultsSection/baselineCharacteristicsModule"
_EVENTS = "/resultsSection/adverseEventsModule"
_STATISTIC = {
    "COUNT_OF_PARTICIPANTS": "count", "NUMBER": "number", "MEAN": "mean", "MEDIAN": "median",
    "GEOMETRIC_MEAN": "geometric mean", "LEAST_SQUARES_MEAN": "least squares mean", "LOG_MEAN": "log mean",
    "COUNT_OF_UNITS": "units",
}  # fmt: skip


def read_posted(results: dict[str, Any], arms: Arms, terms: bool) -> list[Posted]:
    """Flow and baseline of the posted results; with `terms` also every adverse event by its term."""
    found = [*_flow(results.get("participantFlowModule") or {}, arms)]
    found += _baseline(results.get("baselineCharacteristicsModule") or {}, arms)
    if terms:
        found += _harms(results.get("adverseEventsModule") or {}, arms)
    return found


def _flow(module: dict[str, Any], arms: Arms) -> Iterator[Posted]:
    """Milestones of every period, and why people left."""
    groups = _groups(module.get("groups"), arms)
    for p, period in enumerate(module.get("periods") or []):
        title, base = period.get("title") or "", f"{_FLOW}/periods/{p}"
        for m, milestone in enumerate(period.get("milestones") or []):
            for a, achieved in enumerate(milestone.get("achievements") or []):
                pointer = f"{base}/milestones/{m}/achievements/{a}/numSubjects"
                yield _people("milestone", milestone.get("type"), title, achieved, pointer, groups)
        for w, reason in enumerate(period.get("dropWithdraws") or []):
            for a, left in enumerate(reason.get("reasons") or []):
                pointer = f"{base}/dropWithdraws/{w}/reasons/{a}/numSubjects"
                yield _people("reason", reason.get("type"), title, left, pointer, groups)


def _people(  # noqa: PLR0917 -- the parts of one number, passed by this module alone
    stat: str, title: str | None, period: str, counted: dict[str, Any], pointer: str, groups: dict[str, tuple[str, str]]
) -> Posted:
    group, arm = groups.get(counted.get("groupId", ""), ("", ""))
    raw = counted.get("numSubjects")
    return Posted(
        "flow", title or "", period, group=group, arm=arm, stat=stat, value=number(raw), unit="participants",
        locator={"pointer": pointer}, quote="" if raw is None else str(raw),
    )  # fmt: skip


def _baseline(module: dict[str, Any], arms: Arms) -> Iterator[Posted]:
    """Every baseline measure, class and category, of each group and of all together."""
    overall = denominators(module.get("denoms"))
    groups = _groups(module.get("groups"), arms)
    for i, measure in enumerate(module.get("measures") or []):
        stat = _STATISTIC.get(measure.get("paramType") or "", (measure.get("paramType") or "").casefold())
        own = overall | denominators(measure.get("denoms"))
        for c, cls in enumerate(measure.get("classes") or []):
            sizes = own | denominators(cls.get("denoms"))
            for k, category in enumerate(cls.get("categories") or []):
                for m, posted in enumerate(category.get("measurements") or []):
                    group, arm = groups.get(posted.get("groupId", ""), ("", ""))
                    raw = posted.get("value")
                    pointer = f"{_BASELINE}/measures/{i}/classes/{c}/categories/{k}/measurements/{m}/value"
                    yield Posted(
                        "baseline", measure.get("title") or "", cls.get("title") or "", category.get("title") or "",
                        group, arm, stat, number(raw), measure.get("unitOfMeasure") or "",
                        sizes.get(posted.get("groupId", "")), number(posted.get("spread")),
                        number(posted.get("lowerLimit")), number(posted.get("upperLimit")),
                        (measure.get("dispersionType") or "").replace("_", " ").casefold(),
                        locator={"pointer": pointer},
                        quote="" if raw is None else str(raw),
                    )  # fmt: skip


def _harms(module: dict[str, Any], arms: Arms) -> Iterator[Posted]:
    """Serious and other adverse events: people with the event, people at risk, and how often it came."""
    groups = _groups(module.get("eventGroups"), arms)
    for kind in ("serious", "other"):
        for e, event in enumerate(module.get(f"{kind}Events") or []):
            for s, counted in enumerate(event.get("stats") or []):
                group, arm = groups.get(counted.get("groupId", ""), ("", ""))
                raw = counted.get("numAffected")
                yield Posted(
                    "harm", event.get("term") or "", event.get("organSystem") or "",
                    event.get("sourceVocabulary") or "", group, arm, kind, number(raw), "participants",
                    whole(counted.get("numAtRisk")),
                    episodes=whole(counted.get("numEvents")),
                    locator={"pointer": f"{_EVENTS}/{kind}Events/{e}/stats/{s}/numAffected"},
                    quote="" if raw is None else str(raw),
                )  # fmt: skip


def _groups(groups: list[dict[str, Any]] | None, arms: Arms) -> dict[str, tuple[str, str]]:
    """Group id to its title and the arm that it is, empty where none is known."""
    letters = arms.known(groups or [])
    return {g.get("id", ""): (g.get("title") or "", letters.get(g.get("id", ""), "")) for g in groups or []}
