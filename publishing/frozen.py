"""A folder that is written once and then only read, and the same as one archive file for repositories."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from schemas.errors import BadInput

FILE_MODE, FOLDER_MODE = 0o444, 0o555
_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP file can name: the archive depends on its contents alone."""


def freeze(out: Path, files: Mapping[str, bytes]) -> Path:
    """Write the files into the new folder `out`, read-only, and beside it `out`.zip; the path of the archive.

    `BadInput` where either is there already: a release is never overwritten.
    """
    archive = out.with_name(f"{out.name}.zip")
    for path in (out, archive):
        if path.exists():
            raise BadInput(f"{path}: is there already, and a release is never overwritten; name another with --out.")
    building = out.with_name(f".{out.name}.building")
    try:
        _remove(building)
        for name, content in files.items():
            path = building / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(FILE_MODE)
        packed = building.with_suffix(".zip")
        packed.write_bytes(zipped(out.name, files))
        packed.chmod(FILE_MODE)
        # Inner folders first: the outermost is renamed, which needs no right to write into it.
        for folder in sorted((p for p in building.rglob("*") if p.is_dir()), reverse=True):
            folder.chmod(FOLDER_MODE)
        building.rename(out)
        out.chmod(FOLDER_MODE)
        packed.rename(archive)
    except OSError as error:
        raise BadInput(f"{out}: cannot be written ({error.strerror}); free the place or name another.") from error
    return archive


def zipped(folder: str, files: Mapping[str, bytes]) -> bytes:
    """The files in one folder as a ZIP file, the same bytes for the same files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}", _NO_TIME)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, FILE_MODE << 16, 3
            archive.writestr(entry, content)
    return packed.getvalue()


def _remove(building: Path) -> None:
    """What a killed run left; its folders may be read-only already."""
    if building.exists():
        for folder in (building, *(path for path in building.rglob("*") if path.is_dir())):
            folder.chmod(0o755)
        shutil.rmtree(building)
    building.with_suffix(".zip").unlink(missing_ok=True)
