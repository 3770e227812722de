"""A local HTTP server that answers as ClinicalTrials.gov, PubMed and Europe PMC did, from the recorded replies.

It knows nothing of Perennial: it pages through whatever records lie in `../shared/services`, each id once.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from benchmarks.figures import SHARED

TRIALS_A_PAGE = 200
PMC_FOLDERS = ("jats", "jats_oai_pmh")


def _studies_in(value: Any) -> Iterator[dict]:
    """Every API v2 study below a parsed file, whatever envelope it came in."""
    if isinstance(value, dict):
        if "protocolSection" in value:
            yield value
            return
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _studies_in(item)


@cache
def studies() -> list[dict]:
    """Each recorded study once, by NCT number."""
    found: dict[str, dict] = {}
    folder = SHARED / "services/clinicaltrials_gov"
    for path in sorted(folder.rglob("*json")):
        if "spec" in path.parts or "edited_or_synthetic" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        whole = text.splitlines() if path.suffix == ".ndjson" else [text]
        for part in whole:
            for study in _studies_in(json.loads(part)):
                nct = study["protocolSection"].get("identificationModule", {}).get("nctId")
                if isinstance(nct, str):
                    found.setdefault(nct, study)
    return list(found.values())


@cache
def articles() -> dict[str, bytes]:
    """Each recorded PubmedArticle once, by PMID."""
    found: dict[str, bytes] = {}
    for folder in ("efetch", "baseline_sample", "web_export"):
        for path in sorted((SHARED / "services/pubmed" / folder).rglob("*.xml")):
            try:
                root = etree.parse(str(path)).getroot()
            except etree.XMLSyntaxError:
                continue
            for article in root.iter("PubmedArticle"):
                pmid = article.findtext("MedlineCitation/PMID")
                if pmid:
                    found.setdefault(pmid, etree.tostring(article, encoding="utf-8", with_tail=False))
    return found


@cache
def hits() -> list[dict]:
    """Each recorded Europe PMC search hit once, by source and id."""
    found: dict[str, dict] = {}
    for path in sorted((SHARED / "services/europepmc/search").rglob("*.json")):
        pages = json.loads(path.read_text(encoding="utf-8"))
        for page in pages if isinstance(pages, list) else [pages]:
            for hit in (page.get("resultList") or {}).get("result", []) if isinstance(page, dict) else []:
                found.setdefault(f"{hit.get('source')}/{hit.get('id')}", hit)
    return [*found.values(), *(_hit_of(name, path) for name, path in full_texts().items())]


def _hit_of(name: str, path: Path) -> dict:
    """The search hit that leads to a recorded full text: it stands in no recorded page, its front matter does."""
    root = etree.parse(str(path), etree.XMLParser(recover=True)).getroot()
    title = root.find(".//{*}article-title")
    words = " ".join("".join(title.itertext()).split()) if title is not None else name
    return {"id": name, "source": "PMC", "pmcid": name, "title": words, "isOpenAccess": "Y", "inEPMC": "Y"}


@cache
def full_texts() -> dict[str, Path]:
    """The recorded JATS full texts by PMC number."""
    return {
        path.stem: path
        for folder in PMC_FOLDERS
        for path in sorted((SHARED / "services/europepmc" / folder).glob("PMC*"))
    }


def trials_page(query: dict[str, list[str]]) -> dict:
    """One page of `/studies`: total only where asked for, a token unless it is the last."""
    start = int(query.get("pageToken", ["0"])[0])
    everything = studies()
    page: dict[str, Any] = {"studies": everything[start : start + TRIALS_A_PAGE]}
    if start + TRIALS_A_PAGE < len(everything):
        page["nextPageToken"] = str(start + TRIALS_A_PAGE)
    if query.get("countTotal") == ["true"]:
        page["totalCount"] = len(everything)
    return page


def esearch() -> bytes:
    """All PMIDs under one history key."""
    return (
        b'<?xml version="1.0" encoding="UTF-8" ?>\n<eSearchResult>'
        b"<Count>%d</Count><RetMax>0</RetMax><RetStart>0</RetStart>"
        % len(articles())
        + b"<QueryKey>1</QueryKey><WebEnv>RECORDED</WebEnv><IdList/></eSearchResult>"
    )


def efetch(query: dict[str, list[str]]) -> bytes:
    """The articles asked for, by id list or by a slice of the history."""
    known = articles()
    if "id" in query:
        chosen = [known[i] for i in ",".join(query["id"]).split(",") if i in known]
    else:
        start, size = int(query.get("retstart", ["0"])[0]), int(query.get("retmax", ["100"])[0])
        chosen = list(known.values())[start : start + size]
    return b'<?xml version="1.0" ?>\n<PubmedArticleSet>' + b"\n".join(chosen) + b"</PubmedArticleSet>"


def search(query: dict[str, list[str]]) -> dict:
    """One cursor page; the cursor repeats at the end."""
    mark, size = query.get("cursorMark", ["*"])[0], int(query.get("pageSize", ["25"])[0])
    start = 0 if mark == "*" else int(mark)
    everything = hits()
    chosen = everything[start : start + size]
    following = str(start + len(chosen)) if chosen else mark
    return {
        "version": "6.9",
        "hitCount": len(everything),
        "nextCursorMark": following,
        "resultList": {"result": chosen},
    }


class Services(BaseHTTPRequestHandler):
    """The three services behind one address, told apart by path."""

    def do_GET(self) -> None:
        """Answer a query in the address."""
        self._answer(parse_qs(urlsplit(self.path).query))

    def do_POST(self) -> None:
        """Answer a query in the body, as PubMed takes long ones."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self._answer(parse_qs(urlsplit(self.path).query) | parse_qs(body))

    def _answer(self, query: dict[str, list[str]]) -> None:
        path = urlsplit(self.path).path
        if path.endswith("/studies"):
            self._send(json.dumps(trials_page(query)).encode(), "application/json")
        elif path.endswith("esearch.fcgi"):
            self._send(esearch(), "text/xml")
        elif path.endswith("efetch.fcgi"):
            self._send(efetch(query), "text/xml")
        elif path.endswith("/fullTextXML"):
            name = path.split("/")[-2]
            self._send(full_texts()[name].read_bytes() if name in full_texts() else b"", "application/xml")
        elif path.endswith("/search"):
            self._send(json.dumps(search(query)).encode(), "application/json")
        else:
            self.send_error(404)

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serve() -> Iterator[dict[str, str]]:
    """Run the server on a free port; gives the environment that points Perennial at it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Services)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield {
            "PERENNIAL_CLINICALTRIALS_GOV_URL": f"{address}/api/v2",
            "PERENNIAL_PUBMED_URL": f"{address}/entrez/eutils",
            "PERENNIAL_EUROPE_PMC_URL": f"{address}/europepmc/webservices/rest",
            "PERENNIAL_CONTACT": "benchmark@example.org",
        }
    finally:
        server.shutdown()
        server.server_close()
