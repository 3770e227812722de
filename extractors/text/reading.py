"""Text in, arms and results out: the order in which the pieces of the grammar are applied."""

from __future__ import annotations

from extractors.text import repeats, scope
from extractors.text.analyses import mark_analyses
from extractors.text.arm_totals import sizes_from_denominators
from extractors.text.arms import find_arms
from extractors.text.binding import SentenceReader
from extractors.text.context import Context
from extractors.text.directions import orient_differences, turn_reversed
from extractors.text.expression import Expression
from extractors.text.implied_order import order_of_report
from extractors.text.mean_forms import usual_form
from extractors.text.sentences import Sentence, sentences, title_of
from extractors.vocabulary import Vocabulary
from schemas.models import Extraction, Report

_LEVEL = Expression(r"\b(\d\d(?:\.\d+)?)\s?%\s?(?:CI|C\.I\.|confidence|Confidence|credible)")
_RESPONSE_RATE = Expression(r"\b[Rr]esponse rates? \(RRs?\)")
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
    arms = find_arms(_naming_sentences(every), chosen, every, report.n_total, vocabulary.treatments)
    if not any(s.section not in ("title", "other") for s in every):
        return extraction
    if arms.single and report.design == "rct":
        return extraction  # a randomised trial has more than one arm: which ones was not understood
    extraction.arms = arms.arms
    if not arms.arms:
        return extraction
    context = Context(arms, vocabulary, _usual_level(every), title)
    context.says_rr = any(_RESPONSE_RATE.search(s.text) for s in every)
    context.usual_form = usual_form(s.text for s in every)
    context.usual_order = order_of_report(arms, title, every)
    for sentence in chosen:
        SentenceReader(sentence, context).read()
    orient_differences(context.results)
    turn_reversed(context.results, arms)
    extraction.results = repeats.without_repeats(context.results, report)
    mark_analyses(extraction.results, chosen, title)
    sizes_from_denominators(arms.arms, extraction.results, report.n_total or arms.total)
    if arms.single and arms.arms and arms.arms[0].n is None:
        arms.arms[0].n = report.n_total
    extraction.held, extraction.findings = context.held, context.findings
    return extraction


def _usual_level(every: list[Sentence]) -> float | None:
    """The level of intervals printed without one: 95 where the report says it anywhere, else the only level it says."""
    levels = {float(m[1]) for s in every for m in _LEVEL.finditer(s.text)}
    if 95.0 in levels:
        return 95.0
    return levels.pop() if len(levels) == 1 else None


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
