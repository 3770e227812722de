"""Records of one publication are grouped, and records that only look like it are not."""

import dataclasses
import itertools
import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trials import report

from benchmarks.duplicates import FOLDER, invented, tally
from synthesis.joining.duplicate_blocks import Ids, candidates
from synthesis.joining.duplicate_guards import Citation, Known
from synthesis.joining.duplicate_pairs import TITLE_NEEDED, alike
from synthesis.joining.duplicate_preparation import Prepared, prepare
from synthesis.joining.duplicates import citation_of, duplicate_groups, row_of

PAPER = Citation(
    "pubmed:1",
    title="Alfamab against placebo for blue gout: a randomised trial in adults",
    authors="Lindgren, A and Ito, B and Okafor, C",
    year="2020",
    journal="Journal of Invented Rheumatology",
    volume="12",
    number="3",
    pages="101-109",
    doi="10.5555/jir.2020.12",
)


def grouped(*changes, paper=PAPER):
    """The groups among the paper and copies of it with these changes, keys being b, c, d …; the paper is a."""
    copies = [dataclasses.replace(paper, key=key, **change) for key, change in zip("bcdefgh", changes, strict=False)]
    return duplicate_groups([dataclasses.replace(paper, key="a"), *copies])


@pytest.mark.parametrize(
    "change",
    [
        {"title": PAPER.title.upper() + ".", "doi": ""},
        {"title": PAPER.title.replace(":", " -"), "pages": "101-9", "doi": "https://doi.org/10.5555/JIR.2020.12"},
        {"authors": "Lindgren A.; Ito B.; Okafor C.", "journal": "J Invented Rheumatol", "doi": ""},
        {"year": "2019", "doi": ""},
        {"volume": "", "number": "", "pages": ""},
        {"doi": "10.5555/jir.2020.12/asset/file.pdf"},
        {"title": PAPER.title + " [Erratum appears in J Invented Rheumatol. 2021;13(1):2]"},
    ],
)
def test_another_spelling_of_a_paper_is_that_paper(change):
    assert grouped(change) == [["a", "b"]]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"doi": "10.5555/jir.2020.99"}, id="another DOI"),
        pytest.param({"title": "Correction: " + PAPER.title, "doi": ""}, id="its correction"),
        pytest.param({"title": PAPER.title + " (vol 12, pg 101, 2020)", "doi": ""}, id="its erratum"),
        pytest.param({"title": PAPER.title.replace("adults", "children"), "pages": "110-118"}, id="the next pages"),
        pytest.param({"authors": "Berg, D", "title": "Rainfall in the north", "doi": ""}, id="of the same issue"),
        pytest.param({"journal": "medRxiv", "doi": "10.1101/2020.05.05", "volume": "", "pages": ""}, id="its preprint"),
    ],
)
def test_what_only_looks_like_a_paper_is_not_that_paper(change):
    assert grouped(change) == []


def test_abstracts_of_one_title_by_other_authors_on_the_next_page_are_two():
    one = dataclasses.replace(PAPER, pages="51", doi="", authors="Lindgren, A and Ito, B and Okafor, C and Berg, D")
    assert grouped({"pages": "52", "authors": "Lindgren, A and Okafor, C"}, paper=one) == []
    assert grouped({"pages": "51"}, paper=one) == [["a", "b"]]


def test_a_yearly_update_under_the_same_title_is_another_abstract():
    bare = dataclasses.replace(PAPER, volume="", number="", pages="", doi="")
    assert grouped({"year": "2022"}, paper=bare) == []
    assert grouped({"year": "2021"}, paper=bare) == [["a", "b"]]


def test_pubmed_ids_decide():
    assert grouped({"pmid": "7", "title": "Another title, corrupted"}, paper=dataclasses.replace(PAPER, pmid="7")) == [
        ["a", "b"]
    ]
    assert grouped({"pmid": "8"}, paper=dataclasses.replace(PAPER, pmid="7")) == []


def test_a_record_without_ids_does_not_bridge_two_papers_with_ids():
    with_id = dataclasses.replace(PAPER, pmid="7", doi="")
    groups = grouped({"pmid": ""}, {"pmid": "8"}, paper=with_id)
    assert groups == [["a", "b"]]


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("青い痛風の治療に関する無作為化試験", "青い痛風の治療に関する無作為化試験", True),
        ("青い痛風の治療に関する無作為化試験", "雨の観測に関する研究", False),
        ("Лечение голубой подагры у взрослых", "Наблюдение за дождём на севере", False),
        ("Лечение голубой подагры у взрослых", "Alfamab in adults with blue gout", False),
        ("Blue gout", "Blue gout treated with alfamab and betanib in a trial", False),
    ],
)
def test_titles_of_which_the_library_keeps_little_are_compared_whole(one, two, same):
    bare = dataclasses.replace(PAPER, title=one, volume="12", number="3", pages="", doi="")
    assert bool(grouped({"title": two}, paper=bare)) is same


def test_the_order_of_records_says_nothing():
    records = [*invented(120), PAPER]
    first = duplicate_groups(records)
    random.Random(4).shuffle(records)
    assert duplicate_groups(records) == first
    assert duplicate_groups(records[::-1]) == first
    assert len(first) > 10


def test_two_records_of_one_key_are_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="same key"):
        duplicate_groups([PAPER, PAPER])


def test_no_records_no_groups():
    assert duplicate_groups([]) == []
    assert duplicate_groups([Citation("a"), Citation("b"), Citation("c", title="x")]) == []


CELLS = st.text(max_size=40)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.builds(Citation, CELLS, CELLS, CELLS, CELLS, CELLS, CELLS, CELLS, CELLS, CELLS, CELLS), max_size=6))
def test_any_text_in_any_column_is_endured(citations):
    unique = list({citation.key: citation for citation in citations}.values())
    for group in duplicate_groups(unique):
        assert len(group) > 1


def test_a_paper_with_itself_under_another_key_is_one_whatever_its_digits():
    odd = dataclasses.replace(PAPER, volume="②", number="²", pages="Ⅳ–Ⅵ", year="２０２０")
    assert grouped({}, paper=odd) == [["a", "b"]]


def test_reports_from_two_services_are_grouped():
    paper = report(id="1", journal="Journal of Invented Rheumatology")
    other = report(source="inbox", id="refs.ris#1", journal="J Invented Rheumatol")
    assert duplicate_groups([citation_of(paper, "pubmed:1"), citation_of(other, "inbox:refs.ris#1")]) == [
        ["inbox:refs.ris#1", "pubmed:1"]
    ]
    assert citation_of(paper, "pubmed:1").authors == "Lindgren, A and Ito, B"


@pytest.mark.slow
def test_pairs_are_those_of_the_library_itself():
    """Its blocking and matching, walked our way, give its own pairs; only such as hold one way round are left out."""
    import warnings

    import pandas as pd

    rows = [
        {"ID": c.key, "ENTRYTYPE": "article", "author": c.authors}
        | {name: getattr(c, name) for name in ("title", "year", "journal", "volume", "number", "pages", "doi")}
        | {"abstract": c.abstract, "booktitle": c.journal}
        for c in invented(120)
    ]
    records = prepare(rows)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from bib_dedupe import block, match, prep

        blocked = block.block(prep.prep(pd.DataFrame(rows), cpu=1), cpu=1)
        matched = match.match(blocked.copy(), cpu=1)
    theirs = matched[matched["duplicate_label"] == "duplicate"]
    assert {(records[a].ID, records[b].ID) for a, b in candidates(records)} == set(
        zip(blocked["ID_1"], blocked["ID_2"], strict=True)
    )
    found = {(records[a].ID, records[b].ID) for a, b in alike(records)}
    assert found == set(zip(theirs["ID_1"], theirs["ID_2"], strict=True))
    assert len(found) > 10


WORDS = ("alfamab", "betanib", "gout", "fever", "trial", "adults", "of", "a")
TITLES = st.lists(st.sampled_from(WORDS), min_size=0, max_size=9).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(TITLES, st.sampled_from(["", "7", "8"]), st.sampled_from(["", "x/1", "x/12"])), max_size=9))
def test_no_pair_of_a_block_is_lost(made):
    """Of one author and year every pair with enough shared words is a candidate, unless ids settle it."""
    records = [
        Prepared(str(place), "article", title, "ito b", "Ito, B", "ito", "2020", *[""] * 8)
        for place, (title, *_) in enumerate(made)
    ]
    ids = [Ids(pmid, doi) for _, pmid, doi in made]
    wanted = set()
    for one, two in itertools.combinations(range(len(made)), 2):
        first, second = made[one][0].split(), made[two][0].split()
        shared = len(set(first) & set(second)) / (min(len(first), len(second)) + 1)
        if shared >= 0.5 or first == second or min(len(first), len(second)) < 2:
            wanted.add((one, two))
    assert set(candidates(records)) == wanted
    still_open = {
        (one, two)
        for one, two in wanted
        if not (made[one][1] and made[two][1])
        and not (
            made[one][2]
            and made[two][2]
            and not ids[one].doi.startswith(ids[two].doi)
            and not ids[two].doi.startswith(ids[one].doi)
        )
    }
    assert set(candidates(records, ids)) == still_open


def test_only_pairs_that_the_guards_would_refuse_or_know_already_are_left_out_for_ids():
    chance = random.Random(3)
    citations = [
        dataclasses.replace(
            citation,
            pmid=chance.choice(["", "7", "8"]),
            doi=chance.choice(["", "10.5555/a.1", "10.5555/a.12", "10.5555/b"]),
        )
        for citation in invented(150)
    ]
    records = prepare([row_of(place, citation) for place, citation in enumerate(citations)])
    known = [Known.of(citation, record) for citation, record in zip(citations, records, strict=True)]
    compared = set(alike(records, [Ids(one.pmid, one.doi) for one in known]))
    left_out = set(alike(records)) - compared
    assert left_out and compared
    for one, two in left_out:
        assert known[one].apart(known[two]) or known[one].pmid == known[two].pmid != ""


def test_many_papers_of_one_group_are_not_compared_with_each_other():
    """A busy author's papers in one journal, all with ids: pairs grow with the copies, not with the square."""
    papers = [
        dataclasses.replace(
            PAPER, key=f"{i:04}", title=f"{PAPER.title}, part {WORDS[i % 8]} {i}", doi=f"10.5555/{i:04}x"
        )
        for i in range(600)
    ]
    copies = [dataclasses.replace(paper, key=f"copy of {paper.key}") for paper in papers[:50]]
    records = prepare([row_of(place, citation) for place, citation in enumerate([*papers, *copies])])
    ids = [Ids("", citation.doi) for citation in [*papers, *copies]]
    assert len(set(candidates(records, ids))) == 50


def test_only_one_condition_of_the_library_does_without_a_like_title():
    """What is left out before the comparison could have met none of its conditions."""
    import pandas as pd
    from bib_dedupe.match import DUPLICATE_CONDITIONS

    best = dict.fromkeys(("author", "container_title", "year", "volume", "number", "pages", "doi", "abstract"), 1.0)
    cells = dict.fromkeys(
        ("ENTRYTYPE", "title", "author", "year", "container_title", "doi", "abstract"), "inproceedings"
    )
    place = ("volume", "number", "pages", "year")
    rows = [
        best | {"title": TITLE_NEEDED} | dict.fromkeys(missing, 0.0)
        | {f"{name}_{side}": "" if name in missing else cells.get(name, "1")
           for name in (*cells, *place) for side in (1, 2)}
        for missing in ([], *([name] for name in place))
    ]  # fmt: skip
    met = pd.DataFrame(rows).query("|".join(DUPLICATE_CONDITIONS), engine="python")
    assert list(met.index) == [0]


def test_what_is_remembered_while_preparing_is_put_back():
    from bib_dedupe import prep
    from number_parser import parser

    before, of_journals = parser.LanguageData, prep.function_mapping["container_title"]
    prepare([{"ID": "1", "ENTRYTYPE": "article", "title": "Twenty one trials", "author": "", "year": ""}])
    assert parser.LanguageData is before
    assert prep.function_mapping["container_title"] is of_journals


def test_nothing_is_printed(capfd):
    grouped({"doi": ""})
    assert capfd.readouterr() == ("", "")


def test_the_command_line_starts_without_the_library():
    code = "import sys, flows.cli, synthesis; sys.exit(bool({'bib_dedupe', 'sklearn', 'pandas'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "name",
    ["stroke"]
    + [pytest.param(name, marks=pytest.mark.slow) for name in ("cytology_screening", "diabetes_asysd", "digital_work")],
)
def test_labelled_sets(name):
    if not (FOLDER / name).is_dir():
        pytest.skip(f"../shared/bench/dedup/{name} is not there: duplicates cannot be counted on it")
    wanted, right, wrong = tally(FOLDER / name)
    assert wrong == 0
    assert right / wanted >= 0.97


def test_copies_of_every_kind_make_one_group():
    changes = [{"doi": ""}, {"title": PAPER.title.upper()}, {"journal": "J Invented Rheumatol"}]
    for order in itertools.permutations(changes):
        assert grouped(*order) == [["a", "b", "c", "d"]]
