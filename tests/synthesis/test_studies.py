"""Reports of one trial become one study, and reports of two trials never do."""

import pytest
from trials import PROTOCOL, by_id, report, trial

from schemas.models import Block, Extraction
from synthesis import build
from synthesis.citation_line import family_name, first_author_and_year
from synthesis.identity import number_key, scheme


def studies(*extractions):
    return build(list(extractions), PROTOCOL, [], []).tables["studies"]


def registry(number, **fields):
    return trial(source="clinicaltrials_gov", id=number, **fields)


def test_a_registry_number_joins_registry_and_paper():
    (study,) = studies(trial(own=["NCT00000001"]), registry("NCT00000001"))
    assert study["study_id"] == "NCT00000001"
    assert study["study"] == "Lindgren 2020"
    assert study["n_reports"] == 2
    assert study["link_reasons"] == ["registry number NCT00000001: clinicaltrials_gov:NCT00000001, pubmed:1"]


def test_records_of_several_countries_under_one_european_number_are_one_registration():
    """Each country's record is kept, the number counts once, with or without the country and at other registries."""
    own = {"AT": ["2018-004321-77"], "SE": ["2018-004321-77", "NCT00000009"], "FR": ["EUCTR2018-004321-77-FR"]}
    records = [trial(source="inbox", id=f"{c}.json", registry={}, own=numbers, pmid=None) for c, numbers in own.items()]
    (study,) = studies(*records)
    assert (study["study_id"], study["registry_ids"]) == ("NCT00000009", ["NCT00000009", "2018-004321-77"])
    assert study["n_reports"] == 3 and len(study["reports"]) == 3


def test_countries_of_one_registration_are_put_together_and_not_those_of_another_register():
    own = ["2018-004321-77", "NCT00000009"]
    records = [
        trial(source="inbox", id=f"{c}.json", registry={}, own=own, pmid=None, countries=[c])
        for c in ("Spain", "Austria")
    ]
    other = registry("NCT00000009", countries=["Norway"])
    (study,) = studies(*records)
    assert study["countries"] == ["Austria", "Spain"]
    (study,) = studies(*records, other)
    assert study["countries"] in (["Austria", "Spain"], ["Norway"])


def test_of_two_registers_the_one_that_counted_tells_the_size():
    plan = trial(source="inbox", id="ictrp.csv#1", registry={}, own=["NCT00000009"], pmid=None, n_total=90)
    plan.report.n_total_type = "estimated"
    counted = registry("NCT00000009", n_total=84, n_total_type="actual")
    for order in ((plan, counted), (counted, plan)):
        (study,) = studies(*order)
        assert (study["n_total"], study["n_total_type"]) == (84, "actual")


def test_a_reference_without_numbers_is_another_record_of_the_paper_that_it_cites():
    journal = "Journal of Invented Rheumatology"
    paper = trial(id="1", journal=journal)
    reference = trial(source="inbox", id="refs.ris#1", journal="J Invented Rheumatol", title="ALFAMAB AGAINST PLACEBO "
                      "IN ADULTS WITH BLUE GOUT.")  # fmt: skip
    out = build([paper, reference], PROTOCOL, [], [])
    assert (out.counts["records"], out.counts["reports"], out.counts["duplicates"]) == (2, 1, 1)
    assert {row["report"]: row["duplicate_of"] for row in out.tables["screening"]} == {
        "pubmed:1": None,
        "inbox:refs.ris#1": "pubmed:1",
    }
    assert (
        "the same paper by title, authors, year and journal: inbox:refs.ris#1, pubmed:1"
        in out.tables["studies"][0]["link_reasons"]
    )
    erratum = trial(source="inbox", id="refs.ris#2", journal=journal, publication_types=["Published Erratum"])
    assert build([paper, erratum], PROTOCOL, [], []).counts["duplicates"] == 0


def test_a_registry_that_lists_a_paper_joins_it():
    (study,) = studies(trial(id="77"), registry("NCT00000001", linked_pmids=["77"]))
    assert study["link_reasons"] == ["PubMed id 77: pubmed:77, listed as results by clinicaltrials_gov:NCT00000001"]


def test_a_preprint_that_its_article_names_is_of_the_same_study_and_another_paper():
    preprint = trial(id="5", title="Early look at alfamab", authors=["Moreau P"], pmid="5", doi="10.5555/early")
    article = trial(id="77", editions=["5"])
    (study,) = studies(preprint, article)
    assert study["link_reasons"] == ["PubMed id 5: pubmed:5, another edition of pubmed:77"]
    assert build([preprint, article], PROTOCOL, [], []).counts["reports"] == 2
    by_doi = trial(id="77", editions=["10.5555/Early"])
    assert len(studies(preprint, by_doi)) == 1
    assert len(studies(preprint, trial(id="77", editions=["6"]))) == 2


def test_editions_of_two_trials_are_not_joined():
    out = build(
        [trial(id="5", own=["NCT00000001"]), trial(id="77", own=["NCT00000002"], editions=["5"])], PROTOCOL, [], []
    )
    assert len(out.tables["studies"]) == 2
    assert any("is named as another edition" in row["message"] for row in out.tables["findings"])


def test_one_paper_from_two_services_is_one_report():
    same = trial(source="europe_pmc", id="MED/1", pmid="1", doi="10.5555/1")
    synthesis = build([trial(), same], PROTOCOL, [], [])
    assert synthesis.counts["records"] == 2
    assert synthesis.counts["reports"] == 1
    assert synthesis.counts["duplicates"] == 1
    assert len(synthesis.tables["studies"]) == 1


def test_one_paper_without_common_ids_is_one_report_too():
    export = trial(source="inbox", id="library.ris#1", pmid=None, doi=None, journal="Annals of Gout")
    (study,) = studies(trial(journal="Annals of Gout"), export)
    reason = "the same paper by title, authors, year and journal: inbox:library.ris#1, pubmed:1"
    assert reason in study["link_reasons"]


def test_a_preprint_and_its_article_share_a_long_title_and_first_author():
    title = "Alfamab against placebo in adults with newly found blue gout: a trial"
    preprint = trial(source="europe_pmc", id="PPR/9", doi="10.1101/9", title=title, publication_types=["Preprint"])
    (study,) = studies(trial(title=title), preprint)
    assert study["n_reports"] == 2
    assert study["reports"][0] == "pubmed:1"


def test_short_titles_join_nothing():
    assert len(studies(trial(title="Blue gout: reply"), trial(id="2", title="Blue gout: reply"))) == 2


def test_two_trials_stay_two_whatever_they_share():
    """A paper that gives two numbers belongs to the first, and a person is told."""
    both = trial(own=["NCT00000001", "NCT00000002"])
    synthesis = build([both, registry("NCT00000001"), registry("NCT00000002")], PROTOCOL, [], [])
    assert [s["study_id"] for s in synthesis.tables["studies"]] == ["NCT00000001", "NCT00000002"]
    (finding,) = by_id(synthesis.tables["findings"], rule="several_trials")
    assert "NCT00000001" in finding["message"] and "NCT00000002" in finding["message"]


def test_a_paper_that_two_registrations_list_is_joined_to_neither():
    found = studies(
        trial(id="77"), registry("NCT00000001", linked_pmids=["77"]), registry("NCT00000002", linked_pmids=["77"])
    )
    assert len(found) == 3


def test_one_trial_may_have_a_number_of_each_registry():
    (study,) = studies(
        trial(own=["ISRCTN12345678"]),
        registry("NCT00000001", own=["NCT00000001", "2010-123456-12"]),
        trial(id="2", own=["EudraCT 2010-123456-12", "ISRCTN12345678"]),
    )
    assert study["study_id"] == "NCT00000001"
    assert len(study["registry_ids"]) == 3


def test_a_document_without_identity_is_kept_and_flagged():
    bare = Extraction(report(source="inbox", id="bare.txt", authors=[], year=None, title=""))
    synthesis = build([bare, trial()], PROTOCOL, [], [])
    assert synthesis.counts["screened"] == 2
    (finding,) = by_id(synthesis.tables["findings"], rule="unidentified")
    assert finding["severity"] == "warning" and finding["report"] == "inbox:bare.txt"
    (study,) = by_id(synthesis.tables["studies"], study_id="inbox-bare.txt")
    assert study["study"] == "Unidentified report (Patients with blue gout were given Alfamab…)"


def test_equal_names_are_told_apart_and_registry_trials_go_by_acronym():
    found = studies(
        trial(),
        trial(id="2", title="Another trial of Alfamab in blue gout"),
        registry("NCT00000003", acronym="BLUE"),
        registry("NCT00000004"),
    )
    assert {s["study"] for s in found} == {"Lindgren 2020a", "Lindgren 2020b", "BLUE", "NCT00000004"}


def test_a_later_paper_does_not_rename_the_study():
    first = trial(own=["NCT00000001"])
    later = trial(id="2", own=["NCT00000001"], year=2024, authors=["Ito B"], title="Final results of Alfamab")
    (study,) = studies(later, first)
    assert study["study"] == "Lindgren 2020" and study["year"] == 2020
    assert study["reports"] == ["pubmed:1", "pubmed:2"]


def test_a_doi_names_a_study_without_a_number():
    (study,) = studies(trial())
    assert study["study_id"] == "10.5555/1"
    (study,) = studies(trial(doi=None))
    assert study["study_id"] == "pmid-1"


def test_a_report_that_comes_twice_speaks_once():
    old = trial(updated_date="2020-01-01", title="Alfamab in blue gout, first version")
    new = trial(updated_date="2021-01-01", sha256="f" * 64, title="Alfamab in blue gout, second version")
    synthesis = build([new, old], PROTOCOL, [], [])
    (study,) = synthesis.tables["studies"]
    assert study["title"].endswith("second version")
    assert by_id(synthesis.tables["findings"], rule="same_report_twice")


@pytest.mark.parametrize(
    ("author", "family"),
    [
        ("Li W", "Li"), ("Li Wei", "Li"), ("de la Cruz M", "de la Cruz"), ("van der Berg Jan", "van der Berg"),
        ("Gupta-Abramson V", "Gupta-Abramson"), ("García López AB", "García López"), ("Brose, Marcia", "Brose"),
        ("The Blue Gout Study Group", ""), ("", ""), ("Ng", "Ng"),
    ],
)  # fmt: skip
def test_family_names(author, family):
    assert family_name(author) == family


@pytest.mark.parametrize(
    ("number", "key", "registry_name"),
    [
        ("nct 01234567", "NCT01234567", "NCT"),
        ("EudraCT: 2010-123456-12", "2010-123456-12", "EUDRACT"),
        ("2010-123456-12-DE", "2010-123456-12", "EUDRACT"),
        ("2023-505613-23-00", "2023-505613-23", "CTIS"),
        ("ChiCTR2500095313", "CHICTR2500095313", "CHICTR"),
        ("JPRN-UMIN000012345", "UMIN000012345", "UMIN"),
    ],
)
def test_registry_numbers_have_one_spelling(number, key, registry_name):
    assert number_key(number) == key
    assert scheme(number_key(number)) == registry_name


def _document(*lines, **fields):
    blocks = [Block(f"b{i}", "abstract", line) for i, line in enumerate(lines)]
    fields = {"authors": [], "year": None, "title": "Alfamab in blue gout"} | fields
    return report(source="inbox", id="note.txt", blocks=blocks, **fields)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("Aldous KM, Brandt R. Annals of Gout 2021;12(3):45-52", ("Aldous", 2021)),
        ("van der Linde P, Okoro C, et al. Gout. 2019 Jan;3:4", ("van der Linde", 2019)),
        ("Okoro-Marsh T, Aldous K (2020) Annals of Gout 3:4", ("Okoro-Marsh", 2020)),
        ("In 2018 we treated forty adults with Alfamab", ("", None)),
        ("Group A, Group B and Group C were treated until 2019;", ("", None)),
    ],
)
def test_a_line_of_citation_names_an_unidentified_document(line, named):
    assert first_author_and_year(_document(line, "Forty adults took Alfamab.")) == named


def test_the_final_report_and_not_the_interim_one_gives_title_patients_and_name():
    interim = trial(id="1", title="Alfamab in blue gout: interim analysis of a trial", year=2020, n_total=150)
    final = trial(id="2", title="Alfamab in blue gout: final results of the trial", year=2022, n_total=240)
    for extraction in (interim, final):
        extraction.report.registry_ids.own.append("NCT00000077")
    (study,) = build([interim, final], PROTOCOL, [], []).tables["studies"]
    assert (study["study"], study["n_total"]) == ("Lindgren 2022", 240) and "final" in study["title"]
