"""An extraction as bytes and back, for the cache.

What only the readers need is left behind: the parsed registry record, tables, and the body of full texts. What
synthesis and screening read (title, abstract, registration) stays, so memory stays small with thousands of papers.
"""

from __future__ import annotations

import dataclasses
import zlib
from typing import Any

import orjson

from schemas.models import Arm, Block, Extraction, Finding, Held, Notice, RegistryIds, Report, Result

KEPT_SECTIONS = {"title", "abstract", "registration"}


def pack(extraction: Extraction) -> bytes:
    """Compressed JSON of an extraction, slimmed."""
    report = extraction.report
    blocks = [block for block in report.blocks if block.part == "abstract" or block.section in KEPT_SECTIONS]
    slim = dataclasses.replace(report, blocks=blocks, tables=[], registry=None)
    return zlib.compress(orjson.dumps(dataclasses.replace(extraction, report=slim)), 6)


def unpack(data: bytes) -> Extraction:
    """The extraction that `pack` was given, slimmed."""
    held: dict[str, Any] = orjson.loads(zlib.decompress(data))
    report: dict[str, Any] = held["report"]
    report["blocks"] = [Block(**block) for block in report["blocks"]]
    report["notices"] = [Notice(**notice) for notice in report["notices"]]
    report["registry_ids"] = RegistryIds(**report["registry_ids"])
    return Extraction(
        report=Report(**report),
        arms=[Arm(**arm) for arm in held["arms"]],
        results=[Result(**result) for result in held["results"]],
        findings=[Finding(**finding) for finding in held["findings"]],
        held=[Held(**number) for number in held["held"]],
    )
