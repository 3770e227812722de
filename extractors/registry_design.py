"""Design details of a ClinicalTrials.gov record (version 2), from its structure, each with its JSON pointer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractors.centres import MULTI
from extractors.trial_people import ASSESSORS, INVESTIGATORS, PARTICIPANTS, PROVIDERS
from schemas.models import Detail

_MASKING = {
    "NONE": "open-label",
    "SINGLE": "single-blind",
    "DOUBLE": "double-blind",
    "TRIPLE": "triple-blind",
    "QUADRUPLE": "quadruple-blind",
}
_MASKED = {
    "PARTICIPANT": PARTICIPANTS,
    "CARE_PROVIDER": PROVIDERS,
    "INVESTIGATOR": INVESTIGATORS,
    "OUTCOMES_ASSESSOR": ASSESSORS,
}
_MODELS = {"PARALLEL": "parallel", "CROSSOVER": "crossover", "FACTORIAL": "factorial"}
_DESIGN = "/protocolSection/designModule"
_UNKNOWN = 99999999
"""The registry's enrolment for a number that nobody knows."""
_PLACES = "/protocolSection/contactsLocationsModule/locations"


def registry_details(study: dict[str, Any]) -> list[Detail]:
    """Planned size, masking and who is masked, model of intervention, and number of places, as registered."""
    protocol = _dict(study.get("protocolSection"))
    module = _dict(protocol.get("designModule"))
    return [*_size(module), *_masking(_dict(module.get("designInfo"))), *_places(protocol)]


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _size(module: dict[str, Any]) -> Iterator[Detail]:
    """An enrolment that is estimated is what is planned; an actual one is in `n_total` alone."""
    enrolment = _dict(module.get("enrollmentInfo"))
    count = enrolment.get("count")
    if enrolment.get("type") == "ESTIMATED" and isinstance(count, int) and 0 < count < _UNKNOWN:
        yield _detail("n_planned", count, f"{_DESIGN}/enrollmentInfo/count", str(count))


def _masking(info: dict[str, Any]) -> Iterator[Detail]:
    masking = _dict(info.get("maskingInfo"))
    kind = masking.get("masking")
    if kind in _MASKING:
        yield _detail("masking", _MASKING[kind], f"{_DESIGN}/designInfo/maskingInfo/masking", kind)
    who = masking.get("whoMasked")
    for n, party in enumerate(who if isinstance(who, list) else []):
        if party in _MASKED:
            yield _detail("masked", _MASKED[party], f"{_DESIGN}/designInfo/maskingInfo/whoMasked/{n}", party)
    model = info.get("interventionModel")
    if model in _MODELS:
        yield _detail("design_type", _MODELS[model], f"{_DESIGN}/designInfo/interventionModel", model)


def _places(protocol: dict[str, Any]) -> Iterator[Detail]:
    """Several places, told apart by facility and city. One alone says nothing: it may be where the trial is led."""
    listed = _dict(protocol.get("contactsLocationsModule")).get("locations")
    places = [place for place in listed if isinstance(place, dict)] if isinstance(listed, list) else []
    n = len({(place.get("facility"), place.get("city"), place.get("zip")) for place in places})
    if n > 1:
        yield _detail("centres", MULTI, _PLACES, "")
        yield _detail("n_centres", n, _PLACES, "")


def _detail(field: str, value: str | int, pointer: str, quote: str) -> Detail:
    return Detail(field, value, {"pointer": pointer}, quote)
