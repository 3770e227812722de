"""How well numbers are given to the intervention and the control: extract's JSON against labelled spans of abstracts.

    python -m benchmarks.labelled_spans FOLDER extracted.jsonl [--misses FILE]

FOLDER holds NAME.txt with NAME.ann beside it: one `T1<tab>label start end<tab>text` a line (brat). For each document
and label the numbers labelled make a set, the numbers read another; precision, recall and F1 are micro over documents.

What of `perennial extract --json` answers which label (`iv` and `cv` are read off the role of the arm: control is the
control, experimental and single are the intervention):

| label | what is read |
|---|---|
| total-participants | `report.n_total` |
| intervention-participants, control-participants | `n`, `n_treated`, `n_evaluable` of arms, reported `n_eval` |
| iv-, cv-bin-percent | `value` of results of one arm with stat rate |
| iv-, cv-bin-abs | `events` of results of one arm that are reported in the text (`events_origin` reported) |
| iv-, cv-cont-mean, -median | `value` of results of one arm with that stat |
| iv-, cv-cont-sd | `sd` of results of one arm |
| iv-, cv-cont-q1, -q3 | `q1`, `q3` of results of one arm |

The labels mark the people of an arm who were randomised, treated or analysed alike.
Contrasts answer no label. A reported count that stands for zero patients (`none`, `no patient`) has no digits to be
labelled and is left out. Labels whose text holds no number (`not reached`) are left out. The pooled rows put both
arms' numbers of a document into one set, so that the difference between them and the rest is the mistaken arm.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from extractors.text.normal import plain
from extractors.text.numerals import NUMBER, WHOLE, WORDS, number

Numbers = dict[str, set[float]]
"""Label to the set of its numbers in one document."""

GOAL_LABELS = (
    "total-participants",
    "intervention-participants",
    "control-participants",
    "iv-bin-percent",
    "cv-bin-percent",
    "iv-bin-abs",
    "cv-bin-abs",
)
MEASURED_LABELS = tuple(f"{side}-cont-{what}" for what in ("mean", "median", "sd") for side in ("iv", "cv"))
POOLED = {
    "participants of arms": ("intervention-participants", "control-participants"),
    "bin-percent": ("iv-bin-percent", "cv-bin-percent"),
    "bin-abs": ("iv-bin-abs", "cv-bin-abs"),
}
_WHOSE = {"iv": "intervention-participants", "cv": "control-participants"}
_PRINTED = re.compile(rf"(?P<sign>(?<![\d)])-\s?)?(?P<n>{NUMBER})|(?P<word>\b(?i:{WORDS})\b)")
_SPACED = re.compile(rf"(?:{WHOLE})$")


def printed_number(text: str) -> float | None:
    """The first number of a labelled span: `1 009`, `16.5%`, `-2·4%`, `Two-hundred seventy-eight`; None where none."""
    text = re.sub(r"(?i)(?<=[a-z])-(?=hundred|thousand)", " ", plain(text).strip())
    if _SPACED.match(text):
        return number(text)
    match = _PRINTED.search(text)
    if match is None:
        return None
    value = number(match["n"] or match["word"])
    return -value if match["sign"] else value


def labelled(lines: Iterable[str]) -> Numbers:
    """The numbers of one annotation file, by label."""
    found: Numbers = defaultdict(set)
    for line in lines:
        parts = line.rstrip("\n").split("\t")
        if len(parts) == 3 and (value := printed_number(parts[2])) is not None:
            found[parts[1].split()[0]].add(value)
    return found


def read_numbers(extraction: dict) -> Numbers:
    """The numbers of one object of `extract --json`, by the labels they answer."""
    found: Numbers = defaultdict(set)
    if (total := extraction["report"]["n_total"]) is not None:
        found["total-participants"].add(float(total))
    side = {arm["arm"]: "cv" if arm["role"] == "control" else "iv" for arm in extraction["arms"]}
    for arm in extraction["arms"]:
        sizes = (arm["n"], arm.get("n_treated"), arm.get("n_evaluable"))
        found[_WHOSE[side[arm["arm"]]]].update(float(n) for n in sizes if n is not None)
    for result in extraction["results"]:
        if result["kind"] == "arm" and result["arm"] in side:
            if result["n_eval"] and result["events_origin"] == "reported":
                found[_WHOSE[side[result["arm"]]]].add(float(result["n_eval"]))
            for label, value in _answers(result):
                found[f"{side[result['arm']]}-{label}"].add(float(value))
    return found


def _answers(result: dict) -> Iterator[tuple[str, float]]:
    """The labels, without their side, that a result of one arm answers."""
    stats = {"rate": "bin-percent", "mean": "cont-mean", "median": "cont-median"}
    over_time = " per " in f" {result.get('unit')}"  # a rate over time is no percentage of people
    if result["stat"] in stats and result["value"] is not None and not over_time:
        yield stats[result["stat"]], result["value"]
    if result["events"] and result["events_origin"] == "reported":
        yield "bin-abs", result["events"]
    for name in ("sd", "q1", "q3"):
        if result[name] is not None:
            yield f"cont-{name}", result[name]


@dataclass(slots=True)
class Tally:
    """Numbers labelled, read, and both, over documents."""

    gold: int = 0
    read: int = 0
    right: int = 0
    misses: list[dict] = field(default_factory=list)

    def add(self, document: str, label: str, gold: set[float], read: set[float]) -> None:
        """Count one document's sets for one label."""
        self.gold, self.read, self.right = self.gold + len(gold), self.read + len(read), self.right + len(gold & read)
        if gold != read:
            self.misses.append(
                {"id": document, "label": label, "missed": sorted(gold - read), "spurious": sorted(read - gold)}
            )

    def figures(self) -> dict[str, float | int | None]:
        """Precision, recall and F1, None where nothing was to be found or read."""
        total = self.gold + self.read
        return {
            "gold": self.gold,
            "read": self.read,
            "precision": round(self.right / self.read, 3) if self.read else None,
            "recall": round(self.right / self.gold, 3) if self.gold else None,
            "f1": round(2 * self.right / total, 3) if total else None,
        }


def tallies(folder: Path, extracted: Iterable[dict], only: set[str] | None = None) -> dict[str, Tally]:
    """A tally for each label, for the pooled labels and for all goal labels together; `only` names documents."""
    made: dict[str, Tally] = defaultdict(Tally)
    by_name = {Path(extraction["file"]).stem: extraction for extraction in extracted}
    for path in sorted(folder.glob("*.ann")):
        if only is not None and path.stem not in only:
            continue
        gold = labelled(path.read_text(encoding="utf-8").splitlines())
        read = read_numbers(by_name[path.stem]) if path.stem in by_name else defaultdict(set)
        for label in GOAL_LABELS + MEASURED_LABELS:
            made[label].add(path.stem, label, gold[label], read[label])
        for name, labels in POOLED.items():
            made[f"{name}, either arm"].add(
                path.stem, name, *(set().union(*(s[lb] for lb in labels)) for s in (gold, read))
            )
    overall = made["all goal labels"]
    for label in GOAL_LABELS:
        overall.gold += made[label].gold
        overall.read += made[label].read
        overall.right += made[label].right
    return made


def main(arguments: list[str]) -> int:
    """Print one JSON object: label to figures; exit 2 for a wrong call."""
    if len(arguments) not in (2, 4):
        sys.stderr.write(str(__doc__))
        return 2
    extracted = [json.loads(line) for line in Path(arguments[1]).read_text(encoding="utf-8").splitlines()]
    made = tallies(Path(arguments[0]), extracted)
    if len(arguments) == 4:
        misses = [m for label in (*GOAL_LABELS, *MEASURED_LABELS) for m in made[label].misses]
        Path(arguments[3]).write_text("".join(json.dumps(m) + "\n" for m in misses), encoding="utf-8")
    sys.stdout.write(json.dumps({label: tally.figures() for label, tally in made.items()}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
