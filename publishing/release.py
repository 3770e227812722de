"""A release: one published version with everything it was made by, as files that never change again.

`data/` is the published folder as it was, `review/` the protocol and what people wrote, and around them stands what a
repository and a reader need: how to cite, how to verify, what it was made with. A pure function of the version.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from publishing.last import MANIFEST, LastVersion
from publishing.release_texts import Described, citation_cff, readme, zenodo_json

SUMS = "SHA256SUMS"
ENVIRONMENT, LOCK = "environment.json", "requirements.lock"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a release is made of besides the published folder."""

    review: Mapping[str, bytes]
    """File name in the review's folder → bytes: the protocol and people's files as they went in."""
    environment: bytes
    """The environment of the refresh; empty where it is not known."""
    lock: bytes
    """The lock file of that environment; empty where it is not at hand."""


def release_files(version: LastVersion, described: Described, parts: Parts) -> dict[str, bytes]:
    """Path → bytes of the whole release, SHA256SUMS last. The same version gives the same bytes."""
    files = {f"data/{name}": content for name, content in version.files.items()}
    files[f"data/{MANIFEST}"] = version.manifest_bytes
    files |= {f"review/{name}": content for name, content in parts.review.items()}
    files |= {name: c for name, c in ((ENVIRONMENT, parts.environment), (LOCK, parts.lock)) if c}
    files["CITATION.cff"] = citation_cff(described)
    files[".zenodo.json"] = zenodo_json(described)
    files["README.md"] = readme(
        described, version, sorted(parts.review), [n for n in (ENVIRONMENT, LOCK) if n in files]
    )
    files = dict(sorted(files.items()))
    return files | {SUMS: checksums(files)}


def checksums(files: Mapping[str, bytes]) -> bytes:
    """The lines that `sha256sum --check` reads."""
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())]
    return "".join(lines).encode("utf-8")
