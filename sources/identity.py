"""Who asks: what services are told about us, and how it is kept out of messages, logs and recordings."""

from __future__ import annotations

import os
from importlib.metadata import version
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

SECRET_PARAMETERS = frozenset({"api_key", "email", "mailto", "tool"})
"""Parameters that say who asks, not what: left out of messages, recordings and the matching of a replay."""


def user_agent(contact: str | None = None) -> str:
    """Who asks, as services want to know it: name, version and a mail address (PERENNIAL_CONTACT)."""
    contact = contact or os.environ.get("PERENNIAL_CONTACT", "")
    name = f"Perennial/{version('perennial')}"
    return f"{name} (mailto:{contact})" if contact else name


def public_url(url: str) -> str:
    """The address without the parameters that tell who asks, and without a user name or password."""
    parts = urlsplit(url)
    kept = [(key, value) for key, value in parse_qsl(parts.query, True) if key.lower() not in SECRET_PARAMETERS]
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, urlencode(kept), ""))


def without_secrets(text: str) -> str:
    """The text without this environment's key and contact address, which some services repeat in their errors."""
    for name in ("NCBI_API_KEY", "OPENALEX_API_KEY", "PERENNIAL_CONTACT"):
        secret = os.environ.get(name, "")
        if secret:
            text = text.replace(secret, "…")
    return text
