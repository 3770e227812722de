"""Rows of the meta-analysis: for every study, comparison, outcome, time point and population one report speaks.

Counts come before reported ratios, since they can be pooled under any measure; for times to an event the reported
hazard ratio comes first. Then the report speaks that `synthesis.speaking.precedence` puts first. What other reports
give stays in results.csv and contrasts.csv, and a finding says where they differ.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from schemas.models import Finding
from schemas.protocol import Protocol
from synthesis import conversions
from synthesis.arm_means import NOT_CONVERTED
from synthesis.arm_rows import arm_candidates
from synthesis.beside import RULES
from synthesis.candidates import Candidate, Cell
from synthesis.contrast_rows import contrast_candidates
from synthesis.effect_columns import NotConvertedError, UnpoolableError, effect_columns, measure_of
from synthesis.keys import row_key
from synthesis.kinds import is_registry
from synthesis.outcomes import label_of
from synthesis.shapes import Objection, Reading, Study
from synthesis.sizes import fill_sizes
from synthesis.speaking import LONE_ARM, YES, held_by, order, silence
from synthesis.standing import agree, confirmation
from synthesis.study_rows import HeldRow, StudyRows
from synthesis.treatments import Treatment, Treatments
from synthesis.within import Within
from synthesis.wording import arms_in_words, numbers_in_words

Comparison = tuple[str, str]
Pair = tuple[Treatment, Treatment | None]


def rows_of(study: Study, readings: list[Reading], treatments: Treatments, protocol: Protocol) -> StudyRows:
    """The rows of one study from those of its readings that are in the review."""
    candidates: list[Candidate] = []
    out = StudyRows()
    for reading in readings:
        within = Within(reading, treatments.of(reading), protocol)
        compared, unplaced = contrast_candidates(within)
        candidates += arm_candidates(within) + compared
        out.held += [HeldRow(reading.result_ids[i], study, reading, i, f) for i, f in unplaced]
    _align(candidates, readings, treatments)
    fill_sizes(candidates, readings, treatments, protocol.speaking)
    by_key: dict[tuple[Cell, Comparison], list[Candidate]] = defaultdict(list)
    for candidate in _without_lone_arms(candidates):
        by_key[candidate.cell, _comparison(candidate)].append(candidate)
    for found in by_key.values():
        _one_row(study, found, protocol, out)
    for candidate in candidates:
        out.say(candidate, LONE_ARM)
    _hold_the_rest(study, readings, out)
    return out


def _comparison(candidate: Candidate) -> Comparison:
    return candidate.experimental.id, candidate.control.id if candidate.control else ""


def _align(candidates: list[Candidate], readings: list[Reading], treatments: Treatments) -> None:
    """Give a two-arm trial one pair of names, however its reports call the arms.

    Where each report sets one pair of arms against each other, it is the same pair, and that of a registration with
    one experimental and one control arm. The names are those that the protocol knows, else those of the report that
    names the study. Without comparisons the same goes for the one arm of each report.
    """
    pairs = [c for c in candidates if c.control] or candidates
    by_report: dict[str, dict[Comparison, Pair]] = defaultdict(dict)
    for candidate in pairs:
        by_report[candidate.reading.key].setdefault(_comparison(candidate), (candidate.experimental, candidate.control))
    if any(len(named) > 1 for named in by_report.values()):
        return
    names = [next(iter(by_report[r.key].values())) for r in readings if r.key in by_report]
    if pairs and pairs[0].control:
        names += [pair for r in readings if r.key not in by_report for pair in _registered(r, treatments)]
    if len({(one.id, two.id if two else "") for one, two in names}) < 2:
        return
    best = max(names, key=lambda pair: _known(pair, treatments))
    for candidate in candidates:
        own = next(iter(by_report.get(candidate.reading.key, {}).values()), None)
        if own and candidate.experimental.id == own[0].id:
            candidate.experimental = best[0]
            candidate.control = best[1] if candidate.control else None


def _registered(reading: Reading, treatments: Treatments) -> list[Pair]:
    """The pair of a registration that plans one experimental and one control arm; none for any other report."""
    planned = [arm for arm in reading.extraction.arms if not arm.same_as and arm.role != "single"]
    if not is_registry(reading.report) or sorted(arm.role for arm in planned) != ["control", "experimental"]:
        return []
    named = treatments.of(reading)
    one, two = sorted(planned, key=lambda arm: arm.role == "control")
    return [(named[one.arm], named[two.arm])]


def _known(pair: Pair, treatments: Treatments) -> int:
    """How many of the treatments are the protocol's."""
    return sum(all(part in treatments.role for part in t.id.split("+")) for t in pair if t)


def _without_lone_arms(candidates: list[Candidate]) -> list[Candidate]:
    """Without single arms of a cell in which another report compares that arm: it would be counted twice."""
    compared = {(c.cell, name) for c in candidates if c.control for name in _comparison(c)}
    return [c for c in candidates if c.control or (c.cell, c.experimental.id) not in compared]


def _one_row(study: Study, found: list[Candidate], protocol: Protocol, out: StudyRows) -> None:
    """The row of one key, or what holds it."""
    found = sorted(found, key=lambda c: order(c, protocol))
    retraction = _retraction(study)
    clean = [c for c in found if not c.against and (retraction is None or c.reading.key in study.released)]
    for chosen in clean:
        try:
            row = _row(study, chosen, protocol)
        except UnpoolableError as problem:
            finding = Finding("not_poolable", "critical", str(problem), chosen.indices)
            out.held.append(_held(study, chosen, finding, protocol))
            out.say(chosen, held_by(finding))
            continue
        except NotConvertedError as problem:
            out.objections.append(conversions.refused(study, chosen, problem))
            out.say(chosen, NOT_CONVERTED)
            continue
        same_kind = [c for c in clean if c is not chosen and c.kind == chosen.kind and c.stat_kind == chosen.stat_kind]
        row["confirmation"] = confirmation(chosen, same_kind)
        _object(study, row, chosen, same_kind, protocol, out)
        out.objections += conversions.told(study, row, chosen)
        out.rows.append((row, chosen))
        out.say(chosen, YES)
        for other in found:
            out.say(other, silence(chosen, other, protocol))
        return
    if clean:
        return
    worst = found[0]
    own = next((f for f in worst.against if f.rule == "retraction"), None)
    finding = own or retraction or worst.against[0]
    out.held.append(_held(study, worst, finding, protocol))
    for candidate in found:
        out.say(candidate, held_by(candidate.against[0] if candidate.against else finding))


def _retraction(study: Study) -> Finding | None:
    """A retracted report casts doubt on its trial: nothing of the study is pooled until a person has looked."""
    if not study.retracted:
        return None
    which = ", ".join(sorted(study.retracted))
    message = (
        f"{which} has been retracted ({study.retraction_words}); decide in screening.csv which reports of the study "
        "may still be used."
    )
    said = (f.quote for r in study.readings if r.key in study.retracted for f in r.extraction.findings if f.quote)
    return Finding("retraction", "critical", message, quote=next(said, ""))


def _row_key(study: Study, chosen: Candidate, measure: str) -> str:
    cell = chosen.cell
    arms = chosen.experimental.id + (f"-vs-{chosen.control.id}" if chosen.control else "")
    outcome = f"{cell.outcome} {cell.words}".strip()
    return row_key(study.study_id, outcome, measure, cell.time, cell.population, arms)


def _row(study: Study, chosen: Candidate, protocol: Protocol) -> dict[str, Any]:
    """The row without its confirmation; `UnpoolableError` where the numbers give no effect."""
    columns, notes = effect_columns(chosen, protocol)
    report = chosen.reading.report
    return {
        "row_id": _row_key(study, chosen, columns["measure"]),
        "study_id": study.study_id,
        "study": study.name,
        "outcome": chosen.cell.outcome,
        "outcome_label": label_of(chosen.cell.outcome, chosen.outcome_text, protocol),
        "timepoint": chosen.time.words,
        "timepoint_weeks": chosen.time.weeks,
        "population": chosen.cell.population,
        "experimental": chosen.experimental.label,
        "control": chosen.control.label if chosen.control else "",
        **columns,
        "counts_origin": chosen.counts_origin,
        "findings": sorted({*chosen.noted, *notes}),
        "source_report": chosen.reading.key,
        "source_url": report.url,
    }


def _held(study: Study, candidate: Candidate, finding: Finding, protocol: Protocol) -> HeldRow:
    """A row that is held, keyed as it would be if it stood."""
    arms = candidate.experimental.label + (f" v {candidate.control.label}" if candidate.control else "")
    named = [i for i in finding.results if i in candidate.indices]
    index = (named or candidate.indices)[0]
    return HeldRow(
        _row_key(study, candidate, measure_of(candidate, protocol)), study, candidate.reading, index, finding, arms
    )


def _object(  # noqa: PLR0917 -- the parts of one row, passed by this module alone
    study: Study, row: dict[str, Any], chosen: Candidate, others: list[Candidate], protocol: Protocol, out: StudyRows
) -> None:
    """Say where other reports of the study give other numbers, and where the effect was turned round."""
    differing = [c for c in others if not agree(chosen, c) and not _told_beside(chosen, c)]
    if differing:
        given = "; ".join(f"{c.reading.key} gives {numbers_in_words(c)}" for c in (chosen, *differing))
        first = silence(chosen, differing[0], protocol).removeprefix("no: ")
        about = f"{row['outcome_label']}, {arms_in_words(chosen.experimental, chosen.control)}"
        message = f"Reports of {study.name} differ on {about}: {given}. The first is used: {first}."
        quotes = " | ".join(c.reading.extraction.results[c.indices[0]].quote for c in (chosen, *differing))
        row["findings"] = sorted({*row["findings"], "reports_differ"})
        out.objections.append(
            Objection(
                "reports_differ", "warning", message, study.study_id, chosen.reading.key, quotes, "", [row["row_id"]]
            )
        )
    if chosen.turned:
        message = (
            f"{chosen.reading.key} compares {row['control']} with {row['experimental']}; the effect was turned round "
            "so that the experimental arm comes first."
        )
        quote = chosen.reading.extraction.results[chosen.indices[0]].quote
        row["findings"] = sorted({*row["findings"], "turned_round"})
        out.objections.append(
            Objection("turned_round", "info", message, study.study_id, chosen.reading.key, quote, "", [row["row_id"]])
        )


def _told_beside(one: Candidate, two: Candidate) -> bool:
    """Whether registry and paper were laid side by side here and a finding of both says how they differ."""
    mine, theirs = (
        {f.message for i in c.indices for f in c.reading.by_result.get(i, ()) if f.rule.startswith(RULES)}
        for c in (one, two)
    )
    return bool(mine & theirs)


def _hold_the_rest(study: Study, readings: list[Reading], out: StudyRows) -> None:
    """Numbers under a critical finding of their own that no held row shows yet."""
    shown: set[tuple[str, int | None]] = set()
    for held in out.held:
        shown.add((held.reading.key, held.index))
        shown.update((held.reading.key, i) for i in held.finding.results if held.finding.rule != "retraction")
    for reading in readings:
        for index in sorted(reading.by_result):
            critical = [f for f in reading.by_result[index] if f.severity == "critical"]
            if critical and (reading.key, index) not in shown:
                out.held.append(HeldRow(reading.result_ids[index], study, reading, index, critical[0]))
