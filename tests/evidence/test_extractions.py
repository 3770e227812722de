"""What was read once is not read again, and comes back as it was."""

from datetime import date

import pytest

from evidence import Arrival, Store
from schemas.models import (
    Arm,
    Block,
    Detail,
    Extraction,
    Finding,
    Held,
    Notice,
    Posted,
    Record,
    RegistryIds,
    Report,
    Result,
)


def whole():
    report = Report(
        source="pubmed", id="7", sha256="ab", title="A trial of γ-therapy", authors=["Doe J"], year=2020,
        registry_ids=RegistryIds(own=["NCT00000001"]), notices=[Notice("retraction", "8", "2021", "withdrawn")],
        blocks=[Block("t", "title", "A"), Block("b1", "results", "…", part="abstract"), Block("b2", "results", "long")],
        registry={"protocolSection": {}},
        details=[Detail("n_planned", 90, {"block": "b1", "start": 0, "end": 2}, "90")],
    )  # fmt: skip
    return Extraction(
        report=report,
        arms=[Arm("A", "Drug", n=10, locator={"block": "b1", "start": 0, "end": 4}, quote="Drug", names=["Drug", "D"])],
        results=[Result("arm", "ORR", "rate", arm="A", value=12.5, test={"name": "chi2", "value": 5.79})],
        findings=[Finding("rate_possible", "critical", "12.5% of 10 is no count.", [0])],
        held=[Held("arm_unknown", "No arm.", "12 of 30", value=12.0)],
        posted=[Posted("flow", "STARTED", value=10.0, locator={"pointer": "/p"}, quote="10")],
    )


@pytest.fixture
def store(tmp_path):
    with Store(f"sqlite:///{tmp_path}/evidence.sqlite") as opened:
        opened.keep("r", 1, date(2026, 6, 1), [Arrival(Record("pubmed", "7", b"x", "pubmed-xml"), b"x")])
        yield opened


def test_an_extraction_comes_back_without_the_readers_raw_material(store):
    versions, expected = store.current("r"), whole()
    store.keep_extractions([(versions[0], whole())], "1", "v")
    [read] = store.extractions(versions, "1", "v")
    assert [(block.id, block.text) for block in read.report.blocks] == [("t", "A"), ("b1", "…"), ("b2", "")]
    assert read.report.registry == {}  # nothing posted, and still a registry's record
    expected.report.blocks, expected.report.registry = read.report.blocks, {}
    assert read == expected


def test_a_new_reader_or_vocabulary_reads_again(store):
    versions = store.current("r")
    assert store.uncached(versions, "1", "v") == versions
    store.keep_extractions([(versions[0], whole())], "1", "v")
    assert store.uncached(versions, "1", "v") == []
    assert store.uncached(versions, "2", "v") == versions
    assert store.uncached(versions, "1", "w") == versions


def test_keeping_one_twice_changes_nothing(store):
    versions = store.current("r")
    for _ in range(2):
        store.keep_extractions([(versions[0], whole())], "1", "v")
    assert len(list(store.extractions(versions, "1", "v"))) == 1
