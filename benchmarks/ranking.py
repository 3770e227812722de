"""What the order of unsure records is worth: two searches screened again, the likeliest first.

Screening begins with five papers of either kind, drawn by chance but always the same, and learns again after every
twentieth of the search. Figures: the share of relevant papers found after a tenth and a quarter of the search, and the
work saved over screening by chance when 95% of them are found (WSS@95).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import SHARED, Figure, absent
from schemas.errors import BadInput
from sources.inbox.read import records_of_file
from sources.readers import read_record
from synthesis.joining.duplicate_guards import Citation
from synthesis.joining.duplicates import citation_of, duplicate_groups
from synthesis.screening.ranking import FEWEST, Label, likely

FOLDER = SHARED / "exports/citesource"
SETS = {
    "new_stage_data": ("screened_128", "final_24"),
    "working_example_data": ("TiAb", "Final"),
}
"""Folder → what was kept on title and abstract, and what was kept at last; its other files are the search."""
_NO_SEARCH = frozenset({"RM"})
"""The reference manager's file: a later stage, without a label of its own."""
STEPS = 20


def citations(path: Path) -> list[Citation]:
    """The records of one export."""
    found = []
    for record in records_of_file(path):
        try:
            found.append(citation_of(read_record(record), f"{path.stem}:{record.id}"))
        except BadInput:
            continue
    return found


def labelled(folder: Path, stages: tuple[str, ...]) -> list[tuple[str, frozenset[str]]]:
    """Each paper of the search: its text, and the stages that kept it."""
    files = {path.stem: citations(path) for path in sorted(folder.glob("*.ris")) if path.stem not in _NO_SEARCH}
    everything = {citation.key: citation for found in files.values() for citation in found}
    grouped = duplicate_groups(everything.values())
    alone = everything.keys() - {key for group in grouped for key in group}
    papers = []
    for group in [*grouped, *([key] for key in sorted(alone))]:
        where = {key.partition(":")[0] for key in group}
        if where - set(stages):
            text = max((f"{everything[key].title}\n{everything[key].abstract}" for key in group), key=len)
            papers.append((text, frozenset(where & set(stages))))
    return papers


def screened(texts: list[str], relevant: list[bool]) -> list[int]:
    """The order in which papers are looked at, after those that screening begins with."""
    chance = random.Random(0)
    seen = [
        place
        for kind in (True, False)
        for place in chance.sample([i for i, is_relevant in enumerate(relevant) if is_relevant is kind], FEWEST)
    ]
    order: list[int] = []
    left = [place for place in range(len(texts)) if place not in seen]
    step = len(left) // STEPS + 1
    while left:
        known = seen + order
        labels = [Label(relevant[place], by_people=True) for place in known]
        scores = likely([texts[place] for place in known], labels, [texts[place] for place in left])
        by_score = sorted(zip(left, scores, strict=True), key=lambda pair: (-pair[1], pair[0]))
        order += [place for place, _ in by_score[:step]]
        left = sorted(place for place, _ in by_score[step:])
    return order


def worth(order: list[int], relevant: list[bool]) -> dict[str, float]:
    """Recall after a tenth and a quarter, and WSS@95."""
    hits = [relevant[place] for place in order]
    total = sum(hits)
    enough = next(n for n in range(1, len(hits) + 1) if sum(hits[:n]) >= 0.95 * total)
    return {
        "found after 10%": sum(hits[: len(hits) // 10]) / total,
        "found after 25%": sum(hits[: len(hits) // 4]) / total,
        "WSS@95": 0.95 - enough / len(hits),
    }


def figures() -> Iterator[Figure]:
    """Each search once for each stage at which its papers were kept."""
    for name, stages in SETS.items():
        if not (FOLDER / name).is_dir():
            yield absent(name, FOLDER / name)
            continue
        papers = labelled(FOLDER / name, stages)
        texts = [text for text, _ in papers]
        for stage in stages:
            relevant = [stage in kept for _, kept in papers]
            for figure, value in worth(screened(texts, relevant), relevant).items():
                what = f"{name}, {sum(relevant)} {stage} of {len(papers)}"
                yield Figure(what, figure, f"{value:.2f}", {"found after 10%": "0.10 by chance"}.get(figure, ""))
