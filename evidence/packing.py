"""An extraction as bytes and back, for the cache.

What only the readers need is left behind: tables, the words of a full text's body, and the parsed registry record but
for the posted fields that rows may be traced to. What
synthesis and screening read (title, abstract, registration) stays, so memory stays small with thousands of papers.
Emptied blocks keep their id and place, since locators name them.
"""

from __future__ import annotations

import dataclasses
import zlib
from typing import Any

import orjson

from evidence.posted import posted
from schemas.models import Arm, Block, Detail, Extraction, Finding, Held, Notice, Posted, RegistryIds, Report, Result

ABSTRACT = {"title", "abstract", "registration", "eligibility"}
ASIDE = {"references", "introduction", "background"}
"""Sections that speak of other trials."""
BODY = 20_000
"""Characters kept of a report that has no abstract to screen on."""


def pack(extraction: Extraction) -> bytes:
    """Compressed JSON of an extraction, slimmed."""
    blocks = _slim(extraction.report.blocks)
    slim = dataclasses.replace(extraction.report, blocks=blocks, tables=[], registry=posted(extraction))
    return zlib.compress(orjson.dumps(dataclasses.replace(extraction, report=slim)), 6)


def _slim(blocks: list[Block]) -> list[Block]:
    has_abstract = any(b.part == "abstract" or b.section in ("abstract", "eligibility") for b in blocks)
    kept, room = [], 0 if has_abstract else BODY
    for block in blocks:
        keep = block.part == "abstract" or block.section in ABSTRACT
        if not keep and room > 0 and block.section not in ASIDE:
            keep, room = True, room - len(block.text)
        kept.append(block if keep else dataclasses.replace(block, text=""))
    return kept


def unpack(data: bytes) -> Extraction:
    """The extraction that `pack` was given, slimmed."""
    held: dict[str, Any] = orjson.loads(zlib.decompress(data))
    report: dict[str, Any] = held["report"]
    report["blocks"] = [Block(**block) for block in report["blocks"]]
    report["details"] = [Detail(**detail) for detail in report["details"]]
    report["notices"] = [Notice(**notice) for notice in report["notices"]]
    report["registry_ids"] = RegistryIds(**report["registry_ids"])
    return Extraction(
        report=Report(**report),
        arms=[Arm(**arm) for arm in held["arms"]],
        results=[Result(**result) for result in held["results"]],
        findings=[Finding(**finding) for finding in held["findings"]],
        held=[Held(**number) for number in held["held"]],
        posted=[Posted(**number) for number in held["posted"]],
    )
