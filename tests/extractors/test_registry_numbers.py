"""Registry numbers: their forms, and whose they are. All sentences are written for these tests."""

import csv
from pathlib import Path

import pytest

from extractors.registry_numbers import registry_numbers
from schemas.models import Block, RegistryIds, Report, Table
from schemas.registry_numbers import normalised, numbers_in

VECTORS = Path(__file__).parents[3] / "shared" / "bench" / "registry_numbers" / "test_vectors.csv"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("NCT 01234567", "NCT01234567"),
        ("nct#01234567", "NCT01234567"),
        ("ACTRN 12610000732099", "ACTRN12610000732099"),
        ("Australian New Zealand registry, number 12610000732099", "ACTRN12610000732099"),
        ("ISRCTN 12345678", "ISRCTN12345678"),
        ("Current Controlled Trials, number 12345678", "ISRCTN12345678"),
        ("EudraCT 2007\u2010001234\u201012", "2007-001234-12"),
        ("2020-001234-12-ES", "2020-001234-12"),
        ("EU CT 2023-501234-20-00", "2023-501234-20"),
        ("ChiCTR-TRC-08001234", "ChiCTR-TRC-08001234"),
        ("ChiCTR2500012345", "ChiCTR2500012345"),
        ("drug trial CTR20181234", "CTR20181234"),
        ("KCT0001234", "KCT0001234"),
        ("CTRI/2017/05/008432", "CTRI/2017/05/008432"),
        ("DRKS 00001234", "DRKS00001234"),
        ("IRCT20160803012345N10", "IRCT20160803012345N10"),
        ("jRCTs031180119", "jRCTs031180119"),
        ("JapicCTI-123456", "JapicCTI-123456"),
        ("LBCTR2019012345", "LBCTR2019012345"),
        ("Dutch trial register NTR 2090", "NTR2090"),
        ("Netherlands register NL9229", "NL9229"),
        ("PACTR201205000384999", "PACTR201205000384999"),
        ("RBR-7b2abc", "RBR-7b2abc"),
        ("PER-106-20", "PER-106-20"),
        ("RPCEC00000123", "RPCEC00000123"),
        ("SLCTR/2009/012", "SLCTR/2009/012"),
        ("TCTR20190101001", "TCTR20190101001"),
        ("UMIN-CTR 000012345", "UMIN000012345"),
        ("UMIN: C000000123", "UMIN000000123"),
        ("EUCTR2015-001234-56-NL", "2015-001234-56"),
        ("CTIS2023-505678-12-00", "2023-505678-12"),
        ("ANZCTR 12612000123456", "ACTRN12612000123456"),
        ("https://clinicaltrials.gov/ct2/show/NCT01234567", "NCT01234567"),
        ("https://www.isrctn.com/ISRCTN12345678?q=1", "ISRCTN12345678"),
        ("(NCT01234567.12 The rest", "NCT01234567"),
        ("LBCTR 2019 123456", "LBCTR2019123456"),
    ],
)
def test_every_registry_s_form_is_known_and_written_in_one_way(text, number):
    assert [mention.number for mention in numbers_in(text)] == [number]
    assert normalised(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "NCT029226027",
        "200400600800",
        "ISCRTN06180958",
        "nl-2012-302759",
        "NL26560.042.09",
        "per 100 000 person-years",
        "ZINC000052955",
        "IRCT20181201041815N",
        "mRNA of CTR1 in 12345678 cells",
        "doi 10.1016/j.x.2004.002714",
        "An overview of randomized controlled trials. Lancet 2002 20 168 174 12512790",
    ],
)
def test_what_only_looks_like_one_is_none(text):
    assert numbers_in(text) == []


def test_the_public_vectors():
    if not VECTORS.exists():
        pytest.skip(f"needs {VECTORS}, which is not here")
    names = {"UMIN-CTR": "UMIN"}
    with VECTORS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            registry = names.get(row["registry"], row["registry"])
            found = [mention for mention in numbers_in(row["text"]) if mention.registry == registry]
            assert bool(found) == (row["expected_match"] == "TRUE"), row["text"]


def report(*blocks, title="A trial of two drugs", **more):
    parts = [
        Block(f"b{n}", section, text, part="abstract" if section == "abstract" else "body")
        for n, (section, text) in enumerate(blocks)
    ]
    return Report(title=title, blocks=parts, **more)


OWN = "NCT01111111"
OTHER = "NCT02222222"


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("abstract", f"Funded by nobody; {OWN}."),
        ("methods", f"The protocol was entered as {OWN} before the first patient."),
        ("registration", OWN),
        ("introduction", f"We therefore ran this trial ({OWN})."),
        ("other", f"Trial registration: {OWN}."),
        ("results", f"The trial, registered as {OWN}, closed early."),
    ],
)
def test_a_number_of_the_trial_itself_is_own(section, text):
    assert registry_numbers(report((section, text))) == RegistryIds([OWN], [])


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("introduction", f"The ongoing study {OTHER} gives the drug with radioiodine."),
        ("discussion", f"A Swiss group plans seventy patients (identifier: {OTHER})."),
        ("references", f"Trial registration {OTHER}. Accessed last May."),
        ("methods", f"Doses follow an earlier trial of the drug ({OTHER})."),
        ("conclusion", f"A phase 3 comparison is being prepared ({OTHER})."),
        ("other", f"The first author advises the sponsor of {OTHER}."),
    ],
)
def test_a_number_of_another_trial_is_cited(section, text):
    assert registry_numbers(report((section, text))) == RegistryIds([], [OTHER])


def test_a_heading_can_make_a_statement_of_registration():
    read = report(("discussion", f"Number: {OWN}."))
    read.blocks[0].heading = "Trial registration"
    assert registry_numbers(read).own == [OWN]


def test_own_wins_over_a_second_mention_and_order_is_kept():
    read = report(
        ("discussion", f"Unlike {OTHER}, and as {OWN} shows, doses matter."),
        ("abstract", f"Registered as {OWN} and EudraCT 2007-001234-12."),
    )
    assert registry_numbers(read) == RegistryIds([OWN, "2007-001234-12"], [OTHER])


def test_metadata_stands_and_comes_first():
    read = report(("abstract", f"Registered as {OWN}."), registry_ids=RegistryIds(["ISRCTN 12345678"], []))
    assert registry_numbers(read).own == ["ISRCTN12345678", OWN]


def test_numbers_in_tables_and_in_reviews_are_other_people_s():
    read = report(table := ("methods", "We searched."), title="Two drugs: a systematic review")
    read.tables = [Table("t1", rows=[["Trial", OWN], ["Other", OTHER]])]
    assert registry_numbers(read) == RegistryIds([], [OWN, OTHER])
    assert table[0] == "methods"


def test_a_registry_record_keeps_what_its_reader_found():
    read = report(("abstract", OTHER), registry_ids=RegistryIds([OWN], []), registry={})
    assert registry_numbers(read) == RegistryIds([OWN], [])


def test_nothing_gives_nothing():
    assert registry_numbers(Report()) == RegistryIds()
