"""Where the pages stand: addresses that depend on the id of a thing alone, so that links to it keep working."""

from __future__ import annotations

import hashlib
import re

_LONGEST = 60


def file_name(text: str) -> str:
    """An id as the name of a file: small ASCII letters, digits and hyphens, and a hash where that loses anything."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:_LONGEST].rstrip("-")
    if plain == text.lower():
        return plain
    return f"{plain or 'x'}-{hashlib.sha256(text.encode()).hexdigest()[:6]}"


def study_page(study_id: str) -> str:
    """Address of a study's page below the site."""
    return f"studies/{file_name(study_id)}.html"


def answer_page(analysis_id: str) -> str:
    """Address of an answer's page below the site."""
    return f"answers/{file_name(analysis_id)}.html"


def picture(kind: str, analysis_id: str) -> str:
    """Address of a picture below the site."""
    return f"figures/{kind}-{file_name(analysis_id)}.svg"
