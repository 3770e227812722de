"""What is different about the methods since the last version: sections of the protocol, the reader, the program."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from publishing.context import PublishContext
from schemas.protocol import Protocol

SECTIONS = {
    "question": "the question", "eligibility": "eligibility", "interventions": "interventions",
    "outcomes": "outcomes", "comparisons": "comparisons", "queries": "the searches", "harms": "harms",
    "speaking": "which report speaks", "analysis": "the analysis", "living": "the living mode",
    "after_inclusion": "who is asked about included papers", "second_reader": "the second reader",
}  # fmt: skip
"""Section of the protocol that is method → its name for readers. Contacts, files and schedule are none."""


def section_hashes(protocol: Protocol) -> dict[str, str]:
    """Section → hash of what people wrote there; defaults that came with the program do not count."""
    written = protocol.model_dump(mode="json", exclude_unset=True)
    return {
        name: hashlib.sha256(json.dumps(written[name], sort_keys=True).encode()).hexdigest()[:12]
        for name in SECTIONS
        if name in written
    }


def changes_of_protocol(old: Mapping[str, Any], protocol: Protocol, context: PublishContext) -> list[str]:
    """A phrase on the sections that differ from the last version's; `old` is its manifest, empty before the first."""
    before, now = old.get("protocol_sections"), section_hashes(protocol)
    if before is not None:
        differ = [words for name, words in SECTIONS.items() if before.get(name) != now.get(name)]
        return [f"protocol: {', '.join(differ)}"] if differ else []
    return ["protocol"] if old and old.get("inputs", {}).get("protocol") != context.inputs.get("protocol") else []


def changes_of_code(old: Mapping[str, Any], context: PublishContext) -> list[str]:
    """The new reader by its version, or the new program where only other parts of it are new."""
    versions = old.get("versions", {})
    if "reader" in versions and versions["reader"] != context.versions.get("reader"):
        return [f"reader {context.versions.get('reader')} in place of {versions['reader']}"]
    if versions.get("perennial") != context.code_version:
        return [f"Perennial {context.code_version} in place of {versions.get('perennial')}"]
    return []
