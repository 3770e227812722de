"""The boxes of the PRISMA flow add up, in any review that can be made up and in the bundled one."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prisma_boxes import check_boxes
from trials import PROTOCOL, counts, trial

from flows.job import plan_job
from flows.stages import Steps, refresh_job
from publishing import PublishContext
from publishing.prisma import prisma_rows
from schemas.fields import clean_rows
from schemas.models import Notice
from synthesis import Decision, build

DECISIONS = st.sampled_from(["include", "exclude", "unclear"])


@st.composite
def extraction(draw):
    number = draw(st.integers(1, 6))
    source = draw(st.sampled_from(["pubmed", "europe_pmc", "clinicaltrials_gov", "inbox"]))
    fields = {"pmid": str(number)} if source in ("europe_pmc", "inbox") and draw(st.booleans()) else {}
    if draw(st.integers(0, 4)) == 0:
        fields["notices"] = [Notice("retraction", "99")]
    return trial(
        draw(st.sampled_from([[], [counts("A", 5, 100), counts("B", 9, 100)]])),
        source=source,
        id=str(number),
        design=draw(st.sampled_from(["rct", "rct", None, "pooled"])),
        title=draw(st.sampled_from(["Alfamab in blue gout", "Drugs in red gout", "Alfamab in blue gout: a review"])),
        own=draw(st.sampled_from([[], ["NCT00000001"]])),
        **fields,
    )


@settings(max_examples=25, deadline=None)
@given(
    st.lists(extraction(), max_size=9),
    st.lists(st.tuples(st.sampled_from(["pubmed:1", "inbox:2", "europe_pmc:3"]), DECISIONS, st.sampled_from("AB"))),
    st.dictionaries(st.sampled_from(["pubmed", "inbox", "clinicaltrials_gov"]), st.integers(0, 2)),
)
def test_any_review_adds_up(extractions, decided, unreadable):
    extractions = list({(e.report.source, e.report.id): e for e in extractions}.values())
    decisions = [Decision(report, what, "as we said", who) for report, what, who in decided]
    out = build(extractions, PROTOCOL, decisions, [])
    tables = {name: clean_rows(name, rows) for name, rows in out.tables.items()}
    identified = Counter(e.report.source for e in extractions)
    identified.update(unreadable)
    context = PublishContext(
        slug="gout",
        as_of="2026-01-01",
        code_version="1",
        identified={source: n for source, n in identified.items() if n},
        unreadable=sum(unreadable.values()),
    )
    check_boxes({row["data"]: row["n"] for row in prisma_rows(tables, [], context)})


def test_a_document_of_a_paper_that_was_found_is_a_duplicate_among_documents():
    found = trial(id="1")
    handed_in = trial(source="inbox", id="paper.txt", pmid="1")
    out = build([found, handed_in], PROTOCOL, [], [])
    tables = {name: clean_rows(name, rows) for name, rows in out.tables.items()}
    context = PublishContext("gout", "2026-01-01", "1", identified={"pubmed": 1, "inbox": 2}, unreadable=1)
    boxes = {row["data"]: row["n"] for row in prisma_rows(tables, [], context)}
    check_boxes(boxes)
    assert (boxes["duplicates"], boxes["records_screened"], boxes["total_reports"]) == ("0", "1", "1")
    assert (boxes["other_notretrieved_reports"], boxes["other_excluded"]) == ("1", "Duplicate record, 1")


@pytest.mark.slow
@pytest.mark.parametrize("until", ["2026-06-01", None])
def test_the_bundled_review_adds_up_in_every_version(tmp_path, monkeypatch, until):
    root = Path(__file__).parents[2]
    monkeypatch.setenv("PERENNIAL_DATABASE_URL", f"sqlite:///{tmp_path}/evidence.sqlite")
    job = plan_job(
        str(root / "reviews/thyroid"),
        archive=str(root / "reviews/thyroid/archive"),
        out=str(tmp_path / "out"),
        as_of=date.fromisoformat(until) if until else None,
    )
    outcome = refresh_job(job, Steps())
    with (tmp_path / "out/prisma.csv").open(encoding="utf-8", newline="") as file:
        boxes = {row["data"]: row["n"] for row in csv.DictReader(file)}
    check_boxes(boxes)
    assert int(boxes["total_studies"]) == outcome.counts["studies"] > 0
