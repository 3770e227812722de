"""A folder swapped in whole: readers see the old one or the new one, never half of either.

The new folder is built beside the old one under a hidden name, every file is forced to disk, and then the two change
places in one step (Linux `renameat2` with `RENAME_EXCHANGE`). Where the system cannot do that, two renames follow each
other; `mend` puts things right should a kill fall between them. The review's lock keeps two publishers apart.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from schemas.errors import BadInput, StoreFailed

WRITERS = 8
"""Files that are forced to disk at the same time: one after the other, each waits for the disk's next commit."""
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NOT_HERE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}
"""What kernels and file systems answer that cannot exchange."""

_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS}
"""What disks answer that are full or broken: no fault of the arguments."""


def _building(out: Path) -> Path:
    return out.with_name(f".{out.name}.building")


def _previous(out: Path) -> Path:
    return out.with_name(f".{out.name}.previous")


def mend(out: Path) -> None:
    """Undo what a killed run left: put back a folder that was moved aside, remove half-built ones."""
    if not out.exists() and _previous(out).exists():
        _previous(out).rename(out)
    for leftover in (_building(out), _previous(out)):
        if leftover.exists():
            shutil.rmtree(leftover)


def swap_in(out: Path, files: Mapping[str, bytes], earlier: Collection[str] = ()) -> None:
    """Make `out` a folder of exactly these files, and of whatever else people had put into it.

    A name may lie in folders of its own (`metadata/authors.json`). `earlier` names the files of the last version:
    those that are no longer written go. `BadInput` if `out` cannot be written, `StoreFailed` if the disk is full or
    broken; the published folder is then as it was.
    """
    out = out.absolute()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        mend(out)
        building = _building(out)
        building.mkdir()
        with ThreadPoolExecutor(WRITERS) as writers:
            for _ in writers.map(lambda name: _write(building / name, files[name]), files):
                pass
        _carry_over(out, building, {*files, *earlier})
        for folder in (building, *(path for path in building.rglob("*") if path.is_dir() and not path.is_symlink())):
            _sync_folder(folder)
        _exchange(building, out)
        _sync_folder(out.parent)
        mend(out)
    except OSError as error:
        failed = StoreFailed if error.errno in _DISK else BadInput
        raise failed(f"{out}: the folder cannot be written ({error.strerror}); free it or choose another.") from error


def _write(path: Path, content: bytes) -> None:
    """Write a file and force it to disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(path: Path) -> None:
    """Force a folder's entries to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _carry_over(old: Path, new: Path, ours: set[str]) -> None:
    """Copy what people put into the published folder: we do not delete what we did not write."""
    for entry in sorted(old.iterdir()) if old.exists() else ():
        if entry.name in ours:
            continue
        if not entry.is_dir() or entry.is_symlink():
            new.mkdir(parents=True, exist_ok=True)
            shutil.copy2(entry, new / entry.name, follow_symlinks=False)
            continue
        inside = {name.removeprefix(f"{entry.name}/") for name in ours if name.startswith(f"{entry.name}/")}
        if inside:
            _carry_over(entry, new / entry.name, inside)
        else:
            shutil.copytree(entry, new / entry.name, symlinks=True)


def _exchange(new: Path, out: Path) -> None:
    """Put `new` in the place of `out` in one step where the system can, else in two."""
    if not out.exists():
        new.rename(out)
        return
    if _rename_exchange(new, out):
        return
    out.rename(_previous(out))
    new.rename(out)


def _rename_exchange(one: Path, other: Path) -> bool:
    """Let two paths change places in one step. False where kernel, C library or file system cannot."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NOT_HERE:
        return False
    raise OSError(code, os.strerror(code), str(other))
