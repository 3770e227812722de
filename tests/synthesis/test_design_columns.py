"""Masking, allocation, centres and planned size of a study, with the words that say them in provenance."""

from trials import PROTOCOL, by_id, trial

from schemas.models import Detail
from synthesis import build


def detail(field, value, start=0):
    return Detail(field, value, {"block": "b1", "start": start, "end": start + 4}, f"{value} said")


def registered(field, value, pointer):
    return Detail(field, value, {"pointer": pointer}, str(value).upper())


def built(*extractions):
    tables = build(list(extractions), PROTOCOL, [], []).tables
    (study,) = tables["studies"]
    return study, by_id(tables["provenance"], row_id=study["study_id"])


def test_a_study_carries_its_design_and_every_value_its_words():
    study, places = built(
        trial(
            details=[
                detail("masking", "double-blind"),
                detail("masked", "participants", 10),
                detail("masked", "outcome assessors", 20),
                detail("allocation_ratio", "2:1", 30),
                detail("centres", "multicentre", 40),
                detail("n_centres", 14, 50),
                detail("n_planned", 240, 60),
            ]
        )
    )
    assert (study["masking"], study["masked"]) == ("double-blind", ["participants", "outcome assessors"])
    assert (study["allocation_ratio"], study["centres"], study["n_centres"]) == ("2:1", "multicentre", 14)
    assert (study["n_planned"], study["not_masked"], study["framework"]) == (240, [], None)
    assert {(p["column"], p["value"]) for p in places} == {
        ("masking", "double-blind"), ("masked", "participants"), ("masked", "outcome assessors"),
        ("allocation_ratio", "2:1"), ("centres", "multicentre"), ("n_centres", "14"), ("n_planned", "240"),
    }  # fmt: skip
    assert all(p["quote"] == f"{p['value']} said" and p["extractor"] == "extractors.design" for p in places)


def test_the_registry_speaks_first_and_who_is_masked_there_is_masked():
    own = ["NCT00000001"]
    paper = trial(own=own, details=[
        detail("masking", "single-blind"), detail("not_masked", "participants"),
        detail("not_masked", "care providers", 9),
    ])  # fmt: skip
    record = trial(source="clinicaltrials_gov", id=own[0], details=[
        registered("masking", "double-blind", "/masking"), registered("masked", "participants", "/whoMasked/0"),
    ])  # fmt: skip
    study, places = built(paper, record)
    assert (study["masking"], study["masked"], study["not_masked"]) == (
        "double-blind",
        ["participants"],
        ["care providers"],
    )
    (masking,) = by_id(places, column="masking")
    assert (masking["report"], masking["extractor"]) == ("clinicaltrials_gov:NCT00000001", "extractors.registry")


def test_papers_tell_the_centres_before_the_registry_s_list():
    own = ["NCT00000001"]
    record = trial(source="clinicaltrials_gov", id=own[0], details=[registered("n_centres", 3, "/locations")])
    assert built(trial(own=own, details=[detail("n_centres", 14)]), record)[0]["n_centres"] == 14
    assert built(trial(own=own), record)[0]["n_centres"] == 3
