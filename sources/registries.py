"""Readers of the registries beyond ClinicalTrials.gov's JSON, by media. `readers` loads them when one is met."""

from __future__ import annotations

from collections.abc import Callable

from schemas.models import Record, Report
from sources.chictr import listing as chictr_listing
from sources.chictr import page as chictr_page
from sources.chictr import read as who_xml
from sources.clinicaltrials_gov import read_xml as clinicaltrials_gov_xml
from sources.ctis import read as ctis
from sources.drks import read as drks
from sources.euctr import read as euctr
from sources.ictrp import read as ictrp
from sources.isrctn import read as isrctn

READERS: dict[str, Callable[[Record], Report]] = {
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
}

STABLE: dict[str, Callable[[bytes], bytes]] = {
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
}
