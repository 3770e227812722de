"""What follows from notices: a retraction holds its study, a concern marks the rows, an erratum reopens what was read.

An erratum reopens a report where it is newer than the day on which the review first saw the report, or newer than what
a person decided on it. It stays open until a person decides on the report (`screening.csv`) or confirms the number
(`corrections.csv`) on the day of the notice or later. A retraction is answered the same way: only what a person decides
after it releases a report.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.models import Finding, Told
from synthesis.notices import Known, notice_key
from synthesis.people import Correction
from synthesis.screening.rules import Verdict
from synthesis.shapes import Objection, Reading, Rows, Study

RETRACTION, CONCERN, ERRATUM, REOPENED = "retraction", "expression_of_concern", "erratum", "erratum_after_reading"
_WORDS = {
    "retraction": "This report has been retracted",
    "concern": "An expression of concern was published about this report",
    "erratum": "A correction of this report was published",
}
EFFECTS = {
    RETRACTION: "nothing of the study is pooled until a person has decided",
    CONCERN: "rows are marked",
    REOPENED: "what was read is open again",
    ERRATUM: "said; it is no newer than what was read or decided",
}


@dataclass(slots=True)
class Consequences:
    """What became of the notices: how each one works, whose decisions are overtaken, and open copies of papers."""

    notices: dict[str, list[Known]]
    effects: dict[str, str] = field(default_factory=dict)
    """Key of the notice → rule."""
    overtaken: dict[str, str] = field(default_factory=dict)
    """Report on which a person decided before a notice → the notice in words."""
    reopened: dict[str, Known] = field(default_factory=dict)
    """Report → the newest correction that reopened it."""
    objections: list[Objection] = field(default_factory=list)

    def overtaken_correction(self, correction: Correction, study: Study, report: str) -> list[Objection]:
        """Finding on a cell that a person set before a correction of the report was published: it still holds."""
        known = self.reopened.get(report)
        if known is None or correction.decided_on >= known.settled_from:
            return []
        message = (
            f"The correction of {correction.column} in {correction.row_id} is older than a correction that was "
            f"published ({known.where}); it still holds, so look again."
        )
        return [Objection("correction_stale", "warning", message, study.study_id, report, proposal=correction.new)]

    def rows(self, study: Study, papers: Iterable[str]) -> Rows:
        """The lines of notices.csv about the papers of one study."""
        return [
            {
                "notice_id": notice_key(paper, known.notice),
                "study_id": study.study_id,
                "study": study.name,
                "report": paper,
                "kind": known.notice.kind,
                "date": known.notice.date,
                "doi": known.notice.doi,
                "pmid": known.notice.pmid,
                "words": known.notice.text,
                "sources": known.notice.sources,
                "learned_on": known.learned,
                "effect": EFFECTS[self.effects[notice_key(paper, known.notice)]],
            }
            for paper in sorted(papers)
            for known in self.notices.get(paper, ())
        ]


def follow(
    studies: list[Study],
    papers: Mapping[str, str],
    notices: dict[str, list[Known]],
    verdicts: dict[str, Verdict],
    corrections: Sequence[Correction],
) -> Consequences:
    """Put the findings of the notices on the readings, mark retracted and released reports, and say what is overtaken.

    Changes the studies, their readings and `verdicts` in place; extractions stay as they are.
    """
    out = Consequences(notices)
    corrected: dict[str, list[Correction]] = defaultdict(list)
    for correction in corrections:
        corrected[correction.row_id].append(correction)
    for study in studies:
        for reading in study.readings:
            known = notices.get(papers[reading.key], [])
            if known or any(f.rule == RETRACTION for f in reading.extraction.findings):
                _find(study, reading, known, _Answers(papers[reading.key], study, papers, verdicts, corrected), out)
        _release(study, verdicts, notices, papers, out)
    for key in out.overtaken:
        verdicts[key] = dataclasses.replace(verdicts[key], stale=True)
    return out


@dataclass(slots=True)
class _Answers:
    """What people said about one paper, and when."""

    paper: str
    study: Study
    papers: Mapping[str, str]
    verdicts: Mapping[str, Verdict]
    corrected: Mapping[str, list[Correction]]

    @property
    def included(self) -> dict[str, str]:
        """Records of the paper that people included → on which day; empty text where they give none."""
        verdicts = {r.key: self.verdicts[r.key] for r in self.study.readings if self.papers[r.key] == self.paper}
        people = {key: v for key, v in verdicts.items() if v.decided_by != "protocol" and v.decision == "include"}
        return {key: verdict.decided_on for key, verdict in people.items()}

    def of_results(self, reading: Reading) -> dict[int, list[Correction]]:
        """The corrections of each result."""
        found = {i: self.corrected[key] for i, key in enumerate(reading.result_ids) if key in self.corrected}
        return {i: corrections for i, corrections in found.items() if corrections}


def _find(study: Study, reading: Reading, known: list[Known], answers: _Answers, out: Consequences) -> None:
    """The findings of one reading's notices in place of those that its reader made of its own notices alone."""
    everything = list(range(len(reading.extraction.results)))
    findings = []
    for one in known:
        key, text = notice_key(answers.paper, one.notice), f"{_WORDS[one.notice.kind]} ({one.where})"
        if one.notice.kind == "retraction":
            out.effects[key] = RETRACTION
            findings.append(Finding(RETRACTION, "critical", f"{text}.", everything, one.notice.text))
            if not _is_notice(reading):
                study.retracted.add(reading.key)
                study.retraction_words = min(filter(None, (study.retraction_words, one.where)))
        elif one.notice.kind == "concern":
            out.effects[key] = CONCERN
            findings.append(Finding(CONCERN, "warning", f"{text}.", everything, one.notice.text))
        elif _reopens(reading, one, answers):
            out.effects[key] = REOPENED
            left = _unanswered(reading, one, answers, out)
            message = f"{text} after it was read or decided on; compare what was read with it."
            findings.append(Finding(REOPENED, "warning", message, left, one.notice.text))
        else:
            out.effects.setdefault(key, ERRATUM)
            findings.append(Finding(ERRATUM, "info", f"{text}.", [], one.notice.text))
    _replace(reading, findings)


def _is_notice(reading: Reading) -> bool:
    return bool(reading.report.retracts)


def _reopens(reading: Reading, known: Known, answers: _Answers) -> bool:
    """Whether an erratum came after the reading or a decision, and nobody has decided since."""
    decided = answers.included.values()
    if any(day >= known.settled_from for day in decided):
        return False
    corrections = [c.decided_on for found in answers.of_results(reading).values() for c in found]
    after_reading = bool(reading.first_seen) and known.day > reading.first_seen
    return after_reading or any(day < known.day for day in (*decided, *corrections))


def _unanswered(reading: Reading, known: Known, answers: _Answers, out: Consequences) -> list[int]:
    """The results that nobody has confirmed or set since the erratum; corrections that are older are said."""
    left = set(range(len(reading.extraction.results)))
    out.reopened[reading.key] = max(known, out.reopened.get(reading.key, known), key=lambda k: k.settled_from)
    for index, corrections in answers.of_results(reading).items():
        if any(c.decided_on >= known.settled_from for c in corrections):
            left.discard(index)
            continue
        for c in corrections:
            out.objections += out.overtaken_correction(c, answers.study, reading.key)
    for key in answers.included:
        out.overtaken[key] = f"a correction of it was published ({known.where})"
    return sorted(left)


def _replace(reading: Reading, findings: list[Finding]) -> None:
    """Findings on a copy of the extraction: what the reader said of notices goes, `findings` come."""
    kept = [f for f in reading.extraction.findings if f.rule != RETRACTION]
    reading.extraction = dataclasses.replace(reading.extraction, findings=[*kept, *findings])
    by_result = {i: [f for f in found if f.rule != RETRACTION] for i, found in reading.by_result.items()}
    reading.of_report = [f for f in reading.of_report if f.rule != RETRACTION]
    for finding in findings:
        for index in finding.results:
            by_result.setdefault(index, []).append(finding)
        if not finding.results:
            reading.of_report.append(finding)
    reading.by_result = by_result


def _release(
    study: Study,
    verdicts: Mapping[str, Verdict],
    notices: Mapping[str, list[Known]],
    papers: Mapping[str, str],
    out: Consequences,
) -> None:
    """Reports that a person let stand. Of a retracted study only what was decided after the retraction counts."""
    retractions = [
        known
        for paper in sorted({papers[key] for key in study.retracted})
        for known in notices.get(paper, ())
        if known.notice.kind == "retraction"
    ]
    last = max((known.settled_from for known in retractions), default="")
    for reading in study.readings:
        verdict = verdicts[reading.key]
        if verdict.decision != "include" or verdict.decided_by == "protocol":
            continue
        if verdict.decided_on >= last:
            study.released.add(reading.key)
        else:
            out.overtaken[reading.key] = f"{', '.join(sorted(study.retracted))} was retracted"


def open_copies(told: Iterable[Told], readings: Sequence[Reading]) -> dict[str, str]:
    """Report → where a copy of its paper is that everybody may read; Unpaywall is asked first."""
    known: dict[str, str] = {}
    for said in sorted(told, key=lambda s: (s.source != "unpaywall", s.source, s.doi, s.pmid, s.open_copy)):
        for name in filter(None, (said.doi, said.pmid)):
            if said.open_copy:
                known.setdefault(name, said.open_copy)
    found = {r.key: known.get(r.report.doi or "") or known.get(r.report.pmid or "") for r in readings}
    return {key: address for key, address in found.items() if address}
