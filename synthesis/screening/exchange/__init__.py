"""Decisions go to other screening programs and come back: ASReview (CSV, RIS), Covidence (CSV), Rayyan (CSV)."""

from synthesis.screening.exchange.cards import Card, Judgement, Said, cards_of
from synthesis.screening.exchange.files import FORMATS, read_judgements, written
from synthesis.screening.exchange.ris import ris_text
from synthesis.screening.exchange.take import Taken, take

__all__ = [
    "FORMATS",
    "Card",
    "Judgement",
    "Said",
    "Taken",
    "cards_of",
    "read_judgements",
    "ris_text",
    "take",
    "written",
]
