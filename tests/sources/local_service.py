"""A real HTTP server on loopback that answers as a test tells it."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Asked:
    method: str
    path: str
    parameters: dict[str, str]
    headers: dict[str, str]
    at: float


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    """Bytes of the announced body that are never sent."""
    compressed: bool = False


class Service:
    """`answer` decides every reply; `asked` lists what came in."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answer: Callable[[Asked], Answer] = lambda _: Answer(b"{}")
        self.url = ""

    def script(self, *answers: Answer) -> None:
        """Give these answers in turn; the last one repeats."""
        start = len(self.asked)
        self.answer = lambda _: answers[min(len(self.asked) - start, len(answers)) - 1]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    service: Service

    def do_GET(self) -> None:
        self._serve("")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _serve(self, form: str) -> None:
        parts = urlsplit(self.path)
        parameters = dict(parse_qsl(parts.query, True) + parse_qsl(form, True))
        asked = Asked(self.command, parts.path, parameters, dict(self.headers), time.monotonic())
        self.service.asked.append(asked)
        answer = self.service.answer(asked)
        body = gzip.compress(answer.body) if answer.compressed else answer.body
        self.send_response(answer.status)
        headers = {"Content-Type": answer.kind, "Content-Length": str(len(body))} | answer.headers
        if answer.compressed:
            headers["Content-Encoding"] = "gzip"
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) - answer.cut])
        self.close_connection = bool(answer.cut)

    def log_message(self, *_: object) -> None:
        """Keep the tests quiet."""
