"""Likely pairs of registration and paper with the features on which their probability rests.

Two titles are alike as far as they share words that few other titles of the review have (inverse document frequency,
Spärck Jones 1972, with the cosine of the weighted words). Whether that is enough depends on the company: a pair counts
for more where neither side has another as like.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from synthesis.joining.likeness.cards import Card

Floats = npt.NDArray[np.float64]

NEAREST = 10
"""Papers that are looked at for one registration."""
COMMON = 300
"""A word of more titles than this brings no pair up, so that the work grows with the records and not with their
square; it still counts in pairs that rarer words bring up."""
CHUNK = 1000
FEATURES = (
    "cosine", "of_trial", "of_paper", "mass", "rarest", "rarest_three", "beyond_next_paper", "beyond_next_trial",
    "short_name", "too_early", "in_time", "late", "has_paper",
)  # fmt: skip


@dataclass(slots=True, frozen=True)
class Pair:
    """Positions of a registration and a paper in the lists given, with their features in the order of `FEATURES`."""

    trial: int
    paper: int
    features: tuple[float, ...]
    shared: tuple[str, ...]
    """Words of both titles, the rarest first."""


def pairs(trials: Sequence[Card], papers: Sequence[Card], with_paper: Collection[str] = ()) -> list[Pair]:
    """The likely pairs, by position. `with_paper`: keys of registrations that a number ties to a paper already."""
    if not trials or not papers:
        return []
    weights, vocabulary, rarity = _weighed([*trials, *papers])
    of_trials, of_papers = weights[: len(trials)], weights[len(trials) :]
    rows, columns = _candidates(of_trials, of_papers, vocabulary, len(trials) + len(papers))
    if not len(rows):
        return []
    cosines = np.asarray(of_trials[rows].multiply(of_papers[columns]).sum(axis=1)).ravel()
    beyond_paper, beyond_trial = _beyond(rows, cosines), _beyond(columns, cosines)
    short = _rarity_of_short_names(trials, papers)
    found = []
    for k, (i, j) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
        shared = sorted(trials[i].words & papers[j].words, key=lambda word: (-rarity[word], word))
        mass = sum(rarity[word] for word in shared)
        features = (
            float(cosines[k]),
            mass / sum(rarity[word] for word in trials[i].words),
            mass / sum(rarity[word] for word in papers[j].words),
            float(np.log1p(mass)),
            rarity[shared[0]],
            sum(rarity[word] for word in shared[:3]),
            float(beyond_paper[k]),
            float(beyond_trial[k]),
            max((short[name] for name in trials[i].short_names & papers[j].short_names), default=0.0),
            *_times(trials[i], papers[j]),
            float(trials[i].key in with_paper),
        )
        found.append(Pair(i, j, features, tuple(shared)))
    return found


def _weighed(cards: list[Card]) -> tuple[sp.csr_array, Floats, dict[str, float]]:
    """Rows of weighted words with length 1, the number of titles for each column, and the rarity of each word."""
    column: dict[str, int] = {}
    indices = [[column.setdefault(word, len(column)) for word in sorted(card.words)] for card in cards]
    counts = np.bincount(np.array([i for row in indices for i in row], dtype=np.int64), minlength=len(column))
    rare = np.log((1 + len(cards)) / (1 + counts)) + 1.0
    ends = np.cumsum([0] + [len(row) for row in indices])
    flat = np.array([i for row in indices for i in row], dtype=np.int64)
    matrix = sp.csr_array((rare[flat], flat, ends), shape=(len(cards), len(column)))
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    matrix.data /= np.repeat(lengths, np.diff(ends))
    return matrix, counts.astype(np.float64), {word: float(rare[i]) for word, i in column.items()}


def _candidates(
    trials: sp.csr_array, papers: sp.csr_array, counts: Floats, cards: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """For each registration the papers that share most with it, as positions; ties in the order of the papers."""
    telling = sp.diags_array((counts <= max(COMMON, cards // 100)).astype(np.float64))
    theirs = (papers @ telling).T.tocsr()
    rows: list[npt.NDArray[np.int64]] = []
    columns: list[npt.NDArray[np.int64]] = []
    for begin in range(0, trials.shape[0], CHUNK):
        like = (trials[begin : begin + CHUNK] @ theirs).tocsr()
        for i in range(like.shape[0]):
            where = like.indices[like.indptr[i] : like.indptr[i + 1]]
            much = np.round(like.data[like.indptr[i] : like.indptr[i + 1]], 9)
            first = np.lexsort((where, -much))[:NEAREST]
            first = first[much[first] > 0]
            rows.append(np.full(len(first), begin + i, dtype=np.int64))
            columns.append(where[first].astype(np.int64))
    return np.concatenate(rows), np.concatenate(columns)


def _beyond(side: npt.NDArray[np.int64], cosines: Floats) -> Floats:
    """How much more alike each pair is than the best other pair of the same side; less than 0 where it is not best."""
    best: dict[int, tuple[float, float]] = {}
    for key, cosine in zip(side.tolist(), cosines.tolist(), strict=True):
        first, second = best.get(key, (0.0, 0.0))
        best[key] = (cosine, first) if cosine > first else (first, max(second, cosine))
    rivals = [
        best[k][1] if c == best[k][0] else best[k][0] for k, c in zip(side.tolist(), cosines.tolist(), strict=True)
    ]
    return cosines - np.array(rivals)


def _rarity_of_short_names(trials: Sequence[Card], papers: Sequence[Card]) -> dict[str, float]:
    """One over the number of titles with each short name."""
    often: dict[str, int] = {}
    for card in (*trials, *papers):
        for name in card.short_names:
            often[name] = often.get(name, 0) + 1
    return {name: 1 / count for name, count in often.items()}


def _times(trial: Card, paper: Card) -> tuple[float, float, float]:
    """Whether the paper came before the trial can have reported, within four years of its end, or long after it."""
    if paper.year is None:
        return 0.0, 0.0, 0.0
    after_start = paper.year - trial.start if trial.start is not None else 3
    after_end = paper.year - trial.end if trial.end is not None else 2
    return float(after_start <= 0 or after_end < -1), float(0 <= after_end <= 4), float(after_end > 6)
