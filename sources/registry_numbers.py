"""Registry numbers as registries write them, in one spelling: `NCT 00902941` → `NCT00902941`.

Readers use this where a field is declared to hold registry numbers; whether a number in running text is the trial's
own is the extractors' business.
"""

from __future__ import annotations

import re

_PATTERNS = [
    re.compile(pattern, re.I)
    for pattern in (
        r"\bNCT[\s#:-]*(\d{8})(?!\d)",
        r"\bISRCTN[\s:-]*(\d{8})(?!\d)",
        r"\bACTRN[\s:-]*(\d{14})(?!\d)",
        r"\bChiCTR[\s:-]*((?:-?[A-Z]{2,5}-)?\d{8,10})(?!\d)",
        r"\bDRKS[\s:-]*(\d{8})(?!\d)",
        r"\bUMIN[\s:-]*(?:CTR[\s:-]*)?(\d{9})(?!\d)",
        r"\bjRCTs?\s*(\d{9,10})(?!\d)",
        r"\bJapicCTI[\s:-]*(\d{6})(?!\d)",
        r"\bIRCT[\s:-]*(\d{6,14}N\d{1,3})(?!\d)",
        r"\bCTRI[\s:/-]*(\d{4}/\d{2,3}/\d{6})(?!\d)",
        r"\bPACTR[\s:-]*(\d{15,16})(?!\d)",
        r"\bKCT[\s:-]*(\d{7})(?!\d)",
        r"\bTCTR[\s:-]*(\d{11})(?!\d)",
        r"\bRBR-([0-9a-z]{6,8})\b",
        r"\bSLCTR/(\d{4}/\d{3})(?!\d)",
        r"\bLBCTR(\d{10})(?!\d)",
        r"\bPER-(\d{3}-\d{2})(?!\d)",
        r"\bCTR(20\d{6})(?!\d)",
    )
]
_PREFIXES = (
    "NCT", "ISRCTN", "ACTRN", "ChiCTR", "DRKS", "UMIN", "jRCT", "JapicCTI-", "IRCT", "CTRI/", "PACTR", "KCT", "TCTR",
    "RBR-", "SLCTR/", "LBCTR", "PER-", "CTR",
)  # fmt: skip
# EudraCT: year, six digits, a check; the Clinical Trials Information System of the EU: 5 leads, one more group.
_EUROPEAN = re.compile(r"(?<![\d-])((?:19|20)\d\d-5\d{5}-\d\d-\d\d|(?:19|20)\d\d-00\d{4}-\d\d)(?!\d)")


def registry_numbers(text: str) -> list[str]:
    """The registry numbers in a text, in the order of the registries above, each once."""
    found: list[str] = []
    for prefix, pattern in zip(_PREFIXES, _PATTERNS, strict=True):
        for match in pattern.finditer(text):
            number = match[1].upper() if prefix != "RBR-" else match[1].lower()
            if prefix == "jRCT" and match[0].lower().startswith("jrcts"):
                number = "s" + number
            found.append(prefix + number)
    found += _EUROPEAN.findall(text)
    return list(dict.fromkeys(found))
