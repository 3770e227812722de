"""Services on loopback that answer about papers by their ids, as Crossref, OpenAlex and Unpaywall do: made up."""

from __future__ import annotations

import json
from urllib.parse import unquote


class PaperServices:
    """`works` holds Crossref's works by DOI, `alex` OpenAlex's, `copies` Unpaywall's open copies by DOI."""

    def __init__(self):
        self.works, self.alex, self.copies = {}, {}, {}
        self.broken = set()
        self.asked = []

    def environment(self, base):
        return {f"PERENNIAL_{name.upper()}_URL": f"{base}/{name}" for name in ("crossref", "unpaywall")}

    def answer(self, path, query):
        service, _, rest = path.strip("/").partition("/")
        self.asked.append((service, rest, query))
        if service in self.broken:
            return 400, {"message": "the made-up service is broken"}
        return getattr(self, f"_{service}")(unquote(rest), query)

    def _crossref(self, rest, query):
        dois = [part.removeprefix("doi:") for part in query.get("filter", "").split(",")]
        found = [self.works[doi] for doi in dois if doi in self.works]
        return 200, {"message": {"total-results": len(found), "items": found}}

    def _openalex(self, rest, query):
        ids = query["filter"].partition(":")[2].split("|")
        found = [self.alex[name] for name in ids if name in self.alex]
        return 200, {"meta": {"count": len(found), "next_cursor": None}, "results": found}

    def _unpaywall(self, rest, query):
        if rest not in self.copies:
            return 404, {"error": True}
        return 200, {"doi": rest, "is_oa": True, "best_oa_location": {"url_for_pdf": self.copies[rest]}}


def work(doi, *updates):
    """Crossref's work of a DOI, with the notices about it: (kind, notice's DOI, (year, month, day), who told)."""
    by = [
        {"DOI": notice, "type": kind, "label": kind.title(), "source": source, "updated": {"date-parts": [list(day)]}}
        for kind, notice, day, source in updates
    ]
    return {"DOI": doi, "type": "journal-article", "title": ["Made up"], **({"updated-by": by} if by else {})}


def as_json(answer):
    status, body = answer
    return status, "application/json", json.dumps(body).encode()
