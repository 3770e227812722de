"""Linking and screening of many records in memory: seconds on one core and megabytes, for 1,000, 10,000 and 50,000.

The records are invented: half are registrations, half papers, of which one in two gives its trial's number, one in five
comes a second time from another service without its PubMed id, and one in ten is about something else.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks.figures import Figure
from schemas.models import Block, Extraction, RegistryIds, Report
from schemas.protocol import Protocol
from synthesis.joining.studies import join
from synthesis.screening.rules import screen
from synthesis.shapes import Reading

SIZES = (1_000, 10_000, 50_000)
GOALS = {10_000: "<= 60 s, < 1 GB", 50_000: "near-linear, < 1 GB"}
_SYLLABLES = [first + second for first in "bcdfghjklmnprstvwz" for second in "aeiou"]
_FAMILIES = (
    "Ahlers",
    "Brandt",
    "Chen",
    "Duarte",
    "Egede",
    "Ferrari",
    "Gupta",
    "Hansen",
    "Ito",
    "Jansen",
    "Kowal",
    "Li",
)
_PROTOCOL = {
    "slug": "gout",
    "title": "Drugs for blue gout",
    "question": {"population": "Adults", "intervention": "Drugs", "comparison": "Placebo", "outcome": "Survival"},
    "eligibility": {"designs": ["rct"], "conditions": {"include": ["blue gout"]}},
    "interventions": [{"id": "alfamab", "label": "Alfamab"}, {"id": "placebo", "label": "Placebo", "role": "control"}],
    "outcomes": [{"id": "OS", "label": "Overall survival", "better": "higher"}],
}


def invented(size: int) -> list[Reading]:
    """Readings of invented records, the same ones for the same size."""
    chance = random.Random(size)
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(3_000)]
    weights = [1 / (rank + 10) for rank in range(len(words))]
    made: list[Report] = []
    while len(made) < size:
        number = f"NCT{len(made):08}"
        about = "blue gout" if chance.random() < 0.9 else "red fever"
        topic = " ".join(chance.choices(words, weights, k=6))
        made.append(_registration(chance, number, f"Alfamab and {topic} in {about}"))
        paper = _paper(chance, len(made), number, f"{topic.capitalize()}: Alfamab for {about}, a randomised trial")
        made.append(paper)
        if chance.random() < 0.2:
            made.append(_copy(paper))
    return [Reading.of(Extraction(report)) for report in made[:size]]


def _registration(chance: random.Random, number: str, title: str) -> Report:
    start = chance.randint(2000, 2018)
    return Report(
        source="clinicaltrials_gov", id=number, registry={}, registry_ids=RegistryIds([number]), title=title,
        design="rct", start_date=f"{start}-03", end_date=f"{start + 3}-09", n_total=chance.randint(20, 900),
        n_total_type="actual", conditions=[title.rpartition(" in ")[2]], interventions=["Alfamab"],
    )  # fmt: skip


def _paper(chance: random.Random, place: int, number: str, title: str) -> Report:
    own = [number] if chance.random() < 0.5 else []
    text = f"{title}. Patients took Alfamab or placebo. " * 8
    return Report(
        source="pubmed", id=str(place), pmid=str(place), doi=f"10.5555/{place}", title=title, design="rct",
        authors=[f"{chance.choice(_FAMILIES)} {chance.choice('ABCDEFGH')}" for _ in range(5)],
        year=chance.randint(2004, 2024), journal="Annals of Gout", registry_ids=RegistryIds(own),
        blocks=[Block("b1", "abstract", text, part="abstract")],
    )  # fmt: skip


def _copy(paper: Report) -> Report:
    return Report(
        source="europe_pmc", id=f"MED/{paper.id}", doi=paper.doi, title=paper.title + ".", authors=paper.authors,
        year=paper.year, journal=paper.journal, design="rct", blocks=paper.blocks,
    )  # fmt: skip


def measure(size: int) -> None:
    """Link and screen invented records; print seconds of one core, megabytes at the peak, and studies."""
    readings, protocol = invented(size), Protocol.model_validate(_PROTOCOL)
    began = time.process_time()
    joined = join(readings)
    linked = time.process_time()
    screen(joined.studies, protocol, [])
    ended = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{linked - began:.1f} {ended - linked:.1f} {peak:.0f} {len(joined.studies)}\n")


def figures() -> Iterator[Figure]:
    """A figure for each size, each measured in a process of its own."""
    for size in SIZES:
        code = f"from benchmarks.scale import measure; measure({size})"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        linking, screening, peak, studies = done.stdout.split()
        measured = f"linking {linking} s, screening {screening} s, {peak} MB at the peak, {studies} studies"
        yield Figure(f"{size} records", "one core", measured, GOALS.get(size, ""))
