"""Which reader reads which kind of payload: an explicit list, nothing discovered.

Readers are pure functions `read(record) -> Report`; they raise `BadInput` with one sentence.
"""

from __future__ import annotations

from collections.abc import Callable

from schemas.errors import BadInput
from schemas.models import Record, Report
from sources.clinicaltrials_gov import read as clinicaltrials_gov
from sources.crossref import read as crossref
from sources.europe_pmc import jats
from sources.europe_pmc import read as europe_pmc
from sources.inbox import page, pdf, ris, text
from sources.openalex import read as openalex
from sources.pubmed import read as pubmed
from sources.unpaywall import read as unpaywall

Reader = Callable[[Record], Report]


def _unreadable(record: Record) -> Report:
    """A document that the inbox could not open: its payload is the reason, in one sentence."""
    raise BadInput(record.payload.decode("utf-8", "replace"))


REGISTRIES = (
    "ctgov-xml", "ctgov-classic-json", "ictrp-xml", "ictrp-json", "euctr-text", "euctr-html", "euctr-json", "ctis-json",
    "isrctn-xml", "isrctn-json", "who-xml", "chictr-html", "chictr-row", "drks-json",
)  # fmt: skip
"""Media of `sources.registries`, whose readers are loaded when one is met: most of a start is compiling patterns."""


def _of_a_registry(record: Record) -> Report:
    from sources import registries  # noqa: PLC0415

    return registries.READERS[record.media](record)


def _retraction_watch(record: Record) -> Report:
    """The file of Retraction Watch is no report: a refresh looks the review's papers up in it."""
    raise BadInput(f"{record.id} is the file of Retraction Watch; put it into the inbox of a review.")


READERS: dict[str, Reader] = {
    "unreadable": _unreadable,
    "ctgov-json": clinicaltrials_gov.read,
    **dict.fromkeys(REGISTRIES, _of_a_registry),
    "pubmed-xml": pubmed.read,
    "europepmc-json": europe_pmc.read,
    "crossref-json": crossref.read,
    "openalex-json": openalex.read,
    "jats": jats.read,
    "html": page.read,
    "text": text.read,
    "pdf": pdf.read,
    "ris": ris.read,
    "retraction-watch": _retraction_watch,
}

_STABLE: dict[str, Callable[[bytes], bytes]] = {
    "ctgov-json": clinicaltrials_gov.stable,
    "pubmed-xml": pubmed.stable,
    "europepmc-json": europe_pmc.stable,
    "crossref-json": crossref.stable,
    "openalex-json": openalex.stable,
    "unpaywall-json": unpaywall.stable,
}


def read_record(record: Record) -> Report:
    """Reads one record into a report, or raises BadInput with one sentence."""
    reader = READERS.get(record.media)
    if reader is None:
        raise BadInput(f"{record.id}: no reader knows the media {record.media!r}; known are {', '.join(READERS)}.")
    return reader(record)


def stable(record: Record) -> bytes:
    """The payload without what churns while the record stays the same: its hash tells whether the record changed.

    A payload that cannot be parsed is its own stable form.
    """
    strip = _STABLE.get(record.media)
    if record.media in REGISTRIES:
        from sources import registries  # noqa: PLC0415

        strip = registries.STABLE.get(record.media)
    if strip is None:
        return record.payload
    try:
        return strip(record.payload)
    except (BadInput, ValueError):
        return record.payload
