"""How well documents are read, by the scoring scripts of `../shared/tools` on the labelled sets."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks import labelled_spans, trial_design
from benchmarks.figures import SHARED, Figure, absent
from schemas.registry_numbers import numbers_in

READING_SETS = {
    "seeds": ("gold/seeds", "seeds", {"precision": "0.95", "recall": "0.70"}),
    "oncology_abstracts": (
        "bench/oncology_abstracts",
        "bench/oncology_abstracts/texts",
        {"precision": "0.96", "recall": "0.88", "strict_precision": "0.92", "ci": "0.98", "counts": "0.95"},
    ),
}


_DESIGN_GOAL = ("0.90", "0.80")
DESIGN_GOALS = {"registry_number": ("0.95", "0.90")} | dict.fromkeys(
    ("sample_size", "ratio", "masking", "masked", "not_masked", "centres"), _DESIGN_GOAL
)
ASKING_GOALS = {
    "binary": {"exact": "0.66", "precision": "0.93", "invented": "0.10 or less"},
    "continuous": {"exact": "0.53", "precision": "0.93", "invented": "0.08 or less"},
}


def extract(files: Iterable[Path], out: Path) -> list[dict]:
    """Run the command line on the files; its JSON lines go to `out` and come back parsed."""
    with out.open("wb") as lines:
        subprocess.run(
            [Path(sys.executable).with_name("perennial"), "extract", "--json", *files], stdout=lines, check=False
        )
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def score(script: str, *arguments: Path) -> dict:
    """The figures that a scoring script prints as JSON."""
    done = subprocess.run(
        [sys.executable, SHARED / "tools" / script, *arguments], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def read_jsonl(path: Path) -> list[dict]:
    """The objects of a file with one JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def reading(scratch: Path) -> Iterator[Figure]:
    """Precision, recall and the rest on every labelled set of whole documents."""
    for name, (gold, texts, goals) in READING_SETS.items():
        if not (SHARED / gold).exists():
            yield absent(name, SHARED / gold)
            continue
        out = scratch / f"{name}.jsonl"
        extract(sorted((SHARED / texts).glob("*.txt")), out)
        for figure, value in score("score_reading.py", SHARED / gold, out).items():
            yield Figure(name, figure, str(value), goals.get(figure, ""))


def spans(scratch: Path) -> Iterator[Figure]:
    """Numbers given to the intervention and the control, against labelled spans of abstracts."""
    folder = SHARED / "bench/breast_abstracts"
    if not folder.exists():
        yield absent("breast_abstracts", folder)
        return
    extracted = extract(sorted(folder.glob("*.txt")), scratch / "breast_abstracts.jsonl")
    for label, tally in labelled_spans.tallies(folder, extracted).items():
        yield Figure("breast_abstracts", f"{label}, F1", str(tally.figures()["f1"]), "0.90")


def design(scratch: Path) -> Iterator[Figure]:
    """What full texts say of their trial's design, against labelled spans."""
    gold = SHARED / "bench/trial_design/gold_terms.csv"
    if not gold.exists():
        yield absent("trial_design", gold)
        return
    extracted = extract(sorted((gold.parent / "texts").glob("*.txt")), scratch / "trial_design.jsonl")
    with gold.open(encoding="utf-8", newline="") as rows:
        tallies = trial_design.score(csv.DictReader(rows), extracted)
    for name, tally in tallies.items():
        goals = DESIGN_GOALS.get(name, ("", ""))
        for figure, goal in zip(("precision", "recall"), goals, strict=True):
            yield Figure("trial_design", f"{name}, {figure}", str(tally.figures()[figure]), goal)


def registry_numbers(_scratch: Path) -> Iterator[Figure]:
    """Whether numbers in the forms of many registries are known, and look-alikes are not taken for one."""
    vectors = SHARED / "bench/registry_numbers/test_vectors.csv"
    if not vectors.exists():
        yield absent("registry_numbers", vectors)
        return
    with vectors.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    known = [any(m.registry == row["registry"].removesuffix("-CTR") for m in numbers_in(row["text"])) for row in rows]
    wanted = [row["expected_match"] == "TRUE" for row in rows]
    right = sum(k and w for k, w in zip(known, wanted, strict=True))
    yield Figure("registry_numbers", "precision", f"{right / max(sum(known), 1):.3f}", "0.97")
    yield Figure("registry_numbers", "recall", f"{right / max(sum(wanted), 1):.3f}", "0.99")


def seed_findings(scratch: Path) -> Iterator[Figure]:
    """Which objections of a careful reader were raised, and whether a forbidden number came through."""
    gold = SHARED / "gold/seeds"
    if not gold.exists():
        yield absent("seed findings", gold)
        return
    read = {Path(line["file"]).stem: line for line in read_jsonl(scratch / "seeds.jsonl")}
    wanted = read_jsonl(gold / "findings.jsonl")
    raised = [w for w in wanted if w["rule"] in {f["rule"] for f in read[w["id"]]["findings"]}]
    yield Figure("seeds", "findings raised", f"{len(raised)} of {len(wanted)}", f"{len(wanted)}")
    broken = []
    for item in read_jsonl(gold / "forbidden.jsonl"):
        line = read[item["id"]]
        broken += [v for v in item.get("values", []) if v in {r["value"] for r in line["results"]}]
        broken += [i for i in item.get("registry_ids", []) if i in line["report"]["registry_ids"]["own"]]
    yield Figure("seeds", "forbidden numbers read", ", ".join(map(str, broken)) or "none", "none")


def asking(scratch: Path) -> Iterator[Figure]:
    """2×2 tables and means answered by `ask`, against people's reading of the same papers."""
    gold, script = SHARED / "bench/rct_numbers/gold.csv", SHARED / "tools/score_rct_numbers.py"
    if not gold.exists():
        yield absent("rct_numbers", gold)
        return
    questions, answers = scratch / "questions.jsonl", scratch / "answers.jsonl"
    with questions.open("wb") as lines:
        subprocess.run([sys.executable, script, "questions", gold, gold.parent / "texts"], stdout=lines, check=True)
    with answers.open("wb") as lines:
        subprocess.run([Path(sys.executable).with_name("perennial"), "ask", questions], stdout=lines, check=False)
    done = subprocess.run([sys.executable, script, "score", gold, answers], capture_output=True, text=True, check=True)
    for kind in map(json.loads, done.stdout.splitlines()):
        name = kind.pop("outcome_type")
        for figure, value in kind.items():
            yield Figure(f"rct_numbers, {name}", figure, str(value), ASKING_GOALS[name].get(figure, ""))


def registry(scratch: Path) -> Iterator[Figure]:
    """Every posted number of the recorded registry results."""
    records = SHARED / "services/clinicaltrials_gov/with_results.ndjson"
    if not records.exists():
        yield absent("registry results", records)
        return
    out = scratch / "registry.jsonl"
    extract([records], out)
    for figure, value in score("score_registry.py", records, out).items():
        yield Figure("with_results.ndjson", figure, f"{value['found']} of {value['expected']}", "0.90")


def registry_files(scratch: Path) -> Iterator[Figure]:
    """Whether all recorded ClinicalTrials.gov files are read, or refused with a sentence."""
    folder = SHARED / "services/clinicaltrials_gov"
    if not folder.exists():
        yield absent("ClinicalTrials.gov files", folder)
        return
    files = [p for p in sorted(folder.rglob("*")) if p.is_file() and "spec" not in p.parts]
    lines = extract(files, scratch / "ctgov.jsonl")
    read = {line["file"] for line in lines}
    yield Figure("ClinicalTrials.gov files", "read", f"{len(read)} of {len(files)}, {len(lines)} records", "all")


def figures() -> Iterator[Figure]:
    """All quality figures."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        for part in (reading, spans, design, registry_numbers, seed_findings, asking, registry, registry_files):
            yield from part(scratch)
