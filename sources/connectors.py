"""Every source that can be asked, by the name of its folder. Explicit, so that nothing is found by luck."""

from __future__ import annotations

from sources.clinicaltrials_gov import fetch as clinicaltrials_gov
from sources.crossref import fetch as crossref
from sources.ctis import fetch as ctis
from sources.europe_pmc import fetch as europe_pmc
from sources.inbox import fetch as inbox
from sources.isrctn import fetch as isrctn
from sources.openalex import fetch as openalex
from sources.paging import Count, Fetch
from sources.pubmed import fetch as pubmed

CONNECTORS: dict[str, Fetch] = {
    "clinicaltrials_gov": clinicaltrials_gov.fetch,
    "pubmed": pubmed.fetch,
    "europe_pmc": europe_pmc.fetch,
    "ctis": ctis.fetch,
    "isrctn": isrctn.fetch,
    "crossref": crossref.fetch,
    "openalex": openalex.fetch,
    "inbox": inbox.fetch,
}

CENSUSES: dict[str, Count] = {
    "clinicaltrials_gov": clinicaltrials_gov.census,
    "pubmed": pubmed.census,
    "europe_pmc": europe_pmc.census,
    "ctis": ctis.census,
    "isrctn": isrctn.census,
    "crossref": crossref.census,
    "openalex": openalex.census,
}
"""Sources that can say cheaply what a query finds at all; one that is not here is asked without a census."""
