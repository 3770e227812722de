"""The texts of a release: CITATION.cff, .zenodo.json and README.md, from the protocol and the published status."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import yaml

from publishing.last import LastVersion
from publishing.markdown import bullets, escaped
from schemas.errors import BadInput
from schemas.protocol import Protocol
from schemas.protocol_living import Contact

CFF_VERSION = "1.2.0"
KEYWORDS = ["living systematic review", "meta-analysis"]
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")


@dataclass(frozen=True, slots=True)
class Described:
    """What is said of a released version."""

    protocol: Protocol
    """As it was for that version."""
    version: int
    day: str
    code: str
    """Version of Perennial that made it."""
    authors: Sequence[Contact]
    licence: str = ""
    doi: str = ""


def described(version: LastVersion, protocol: Protocol, today: Protocol, doi: str = "") -> Described:
    """The description of a version; authors, licence and DOI are today's where its own protocol names none.

    `BadInput` without authors, and for a DOI or ORCID that is none.
    """
    authors = protocol.contacts or today.contacts
    if not authors:
        raise BadInput("protocol.yml: contacts is empty; name the authors there, a release has to be cited by them.")
    found = _bare_doi(doi or protocol.living.version_doi)
    for contact in authors:
        if contact.orcid and not _ORCID.search(contact.orcid):
            raise BadInput(f"protocol.yml: contacts: {contact.orcid!r} is no ORCID; write it as 0000-0002-1825-0097.")
    return Described(
        protocol=protocol,
        version=version.version,
        day=str(version.status.get("as_of", "")),
        code=str(version.manifest.get("versions", {}).get("perennial", "")),
        authors=authors,
        licence=protocol.licence or today.licence,
        doi=found,
    )


def _bare_doi(text: str) -> str:
    found = _DOI.search(text)
    if text and not found:
        raise BadInput(f"version_doi: {text!r} is no DOI; write it as 10.5281/zenodo.1234.")
    return found[0] if found else ""


def citation_cff(d: Described) -> bytes:
    """The Citation File Format: a person is a contact written `Family, Given`, any other contact an entity."""
    cff: dict[str, Any] = {
        "cff-version": CFF_VERSION,
        "message": "If you use these data, please cite this version of them.",
        "type": "dataset",
        "title": d.protocol.title,
        "version": str(d.version),
        "date-released": d.day,
        "authors": [_author(contact) for contact in d.authors],
        "abstract": _question(d.protocol),
        "keywords": KEYWORDS,
        **({"doi": d.doi} if d.doi else {}),
        **({"license": d.licence} if d.licence else {}),
    }
    return yaml.safe_dump(cff, sort_keys=False, allow_unicode=True, width=120).encode("utf-8")


def _author(contact: Contact) -> dict[str, str]:
    family, comma, given = (part.strip() for part in contact.name.partition(","))
    named = {"family-names": family, "given-names": given} if comma else {"name": contact.name}
    orcid = {"orcid": f"https://orcid.org/{_orcid(contact)}"} if contact.orcid else {}
    return named | orcid | ({"email": contact.email} if contact.email else {})


def _orcid(contact: Contact) -> str:
    found = _ORCID.search(contact.orcid)
    return found[0] if found else ""


def _question(protocol: Protocol) -> str:
    q = protocol.question
    return (
        f"Data of a living systematic review. Population: {q.population}. Intervention: {q.intervention}. "
        f"Comparison: {q.comparison}. Outcomes: {q.outcome}."
    )


def zenodo_json(d: Described) -> bytes:
    """Metadata in Zenodo's own form, for an upload through its interface or from a repository."""
    before = d.protocol.living.preceding_version
    earlier = [{"identifier": before, "relation": "isNewVersionOf"}] if before else []
    metadata: dict[str, Any] = {
        "title": d.protocol.title,
        "upload_type": "dataset",
        "description": f"<p>{escape(_question(d.protocol))}</p>",
        "creators": [
            {"name": contact.name, **({"orcid": _orcid(contact)} if contact.orcid else {})} for contact in d.authors
        ],
        "version": str(d.version),
        "publication_date": d.day,
        "access_right": "open",
        **({"license": d.licence.lower()} if d.licence else {}),
        **({"doi": d.doi} if d.doi else {}),
        "keywords": KEYWORDS,
        **({"related_identifiers": earlier} if earlier else {}),
    }
    return (json.dumps(metadata, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def reference(d: Described) -> str:
    """`Example A, Other B. Title. Version 3, 2026-06-15. https://doi.org/…`."""
    title = d.protocol.title.rstrip(".")
    doi = f" https://doi.org/{d.doi}" if d.doi else ""
    return f"{', '.join(_short(contact) for contact in d.authors)}. {title}. Version {d.version}, {d.day}.{doi}"


def _short(contact: Contact) -> str:
    family, comma, given = (part.strip() for part in contact.name.partition(","))
    initials = "".join(name[0] for name in re.split(r"[\s-]+", given) if name)
    return f"{family} {initials}" if comma else contact.name


def readme(d: Described, version: LastVersion, review: Sequence[str], environment: Sequence[str]) -> bytes:
    """README.md: what this is, how to cite, how to verify, what it was made by."""
    status: Mapping[str, Any] = version.status
    licence = (
        f"The data may be used under {d.licence}." if d.licence else "The protocol names no licence: ask the authors."
    )
    waiting = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in status.get("waiting_for_a_person", {}).items())
    archive = " --archive ARCHIVE" if status.get("trigger") == "archive" else ""
    site = ["`data/site/index.html`: the same as pages to read, offline"] if version.below("site") else []
    folders = [
        "`data/`: the published version as it was; `meta_analysis.csv` is for pooling, `answers.csv` what it says, "
        "`datapackage.json` describes every table and column",
        *site,
        f"`review/`: the protocol and what people wrote ({', '.join(review)})",
        *([f"`{environment[0]}`: Python and packages that made it"] if environment else []),
        *([f"`{environment[1]}`: to install them again"] if len(environment) > 1 else []),
        "`CITATION.cff`, `.zenodo.json`: the same metadata for programs",
        "`SHA256SUMS`: a checksum for every file",
    ]
    parts = [
        f"# {escaped(d.protocol.title)}",
        f"Version {d.version} of a living systematic review, as of {d.day}. This folder is frozen: it never changes.",
        f"## What is here\n\n{bullets(folders)}",
        f"## What is new in it\n\n{escaped(status.get('whats_new', ''), 4000)}",
        f"## How to cite\n\n> {escaped(reference(d))}\n\n{licence} Quotes are short passages of reports; the rights to "
        "those stay with their owners. Full texts are not part of the release.",
        "## How to verify\n\nIn this folder:\n\n    sha256sum --check SHA256SUMS\n\n"
        "`data/manifest.json` has the hashes of all that went into the version: protocol, people's files, evidence.",
        f"## How it was made\n\nBy Perennial {d.code} (`perennial --version` prints this; the part after the plus sign "
        f"is a hash of its code). With that code and the evidence store of the review, `perennial refresh "
        f"{d.protocol.slug}{archive} --as-of {d.day} --out FOLDER` gives the bytes of `data/` again; of several "
        "versions of one day it gives the last.",
        f"Still waiting for a person when it was published: {waiting}." if waiting else "",
    ]
    return ("\n\n".join(filter(None, parts)) + "\n").encode("utf-8")
