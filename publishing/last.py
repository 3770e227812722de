"""The last published version, as it lies in the folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from publishing.cells import read_csv
from schemas.errors import BadInput

MANIFEST = "manifest.json"
Rows = list[dict[str, Any]]
Tables = dict[str, Rows]


@dataclass
class LastVersion:
    """What was published last. Before the first version everything is empty and `version` is 0."""

    out: Path
    manifest: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    """The files that the manifest names, those that are gone left out."""
    manifest_bytes: bytes = b""
    """The manifest as it lies there: its hash names the version, files and all."""
    _rows: dict[str, Rows] = field(default_factory=dict)

    @property
    def version(self) -> int:
        """Number of the version, 0 before the first."""
        return int(self.manifest.get("version", 0))

    @property
    def intact(self) -> bool:
        """True if every file has the hash that the manifest gives."""
        said = {name: entry.get("sha256") for name, entry in self.manifest.get("files", {}).items()}
        return {name: hashlib.sha256(content).hexdigest() for name, content in self.files.items()} == said

    @property
    def summary(self) -> str:
        """The text of summary.md."""
        return self.files.get("summary.md", b"").decode("utf-8", "replace")

    @property
    def status(self) -> Mapping[str, Any]:
        """The object of status.json, empty before the first version."""
        return _object(self.files.get("status.json")) or {}

    def below(self, folder: str) -> dict[str, bytes]:
        """Path below a folder of the published one → bytes of the file."""
        start = f"{folder}/"
        return {name.removeprefix(start): content for name, content in self.files.items() if name.startswith(start)}

    def rows(self, name: str) -> Rows:
        """The clean rows of a table, read when they are first asked for."""
        if name not in self._rows:
            self._rows[name] = read_csv(name, self.files.get(f"{name}.csv", b""), self.out / f"{name}.csv")
        return self._rows[name]


def last_version(out: Path, slug: str) -> LastVersion:
    """Read the published folder.

    `BadInput` if the folder holds something that was not published for this review: it would be replaced.
    """
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return LastVersion(out)
    manifest = _manifest(out, slug)
    files = {name: content for name in manifest["files"] if (content := _content(out / name)) is not None}
    return LastVersion(out, manifest, files, _content(out / MANIFEST) or b"")


def _manifest(out: Path, slug: str) -> Mapping[str, Any]:
    """The manifest, or `BadInput`."""
    manifest = _object(_content(out / MANIFEST))
    if manifest is None or not isinstance(manifest.get("files"), dict):
        raise BadInput(f"{out}: holds files but no readable {MANIFEST} of a published review; choose an empty folder.")
    if manifest.get("review") != slug:
        raise BadInput(f"{out}: holds the review {manifest.get('review')!r}; choose another folder for {slug!r}.")
    return manifest


def _object(content: bytes | None) -> dict[str, Any] | None:
    """The JSON object in the bytes, None where there is none."""
    try:
        value = json.loads(content) if content is not None else None
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _content(path: Path) -> bytes | None:
    """The bytes of a file, None where it is not there."""
    return path.read_bytes() if path.is_file() else None
