"""What databases say when something is wrong, turned into one sentence that names the mend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from schemas.errors import StoreFailed

MENDS = {
    "database is locked": "another program holds it; wait for that to end and run this again",
    "readonly": "it is read-only; make the file and its folder writable",
    "read-only": "it is read-only; make the file and its folder writable",
    "unable to open": "it cannot be opened; make sure that its folder exists and is writable",
    "disk is full": "the disk is full; free some space and run this again",
    "not a database": "that file is no evidence store; point PERENNIAL_DATABASE_URL at another",
    "malformed": "the file is damaged; put a backup in its place",
    "disk i/o error": "the disk did not take what was written; check its space and health",
    "no column named": "it was made by another version of Perennial; point PERENNIAL_DATABASE_URL at a new one",
    "no such column": "it was made by another version of Perennial; point PERENNIAL_DATABASE_URL at a new one",
    "connection refused": "the server does not answer; start it or correct PERENNIAL_DATABASE_URL",
    "password authentication": "the server refuses the user or password of PERENNIAL_DATABASE_URL",
    "could not parse": "that is no database address; write PERENNIAL_DATABASE_URL as sqlite:///path or postgresql+psycopg://…",
}


@contextmanager
def as_sentences(name: str) -> Iterator[None]:
    """Turn every failure of the database or its folder into a StoreFailed. `name` never holds a password."""
    try:
        yield
    except ImportError as error:  # a URL whose driver is not installed
        sentence = f"{name}: the driver for this database is missing ({error.name}); install perennial[postgres]."
        raise StoreFailed(sentence) from error
    except (sa.exc.SQLAlchemyError, OSError) as error:
        said = str(getattr(error, "orig", None) or error)
        mend = next(
            (mend for words, mend in MENDS.items() if words in said.lower()), f"the database said: {_line(said)}"
        )
        raise StoreFailed(f"The evidence store {name} failed: {mend}. Nothing that was stored is lost.") from error


def _line(text: str) -> str:
    return " ".join(text.split())[:200].rstrip(".")
