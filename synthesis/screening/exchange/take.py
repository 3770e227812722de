"""Judgements of another program become lines of `screening.csv`: those that say something new."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from schemas.errors import BadInput
from synthesis.joining.duplicate_guards import plain_doi
from synthesis.people import Decision
from synthesis.screening.exchange.cards import Card, Judgement
from synthesis.screening.rules import BY_RULE


@dataclass(slots=True)
class Taken:
    """What became of the judgements of a file."""

    lines: list[Decision] = field(default_factory=list)
    """To be appended to screening.csv: one for every record of a paper."""
    papers: int = 0
    """Papers that the lines are about."""
    known: int = 0
    """Judgements that screening.csv or the protocol has already."""
    undecided: int = 0
    """Papers on which the file says nothing."""
    unknown: list[str] = field(default_factory=list)
    """Titles that are no paper of this review, or of several."""


def take(
    judgements: Iterable[Judgement],
    cards: list[Card],
    decisions: Iterable[Decision],
    *,
    by: str,
    day: str,
    decision: str = "",
) -> Taken:
    """Match judgements to the review's papers.

    `by`, `day` and `decision` stand in where a file does not say who decided, when, or what. `BadInput` where neither
    says who or what.
    """
    names = _Names(cards)
    last = {(line.report, line.decided_by.casefold()): line for line in decisions}
    out = Taken()
    papers = set()
    for judged in judgements:
        filled = replace(judged, who=judged.who or by, day=judged.day or day, decision=judged.decision or decision)
        if not filled.decision:
            out.undecided += 1
            continue
        if not filled.who:
            raise BadInput("The file does not say who decided: add --by and a name.")
        card = names.find(filled)
        if card is None:
            out.unknown.append(judged.title or judged.report or judged.doi)
            continue
        if _says_nothing_new(judged, card):
            out.known += 1
            continue
        seen = filled.sha256 or card.sha256
        lines = [
            Decision(card.report, filled.decision, filled.reason, filled.who, filled.day, seen),
            *(
                Decision(copy, filled.decision, filled.reason, filled.who, filled.day, sha256)
                for copy, sha256 in card.copies.items()
            ),
        ]
        new = [line for line in lines if not _same(last.get((line.report, line.decided_by.casefold())), line)]
        out.known += not new
        out.lines += new
        papers |= {card.report} if new else set()
    out.papers = len(papers)
    if out.undecided and not (out.lines or out.known or out.unknown):
        raise BadInput(
            "The file does not say what was decided, as a list of Covidence does not: add --decision include or "
            "--decision exclude."
        )
    return out


def _says_nothing_new(judged: Judgement, card: Card) -> bool:
    """Whether this may only have gone out with the paper and come back as it was.

    The protocol's word comes under its own name. Of a person whom the file names, the last word counts; where it names
    nobody, what the review has decided.
    """
    if judged.who == BY_RULE:
        return True
    if not judged.carried:
        return False
    if judged.who:
        return any(said.who == judged.who and said.decision == judged.decision for said in card.said)
    return card.decision == judged.decision


def _same(line: Decision | None, new: Decision) -> bool:
    """Whether this person's last line on the report says the same of the same version."""
    return bool(line and line.decision == new.decision and (line.seen_sha256 == new.seen_sha256 or not new.seen_sha256))


class _Names:
    """The papers by all that names them: our key, PubMed id, DOI, title with year."""

    def __init__(self, cards: list[Card]) -> None:
        self.by: dict[str, dict[int, Card]] = defaultdict(dict)
        for card in cards:
            names = [*(f"report {key}" for key in (card.report, *card.copies)), *_names(card.pmid, card.doi)]
            title = _letters(card.title)
            if title:
                names += [f"title {title} {card.year}", f"title {title}"]
            for name in names:
                self.by[name][id(card)] = card

    def find(self, judged: Judgement) -> Card | None:
        """The one paper that the surest of its names has; None where there is none, or several."""
        title = _letters(judged.title)
        names = [f"report {judged.report}"] if judged.report else []
        names += _names(judged.pmid, judged.doi)
        if title:
            names.append(f"title {title} {judged.year}" if judged.year else f"title {title}")
        for name in names:
            if len(found := self.by.get(name, {})) == 1:
                return next(iter(found.values()))
        return None


def _names(pmid: str, doi: str) -> list[str]:
    return [*([f"pmid {pmid}"] if pmid else []), *([f"doi {plain}"] if (plain := plain_doi(doi)) else [])]


def _letters(title: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", title).casefold() if c.isalnum())
