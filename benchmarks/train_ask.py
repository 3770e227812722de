"""Fit the weights of `perennial ask` on papers with known answers: `python -m benchmarks.train_ask [--write]`.

Prints what the answers would be on papers that the weights had not seen (ten folds, split by paper), by the scoring
script of the labelled set, and with `--write` puts the weights fitted on all papers into the package.
"""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from benchmarks.figures import SHARED
from extractors import read_report
from sources.inbox.read import records_of_file
from sources.readers import read_record
from synthesis.ask import Question, Reader
from synthesis.ask.model import WEIGHTS, Model, log_odds
from synthesis.ask.readings import Reading

GOLD = SHARED / "bench/rct_numbers/gold.csv"
SCRIPT = SHARED / "tools/score_rct_numbers.py"
FOLDS = 10
STIFFNESS = 3.0
"""How much a weight's distance from what is expected of it costs: greatest likelihood out of fold among 0.1 to 1000."""
LEAST = 0.6
"""Least confidence of an answer: where nine in ten numbers given to unseen papers (events, means, SDs) are right.

Read off the ten folds, in steps of 0.1: of the answers between 0.5 and 0.6 only every second is right. From 0.7 on the
right ones held back are three to four times the wrong ones. Binary and continuous share it: 67 binary questions are
too few to fit one of their own.
"""
EXPECTED = {
    "intercept": -3.0, "own": 6.0, "caption": 4.0, "surplus": -2.5, "exact": 1.0, "all_asked": 1.5, "letters": 1.0,
    "unqualified": -3.0, "opposed": -3.0, "total": 0.6, "baseline_table": -2.0, "subgroup": -0.5, "below_best": -2.0,
    "time_asked": 2.5, "other_time": -4.0, "baseline": -4.0, "not_baseline": -4.0, "change": -0.7, "middle": -0.3,
    "follow_up": 0.0, "after_treatment": 0.4, "last": 1.0, "not_last": -1.0, "place": 0.8, "mixed": -2.0,
    "unclear": -0.5, "median": -3.0, "alone": -1.0, "sides": 1.5, "left_over": -0.5,
    "below_surest": -1.0, "share": 0.5, "text": -1.0, "text_words": 3.0, "text_sides": 1.5, "text_bare": -1.0,
    "text_of_n": 0.8, "text_other_n": -0.5, "tied_to_arms": 0.0,
    "text_apart": -0.3, "nearest": -0.3,
}  # fmt: skip
"""What each feature is expected to weigh, by its sense: few papers move a weight only a little from here."""
NAMES = tuple(EXPECTED)

Answered = tuple[float | None, ...]


@dataclass
class Example:
    """A question with its candidates and, where the paper gives it, the answer."""

    question: Question
    paper: str
    readings: list[Reading]
    wanted: Answered | None
    weight: float = 1.0

    def __post_init__(self) -> None:
        rows = [[1.0, *(r.features.get(name, 0.0) for name in NAMES[1:])] for r in self.readings]
        self.features = np.array(rows).reshape(len(rows), len(NAMES))
        right = [self.wanted is not None and r.numbers == self.wanted for r in self.readings]
        silent = [r.numbers is None for r in self.readings]
        self.right = np.array([*right, False] if any(right) else [*silent, True], dtype=bool)
        """Which choices are right, the last of them being none of the candidates."""


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """The weights of greatest likelihood, held near what is expected of them (a normal prior)."""
    expected = np.array([EXPECTED[name] for name in NAMES])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = STIFFNESS * ((weights - expected) ** 2).sum(), 2 * STIFFNESS * (weights - expected)
        for example in examples:
            chance = _softmax(np.append(example.features @ weights, 0.0))
            right = max(chance[example.right].sum(), 1e-12)
            total -= example.weight * np.log(right)
            step = np.where(example.right, chance - chance / right, chance)
            slope = slope + example.weight * (example.features.T @ step[:-1])
        return total, slope

    found = minimize(loss, expected, jac=True, method="L-BFGS-B")
    return {name: round(float(w), 3) for name, w in zip(NAMES, found.x, strict=True)}


def _softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


@dataclass(frozen=True)
class Given:
    """An answer to a question of a paper that the weights had not seen."""

    chance: float
    is_right: bool
    kind: str
    weight: float


def calibrated(model: Model, given: Sequence[Given]) -> Model:
    """The model with the calibration that answers to unseen papers call for."""
    odds = np.array([log_odds(g.chance) for g in given])
    sign = np.array([1.0 if g.is_right else -1.0 for g in given])
    weight = np.array([g.weight for g in given])

    def loss(line: np.ndarray) -> float:
        wrong = weight * np.logaddexp(0, -sign * (line[0] + line[1] * odds))
        return float(wrong.sum() + 0.5 * (line[1] - 1) ** 2)

    a, b = minimize(loss, np.array([0.0, 1.0])).x
    model = replace(model, calibration=(round(float(a), 3), round(float(b), 3)))
    return replace(model, least={"binary": LEAST, "continuous": LEAST})


def examples_of(readers: dict[str, Reader]) -> list[Example]:
    """Every question of the labelled set with its candidates; papers with many questions weigh little more."""
    with GOLD.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["outcome_type"] in ("binary", "continuous")]
    per_paper = Counter(row["pmcid"] for row in rows)
    examples = []
    for row in rows:
        question = Question.of(row, GOLD.name)
        _, readings = readers[row["pmcid"]].readings(question)
        examples.append(Example(question, row["pmcid"], readings, _wanted(row), per_paper[row["pmcid"]] ** -0.5))
    return examples


def _wanted(row: dict[str, str]) -> Answered | None:
    cells = [row[f"{side}_{cell}"] for side in ("intervention", "comparator") for cell in _CELLS]
    wanted = tuple(float(cell.replace(",", "")) if cell.strip() else None for cell in cells)
    return wanted if any(cell is not None for cell in wanted) else None


_CELLS = ("events", "mean", "standard_deviation")


def read_papers() -> dict[str, Reader]:
    """A reader of each paper of the labelled set, by PMCID without its letters."""
    readers = {}
    for path in sorted((GOLD.parent / "texts").glob("PMC*.nxml")):
        record = next(iter(records_of_file(path, str(path))))
        readers[path.stem.removeprefix("PMC")] = Reader.of(read_report(read_record(record)))
    return readers


def fold(paper: str) -> int:
    """The fold of a paper, by its hash: the same in every run."""
    return int(hashlib.sha256(paper.encode()).hexdigest(), 16) % FOLDS


def out_of_fold(examples: Sequence[Example]) -> tuple[dict[int, Model], Model]:
    """A model for each fold that has not seen it, all with the calibration found on unseen papers."""
    models = {i: Model(fit([e for e in examples if fold(e.paper) != i])) for i in range(FOLDS)}
    given = []
    for example in examples:
        found = models[fold(example.paper)].chances([(r.numbers, r.features) for r in example.readings])
        found.pop(None, None)
        if found:
            numbers, chance = max(found.items(), key=lambda item: item[1])
            given.append(Given(chance, numbers == example.wanted, example.question.outcome_type, example.weight))
    whole = calibrated(Model(fit(examples)), given)
    return {i: replace(m, calibration=whole.calibration, least=whole.least) for i, m in models.items()}, whole


def scored(examples: Iterable[Example], readers: dict[str, Reader], models: dict[int, Model]) -> str:
    """What the scoring script says of the answers that each paper gets from the model of its fold."""
    with tempfile.TemporaryDirectory() as folder:
        answers, gold = Path(folder) / "answers.jsonl", Path(folder) / "gold.csv"
        lines, ids = [], set()
        for example in examples:
            reader = replace(readers[example.paper], model=models[fold(example.paper)])
            lines.append(json.dumps(reader.answer(example.question).as_json(example.question)))
            ids.add(example.question.id)
        answers.write_text("\n".join(lines), encoding="utf-8")
        with GOLD.open(encoding="utf-8") as file, gold.open("w", encoding="utf-8") as part:
            rows = csv.DictReader(file)
            out = csv.DictWriter(part, rows.fieldnames or [])
            out.writeheader()
            out.writerows(row for row in rows if row["id"] in ids)
        done = subprocess.run(
            [sys.executable, SCRIPT, "score", gold, answers], capture_output=True, text=True, check=True
        )
    return done.stdout


def main(arguments: list[str]) -> int:
    """Fit, print the figures out of fold, and write the weights where asked to."""
    if not GOLD.exists():
        sys.stderr.write(f"{GOLD} is not here; the weights can only be fitted where the labelled papers are.\n")
        return 2
    readers = read_papers()
    examples = examples_of(readers)
    models, whole = out_of_fold(examples)
    sys.stdout.write("out of fold, all papers\n" + scored(examples, readers, models))
    sys.stdout.write(f"calibration {whole.calibration}, least confidence {dict(whole.least or {})}\n")
    if "--write" in arguments:
        found = {"least_confidence": whole.least, "calibration": whole.calibration, "weights": whole.weights}
        WEIGHTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
