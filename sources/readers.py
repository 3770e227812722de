"""Which reader reads which kind of payload: an explicit list, nothing discovered.

Readers are pure functions `read(record) -> Report`; they raise `BadInput` with one sentence.
"""

from __future__ import annotations

from collections.abc import Callable

from schemas.errors import BadInput
from schemas.models import Record, Report
from sources.chictr import listing as chictr_listing
from sources.chictr import page as chictr_page
from sources.chictr import read as who_xml
from sources.clinicaltrials_gov import read as clinicaltrials_gov
from sources.clinicaltrials_gov import read_xml as clinicaltrials_gov_xml
from sources.ctis import read as ctis
from sources.drks import read as drks
from sources.euctr import read as euctr
from sources.europe_pmc import jats
from sources.europe_pmc import read as europe_pmc
from sources.ictrp import read as ictrp
from sources.inbox import page, pdf, ris, text
from sources.isrctn import read as isrctn
from sources.pubmed import read as pubmed

Reader = Callable[[Record], Report]


def _unreadable(record: Record) -> Report:
    """A document that the inbox could not open: its payload is the reason, in one sentence."""
    raise BadInput(record.payload.decode("utf-8", "replace"))


READERS: dict[str, Reader] = {
    "unreadable": _unreadable,
    "ctgov-json": clinicaltrials_gov.read,
    "ctgov-xml": clinicaltrials_gov_xml.read,
    "ctgov-classic-json": clinicaltrials_gov_xml.read,
    "ictrp-xml": ictrp.read,
    "ictrp-json": ictrp.read,
    "euctr-text": euctr.read_text,
    "euctr-html": euctr.read_page,
    "euctr-json": euctr.read_json,
    "ctis-json": ctis.read,
    "isrctn-xml": isrctn.read,
    "isrctn-json": isrctn.read,
    "who-xml": who_xml.read,
    "chictr-html": chictr_page.read,
    "chictr-row": chictr_listing.read,
    "drks-json": drks.read,
    "pubmed-xml": pubmed.read,
    "europepmc-json": europe_pmc.read,
    "jats": jats.read,
    "html": page.read,
    "text": text.read,
    "pdf": pdf.read,
    "ris": ris.read,
}

_STABLE: dict[str, Callable[[bytes], bytes]] = {
    "ctgov-json": clinicaltrials_gov.stable,
    "ctgov-xml": clinicaltrials_gov_xml.stable,
    "ctgov-classic-json": clinicaltrials_gov_xml.stable,
    "ictrp-xml": ictrp.stable,
    "ictrp-json": ictrp.stable,
    "euctr-json": euctr.stable,
    "ctis-json": ctis.stable,
    "isrctn-xml": isrctn.stable,
    "isrctn-json": isrctn.stable,
    "who-xml": who_xml.stable,
    "drks-json": drks.stable,
    "pubmed-xml": pubmed.stable,
    "europepmc-json": europe_pmc.stable,
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
    if strip is None:
        return record.payload
    try:
        return strip(record.payload)
    except (BadInput, ValueError):
        return record.payload
