"""`perennial extract --second-reader`: documents without a review, put to the endpoint that the environment names.

The flag is the consent. Nothing is stored, so that the same document is sent again by the next call.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager

from extractors.second_reader import SUMMARY, ChatReader, compare
from flows.extract import Beside
from flows.second_endpoint import KEY, MODEL, URL, endpoint, session
from flows.second_reader import general_outcomes, worth_reading
from flows.settings import load_settings
from schemas.errors import BadInput, SourceFailed
from schemas.models import Extraction, Finding


@contextmanager
def asking() -> Iterator[Beside]:
    """What lays the second reading of a report beside its first; BadInput where the environment names no endpoint."""
    load_settings()
    where = endpoint()
    if where is None:
        raise BadInput(f"--second-reader: set {URL} and {MODEL}, and {KEY} where the endpoint wants a key.")
    with session() as connection:
        reader = ChatReader(lambda body: where.ask(connection, body), where.model, general_outcomes(), where.prices)

        def beside(extraction: Extraction) -> Extraction:
            if not worth_reading(extraction.report):
                return extraction
            try:
                return compare(extraction, reader.read(extraction.report))
            except SourceFailed as failure:
                finding = Finding(SUMMARY, "info", str(failure))
                return dataclasses.replace(extraction, findings=[*extraction.findings, finding])

        yield beside
