"""Duplicate records: the four labelled sets of `../shared/bench/dedup`, and time and memory over many records."""

from __future__ import annotations

import csv
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import SHARED, Figure, absent
from synthesis.joining.duplicate_guards import Citation
from synthesis.joining.duplicates import duplicate_groups

FOLDER = SHARED / "bench/dedup"
SIZES = (1_000, 10_000, 50_000)
_UNKNOWN = frozenset({"NA", "UNKNOWN"})
_FAMILIES = (
    "Wang",
    "Li",
    "Zhang",
    "Smith",
    "Jones",
    "Garcia",
    "Müller",
    "Rossi",
    "Ivanov",
    "Tanaka",
    "Kim",
    "Nguyen",
    "Silva",
)
_SYLLABLES = [first + second for first in "bcdfghjklmnprstvwz" for second in "aeiou"]


def citations_of(folder: Path) -> tuple[list[Citation], list[dict[str, str]]]:
    """The records of a set, and the rows that they came from."""
    path = next(p for name in ("records_pre_merged.csv", "labelled_test_set.csv") if (p := folder / name).exists())
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        text = path.read_text(encoding="cp1252", errors="replace")
    csv.field_size_limit(sys.maxsize)
    rows = [
        {name: "" if cell in _UNKNOWN else cell for name, cell in row.items()}
        for row in csv.DictReader(text.splitlines(keepends=True))
    ]
    return [_citation(row) for row in rows], rows


def _citation(row: dict[str, str]) -> Citation:
    names = ("title", "year", "volume", "number", "pages", "doi", "abstract")
    return Citation(
        key=row.get("ID") or row["record_id"],
        authors=row["author"],
        journal=row["journal"] or row.get("booktitle", ""),
        kind=row.get("ENTRYTYPE", "article"),
        **{name: row.get(name, "") for name in names},
    )


def tally(folder: Path) -> tuple[int, int, int]:
    """(records to take away, rightly taken, wrongly taken) when one record of each group stays."""
    citations, rows = citations_of(folder)
    groups = duplicate_groups(citations)
    taken = sum(len(group) - 1 for group in groups)
    if (gold := folder / "merged_record_ids.csv").exists():
        with gold.open(encoding="utf-8", newline="") as lines:
            merged = [row["merged_ids"].split(";") for row in csv.DictReader(lines)]
        kept = {key: ids[0] for ids in merged for key in ids}
        wrong = sum(len({kept.get(key, key) for key in group}) - 1 for group in groups)
        return sum(len(ids) - 1 for ids in merged), taken - wrong, wrong
    # The column says of each record whether it is the one of its publication that stays, or one that goes.
    stays = {row["record_id"]: row["source"] == "unique" for row in rows}
    wrong = sum(max(0, sum(stays[key] for key in group) - 1) for group in groups)
    return sum(not stay for stay in stays.values()), taken - wrong, wrong


def invented(size: int) -> list[Citation]:
    """Records of invented papers, one in five of them twice and a little different; the same for the same size."""
    chance = random.Random(size)
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(4_000)]
    made: list[Citation] = []
    while len(made) < size:
        made.append(_paper(chance, words, str(len(made))))
        if chance.random() < 0.2 and len(made) < size:
            made.append(_again(made[-1], str(len(made))))
    return made


def _paper(chance: random.Random, words: list[str], key: str) -> Citation:
    first = chance.randint(1, 900)
    return Citation(
        key,
        title=" ".join(chance.choices(words, k=12)).capitalize(),
        authors=" and ".join(f"{chance.choice(_FAMILIES)}, {chance.choice('ABCDEFG')}" for _ in range(4)),
        year=str(chance.randint(2000, 2025)),
        journal=f"Journal of {words[chance.randint(0, 400)]} {words[chance.randint(0, 50)]}",
        volume=str(chance.randint(1, 60)),
        number=str(chance.randint(1, 12)),
        pages=f"{first}-{first + 9}",
        abstract=" ".join(chance.choices(words, k=200)),
    )


def _again(paper: Citation, key: str) -> Citation:
    return Citation(
        key,
        paper.title.upper(),
        paper.authors,
        paper.year,
        paper.journal,
        paper.volume,
        pages=paper.pages,
        abstract=paper.abstract,
    )


def measure(size: int) -> None:
    """Group invented records and print seconds of one core, megabytes at the peak, and groups found."""
    citations = invented(size)
    began = time.process_time()
    groups = duplicate_groups(citations)
    took = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{took:.1f} {peak:.0f} {len(groups)}\n")


def figures() -> Iterator[Figure]:
    """False positives and recall of each set, then time and memory at each size, each in a process of its own."""
    for folder in sorted(path for path in FOLDER.glob("*") if path.is_dir()):
        wanted, right, wrong = tally(folder)
        yield Figure(folder.name, "false positives", str(wrong), "0")
        yield Figure(folder.name, "recall", f"{right / wanted:.3f} of {wanted}", ">= 0.97")
    if not FOLDER.is_dir():
        yield absent("duplicate records", FOLDER)
    for size in SIZES:
        code = f"from benchmarks.duplicates import measure; measure({size})"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        took, peak, groups = done.stdout.split()
        goal = "<= 60 s with linking, < 1 GB" if size == 10_000 else ""
        yield Figure(f"{size} records", "one core", f"{took} s, {peak} MB at the peak, {groups} groups", goal)
