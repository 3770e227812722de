"""Registry files that people drop in: what they are, and how a file of many trials is cut into one record a trial.

A trial's record is named by its registry number (`export.csv#NCT01234567`), so that it stays the same record when the
next export holds more trials or another order.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import orjson

from schemas.errors import BadInput
from schemas.registry_numbers import normalised, numbers_in
from sources.ictrp import rows
from sources.xml import children_named, local_name, parse_xml, to_bytes


class Part(NamedTuple):
    """One record of a file. `key` names it within the file; without one its place does."""

    media: str
    payload: bytes
    key: str = ""


ROOTS = {
    "trials_downloaded_from_ictrp": "ictrp-xml",
    "alltrials": "isrctn-xml",
    "fulltrial": "isrctn-xml",
}
"""Roots of XML files that one registry alone uses, in small letters."""
SETS = frozenset({"ictrp-xml", "isrctn-xml", "who-xml", "ictrp-table", "workbook", "euctr-text", "chictr-list"})
"""Kinds of files that may hold many trials."""
_EUCTR_RECORD = re.compile(r"(?m)^(?=Summary[ \t]*\r?\nEudraCT Number:)")
_EUCTR_NUMBER = re.compile(r"(?m)^EudraCT Number:[ \t]*(\S+)")
_EUCTR_COUNTRY = re.compile(r"(?m)^Link:.*/trial/[^/\s]+/([A-Za-z0-9]+)/?\s*$")


def markup_media(root: str, head: str) -> str:
    """The kind of an XML file by its root (small letters) and first lines; empty where no registry writes such."""
    if root in ROOTS:
        return ROOTS[root]
    if root in {"trial", "triall", "trials", "main"}:
        if re.search(r"<main[\s>/]", head) and re.search(r"<trial_id[\s>/]", head, re.IGNORECASE):
            return "who-xml"
        if re.search(r"<(?:\w+:)?isrctn[\s>]", head):
            return "isrctn-xml"
        if re.search(r"<TrialID[\s>]", head):
            return "ictrp-xml"
    return ""


def page_media(payload: bytes) -> str:
    """The kind of a saved web page of a registry; empty for any other page."""
    if b"EU Clinical Trials Register" in payload and b'class="tricell"' in payload:
        return "euctr-html"
    if b"chictr" in payload.lower() and "注册号".encode() in payload:
        if b"Registration number" in payload and b"left_title" in payload:
            return "chictr-html"
        if b"historyversionpub" in payload or b"showproj" in payload:
            return "chictr-list"
    return ""


def text_media(head: str) -> str:
    """The kind of a plain text file by its beginning; empty for text of another sort."""
    if re.search(r"(?m)^EudraCT Number:", head) and re.search(r"(?m)^A\.1 Member State", head):
        return "euctr-text"
    return "ictrp-table" if rows.is_export(rows.first_line(head)) else ""


def json_media(value: dict[str, Any]) -> str:
    """The kind of a JSON object; empty where it is no registry's record."""
    if isinstance(value.get("drksId"), str) and "trialDescriptions" in value:
        return "drks-json"
    if isinstance(value.get("ctNumber"), str) and ("authorizedApplication" in value or "authorizedPartI" in value):
        return "ctis-json"
    if isinstance(value.get("trialDescription"), dict) and "isrctn" in value:
        return "isrctn-json"
    if isinstance(value.get("a2_eudract_number"), str):
        return "euctr-json"
    if isinstance(value.get("id_info"), dict) and isinstance(value["id_info"].get("nct_id"), str):
        return "ctgov-classic-json"
    return "ictrp-json" if isinstance(value.get("TrialID"), str) and rows.is_export(value) else ""


def key_of_json(media: str, value: dict[str, Any]) -> str:
    """The number of a record inside a file of several; EudraCT records carry their country behind it."""
    if media == "euctr-json":
        country = str(value.get("a1_member_state_concerned", "")).partition(" - ")[0]
        return f"{value['a2_eudract_number']}-{country}".strip("-")
    named = {"drks-json": "drksId", "ctis-json": "ctNumber", "isrctn-json": "isrctn", "ictrp-json": "TrialID"}
    if media in named:
        return str(value[named[media]])
    return str(value["id_info"]["nct_id"]) if media == "ctgov-classic-json" else ""


def parts_of(payload: bytes, text: str, media: str, name: str) -> list[Part]:
    """The records of a set, in its order. `text` is the decoded payload where the kind is plain text."""
    if media == "ictrp-table":
        return _rows(rows.csv_rows(text, name), name)
    if media == "workbook":
        found = rows.workbook_rows(payload, name)
        if found is None:
            raise BadInput(
                f"{name} is an Excel workbook and no export of the WHO ICTRP; give the report that its numbers come "
                "from, as PDF, HTML or text."
            )
        return _rows(found, name)
    if media == "euctr-text":
        return _euctr_parts(text, name)
    if media == "chictr-list":
        from sources.chictr import listing  # noqa: PLC0415 - loaded when one is met

        entries = listing.entries_of(payload, name)
        if not entries:
            raise BadInput(
                f"{name}: the ChiCTR page lists no trial; save the search's result, or the trial's own page."
            )
        return [Part("chictr-row", orjson.dumps(entry), entry["number"]) for entry in entries]
    return _xml_parts(payload, media, name)


def _rows(found: list[dict[str, str]], name: str) -> list[Part]:
    parts = [Part("ictrp-json", orjson.dumps(row), row.get("TrialID", "").strip()) for row in found]
    if not parts:
        raise BadInput(f"{name}: the ICTRP export holds no trial; run the search again.")
    return parts


def _euctr_parts(text: str, name: str) -> list[Part]:
    cut = [part for part in _EUCTR_RECORD.split(text) if _EUCTR_NUMBER.search(part)] or [text]
    parts = []
    for part in cut:
        number, country = _EUCTR_NUMBER.search(part), _EUCTR_COUNTRY.search(part)
        if number is None:
            raise BadInput(f"{name}: a record of the EudraCT export has no number; download the trials again.")
        parts.append(Part("euctr-text", part.encode(), "-".join(filter(None, (number[1], country and country[1])))))
    return parts


_MEMBERS = {"ictrp-xml": {"Trial"}, "isrctn-xml": {"fullTrial"}, "who-xml": {"trial", "Trial", "Triall"}}


def _xml_parts(payload: bytes, media: str, name: str) -> list[Part]:
    root = parse_xml(payload, name)
    if local_name(root) in _MEMBERS[media]:
        return [Part(media, payload)]
    found = list(children_named(root, _MEMBERS[media])) or ([root] if media == "who-xml" else [])
    if not found:
        found = list(children_named(root, {"trial"})) if media == "isrctn-xml" else []
    if not found:
        raise BadInput(f"{name}: <{local_name(root)}> holds no trial; nothing was found, or the reply is an error.")
    parts = [Part(media, to_bytes(element)) for element in found]
    return [part._replace(key=_key_of_xml(part, name)) for part in parts]


def _key_of_xml(part: Part, name: str) -> str:
    if part.media == "ictrp-xml":
        from sources.ictrp.read import fields_of  # noqa: PLC0415

        return fields_of(part.payload, name).get("trialid", "")
    pattern = rb"<(?:\w+:)?(?:isrctn|trial_id)(?:\s[^>]*)?>\s*([^<]+?)\s*<"
    found = re.search(pattern, part.payload, re.IGNORECASE)
    number = found[1].decode("utf-8", "replace") if found else ""
    if part.media == "isrctn-xml" and number.isdigit():
        return f"ISRCTN{number}"
    return normalised(number) if numbers_in(number) else number


def named(parts: list[Part], name: str) -> list[tuple[str, Part]]:
    """Each part with its record's id: `name#KEY`, or `name`, `name#2`, … for parts without a key.

    A key that stands in the file again gets its number behind it: `name#KEY~2`.
    """
    seen: dict[str, int] = {}
    found = []
    for place, part in enumerate(parts, start=1):
        if not part.key:
            found.append((name if place == 1 else f"{name}#{place}", part))
            continue
        seen[part.key] = seen.get(part.key, 0) + 1
        again = f"~{seen[part.key]}" if seen[part.key] > 1 else ""
        found.append((f"{name}#{part.key}{again}", part))
    return found
