"""Text in, arms and results out: the order in which the pieces of the grammar are applied."""

from __future__ import annotations

from extractors.text import repeats, scope
from extractors.text.arm_totals import sizes_from_denominators
from extractors.text.arms import find_arms
from extractors.text.binding import SentenceReader
from extractors.text.context import Context
from extractors.text.directions import orient_differences, turn_reversed
from extractors.text.expression import Expression
from extractors.text.implied_order import order_of_report
from extractors.text.sentences import Sentence, sentences, title_of
from extractors.vocabulary import Vocabulary
from schemas.models import Extraction, Report

_USUAL_LEVEL = Expression(r"\b95\s?%\s?(?:CI|C\.I\.|confidence|Confidence|credible)")
_NO_RESULTS = ("protocol", "other")


def read_text(report: Report, vocabulary: Vocabulary) -> Extraction:
    """The arms and results of a report's running text."""
    extraction = Extraction(report)
    if scope.NO_REPORT.search(report.title or "") or not report.blocks:
        return extraction
    every = sentences(report)
    if report.design == "protocol" or not scope.about_people(every):
        return extraction
    title = report.title or title_of(every)
    chosen = scope.result_sentences(every)
    arms = find_arms(_naming_sentences(every), chosen, every, report.n_total)
    if not any(s.section not in ("title", "other") for s in every):
        return extraction
    extraction.arms = arms.arms
    if not arms.arms:
        return extraction
    level = 95.0 if any(_USUAL_LEVEL.search(s.text) for s in every) else None
    context = Context(arms, vocabulary, level, title)
    context.usual_order = order_of_report(arms, title, every)
    for sentence in chosen:
        SentenceReader(sentence, context).read()
    orient_differences(context.results)
    turn_reversed(context.results, arms)
    extraction.results = repeats.without_repeats(context.results, report)
    sizes_from_denominators(arms.arms, extraction.results, report.n_total or arms.total)
    if arms.single and arms.arms and arms.arms[0].n is None:
        arms.arms[0].n = report.n_total
    extraction.held, extraction.findings = context.held, context.findings
    return extraction


def _naming_sentences(every: list[Sentence]) -> list[Sentence]:
    """The sentences that may name arms: of an abstract where there is one, else of title, methods and results."""
    abstract = [
        s
        for s in every
        if s.section == "title" or (s.block.part == "abstract" and s.section in ("abstract", "methods", "results"))
    ]
    if sum(s.section != "title" for s in abstract) >= 3:
        return abstract
    return [s for s in every if s.section in ("title", "abstract", "methods", "results")]
