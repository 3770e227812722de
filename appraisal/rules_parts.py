"""Checks that parts make up their whole: responses, severe harms, arms, and the flow of participants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from appraisal.doubt import may_be_no_share
from appraisal.facts import Facts, Rate
from appraisal.kinds import HARMS, RESPONSE
from schemas.models import Finding, Result

PARTS = (("ORR", ("CR", "PR")), ("DCR", ("CR", "PR", "SD")))
NESTED = (("CR", "ORR"), ("PR", "ORR"), ("ORR", "DCR"), ("AE_G3PLUS", "AE_ANY"))
_ORDERED = frozenset(outcome for pair in NESTED for outcome in pair)


def parts_do_not_sum(facts: Facts) -> Iterator[Finding]:
    """Complete and partial responses make the objective responses, and with stable disease the disease control.

    Source: RECIST 1.1 (Eisenhauer, Eur J Cancer 2009;45:228). Counts over the same denominator only, and only counts
    that were reported or proven, the parts of one place. A report may ask for confirmation or a minimum duration:
    hence a warning.
    """
    table: dict[tuple[str, ...], dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for i, r in enumerate(facts.results):
        if r.kind == "arm" and facts.pair(r):
            key = (facts.root_letter(r.arm), r.timepoint, r.population, r.class_)
            table[key][_place(r)].setdefault(r.outcome, i)
    for places in table.values():
        for row in places.values():
            for whole, parts in PARTS:
                total = row.get(whole, next((other[whole] for other in places.values() if whole in other), None))
                if total is not None and all(p in row for p in parts):
                    yield from _sum_differs(facts, total, [row[p] for p in parts])


def _place(r: Result) -> str:
    """The block of text or the table in which a result stands."""
    return str((r.locator or {}).get("block") or (r.locator or {}).get("table") or "")


def _sum_differs(facts: Facts, whole: int, parts: list[int]) -> Iterator[Finding]:
    total, pieces = facts.results[whole], [facts.results[i] for i in parts]
    added = sum(p.events or 0 for p in pieces)
    if {_n(p) for p in pieces} != {_n(total)} or added == total.events or _percentages_add(facts, parts, whole):
        return
    terms = " + ".join(f"{p.outcome} {p.events}" for p in pieces)
    text = f"{terms} = {added} in {facts.label(total.arm)}, but {total.outcome} is {total.events} of {_n(total)}."
    yield Finding("parts_do_not_sum", "warning", text, [whole, *parts], total.quote)


def _n(r: Result) -> int | None:
    return r.n_eval or r.n_assumed


def _percentages_add(facts: Facts, parts: list[int], whole: int) -> bool:
    """Whether the percentages of parts and whole agree within rounding: the counts may then be of fewer people."""
    rates = [facts.rates.get(i) for i in (*parts, whole)]
    if any(rate is None or rate.explicit for rate in rates):
        return False
    *pieces, total = [rate for rate in rates if rate]
    return abs(sum(p.percent for p in pieces) - total.percent) <= len(rates) * 10.0**-total.places


def order_of_parts(facts: Facts) -> Iterator[Finding]:
    """A part is no larger than its whole: complete within objective response, severe adverse events within any.

    Source: the definitions of RECIST 1.1 and of CTCAE. Numbers of one sentence or one table only: words such as
    “during surgery” may stand before and narrow the whole.
    """
    table: dict[tuple[str, str, str, str, int], dict[str, tuple[int, int]]] = defaultdict(dict)
    for i, r in enumerate(facts.results):
        pair = facts.pair(r) if r.outcome in _ORDERED else None
        if r.kind == "arm" and pair and not (r.outcome in HARMS and r.class_):
            where = _place(r) if facts.part(r) == "table" else facts.sentence(r) if "block" in (r.locator or {}) else ""
            key = (facts.root_letter(r.arm), r.timepoint, r.population, where, pair[1])
            table[key].setdefault(r.outcome, (i, pair[0]))
    for (arm, *_, n), row in table.items():
        for part, whole in NESTED:
            if part in row and whole in row and row[part][1] > row[whole][1]:
                text = f"{part} {row[part][1]}/{n} in {facts.label(arm)} is more than {whole} {row[whole][1]}/{n}."
                yield Finding("parts_do_not_sum", "warning", text, [row[part][0], row[whole][0]])


def responses_exceed_all(facts: Facts) -> Iterator[Finding]:
    """Best responses exclude each other: complete, partial, stable and progressive make no more than everybody.

    Source: RECIST 1.1, best overall response. Percentages of one place, with all rounding allowed.
    """
    for (arm, *_), row in _shares_of_a_place(facts).items():
        rates = [row[o] for o in ("CR", "PR", "SD", "PD") if o in row]
        added = sum(rate.percent for rate in rates)
        if len(rates) > 2 and added > 100 + len(rates) * max(10.0**-rate.places for rate in rates) + 1e-6:
            terms = " + ".join(f"{rate.result.outcome} {rate.text}" for rate in rates)
            text = f"{terms} = {added:.1f}% of {facts.label(arm)}, more than everybody."
            yield Finding("parts_do_not_sum", "warning", text, [rate.index for rate in rates], rates[-1].result.quote)


def percentages_do_not_sum(facts: Facts) -> Iterator[Finding]:
    """Percentages of complete and partial response make the objective response, where no counts are known.

    Source: RECIST 1.1. Of one place, all rounding and two points allowed; smaller numbers of evaluable patients
    change all of them alike.
    """
    for (arm, *_), row in _shares_of_a_place(facts).items():
        for whole, parts in PARTS:
            if whole not in row or any(p not in row for p in parts):
                continue
            total, pieces = row[whole], [row[p] for p in parts]
            if all(facts.pair(rate.result) for rate in (total, *pieces)):
                continue
            added = sum(rate.percent for rate in pieces)
            unit = max(10.0**-rate.places for rate in (total, *pieces))
            if abs(added - total.percent) > (len(pieces) + 1) * unit + 2:
                terms = " + ".join(f"{rate.result.outcome} {rate.text}" for rate in pieces)
                text = f"{terms} = {added:.1f}% in {facts.label(arm)}, but {whole} is {total.text}."
                yield Finding("parts_do_not_sum", "warning", text, [rate.index for rate in (total, *pieces)])


def _shares_of_a_place(facts: Facts) -> dict[tuple[str, ...], dict[str, Rate]]:
    """Rates by arm, time, population and place, and in these by outcome; outcomes given twice are left out."""
    table: dict[tuple[str, ...], dict[str, list[Rate]]] = defaultdict(lambda: defaultdict(list))
    for rate in facts.rates.values():
        r = rate.result
        if r.outcome in RESPONSE and facts.root_letter(r.arm) and not may_be_no_share(facts, r):
            key = (facts.root_letter(r.arm), r.timepoint, r.population, r.class_, _place(r))
            table[key][r.outcome].append(rate)
    return {key: {o: of[0] for o, of in row.items() if len(of) == 1} for key, row in table.items()}


def flow_of_participants(facts: Facts) -> Iterator[Finding]:
    """Of an arm no more can be evaluated than were allocated to it.

    Source: CONSORT 2010 flow diagram (Schulz, BMJ 2010;340:c332). The treated may honestly be a few more, where
    patients got the other arm's treatment.
    """
    for arm in facts.extraction.arms:
        if arm.same_as or not arm.n:
            continue
        for name, n, most in (("evaluable", arm.n_evaluable, arm.n), ("treated", arm.n_treated, 1.1 * arm.n)):
            if n and n > most:
                text = f"{n} people were {name} in {arm.label}, which has {arm.n}."
                yield Finding("parts_do_not_sum", "warning", text, [], arm.quote)


def arms_exceed_total(facts: Facts) -> Iterator[Finding]:
    """The arms of a randomised trial hold no more people than the trial. Crossover trials count people twice.

    Source: CONSORT 2010 flow diagram (Schulz, BMJ 2010;340:c332). Sums far above the total are of groups that overlap.
    """
    report = facts.extraction.report
    sizes = [(a.label, a.n) for a in facts.extraction.arms if a.n and not a.same_as and a.role != "single"]
    total = report.n_total
    posted = any("pointer" in (a.locator or {}) for a in facts.extraction.arms)
    if posted or report.design != "rct" or report.n_total_type == "estimated" or not total or len(sizes) < 2:
        return
    words = f"{report.title} {' '.join(b.text[:4000] for b in report.blocks[:12])}".casefold()
    if "crossover" in words or "cross-over" in words:
        return
    added = sum(n for _, n in sizes)
    if total < added <= 1.1 * total:
        terms = " + ".join(f"{n}" for _, n in sizes)
        yield Finding("parts_do_not_sum", "warning", f"Arms hold {terms} = {added} people, but the trial {total}.")
