"""One refresh at a time per review. The operating system or PostgreSQL holds the lock, so it dies with its holder.

A lock kept as a row would survive `kill -9` and stop every later refresh; these do not.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from schemas.errors import AlreadyRunning, StoreFailed


@contextmanager
def file_lock(database: Path, review: str) -> Iterator[None]:
    """Hold `<database>.<review>.lock`; raise AlreadyRunning when another process (or thread) holds it."""
    path = database.with_name(f"{database.name}.{re.sub('[^A-Za-z0-9@._-]', '_', review)}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreFailed(f"{path}: the lock cannot be made ({error.strerror}); make its folder writable.") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 40).decode(errors="replace").strip()
            raise AlreadyRunning(_sentence(review, f" (process {holder})" if holder else "")) from None
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(handle)  # releases the lock; the file stays, because removing it would race with the next holder


@contextmanager
def postgres_lock(engine: sa.Engine, review: str) -> Iterator[None]:
    """Hold an advisory lock on a connection of its own; PostgreSQL frees it when the connection dies."""
    key = int.from_bytes(hashlib.sha256(f"perennial:{review}".encode()).digest()[:8], "big", signed=True)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(key))):
            raise AlreadyRunning(_sentence(review, ""))
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(key)))


def _sentence(review: str, holder: str) -> str:
    return f"{review}: another refresh of this review is running{holder}; wait for it to end, nothing was changed."
