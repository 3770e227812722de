"""The last published version, as it lies in the folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from publishing.cells import read_csv
from publishing.folder import mend
from schemas.errors import BadInput
from schemas.fields import TABLES

MANIFEST = "manifest.json"
Tables = dict[str, list[dict[str, Any]]]


@dataclass(slots=True)
class LastVersion:
    """What was published last. Before the first version everything is empty and `version` is 0."""

    tables: Tables = field(default_factory=lambda: {name: [] for name in TABLES})
    manifest: Mapping[str, Any] = field(default_factory=dict)
    status: Mapping[str, Any] = field(default_factory=dict)
    summary: str = ""
    intact: bool = False
    """True if every file has the hash that the manifest gives."""

    @property
    def version(self) -> int:
        """Number of the version, 0 before the first."""
        return int(self.manifest.get("version", 0))

    @property
    def reports(self) -> dict[str, str]:
        """Report → hash of the payload it was read from, of every report that was screened or read."""
        hashes = {row["report"]: row["seen_sha256"] or "" for row in self.tables["screening"]}
        return hashes | {r["report"]: r["sha256"] for r in self.tables["provenance"] if r["sha256"]}


def last_version(out: Path, slug: str) -> LastVersion:
    """Read the published folder, after mending what a killed run left.

    `BadInput` if the folder holds something that was not published for this review: it would be replaced.
    """
    mend(out.absolute())
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return LastVersion()
    manifest = _manifest(out, slug)
    files = {name: _content(out / name) for name in manifest["files"]}
    intact = all(_hash(content) == manifest["files"][name].get("sha256") for name, content in files.items())
    tables = {name: read_csv(name, files.get(f"{name}.csv") or b"", out / f"{name}.csv") for name in TABLES}
    status = _json(out / "status.json") or {}
    summary = (files.get("summary.md") or b"").decode("utf-8", "replace")
    return LastVersion(tables, manifest, status, summary, intact)


def _manifest(out: Path, slug: str) -> Mapping[str, Any]:
    """The manifest, or `BadInput`."""
    manifest = _json(out / MANIFEST) if out.is_dir() else None
    if manifest is None or not isinstance(manifest.get("files"), dict):
        raise BadInput(f"{out}: holds files but no readable {MANIFEST} of a published review; choose an empty folder.")
    if manifest.get("review") != slug:
        raise BadInput(f"{out}: holds the review {manifest.get('review')!r}; choose another folder for {slug!r}.")
    return manifest


def _json(path: Path) -> dict[str, Any] | None:
    """The object in a JSON file, None where there is none."""
    content = _content(path)
    try:
        value = json.loads(content) if content is not None else None
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _content(path: Path) -> bytes | None:
    """The bytes of a file, None where it is not there."""
    return path.read_bytes() if path.is_file() else None


def _hash(content: bytes | None) -> str:
    """SHA-256 in hexadecimal; empty where there is nothing."""
    return hashlib.sha256(content).hexdigest() if content is not None else ""
