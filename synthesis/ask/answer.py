"""One question to one report: the best reading of tables and text, or nothing where two readings compete."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from appraisal.counts import counts_for
from extractors.tables import Cell, read_tables
from extractors.tables.statements import stated_in_text
from extractors.text.normal import plain
from schemas.models import Extraction
from synthesis.ask.features import describe, describe_said, fits
from synthesis.ask.group_names import aliases
from synthesis.ask.model import Model, shipped
from synthesis.ask.outcome import Outcome
from synthesis.ask.question import Answer, Question, Side
from synthesis.ask.readings import AnyCell, Candidate, Reading, reading_of, surest
from synthesis.ask.sentences import said
from synthesis.ask.short_forms import ShortForms
from synthesis.ask.sides import Sides
from synthesis.ask.size_choice import Sizes, agreed_sizes
from synthesis.ask.sizes import arm_sizes, shared_size, sizes_of
from synthesis.ask.tables import Names, arm_names, headed_sizes, pairs
from synthesis.ask.told import Told, results_by_sentence, told
from synthesis.ask.words import Words, words


@dataclass
class Reader:
    """What all questions to one report share."""

    extraction: Extraction
    cells: list[Cell] = field(default_factory=list)
    short_forms: ShortForms = field(default_factory=ShortForms)
    aliases: dict[str, Words] = field(default_factory=dict)
    names: Names = field(default_factory=dict)
    told: Told = field(default_factory=list)
    errors: bool = False
    """Whether the report says that its ± is the standard error."""
    model: Model = field(default_factory=shipped)

    @classmethod
    def of(cls, extraction: Extraction) -> Reader:
        """Read tables and abbreviations once."""
        report = extraction.report
        texts = [plain(b.text) for b in report.blocks if b.section != "references"]
        texts += [plain(f"{t.caption} {t.footnotes}") for t in report.tables]
        cells = read_tables(report, extraction.arms)
        names, by_sentence = arm_names(extraction.arms), results_by_sentence(extraction)
        errors = "mean_se" in stated_in_text(report)
        return cls(extraction, cells, ShortForms(texts), aliases(texts), names, by_sentence, errors)

    def answer(self, question: Question) -> Answer:
        """The answer, with None for every number that the report does not give beyond doubt."""
        known, readings = self.readings(question)
        given, confidence = surest(readings, self.model)
        answer = Answer()
        if given is not None and confidence < self.model.least_confidence(question.outcome_type):
            given = None
        if given is not None and given.sides is not None:
            _fill(answer, given, given.sides, confidence)
        _take_sizes(answer, given.candidate if given else None, known)
        return _possible(answer)

    def readings(self, question: Question) -> tuple[Sizes | None, list[Reading]]:
        """The group sizes, and every place of tables and text that could answer with its numbers and features."""
        outcome, kind = self._outcome(question), question.outcome_type
        sides = Sides(question.intervention, question.comparator, self.short_forms, self.aliases)
        known = self._known_sizes(sides, outcome)
        in_tables = [pair for pair in pairs(self.cells, sides, outcome, self.names) if fits(pair, kind)]
        describe(in_tables, outcome, kind)
        in_text = said(self.extraction.report, sides, outcome, kind, self.errors)
        describe_said(in_text, known)
        of_arms = told(self.told, self.names, sides, outcome, kind)
        describe_said(of_arms, known, tied_to_arms=True)
        found: list[Candidate] = [*in_tables, *in_text, *of_arms]
        return known, [reading_of(candidate, kind, known) for candidate in found]

    def _outcome(self, question: Question) -> Outcome:
        side_words = words(question.intervention) | words(question.comparator)
        outcome = Outcome(question.outcome, side_words, self.short_forms)
        places = {(c.table, path) for c in self.cells for path in (c.row_path, c.column_path)}
        outcome.weigh(self.short_forms.words(path) for _, path in sorted(places))
        return outcome

    def _known_sizes(self, sides: Sides, outcome: Outcome) -> Sizes | None:
        """Both group sizes as tables, text and arms agree on them for this outcome."""
        report = self.extraction.report
        places = [
            *headed_sizes(self.cells, sides, self.names),
            *sizes_of(report, sides),
            *arm_sizes(report, self.extraction.arms, sides),
        ]
        return agreed_sizes(places, outcome) if places else shared_size(report, sides)


def _fill(answer: Answer, given: Reading, sides: tuple[Side, Side], confidence: float) -> None:
    """Fill both sides from one reading, with its words."""
    answer.intervention, answer.comparator = (replace(side) for side in sides)
    answer.derived, answer.confidence = given.derived, min(confidence, 0.99)
    answer.timepoint = given.candidate.intervention.timepoint
    cells = [name for name in ("events", "mean", "standard_deviation") if getattr(sides[0], name) is not None]
    for cell in (given.candidate.intervention, given.candidate.comparator):
        answer.quotes.append({"cell": cells, "quote": cell.quote, "locator": cell.locator})


def _take_sizes(answer: Answer, best: Candidate | None, known: Sizes | None) -> None:
    """Group sizes of the cells taken, else those that their percentages imply, else those known for the groups."""
    if best and best.intervention.n and best.comparator.n:
        answer.intervention.group_size, answer.comparator.group_size = best.intervention.n, best.comparator.n
        return
    sizes = _of_percentages(best) or known
    if sizes is not None:
        answer.intervention.group_size, answer.comparator.group_size = sizes.intervention, sizes.comparator
        answer.quotes.append({"cell": ["group_size"], "quote": sizes.quote, "locator": sizes.locator})


def _of_percentages(best: Candidate | None) -> Sizes | None:
    """Group sizes where on both sides one size alone gives the printed percentage for the count beside it."""
    if best is None:
        return None
    sizes = [_only_size(cell) for cell in (best.intervention, best.comparator)]
    if sizes[0] is None or sizes[1] is None:
        return None
    cell = best.intervention
    return Sizes(sizes[0], sizes[1], 1.0, "table", cell.locator, cell.quote)


def _only_size(cell: AnyCell) -> int | None:
    if not cell.events or cell.percent is None or f"{cell.percent:g}".isdigit():
        return None
    places = len(f"{cell.percent:g}".partition(".")[2])
    near = round(100 * cell.events / cell.percent) if cell.percent else 0
    fitting = [
        n
        for n in range(max(cell.events, near - 20), near + 21)
        if cell.events in counts_for(cell.percent, places, n, False)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _possible(answer: Answer) -> Answer:
    """The answer without events that are more than the group, or that are the group itself on both sides."""
    sides = (answer.intervention, answer.comparator)
    counts = [(side.events, side.group_size) for side in sides if side.events is not None and side.group_size]
    if any(events > size for events, size in counts) or (len(counts) == 2 and all(e == n > 1 for e, n in counts)):
        for side in sides:
            side.events = None
        answer.quotes = [quote for quote in answer.quotes if "events" not in quote["cell"]]
        answer.confidence, answer.derived = 0.0, ""
    return answer
