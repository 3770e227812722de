"""Two services on loopback that answer as ClinicalTrials.gov and PubMed do, with made-up trials of a made-up disease.

Written for the project; nothing in it is copied. `trials` and `papers` may be changed between refreshes, and `broken`
names services that answer 500.
"""

import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from paper_services import PaperServices, as_json

PAGE = 40
ARTICLE = """<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID>
<Article PubModel="Print"><Journal>
<JournalIssue CitedMedium="Print"><PubDate><Year>{year}</Year></PubDate></JournalIssue>
<Title>Journal of Marsh Fever</Title></Journal><ArticleTitle>{title}</ArticleTitle>
<Abstract><AbstractText Label="METHODS">{methods}</AbstractText>
<AbstractText Label="RESULTS">{results}</AbstractText></Abstract>
<AuthorList CompleteYN="Y">
<Author ValidYN="Y"><LastName>{author}</LastName><ForeName>Ada</ForeName></Author></AuthorList>
<Language>eng</Language>
<PublicationTypeList><PublicationType UI="D016449">Randomized Controlled Trial</PublicationType></PublicationTypeList>
</Article></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId>{doi}</ArticleIdList></PubmedData>
</PubmedArticle>"""


def paper(n, updated="2026-05-01", responders=None, doi=""):
    """A trial report with numbers of its own: n decides them all."""
    total = 40 + n % 60
    with_drug, with_placebo = responders or total // 2 - n % 7, total // 5 - n % 3
    text = ARTICLE.format(
        pmid=90_000_000 + n,
        doi=f'<ArticleId IdType="doi">{doi}</ArticleId>' if doi else "",
        year=2015 + n % 10,
        title=f"Zelotinib or placebo in marsh fever: randomised trial number {n}",
        author=f"Marsh{chr(65 + n % 26)}{chr(97 + n // 26 % 26)}",
        methods=f"Patients with marsh fever were randomly assigned to zelotinib (n = {total}) or "
        f"placebo (n = {total}). "
        f"ClinicalTrials.gov number, NCT{90_000_000 + n:08}.",
        results=f"An objective response was seen in {with_drug} of {total} patients with zelotinib and in "
        f"{with_placebo} of {total} with placebo. Progression-free survival was longer with zelotinib "
        f"(hazard ratio 0.{50 + n % 30}, 95% CI 0.{30 + n % 20} to 0.{85 + n % 10}; P = 0.004).",
    )
    return {"id": 90_000_000 + n, "updated": updated, "text": text}


def trial(n, updated="2026-05-01", status="COMPLETED"):
    """A registration as the registry gives it, without posted results."""
    nct_id = f"NCT{90_000_000 + n:08}"
    module = {
        "identificationModule": {"nctId": nct_id, "briefTitle": f"Zelotinib in Marsh Fever, Trial {n}"},
        "statusModule": {"overallStatus": status, "startDateStruct": {"date": "2013-02-01", "type": "ACTUAL"}},
        "conditionsModule": {"conditions": ["Marsh Fever"]},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE3"],
            "designInfo": {"allocation": "RANDOMIZED", "interventionModel": "PARALLEL"},
            "enrollmentInfo": {"count": 2 * (40 + n % 60), "type": "ACTUAL"},
        },
        "armsInterventionsModule": {
            "armGroups": [
                {"label": "Zelotinib", "type": "EXPERIMENTAL", "interventionNames": ["Drug: zelotinib"]},
                {"label": "Placebo", "type": "PLACEBO_COMPARATOR", "interventionNames": ["Drug: placebo"]},
            ],
            "interventions": [{"type": "DRUG", "name": "zelotinib"}, {"type": "DRUG", "name": "placebo"}],
        },
    }
    return {"updated": updated, "study": {"protocolSection": module, "hasResults": False}}


class Services:
    """What the services hold, and what they were asked."""

    def __init__(self, size=3):
        self.papers = [paper(n) for n in range(size)]
        self.trials = [trial(n) for n in range(size)]
        self.about_papers = PaperServices()
        self.broken = set()
        self.reshape = lambda study: study  # what the registry makes of a study before it sends it
        self.hidden = set()  # ids that no search finds any more
        self.asked = []

    def environment(self, port):
        base = f"http://127.0.0.1:{port}"
        here = {"PERENNIAL_CLINICALTRIALS_GOV_URL": f"{base}/ctgov", "PERENNIAL_PUBMED_URL": f"{base}/pubmed"}
        return here | self.about_papers.environment(f"{base}/papers")

    def answer(self, path, query):
        """(status, content type, body) for one request."""
        self.asked.append(f"{path}?{json.dumps(query, sort_keys=True)}")
        if path.split("/")[1] in self.broken:
            return 400, "text/plain", b"the made-up service is broken"
        if path.startswith("/papers/"):
            return as_json(self.about_papers.answer(path.removeprefix("/papers"), query))
        if path == "/ctgov/studies":
            return 200, "application/json", json.dumps(self._studies(query)).encode()
        if path == "/pubmed/esearch.fcgi":
            return 200, "text/xml", self._search(query).encode()
        return 200, "text/xml", self._fetch(query).encode()

    def _studies(self, query):
        since = re.search(r"RANGE\[(\d{4}-\d\d-\d\d)", query.get("filter.advanced", ""))
        found = [self.reshape(t["study"]) for t in self._trials() if not since or t["updated"] >= since[1]]
        if query.get("fields") == "NCTId":
            ids = [t["study"]["protocolSection"]["identificationModule"]["nctId"] for t in self._trials()]
            found = [{"protocolSection": {"identificationModule": {"nctId": nct_id}}} for nct_id in ids]
        start = int(query.get("pageToken", 0))
        reply = {"studies": found[start : start + PAGE]}
        if not start:
            reply["totalCount"] = len(found)
        return reply | ({"nextPageToken": str(start + PAGE)} if start + PAGE < len(found) else {})

    def _trials(self):
        numbers = [(t["study"]["protocolSection"]["identificationModule"]["nctId"], t) for t in self.trials]
        return [trial for nct_id, trial in numbers if nct_id not in self.hidden]

    def _since(self, since):
        if since.startswith("uid:"):
            return [p for p in self.papers if f"{p['id']}[uid]" in since]
        return [p for p in self.papers if p["updated"] >= since and str(p["id"]) not in self.hidden]

    def _search(self, query):
        since = query.get("mindate", "").replace("/", "-")
        if "[uid]" in query["term"]:
            since = "uid:" + query["term"]
        ids = "".join(f"<Id>{p['id']}</Id>" for p in self._since(since)[: int(query["retmax"])])
        return (
            f"<eSearchResult><Count>{len(self._since(since))}</Count><RetMax>0</RetMax><RetStart>0</RetStart>"
            f"<QueryKey>1</QueryKey><WebEnv>since_{since}</WebEnv><IdList>{ids}</IdList></eSearchResult>"
        )

    def _fetch(self, query):
        found = self._since(query["WebEnv"].removeprefix("since_"))
        start = int(query["retstart"])
        texts = "".join(p["text"] for p in found[start : start + int(query["retmax"])])
        return f"<PubmedArticleSet>{texts}</PubmedArticleSet>"


@contextmanager
def serve(services):
    """The services on a free port of loopback; gives the environment that points there."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.do_GET({"body": self.rfile.read(int(self.headers["Content-Length"])).decode()})

        def do_GET(self, sent=None):
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query).items()} | (sent or {})
            status, kind, body = services.answer(parts.path, query)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield services.environment(server.server_port)
        finally:
            server.shutdown()
            thread.join()
