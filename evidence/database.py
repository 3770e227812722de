"""The database under the store: opening it, transactions, locks, and failures as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from evidence.failures import as_sentences
from evidence.lock import file_lock, postgres_lock
from evidence.tables import metadata

DEFAULT_URL = "sqlite:///var/evidence.sqlite"
AT_ONCE = 400
"""Values per `IN (…)`: far below SQLite's limit of 32,766 variables, and a statement of readable size."""

Value = TypeVar("Value")


def chunks(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """The values in runs of AT_ONCE."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


class Database:
    """An open evidence database. Every failure of it is a `StoreFailed` with one sentence."""

    def __init__(self, url: str = DEFAULT_URL, patience_seconds: float = 30) -> None:
        """Open the store, making its tables where absent. `patience_seconds`: how long to wait for SQLite's lock."""
        with as_sentences("of PERENNIAL_DATABASE_URL"):  # not shown as given: it may hold a password
            address = sa.make_url(url)
        self.file = _sqlite_file(address)
        self._name = str(self.file or address.render_as_string(hide_password=True))
        with self._sentences():
            if self.file:
                self.file.parent.mkdir(parents=True, exist_ok=True)
            self._engine = _engine(address, patience_seconds)
            metadata.create_all(self._engine)

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        """Use as a context manager to have it closed."""
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def lock(self, review: str) -> AbstractContextManager[None]:
        """Hold this review; raises AlreadyRunning at once when another refresh of it runs. Freed on death."""
        if self._engine.dialect.name == "postgresql":
            return self._held(postgres_lock(self._engine, review))
        return file_lock(self.file, review) if self.file else nullcontext()

    def _insert(self, table: sa.Table) -> Any:
        """The dialect's own INSERT: only these know ON CONFLICT."""
        return postgresql.insert(table) if self._engine.dialect.name == "postgresql" else sqlite.insert(table)

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with self._sentences(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with self._sentences(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _held(self, lock: AbstractContextManager[None]) -> Iterator[None]:
        with ExitStack() as stack:
            with self._sentences():
                stack.enter_context(lock)
            yield

    def _sentences(self) -> AbstractContextManager[None]:
        return as_sentences(self._name)


def _sqlite_file(address: sa.URL) -> Path | None:
    if address.get_backend_name() != "sqlite" or not address.database or address.database == ":memory:":
        return None
    return Path(address.database)


def _engine(address: sa.URL, patience_seconds: float) -> sa.Engine:
    if address.get_backend_name() != "sqlite":
        return sa.create_engine(address, pool_pre_ping=True)
    if not _sqlite_file(address):  # one connection for all threads, or each would see its own empty database
        return sa.create_engine(address, poolclass=sa.StaticPool, connect_args={"check_same_thread": False})
    engine = sa.create_engine(address, connect_args={"timeout": patience_seconds})

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: object) -> None:
        # WAL lets `status` read while a refresh writes. NORMAL can lose the last commits in a power cut, in order, so
        # that a watermark never outlives its pages; a killed process loses nothing.
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    return engine
