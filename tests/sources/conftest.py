"""Services that run on loopback, and the recordings beside the project."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from local_service import Handler, Service

from sources.http import PoliteSession

SERVICES = Path(__file__).parents[3] / "shared" / "services"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A server that stands for every service: their base addresses point at it."""
    service = Service()
    handler = type("ServiceHandler", (Handler,), {"service": service})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    service.url = f"http://127.0.0.1:{server.server_port}"
    asked = ("CLINICALTRIALS_GOV", "PUBMED", "EUROPE_PMC", "CTIS", "ISRCTN", "CROSSREF", "OPENALEX", "UNPAYWALL")
    for name in asked:
        monkeypatch.setenv(f"PERENNIAL_{name}_URL", service.url)
    monkeypatch.delenv("NCBI_API_KEY", raising=False)
    monkeypatch.delenv("OPENALEX_API_KEY", raising=False)
    monkeypatch.delenv("PERENNIAL_CONTACT", raising=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield service
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def pauses() -> list[float]:
    """The pauses that the session would have made, in seconds."""
    return []


@pytest.fixture
def session(pauses: list[float]) -> Iterator[PoliteSession]:
    with PoliteSession(sleep=pauses.append) as session:
        yield session


@pytest.fixture
def recorded() -> Callable[[str], Path]:
    """Find a real recording beside the project, or skip."""

    def find(name: str) -> Path:
        path = SERVICES / name
        if not path.exists():
            pytest.skip(f"needs the recorded replies in {SERVICES}, which are not here")
        return path

    return find
