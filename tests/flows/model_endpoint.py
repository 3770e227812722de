"""A local server that plays an endpoint of chat completions; a test says what the model answers.

By default it is an honest model that reads the made-up papers of `small_services`.
"""

import json
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODEL, KEY = "small-model-1", "sk-made-up-key-0123456789"
EMPTY = {"sd": None, "ci_low": None, "ci_high": None, "ci_level": None, "p": "", "events": None, "patients": None,
         "unit": "", "timepoint": "", "population": "all", "versus": ""}  # fmt: skip


def result(outcome, statistic, value, quote, arm="x", **more):
    """One result in the shape that is asked for."""
    given = {"outcome": outcome, "outcome_words": outcome, "arm": arm, "statistic": statistic, "value": value}
    return EMPTY | given | {"quote": quote} | more


def arm(name, role, patients, quote, letter):
    return {"id": letter, "name": name, "role": role, "patients": patients, "quote": quote}


def honest(document):
    """What a careful reader finds in a made-up paper; nothing in any other text."""
    response = re.search(r"An objective response was seen in (\d+) of (\d+) patients with zelotinib and in (\d+) of "
                         r"(\d+) with placebo\.", document)  # fmt: skip
    if not response:
        return {"arms": [], "results": []}
    ratio = re.search(r"Progression-free survival was longer with zelotinib \(hazard ratio ([\d.]+), 95% CI ([\d.]+) "
                      r"to ([\d.]+); P = 0\.004\)\.", document)  # fmt: skip
    groups = re.search(r"zelotinib \(n = (\d+)\) or placebo \(n = \d+\)", document)
    hazard, low, high = (float(number) for number in ratio.groups())
    counts = [int(number) for number in response.groups()]
    return {
        "arms": [
            arm("zelotinib", "experimental", int(groups[1]), groups[0], "x"),
            arm("placebo", "control", int(groups[1]), groups[0], "y"),
        ],
        "results": [
            result("ORR", "count", counts[0], response[0], events=counts[0], patients=counts[1]),
            result("ORR", "count", counts[2], response[0], "y", events=counts[2], patients=counts[3]),
            result("PFS", "hr", hazard, ratio[0], versus="y", ci_low=low, ci_high=high, ci_level=95, p="0.004"),
        ],
    }


def completion(content, finish="stop", **message):
    """A reply of the endpoint around an answer."""
    text = content if isinstance(content, str) else json.dumps(content)
    return {
        "model": MODEL,
        "choices": [{"finish_reason": finish, "message": {"role": "assistant", "content": text} | message}],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 200},
    }


@dataclass
class Endpoint:
    """`answer(document)` gives the reply's object, or (status, headers, body) for anything else."""

    answer: object = None
    asked: list = field(default_factory=list)
    headers: list = field(default_factory=list)
    url: str = ""

    def reply(self, body):
        document = body["messages"][1]["content"]
        self.asked.append(body)
        given = (self.answer or (lambda text: completion(honest(text))))(document)
        return given if isinstance(given, tuple) else (200, {}, json.dumps(given).encode())


@contextmanager
def serve_model(endpoint):
    """The endpoint on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            endpoint.headers.append(dict(self.headers))
            status, headers, content = endpoint.reply(body)
            self.send_response(status)
            usual = {"Content-Type": "application/json", "Content-Length": str(len(content))}
            for name, value in (usual | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        endpoint.url = f"http://127.0.0.1:{server.server_port}/v1"
        try:
            yield endpoint
        finally:
            server.shutdown()
            thread.join()
