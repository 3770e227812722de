"""What speaks for and against a place of the report as the answer, in numbers between about -1 and 1."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from extractors.tables import Cell
from synthesis.ask.outcome import Outcome, hours_in
from synthesis.ask.sentences import Said, SaidCell
from synthesis.ask.size_choice import Sizes
from synthesis.ask.tables import Pair
from synthesis.ask.words import flat

_MEANS = frozenset(("mean_sd", "mean_se", "mean_ci", "mean", "mean_range"))
_MEDIANS = frozenset(("median", "median_iqr", "median_range", "median_ci"))
_COUNTS = frozenset(("count", "rate", "count_rate"))
_BASELINE_TABLE = re.compile(
    r"^(?!.*\b(?:after|follow|post|outcome|change|end of)).*(?:baseline|demographic|characteristic)", re.DOTALL
)
_TOTAL = re.compile(r"\b(?:total|overall|any|all|composite)\b")
_LAST = re.compile(r"\b(?:final|end(?:point)?|last|end of (?:treatment|study)|follow[- ]?up|post)\b")
_FOLLOW_UP = re.compile(r"\bfollow[- ]?ups?\b")
_POST = re.compile(
    r"\b(?:post[- ]?(?:test|treatment|intervention)\w*|end of (?:the )?(?:treatment|intervention|study))\b"
)
_MIDDLE = re.compile(r"\b(?:interim|during|intermediate|mid)\b")


def fits(pair: Pair, kind: str) -> bool:
    """Whether a pair's statistic can be what is asked for; a median stays, for it says that there is no mean."""
    apt = {"binary": _COUNTS, "continuous": _MEANS | _MEDIANS}.get(kind)
    return apt is None or pair.intervention.stat in apt or pair.intervention.stat == "unclear"


def describe(pairs: Sequence[Pair], outcome: Outcome, kind: str) -> None:
    """Give every pair of table cells its features: those of its own, then those that need its rivals."""
    for pair in pairs:
        pair.features = {
            **_words(pair, outcome),
            **_time(pair, outcome),
            **_statistic(pair, kind),
            "sides": min(pair.opposed.fit, 1.2),
            "left_over": float(pair.opposed.left_over),
        }
    _against_rivals(pairs, outcome)


def describe_said(said: Iterable[Said], known: Sizes | None, tied_to_arms: bool = False) -> None:
    """The features of what sentences say: their reader has scored words and time already."""
    for reading in said:
        a, b = reading.intervention, reading.comparator
        n = (a.n, b.n) if a.n and b.n else None
        reading.features = {
            "text": 1.0,
            "tied_to_arms": float(tied_to_arms),
            "text_words": min(reading.outcome, 1.3),
            "text_sides": min(reading.sides, 1.2),
            "text_apart": float(reading.apart),
            "unqualified": float(reading.unqualified),
            "text_bare": float(a.events is None and a.percent is None and not _has_spread(a)),
            "text_of_n": float(n is not None or (_has_spread(a) and _has_spread(b))),
            "text_other_n": float(n is not None and known is not None and n != (known.intervention, known.comparator)),
        }


def _has_spread(cell: SaidCell) -> bool:
    return any(x is not None for x in (cell.sd, cell.se, cell.ci_low))


def _words(pair: Pair, outcome: Outcome) -> dict[str, float]:
    """How far the words of row, column and caption are those of the question."""
    cell = pair.intervention
    caption = outcome.short_forms.words(cell.caption)
    own = outcome.coverage(pair.own)
    surplus, short = outcome.surplus(pair.listed), outcome.unqualified(pair.own | caption)
    exact = own > 0.99 and surplus == 0
    return {
        "own": own,
        "caption": outcome.coverage(pair.own | caption) - own,
        "surplus": surplus if own else 0.5,
        "exact": float(exact),
        "all_asked": (1 - surplus) * (own > 0) * (not short) * (len(set(pair.listed)) > 1),
        "unqualified": float(short),
        "opposed": float(outcome.opposed(pair.own)),
        "letters": _letters(outcome.text, _leaf(pair)),
        "total": float(bool(_TOTAL.search(flat(f"{cell.row_path} {cell.column_path}")))),
        "baseline_table": float(bool(_BASELINE_TABLE.search(flat(cell.caption))) and not outcome.asks_baseline),
        "subgroup": float(bool(cell.subgroup)),
        "share": (2.0 * ("%" in f"{cell.unit} {cell.row_path} {cell.column_path}") - 1) * outcome.asks_share,
    }


def _leaf(pair: Pair) -> str:
    """The innermost words of the line that the pair stands in."""
    path = pair.intervention.row_path if pair.opposed.across else pair.intervention.column_path
    return path.split(" | ")[-1]


def _letters(first: str, second: str) -> float:
    """Dice's coefficient of two texts' letter trigrams: alike where words are glued, cut or spelled otherwise."""
    a, b = (_trigrams(text) for text in (first, second))
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _trigrams(text: str) -> set[str]:
    letters = " " + re.sub(r"[^a-z]+", " ", flat(text)).strip() + " "
    return {letters[i : i + 3] for i in range(len(letters) - 2)} if len(letters) > 2 else set()


def _time(pair: Pair, outcome: Outcome) -> dict[str, float]:
    a, b = pair.intervention, pair.comparator
    when = _when(a)
    score = outcome.time_score(when if hours_in(when) else f"{when} {a.caption}", is_baseline=False)
    early = a.is_baseline or (b.is_baseline and not pair.opposed.over_time)
    return {
        "time_asked": float(score > 0),
        "other_time": float(score < 0),
        "baseline": float(early and not outcome.asks_baseline),
        "not_baseline": float(outcome.asks_baseline and not early),
        "change": float(a.is_change != outcome.asks_change),
        "middle": float(bool(_MIDDLE.search(flat(when)))),
        "follow_up": float(bool(_FOLLOW_UP.search(flat(when)))),
        "after_treatment": float(bool(_POST.search(flat(when)))),
    }


def _when(cell: Cell) -> str:
    return f"{cell.timepoint} {cell.row_path} {cell.column_path}"


def _statistic(pair: Pair, kind: str) -> dict[str, float]:
    """How well the statistic suits the kind of outcome asked for."""
    a, b = pair.intervention, pair.comparator
    known = kind in ("binary", "continuous")
    return {
        "mixed": float(a.stat != b.stat),
        "unclear": float(known and a.stat == "unclear"),
        "median": float(kind == "continuous" and a.stat in _MEDIANS),
        "alone": float(kind == "continuous" and a.sd is None and a.se is None and a.ci_low is None),
    }


def _against_rivals(pairs: Sequence[Pair], outcome: Outcome) -> None:
    """Among pairs of the same words: which is the last in time, or in the table's order; among all: which is best."""
    groups: dict[tuple[str, frozenset[str]], list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[pair.intervention.table, frozenset(w for w in pair.own if not w.isdigit())].append(pair)
    best = max((p.features["own"] for p in pairs), default=0.0)
    surest = max((p.opposed.fit for p in pairs), default=0.0)
    for group in groups.values():
        later = [p for p in group if not p.features["baseline"]]
        hours, places = [_hours(p) for p in later], sorted({_place(p) for p in later})
        many = len(set(hours)) > 1 and not outcome.hours
        for pair in group:
            last = many and _hours(pair) == max(hours)
            pair.features["last"] = float(last)
            pair.features["not_last"] = float(many and not last)
            tied = not many and len(places) > 1 and not pair.features["baseline"]
            pair.features["place"] = places.index(_place(pair)) / (len(places) - 1) - 0.5 if tied else 0.0
            pair.features["below_best"] = best - pair.features["own"]
            pair.features["below_surest"] = surest - pair.opposed.fit


def _place(pair: Pair) -> tuple[int, int]:
    return pair.intervention.row, pair.intervention.column


def _hours(pair: Pair) -> float:
    """The latest time of a pair's headings, in hours; a little more where they say that it is the end."""
    when = _when(pair.intervention)
    return max(hours_in(when), default=0.0) + (0.5 if _LAST.search(flat(when)) else 0.0)
