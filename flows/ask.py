"""`perennial ask`: questions in, one line a question out, in their order; every document is read once."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import orjson

from extractors import read_report
from schemas.errors import BadInput, PerennialError
from sources.inbox.read import records_of_file
from sources.readers import read_record
from synthesis.ask import Answer, Question, Reader

Asked = tuple[Question, Answer | None]
"""A question, or with an answer that already says why it cannot be asked."""


def ask_many(path: Path) -> int:
    """Answer every line of a JSONL file on stdout; 0, or 2 when a line or a document could not be read."""
    asked = list(_questions(path))
    code = 0
    for question, answer in _answered(asked, path.parent):
        if answer.error:
            code = BadInput.exit_code
        sys.stdout.buffer.write(orjson.dumps(answer.as_json(question), option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.flush()
    return code


def ask_one(question: Question, as_json: bool) -> int:
    """Answer one question for a reader, or as one line of JSON."""
    answer = _answers_of(Path(question.file), [question])[0]
    if answer.error:
        raise BadInput(answer.error)
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(answer.as_json(question), option=orjson.OPT_APPEND_NEWLINE))
        sys.stdout.flush()
    else:
        _show(question, answer)
    return 0


def _questions(path: Path) -> Iterator[Asked]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror or error}); give a file of questions.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _question(line, f"{path}:{number}")


def _question(line: bytes, place: str) -> Asked:
    try:
        asked = orjson.loads(line)
    except ValueError:
        return Question("", "", ""), Answer(error=f"{place}: this is no JSON object; write one question a line.")
    if not isinstance(asked, dict):
        return Question("", "", ""), Answer(error=f"{place}: this is no JSON object; write one question a line.")
    try:
        return Question.of(asked, place), None
    except BadInput as error:
        kind = asked.get("outcome_type")
        known = kind if kind in ("binary", "continuous") else ""
        bare = Question("", "", "", known, str(asked.get("id", "")), str(asked.get("file", "")))
        return bare, Answer(error=str(error))


def _answered(asked: list[Asked], folder: Path) -> Iterator[tuple[Question, Answer]]:
    """Questions with their answers in order; a document is read when its first question comes up."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for i, (question, answer) in enumerate(asked):
        if answer is None:
            waiting[question.file].append(i)
    answers = {i: answer for i, (_, answer) in enumerate(asked) if answer is not None}
    for i, (question, _) in enumerate(asked):
        if i not in answers:
            of_file = waiting.pop(question.file)
            given = _answers_of(_found(question.file, folder), [asked[j][0] for j in of_file])
            answers.update(zip(of_file, given, strict=True))
        yield question, answers.pop(i)


def _found(name: str, folder: Path) -> Path:
    """A document's path: as given, else beside the questions."""
    path = Path(name)
    beside = folder / name
    return beside if name and not path.exists() and beside.exists() else path


def _answers_of(path: Path, questions: list[Question]) -> list[Answer]:
    """What one document answers; where it holds several records, the surest of them speaks."""
    try:
        readers = [Reader.of(read_report(read_record(record))) for record in records_of_file(path, str(path))]
    except PerennialError as error:
        return [Answer(error=str(error)) for _ in questions]
    except Exception as error:
        sentence = f"{path}: could not be read ({type(error).__name__}: {error}); please report it with the document."
        return [Answer(error=sentence) for _ in questions]
    return [max((reader.answer(question) for reader in readers), key=_sureness) for question in questions]


def _sureness(answer: Answer) -> tuple[float, int]:
    sides = (answer.intervention, answer.comparator)
    return answer.confidence, sum(side.group_size is not None for side in sides)


def _show(question: Question, answer: Answer) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    show = Console(highlight=False).print
    show(f"[bold]{escape(question.outcome)}[/bold]  {escape(answer.timepoint)}")
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for heading in ("", "events", "mean", "SD", "n"):
        table.add_column(heading)
    for name, side in ((question.intervention, answer.intervention), (question.comparator, answer.comparator)):
        cells = (side.events, side.mean, side.standard_deviation, side.group_size)
        table.add_row(escape(name), *("–" if cell is None else f"{cell:g}" for cell in cells))
    show(table)
    show(f"  confidence {answer.confidence:.2f}" + (f"; {escape(answer.derived)}" if answer.derived else ""))
    for quote in answer.quotes:
        show(f"  [dim]{', '.join(quote['cell'])}:[/dim] {escape(quote['quote'])}", soft_wrap=True)
