"""PubMed through E-utilities: esearch into the history server, efetch in batches, one record per article."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lxml import etree

from schemas.errors import SourceFailed
from schemas.models import Record
from sources.http import PoliteSession
from sources.paging import Census, Page, Window, require_complete

SOURCE = "pubmed"
BASE = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
BATCH = 200
"""Articles an efetch; larger batches are known to break off."""
MOST = 9999
"""esearch and efetch reach no further into a result than this; larger ones are split by entry date."""
LONG_QUERY = 2000
"""Characters from which the query travels as a form: addresses are cut at some 4,000 on the way."""
FIRST_ENTRY = date(1800, 1, 1)
"""Before every entry date."""
HISTORY = {"usehistory": "y", "retmax": "0"}
"""A search whose hits wait on the history server."""
IDS = {"retmax": str(MOST)}
"""A search whose reply lists its hits."""


@dataclass(slots=True)
class _Hits:
    """What a search found: how many, where they wait, and their PMIDs where they were listed."""

    count: int
    history: dict[str, str]
    ids: list[str]


def fetch(session: PoliteSession, query: str, window: Window) -> Iterator[Page]:
    """Yield every batch of a PubMed query, of articles added or revised within the window."""
    dates: dict[str, str] = {}
    if window.since is not None:
        dates = {"datetype": "mdat", "mindate": _slashed(window.since), "maxdate": _slashed(window.until)}
    found = _search(session, query, dates, HISTORY)
    if found.count <= MOST:
        yield from _articles(session, found, found.count)
        return
    for part in _split(session, query, dates, HISTORY, (FIRST_ENTRY, _last_entry(window.until))):
        yield from _articles(session, part, found.count)


def census(session: PoliteSession, query: str, until: date) -> Census:
    """Every PMID of the query, ten thousand a request."""
    found = _search(session, query, {}, IDS)
    if found.count <= MOST:
        return Census(found.count, tuple(found.ids))
    parts = _split(session, query, {}, IDS, (FIRST_ENTRY, _last_entry(until)))
    return Census(found.count, tuple(pmid for part in parts for pmid in part.ids))


def _last_entry(until: date) -> date:
    """After every entry date: services are ahead of our day."""
    return until + timedelta(days=2)


def _split(
    session: PoliteSession, query: str, dates: dict[str, str], how: dict[str, str], span: tuple[date, date]
) -> Iterator[_Hits]:
    """Halve the span of entry dates until every part is small enough; they never change, so parts never overlap."""
    first, last = span
    part = f'({query}) AND ("{_slashed(first)}"[edat] : "{_slashed(last)}"[edat])'
    found = _search(session, part, dates, how)
    if found.count <= MOST:
        if found.count:
            yield found
        return
    if first == last:
        raise SourceFailed(
            f"{SOURCE}: the query finds {found.count} articles of the one day {first}, more than the service gives; "
            "narrow the query."
        )
    middle = first + (last - first) // 2
    yield from _split(session, query, dates, how, (first, middle))
    yield from _split(session, query, dates, how, (middle + timedelta(days=1), last))


def _search(session: PoliteSession, query: str, dates: dict[str, str], how: dict[str, str]) -> _Hits:
    """The hits of a search: their number, and their place on the history server or their PMIDs."""
    root = _ask(session, "esearch.fcgi", {"db": "pubmed", "term": query} | how | dates, "eSearchResult")
    complaints = [f"{node.tag} {(node.text or '').strip()!r}" for node in root.iterfind("ErrorList/*") if node.text]
    if complaints:
        # PubMed leaves out what it does not know and answers a wider or narrower question than was asked.
        raise SourceFailed(f"{SOURCE}: the service did not understand the query ({', '.join(complaints)}); mend it.")
    count, key, environment = (root.findtext(name) for name in ("Count", "QueryKey", "WebEnv"))
    if count is None or not count.isdigit():
        raise SourceFailed(f"{SOURCE}: the search reply holds no count; run the refresh again.")
    if how is HISTORY and int(count) and not (key and environment):
        raise SourceFailed(f"{SOURCE}: the search reply holds no WebEnv and query_key; run the refresh again.")
    ids = [(node.text or "").strip() for node in root.iterfind("IdList/Id")]
    if how is IDS and int(count) <= MOST:
        require_complete(SOURCE, len(ids), int(count))
    return _Hits(int(count), {"WebEnv": environment or "", "query_key": key or ""}, ids)


def _articles(session: PoliteSession, found: _Hits, total: int) -> Iterator[Page]:
    """Yield the articles of one search in batches. Book chapters are counted and left out: they report no trial."""
    if not found.count:
        yield Page([], total)
        return
    seen = 0
    for start in range(0, found.count, BATCH):
        place = {"db": "pubmed", "retmode": "xml", "retstart": str(start), "retmax": str(BATCH)} | found.history
        root = _ask(session, "efetch.fcgi", place, "PubmedArticleSet")
        articles = root.findall("PubmedArticle")
        seen += len(articles) + len(root.findall("PubmedBookArticle"))
        yield Page([_record(article) for article in articles], total, _version(root))
    require_complete(SOURCE, seen, found.count)


def _ask(session: PoliteSession, tool: str, parameters: dict[str, str], expected: str) -> etree._Element:
    """The root element of a reply; everything but the expected element is a failure, whatever its status says."""
    url = os.environ.get("PERENNIAL_PUBMED_URL", BASE).rstrip("/") + "/" + tool
    asked = parameters | _who_asks()
    long = len(parameters.get("term", "")) > LONG_QUERY
    response = session.post(SOURCE, url, asked) if long else session.get(SOURCE, url, asked)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(response.content, parser)
    except etree.XMLSyntaxError:
        raise SourceFailed(f"{SOURCE}: the reply of {tool} is not complete XML; run the refresh again.") from None
    error = root.findtext(".//ERROR") or (root.text if root.tag == "ERROR" else None)
    if error:
        raise SourceFailed(f"{SOURCE}: {tool} answered with an error ({' '.join(error.split())[:300]}).")
    if root.tag != expected:
        raise SourceFailed(f"{SOURCE}: {tool} answered with <{root.tag}> in place of <{expected}>.")
    return root


def _version(root: etree._Element) -> str:
    """The name of the document type, which has its date in it: `pubmed_250101`."""
    document: Any = root.getroottree().docinfo
    named = re.search(r'([^/"]+)\.dtd"', document.doctype or "")
    return named[1] if named else ""


def _record(article: etree._Element) -> Record:
    pmid = (article.findtext("MedlineCitation/PMID") or "").strip()
    if not pmid:
        raise SourceFailed(f"{SOURCE}: an article came without its PMID; the service may have changed its format.")
    payload = etree.tostring(article, encoding="utf-8", with_tail=False)
    return Record(SOURCE, pmid, payload, "pubmed-xml", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/")


def _who_asks() -> dict[str, str]:
    """The parameters by which NCBI asks callers to introduce themselves."""
    values = {
        "tool": "perennial",
        "email": os.environ.get("PERENNIAL_CONTACT", ""),
        "api_key": os.environ.get("NCBI_API_KEY", ""),
    }
    return {name: value for name, value in values.items() if value}


def _slashed(day: date) -> str:
    return day.strftime("%Y/%m/%d")
