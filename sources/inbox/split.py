"""Files of several records → one payload each: PubMed and JATS sets, ClinicalTrials.gov pages and dumps, ndjson, RIS.

Exports of other registries are cut by `registries`.

A text of several abstracts is cut as well. A file of one record keeps its bytes as they are.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

from schemas.errors import BadInput
from sources.inbox.detect import decode, is_nbib
from sources.inbox.endnote import is_endnote, ris_of
from sources.inbox.registries import SETS, Part, json_media, key_of_json, parts_of
from sources.inbox.text_sets import texts_of
from sources.xml import children_named, local_name, parse_xml, to_bytes


def split_payload(payload: bytes, media: str, name: str) -> list[Part]:
    """The records of a payload, in order; at least one."""
    if media in SETS:
        return parts_of(payload, decode(payload, name) if media in _TEXTS else "", media, name)
    if media == "json":
        return _json_parts(payload, name)
    if media == "ris":
        return _ris_parts(payload, name)
    if media in _MEMBERS:
        return _xml_parts(payload, media, name)
    if media == "text":
        parts = texts_of(decode(payload, name), name)
        return [Part(media, part.encode()) for part in parts] if len(parts) > 1 else [Part(media, payload)]
    return [Part(media, payload)]


_TEXTS = frozenset({"ictrp-table", "euctr-text"})
_MEMBERS = {
    "pubmed-xml": {"PubmedArticle", "PubmedBookArticle"},
    "ctgov-xml": {"clinical_study"},
    "jats": {"article"},
}


def _xml_parts(payload: bytes, media: str, name: str) -> list[Part]:
    root = parse_xml(payload, name)
    if local_name(root) in _MEMBERS[media]:
        return [Part(media, payload)]
    found = list(children_named(root, _MEMBERS[media]))
    if not found:
        raise BadInput(f"{name}: <{local_name(root)}> holds no record; nothing was found, or the reply is an error.")
    return [Part(media, to_bytes(element)) for element in found]


def _json_parts(payload: bytes, name: str) -> list[Part]:
    documents = _utf8_document(payload)
    verbatim = bool(documents)
    parts: list[Part] = []
    for document in documents or _documents(payload, name):
        found = list(_records_in(document, 0))
        if verbatim and len(found) == 1 and found[0][1] is document:
            return [Part(found[0][0], payload)]
        parts += [Part(media, orjson.dumps(record), key_of_json(media, record)) for media, record in found]
    if not parts:
        raise BadInput(
            f"{name}: the JSON holds neither a registry's record (ClinicalTrials.gov, CTIS, EudraCT, ISRCTN, DRKS) nor "
            "a Europe PMC hit or a work of Crossref or OpenAlex; give one of these."
        )
    return parts


def _utf8_document(payload: bytes) -> list[Any]:
    """The one JSON value of a file in UTF-8; nothing where it is several, another encoding, or broken."""
    try:
        return [orjson.loads(payload.removeprefix(b"\xef\xbb\xbf"))]
    except orjson.JSONDecodeError:
        return []


def _documents(payload: bytes, name: str) -> list[Any]:
    """The one JSON value of a file in another encoding, or one a line."""
    text = decode(payload, name).lstrip("\ufeff")
    try:
        return [orjson.loads(text)]
    except orjson.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not lines[0].rstrip().endswith(("}", "]")):
            raise BadInput(
                f"{name}: the JSON ends or breaks at line {error.lineno}; fetch or save it again."
            ) from error
    documents = []
    for n, line in enumerate(lines, start=1):
        try:
            documents.append(orjson.loads(line))
        except orjson.JSONDecodeError as error:
            raise BadInput(f"{name}: line {n} is not complete JSON ({error.msg}); fetch or save it again.") from error
    return documents


def _records_in(value: Any, depth: int) -> Any:
    """(media, record) of every study or hit inside the envelopes that services and their users wrap around them."""
    if isinstance(value, list):
        for item in value:
            yield from _records_in(item, depth + 1)
    elif isinstance(value, dict) and depth <= 6:
        if "protocolSection" in value:
            yield "ctgov-json", value
        elif media := json_media(value):
            yield media, value
        elif _is_hit(value):
            yield "europepmc-json", value
        elif isinstance(value.get("DOI"), str) and isinstance(value.get("title"), list):
            yield "crossref-json", value
        elif "authorships" in value and "openalex.org/" in str(value.get("id")):
            yield "openalex-json", value
        else:
            for item in value.values():
                if isinstance(item, (dict, list)):
                    yield from _records_in(item, depth + 1)


def _is_hit(value: dict[str, Any]) -> bool:
    return "source" in value and "id" in value and ("title" in value or "authorString" in value)


def _ris_parts(payload: bytes, name: str) -> list[Part]:
    """RIS entries end with `ER  -`; NBIB entries begin with `PMID-`; those of EndNote become RIS."""
    text = decode(payload, name).lstrip("\ufeff")
    text = ris_of(text) if is_endnote(text) else text
    if is_nbib(text):
        entries = re.split(r"(?m)^(?=PMID ?- ?\d)", text) if re.search(r"(?m)^PMID ?-", text) else [text]
    else:
        entries = re.split(r"(?m)(?<=^ER  -)[^\n]*(?:\n|\Z)|(?<=^ER -)[^\n]*(?:\n|\Z)", text)
        entries = [entry for entry in entries if re.search(r"(?m)^TY  ?- ", entry)]
    parts = [Part("ris", entry.strip("\n").encode()) for entry in entries if entry.strip()]
    if not parts:
        raise BadInput(f"{name} holds no RIS or NBIB entry; export the references again.")
    return parts
