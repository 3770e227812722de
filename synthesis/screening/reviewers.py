"""Several people decide on one report: whose word holds, and where they disagree.

Everybody's last word counts. Who says unclear leaves it to the others; a decision on an older version of the record
gives way to one on the present version. What then differs is a conflict, and stays one until somebody changes their
mind or a line by `consensus` settles it.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable

from synthesis.people import Decision

CONSENSUS = "consensus"
"""In `decided_by`: the reviewers have talked, and everything said before is settled."""
SOMEBODY = "a person"


@dataclasses.dataclass(slots=True, frozen=True)
class Word:
    """What the reviewers of a report say together: `decision` is the last line that counts."""

    decision: Decision
    said_by: tuple[str, ...]
    """The people who say so, in the order of their lines; in a conflict all who disagree."""
    conflict: str = ""
    """Who says what, where they disagree."""


def words_of(decisions: Iterable[Decision], present: dict[str, str]) -> dict[str, Word]:
    """Report → what its reviewers say. `present` is report → hash of the record as it is now."""
    by_report: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        by_report[decision.report].append(decision)
    return {report: _word(lines, present.get(report, "")) for report, lines in by_report.items()}


def _name(decision: Decision) -> str:
    return decision.decided_by.strip() or SOMEBODY


def _word(lines: list[Decision], present: str) -> Word:
    settled = max((place for place, line in enumerate(lines) if _name(line).casefold() == CONSENSUS), default=0)
    last = {_name(line).casefold(): line for line in lines[settled:]}
    counting = [line for line in lines[settled:] if last[_name(line).casefold()] is line]
    counting = _some(counting, lambda line: line.seen_sha256 in ("", present))
    counting = _some(counting, lambda line: line.decision != "unclear")
    names = tuple(_name(line) for line in counting)
    if len({line.decision for line in counting}) == 1:
        return Word(counting[-1], names)
    said = "; ".join(f"{_name(line)}: {line.decision}{f' ({line.reason})' if line.reason else ''}" for line in counting)
    return Word(counting[-1], names, said)


def _some(lines: list[Decision], wanted: Callable[[Decision], bool]) -> list[Decision]:
    """Those that are wanted, all of them where none is."""
    return [line for line in lines if wanted(line)] or lines
