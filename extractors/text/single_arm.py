"""The one arm of a report without comparison."""

from __future__ import annotations

import re

from extractors.text.arm_mentions import ArmFinder
from extractors.text.arm_set import Arms
from extractors.text.arm_totals import enrolled
from extractors.text.expression import Expression
from extractors.text.naming import without_circumstances
from extractors.text.sentences import Sentence
from schemas.models import Arm

_GIVEN = Expression(
    r"\b(?:efficacy|safety|activity|effects?|effectiveness|outcomes?|study|trial|evaluation|use|results?)\s(?:and\s\w"
    r"+\s)?(?:of|with|for|to evaluate)\s(?P<name>[^.:;,]{3,90}?)(?=\s(?:in|for|as|among|during|following|after)\b|"
    r"[.:;,]|$)"
)

_GIVEN_LATER = Expression(
    r"\b(?:received|treated with|receiving|were given|underwent)\s(?P<name>[^.:;,()]{3,70}?)(?=\s(?:at|for|every|"
    r"until|once|twice|on|in|as)\b|[.:;,(]|$)"
)


def single_arm(sentences: list[Sentence], results: list[Sentence]) -> Arms:
    """The one arm of a report without comparison; its size is the number treated, where said."""
    label, source, span = "all patients", None, (0, 0)
    titles = [s for s in sentences if s.section == "title"]
    for pattern, where in (
        (_GIVEN, titles),
        (_GIVEN_LATER, [s for s in sentences if s.section != "title"]),
        (_GIVEN, sentences),
    ):
        for sentence in where:
            match = pattern.search(sentence.text)
            if match:
                start, end = match.start("name"), match.start("name") + len(without_circumstances(match["name"]))
                label, source, span = sentence.quote(start, end).strip(), sentence, (start, end)
                break
        if source:
            break
    if source is None and titles:
        head = re.split(r"\s(?:for|in|as|plus)\b|:", titles[0].text)[0]
        label, source, span = titles[0].quote(0, len(head)), titles[0], (0, len(head))
    counted = enrolled(results) or enrolled(sentences)
    arm = Arm("A", label, "single", counted[0] if counted else None, names=[label])
    if counted:
        source, span = counted[1], counted[2]
    if source is not None:
        arm.locator, arm.quote = source.locator(*span), source.quote(*span)
    return Arms([arm], ArmFinder([], [], {}), single=True)
