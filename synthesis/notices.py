"""What was published about a paper after it: every notice of every source, the same one once with all who tell of it.

Two notices are one where they are of one kind and share a DOI or PubMed id. A notice without any id (a mark of PubMed
or OpenAlex) says the same as any other of its kind. Where one source gives only the DOI and another only the PubMed id,
they are one if the dates agree; several errata of one paper stay several.
"""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from schemas.models import Notice, Report, Told
from synthesis.keys import digest
from synthesis.shapes import Reading

_RETRACTED = re.compile(r"\W*retracted(?: article)?\s*[:：\])]", re.IGNORECASE)
_ABOUT = (("retracts", "retraction"), ("corrects", "erratum"), ("doubts", "concern"))


@dataclass(slots=True)
class Known:
    """A notice, and the day on which the review learned of it (ISO; empty where that is not told)."""

    notice: Notice
    learned: str = ""

    @property
    def day(self) -> str:
        """The day of the notice. Of a month or year the day on which the review learned of it, if that lies within."""
        date = self.notice.date
        if not date or len(date) == 10:
            return date or self.learned
        first, last = f"{date}-01-01"[:10], f"{date}-12-31" if len(date) == 4 else f"{date}-31"
        first = first if len(date) == 4 else f"{date}-01"
        return min(max(self.learned, first), last)

    @property
    def settled_from(self) -> str:
        """From this day on a person who decides can have known of it."""
        return max(self.day, self.learned)

    @property
    def where(self) -> str:
        """`doi 10.5555/x, PubMed id 1, 2026-05-01; told by crossref and pubmed`."""
        n = self.notice
        ids = [f"doi {n.doi}" if n.doi else "", f"PubMed id {n.pmid}" if n.pmid else ""]
        place = ", ".join(filter(None, [*ids, n.date])) or "no reference given"
        return f"{place}; told by {' and '.join(n.sources)}" if n.sources else place


def gather(
    readings: Sequence[Reading], papers: Mapping[str, str], told: Iterable[Told], changed_on: Mapping[str, str]
) -> dict[str, list[Known]]:
    """Paper → every notice about it, the oldest first; papers without any are left out.

    `papers` maps reports to the record that stands for their paper, `changed_on` reports to the day of their content.
    """
    of_id = _papers_by_id(readings, papers)
    found: dict[str, list[Known]] = defaultdict(list)
    for reading in readings:
        report, source = reading.report, (reading.report.source or "inbox")
        learned = changed_on.get(reading.key, reading.first_seen)
        for notice in report.notices or _marked(report):
            sources = notice.sources or [source]
            found[papers[reading.key]].append(Known(_with_ids(notice, sources), learned))
        for field, kind in _ABOUT:
            for name in getattr(report, field):
                paper = of_id.get(name.lower())
                if paper is not None and paper != papers[reading.key]:
                    found[paper].append(Known(_from_its_record(report, kind, source), learned))
    for said in told:
        paper = of_id.get(said.doi.lower()) or of_id.get(said.pmid)
        if paper is not None:
            found[paper] += [Known(_with_ids(n, n.sources or [said.source]), said.learned) for n in said.notices]
    own: dict[str, set[str]] = defaultdict(set)
    for reading in readings:
        own[papers[reading.key]].add((reading.report.doi or "").lower())
    return {paper: merged(known, own[paper]) for paper, known in sorted(found.items())}


def _marked(report: Report) -> list[Notice]:
    """The retraction of a report that only its type of publication or the word before its title tells of.

    A document of which no title could be read is held against its first words.
    """
    kinds = {kind.casefold() for kind in report.publication_types}
    if "retracted publication" in kinds:
        return [Notice("retraction", text="marked as a retracted publication")]
    start = report.title or next((block.text for block in report.blocks), "")
    if _RETRACTED.match(start) and "retraction of publication" not in kinds:
        return [Notice("retraction", text="the title begins with the word retracted")]
    return []


def _papers_by_id(readings: Sequence[Reading], papers: Mapping[str, str]) -> dict[str, str]:
    """DOI, PubMed id or PMC number in small letters → paper. Registrations have none of their own."""
    found: dict[str, str] = {}
    for reading in readings:
        report = reading.report
        for name in filter(None, (report.doi, report.pmid, report.pmcid)):
            found.setdefault(name.lower(), papers[reading.key])
    found.pop("", None)
    return found


def _with_ids(notice: Notice, sources: Sequence[str]) -> Notice:
    """The notice with its id sorted into DOI or PubMed id, and who tells of it."""
    doi = notice.doi or (notice.id if notice.id.startswith("10.") else "")
    pmid = notice.pmid or (notice.id if notice.id.isdigit() else "")
    return dataclasses.replace(notice, doi=doi.lower(), pmid=pmid, sources=sorted(sources))


def _from_its_record(report: Report, kind: str, source: str) -> Notice:
    """The notice that another record of the review is."""
    notice = Notice("erratum", report.pmid or report.doi or "", str(report.year or ""), report.title)
    notice.kind = kind  # type: ignore[assignment]
    return _with_ids(dataclasses.replace(notice, doi=report.doi or "", pmid=report.pmid or ""), [source])


def merged(known: Iterable[Known], own: Collection[str] = ()) -> list[Known]:
    """The notices of one paper with each of them once, oldest first. `own` are the paper's DOIs.

    Corrections that a publisher made in place bear the DOI of the paper: their days tell them apart.
    """
    # Those with most ids come first: they draw the others to them.
    ordered = sorted(known, key=lambda k: (k.notice.presumed, -bool(k.notice.doi) - bool(k.notice.pmid), _order(k)))
    kept: list[Known] = []
    for one in ordered:
        place = next((i for i, other in enumerate(kept) if _same(one.notice, other.notice, own)), None)
        if place is None:
            kept.append(one)
        else:
            kept[place] = _together(kept[place], one)
    # What two tellings know together may make them the same as a third.
    return sorted(kept, key=_order) if len(kept) == len(ordered) else merged(kept, own)


def _order(known: Known) -> tuple[str, ...]:
    n = known.notice
    return (n.date, n.kind, n.doi, n.pmid, n.text, *n.sources, known.learned)


def _same(one: Notice, other: Notice, own: Collection[str]) -> bool:
    in_place = one.doi in own and one.kind == other.kind == "erratum" and one.date != other.date
    shared = bool(one.doi and one.doi == other.doi and not in_place) or bool(one.pmid and one.pmid == other.pmid)
    if one.kind != other.kind:
        return shared and (one.presumed or other.presumed)
    if shared:
        return True
    if (one.doi and other.doi) or (one.pmid and other.pmid):
        return False
    if not (one.doi or one.pmid) or not (other.doi or other.pmid):
        apart = bool(set(one.sources) & set(other.sources)) and one.text != other.text
        return one.kind == "retraction" or (one.date == other.date and not apart)
    if set(one.sources) & set(other.sources):
        return False
    shorter, longer = sorted((one.date, other.date), key=len)
    return longer.startswith(shorter) if shorter else one.kind == "retraction"


def _together(one: Known, other: Known) -> Known:
    """One notice of two tellings: the first one's words, all ids, the most precise date, the first day of knowing."""
    a, b = one.notice, other.notice
    notice = dataclasses.replace(
        a,
        id=a.id or b.id,
        doi=a.doi or b.doi,
        pmid=a.pmid or b.pmid,
        date=a.date if len(a.date) >= len(b.date) else b.date,
        text=a.text or b.text,
        sources=sorted({*a.sources, *b.sources}),
    )
    return Known(notice, min(filter(None, (one.learned, other.learned)), default=""))


def notice_key(paper: str, notice: Notice) -> str:
    """Stable key of a notice in its table."""
    about = "\x1f".join((notice.doi or notice.pmid or notice.text, notice.date if notice.kind == "erratum" else ""))
    return f"{paper}.{notice.kind}.{digest(about)}"
