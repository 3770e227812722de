"""RIS as bibliographic programs read it, through rispy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import rispy


class _Unnumbered(rispy.RisWriter):
    """RIS without a number before each record, which some programs take for a part of it."""

    def set_header(self, count: int) -> str:
        return ""


def ris_text(entries: Sequence[Mapping[str, Any]], more_tags: Mapping[str, str] | None = None) -> str:
    """The records under rispy's names; what is empty is left out. `more_tags` is tag → name for tags of one program."""
    written = [{name: value for name, value in entry.items() if value} for entry in entries]
    mapping = {**rispy.TAG_KEY_MAPPING, **(more_tags or {})}
    return rispy.dumps(written, implementation=_Unnumbered, mapping=mapping)
