"""Parallel lists: several outcomes named together, then their values in the same order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.text.cells import Group
from extractors.text.outcomes import Topic

if TYPE_CHECKING:
    from extractors.text.binding import SentenceReader


def distribute(reader: SentenceReader, made: list[Group]) -> None:
    """Give the outcomes of a coordinated list to the groups that follow it (`ORR and DCR were 55% and 95%, respectively`)."""
    if "respectively" not in reader.text and not re.search(r"\band\b", reader.text):
        return
    listed = _coordinated(reader)
    if len(listed) < 2:
        return
    after = [g for g in made if g.start >= listed[-1].end]
    if not after or any(t.outcome not in ("NONE", "AE_SPECIFIC") and listed[-1].end <= t.start < after[-1].start for t in reader.topics):
        return
    if len(after) == len(listed):
        for group, topic in zip(after, listed, strict=True):
            group.outcome = topic
    elif len(after) == 1 and len(after[0].cells) == len(listed) and (reader.context.arms.single or len(set(after[0].arms)) == 1):
        _split(made, after[0], listed)


def _split(made: list[Group], group: Group, listed: list[Topic]) -> None:
    parts = []
    for cell, arm, topic in zip(group.cells, group.arms, listed, strict=True):
        parts.append(Group([cell], group.family, arms=[arm], outcome=topic))
    at = made.index(group)
    made[at : at + 1] = parts


def _coordinated(reader: SentenceReader) -> list[Topic]:
    """The first run of outcomes joined by commas and `and`."""
    run: list[Topic] = []
    for topic in reader.topics:
        if topic.outcome == "NONE":
            continue
        if run:
            gap = reader.text[run[-1].end : topic.start]
            if re.fullmatch(r"\s?(?:\([^()]*\))?,?\s?(?:and|or)?\s(?:the\s|median\s)?|/", gap):
                run.append(topic)
                continue
            if len(run) > 1:
                break
        run = [topic]
    return run if len(run) > 1 else []
