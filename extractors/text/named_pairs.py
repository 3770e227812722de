"""The two arms that stand beside an estimate: `0.83 (95% CI, 0.59 to 1.16) for X versus Y`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.text.arm_mentions import Mention
from extractors.text.quantities import Quantity

_TO_FIRST = re.compile(
    r"[\s)\],;]*(?:[(\[][^()\[\]]*[)\]]\s)?(?:for|with|in|between|comparing)\s(?:the\s)?(?:(?:patients|those|women|"
    r"participants|people)\s(?:receiving|given|treated with|in|on)\s(?:the\s)?)?"
)
_AGAINST = re.compile(
    r",?\s(?:versus|vs\.?|v|compared with|compared to|as compared with|relative to|over)\s(?:the\s)?(?:(?:patients|"
    r"those|women|participants|people)\s(?:receiving|given|treated with|in|on)\s(?:the\s)?)?"
)


def after(text: str, q: Quantity, mentions: Sequence[Mention]) -> tuple[int, int] | None:
    """The numerator's and the denominator's arm where both are named right after an estimate."""
    later = [m for m in mentions if not m.every and m.start >= q.end]
    if len(later) < 2 or later[0].arms == later[1].arms:
        return None
    first, second = later[:2]
    if _TO_FIRST.fullmatch(text, q.end, first.start) and _AGAINST.fullmatch(text, first.end, second.start):
        return first.arms[0], second.arms[0]
    return None
