"""The works in replies that other projects recorded of Crossref and OpenAlex: cassettes, lists and single works."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as Loader
except ImportError:
    from yaml import SafeLoader as Loader  # type: ignore[assignment]


def exchanges(path: Path) -> Iterator[tuple[str, dict[str, str], Any]]:
    """(address, headers of the reply, its JSON) of each exchange in a cassette that holds JSON."""
    content = yaml.load(path.read_text("utf-8"), Loader)
    cassette = content if isinstance(content, dict) else {}
    for exchange in cassette.get("interactions") or cassette.get("http_interactions") or ():
        reply = exchange["response"]
        body = reply["body"].get("string", "") or ""
        raw = body.encode() if isinstance(body, str) else body
        if raw[:2] == b"\x1f\x8b":
            raw = gzip.decompress(raw)
        try:
            value = json.loads(raw)
        except ValueError:
            try:
                value = json.loads(base64.b64decode(raw, validate=True))
            except ValueError:
                continue
        headers = {name.lower(): v[0] if isinstance(v, list) else v for name, v in reply["headers"].items()}
        yield exchange["request"]["uri"], headers, value


def works_in(value: Any, sign: str) -> Iterator[dict[str, Any]]:
    """Every object that carries the sign of a work (`DOI`, or `authorships`), wherever it stands."""
    if isinstance(value, dict):
        if sign in value and "title" in value:
            yield value
            return
        for inner in value.values():
            yield from works_in(inner, sign)
    elif isinstance(value, list):
        for inner in value:
            yield from works_in(inner, sign)


def crossref_works(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")]):
        for _, _, value in exchanges(path):
            yield from works_in(value, "DOI")
    for path in sorted(folder.rglob("*.json")):
        for line in [path.read_text("utf-8")] if "sample" not in path.name else path.read_text("utf-8").splitlines():
            yield from works_in(json.loads(line), "DOI")
