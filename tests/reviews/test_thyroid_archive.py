"""The bundled review: its archive is whole, replays through the connectors, and holds the right facts."""

import csv
import json
import re
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from schemas.protocol import load_protocol
from sources import paging
from sources.archive import recordings, replay_session
from sources.connectors import CONNECTORS
from sources.inbox.read import records_of_file
from sources.paging import Window
from synthesis.people import read_decisions

ROOT = Path(__file__).parents[2]
REVIEW = ROOT / "reviews" / "thyroid"
ARCHIVE = REVIEW / "archive"
FACTS = ROOT.parent / "shared" / "facts" / "thyroid_trial_facts.csv"
TRUNCATED = "PMC5522064"
RATIOS_WITH_OWN_LEVEL = [
    # trial's number or paper, ratio, low, high, level
    ("24768112", "0·59", "0·45", "0·76", 95),
    ("99000001", "0.21", "0.14", "0.31", 99),
    ("36259380", "0.22", "0.15", "0.32", 96),
    ("34913959", "0.26", "0.14", "0.47", 95),
    ("99000004", "0.39", "0.25", "0.61", 95),
    ("99000006", "0.21", "0.12", "0.37", 95),
    ("34326132", "0.16", "0.10", "0.26", 95),
    ("99000007", "0.75", "0.55", "1.03", 95),
    ("22898678", "0.63", "0.54", "0.74", 60),
]


def windows():
    """Each recording with the window that a refresh asks for."""
    since = None
    for day, folder in recordings(ARCHIVE):
        yield folder, Window(since=since, until=day)
        since = day - paging.OVERLAP


def replayed():
    """`{(recording, source, id): record}` of everything that the connectors get from the archive."""
    protocol = load_protocol(REVIEW)
    found = {}
    for folder, window in windows():
        for source, queries in protocol.queries.items():
            for query in queries:
                for page in CONNECTORS[source](replay_session(folder), query.text, window):
                    found.update({(folder.name, source, record.id): record for record in page.records})
    return found


@pytest.fixture(scope="module")
def records():
    return replayed()


@pytest.fixture(scope="module")
def abstracts(records):
    """Abstract text by PMID."""
    texts = {}
    for (_, source, pmid), record in records.items():
        if source == "pubmed":
            article = etree.fromstring(record.payload)
            texts[pmid] = " ".join("".join(node.itertext()) for node in article.iter("AbstractText"))
    return texts


def test_every_reply_has_its_file_and_every_file_its_reply():
    for _, folder in recordings(ARCHIVE):
        index = json.loads((folder / "replies.json").read_text("utf-8"))
        named = {reply["body"] for reply in index["replies"]}
        there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {"replies.json"}
        assert index["recorded"] == folder.name
        assert named == there


def test_bodies_are_well_formed_but_for_the_one_that_is_meant_to_be_cut():
    broken = []
    for path in sorted(ARCHIVE.rglob("*.xml")):
        try:
            etree.parse(path)
        except etree.XMLSyntaxError:
            broken.append(path.read_text("utf-8"))
    assert len(broken) == 1 and TRUNCATED in broken[0]
    for path in ARCHIVE.rglob("*.json"):
        json.loads(path.read_text("utf-8"))


def test_the_connectors_find_every_request_and_count(records):
    counts = {}
    for day, source, _ in records:
        counts[day, source] = counts.get((day, source), 0) + 1
    assert counts == {
        ("2026-06-01", "clinicaltrials_gov"): 16,
        ("2026-06-01", "pubmed"): 40,
        ("2026-06-01", "europe_pmc"): 16,
        ("2026-11-01", "clinicaltrials_gov"): 4,
        ("2026-11-01", "pubmed"): 4,
        ("2026-11-01", "europe_pmc"): 1,
    }


def test_pages_are_followed_to_the_end():
    protocol = load_protocol(REVIEW)
    folder, window = next(windows())
    for source in ("clinicaltrials_gov", "europe_pmc"):
        pages = list(CONNECTORS[source](replay_session(folder), protocol.queries[source][0].text, window))
        assert sum(bool(page.records) for page in pages) == 2


def test_an_overlapping_record_changes_in_its_derived_part_only(records):
    first, second = (json.loads(records[day, "clinicaltrials_gov", "NCT04309136"].payload) for day, _ in days())
    assert first != second
    first.pop("derivedSection"), second.pop("derivedSection")
    assert first == second


def days():
    return [(folder.name, day) for day, folder in recordings(ARCHIVE)]


def test_updates_lie_inside_their_window(records):
    recorded = dict(days())
    earliest = min(recorded.values())
    for (day, source, _), record in records.items():
        if source == "clinicaltrials_gov":
            status = json.loads(record.payload)["protocolSection"]["statusModule"]
            updated = date.fromisoformat(status["lastUpdatePostDateStruct"]["date"])
            assert updated <= recorded[day]
            assert recorded[day] == earliest or updated >= earliest - paging.OVERLAP


def test_only_the_fictitious_paper_is_retracted(records):
    retracted = [
        pmid
        for (_, source, pmid), record in records.items()
        if source == "pubmed" and b'RefType="RetractionIn"' in record.payload
    ]
    assert retracted == ["99000036"]
    article = etree.fromstring(records["2026-11-01", "pubmed", "99000036"].payload)
    assert article.findtext(".//ELocationID").startswith("10.5555/")


def test_artificial_identifiers_are_evident_and_documented(records):
    readme = (ARCHIVE / "README.md").read_text("utf-8")
    assert "99000" in readme and "10.5555/" in readme
    real = {"24768112", "34326132", "36259380", "34913959", "22898678", "29045520", "34610756"}
    pmids = {name for _, source, name in records if source == "pubmed"}
    assert all(pmid.startswith("99000") for pmid in pmids - real)


@pytest.mark.parametrize("expected", RATIOS_WITH_OWN_LEVEL, ids=lambda expected: expected[0])
def test_progression_ratio_stands_with_its_interval_and_level(abstracts, expected):
    pmid, ratio, low, high, level = expected
    interval = re.search(rf"{re.escape(low)}\s?(?:to|-|–)\s?{re.escape(high)}", abstracts[pmid])
    assert interval, abstracts[pmid]
    before = abstracts[pmid][: interval.start()][-80:]
    assert ratio in before and f"{level}%" in before


def test_decisions_of_people_name_what_they_saw(records):
    """One decision still holds; the other was made on a version that the second recording replaced."""
    decisions = {decision.report: decision for decision in read_decisions(REVIEW / "screening.csv")}
    unidentified = decisions["inbox:anlotinib_or_sorafenib_gansu.txt"]
    seen = next(records_of_file(REVIEW / "inbox" / "anlotinib_or_sorafenib_gansu.txt"))
    assert unidentified.seen_sha256 == seen.sha256
    provisional = decisions["europe_pmc:MED/99000038"]
    first, second = (records[day, "europe_pmc", "MED/99000038"].sha256 for day, _ in days())
    assert provisional.seen_sha256 == first != second


PMID_OF_REPORT = {
    ("DECISION", "Brose 2014 Lancet"): "24768112",
    ("SELECT", "Schlumberger 2015 NEJM"): "99000001 99000002",
    ("Study 308 (China)", "Zheng 2021 Clin Cancer Res"): "34326132",
    ("COSMIC-311", "Brose 2022 Cancer"): "36259380",
    ("COSMIC-311", "Brose 2021 Lancet Oncol (as quoted by sponsor site)"): "99000003",
    ("REALITY", "Lin 2022 JAMA Oncol"): "34913959",
    ("DIRECTION", "Lin 2023 Clin Cancer Res"): "99000004",
    ("ALTER01032", "Chi 2020 ESMO-Asia 265O / 2023 Clin Cancer Res"): "99000006",
    ("ALTER01031", "Li 2021 Clin Cancer Res"): "99000008",
    ("Anlotinib MTC ph2", "Sun 2018 Thyroid"): "99000012",
    ("Anlotinib MTC ph2", "ASCO 2016 abstr 6015"): "99000013",
    ("Anlotinib neoadjuvant", "Huang 2021 Thyroid"): "34610756",
    ("Vandetanib ph2 DTC", "Leboulleux 2012 Lancet Oncol"): "22898678",
    ("VERIFY", "Brose 2024 Endocr Relat Cancer"): "99000007",
    ("ZETA", "Wells 2012 JCO"): "99000010",
    ("EXAM", "Elisei 2013 JCO"): "99000011",
    ("EXAM", "Schlumberger 2017 Ann Oncol"): "29045520",
    ("Sorafenib ph2 OSU", "Kloos 2009 JCO"): "99000014",
    ("Sorafenib ph2 Penn", "Gupta-Abramson 2008"): "99000015",
    ("Sorafenib ph2 Leiden", "Schneider 2012"): "99000016",
    ("Sorafenib ph2", "Keefe"): "99000017",
    ("Lenvatinib ph2", "Sherman 2011"): "99000018",
    ("Sorafenib RWE", "Marotta 2013"): "99000019",
    ("Sorafenib RWE", "de la Fouchardiere 2013"): "99000020",
    ("Sorafenib RWE", "Chen 2011"): "99000021",
    ("Sorafenib RWE", "Cabanillas 2010"): "99000022",
    ("Sorafenib pilot", "Luo 2013"): "99000023",
    ("Lenvatinib RWE Taiwan", "2021 CMAR"): "99000024",
    ("Apatinib RWE", "ETJ 2022"): "99000025",
    ("Apatinib pilot", "PMC5522064"): "99000026",
    ("Donafenib ph2 200 mg", "Lin YS, donafenib phase II"): "99000027",
    ("Donafenib ph2 300 mg", "Lin YS, donafenib phase II"): "99000027",
    ("IoN", "IoN, Lancet 2025"): "99000030",
    ("ESTIMABL2", "Leboulleux 2025 Lancet Diabetes Endocrinol"): "99000031",
    ("Maenpaa 2008", "Maenpaa 2008"): "99000032",
}
REPORTED = ("value", "ci_low", "ci_high", "ctl_value", "ctl_ci_low", "ctl_ci_high")


def numbers(text):
    """Every number of a text, with words up to ten and middle-dot decimals."""
    words = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    found = {float(n) for n in re.findall(r"\d+(?:\.\d+)?", text.replace("·", "."))}
    return found | {float(i) for i, word in enumerate(words) if re.search(rf"\b{word}\b", text, re.IGNORECASE)}


def test_papers_bear_the_year_of_the_facts_file(records):
    years = {
        name: etree.fromstring(record.payload).findtext(".//PubDate/Year")
        for (_, source, name), record in records.items()
        if source == "pubmed"
    }
    for (_, report), pmids in PMID_OF_REPORT.items():
        year = re.search(r"\b(19|20)\d\d\b(?!.*\b(19|20)\d\d\b)", report)
        assert not year or years[pmids.split()[0]] == year.group(), report


def test_facts_stand_in_the_archive(abstracts, records):
    """Every figure of the facts file is in the abstract of its report or in the registry record of its trial."""
    if not FACTS.is_file():
        pytest.skip("the shared facts file is not beside this checkout")
    missing = []
    rows = list(csv.DictReader(FACTS.read_text("utf-8").splitlines()))
    for row in rows:
        text = " ".join(abstracts[pmid] for pmid in PMID_OF_REPORT[row["trial"], row["report"]].split())
        for (_, source, name), record in records.items():
            if source == "clinicaltrials_gov" and name == row["registry_id"]:
                text += " " + record.payload.decode("utf-8")
        there = numbers(text)
        for column in REPORTED:
            if re.fullmatch(r"\d+(\.\d+)?", row[column]) and float(row[column]) not in there:
                missing.append((row["trial"], row["outcome"], column, row[column]))
        if row["ci_level"] and row["ci_level"] != "95" and float(row["ci_level"]) not in there:
            missing.append((row["trial"], row["outcome"], "ci_level", row["ci_level"]))
    assert len(rows) == 72
    assert missing == []
