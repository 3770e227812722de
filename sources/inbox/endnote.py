"""EndNote's tagged export (`%0 Journal Article`, `%T …`) → RIS, which has a reader."""

from __future__ import annotations

import re

_TAGS = {
    "%T": "TI", "%A": "AU", "%D": "PY", "%J": "JO", "%B": "JO", "%V": "VL", "%N": "IS", "%P": "SP", "%X": "AB",
    "%R": "DO", "%U": "UR", "%M": "AN", "%@": "SN", "%K": "KW", "%G": "LA", "%W": "DB",
}  # fmt: skip
_TYPES = {"Conference Proceedings": "CPAPER", "Conference Paper": "CPAPER", "Unpublished Work": "UNPB"}
_FIELD = re.compile(r"(%[0-9A-Z@!+&?>~^(<\[=]) ?(.*)")


def is_endnote(text: str) -> bool:
    """Tell whether the text begins with an entry, whose first line names the kind of reference."""
    return bool(re.match(r"%0 [A-Z][^\n]{0,60}\r?\n%", text.lstrip("\ufeff \r\n")))


def ris_of(text: str) -> str:
    """The entries as RIS; fields without a tag there are left out, lines that go on are joined."""
    lines: list[str] = []
    kept = False
    for line in text.lstrip("\ufeff").splitlines():
        field = _FIELD.match(line)
        if field and field[1] == "%0":
            lines += ["ER  - "] if lines else []
            lines.append(f"TY  - {_TYPES.get(field[2].strip(), 'JOUR')}")
            kept = False
        elif field:
            tag = _TAGS.get(field[1])
            kept = tag is not None
            lines += [f"{tag}  - {field[2].strip()}"] if tag else []
        elif kept and line.strip():
            lines[-1] += f" {line.strip()}"
    return "\n".join([*lines, "ER  - ", ""])
