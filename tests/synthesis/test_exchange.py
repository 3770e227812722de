"""Decisions go out to ASReview, Covidence and Rayyan and come back, without loss and without a word put in a mouth."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trials import report

from schemas.errors import BadInput
from synthesis import Decision, append_decisions, read_decisions
from synthesis.screening.exchange import FORMATS, Card, Judgement, Said, cards_of, read_judgements, take, written

SHARED = Path(__file__).parents[3] / "shared"
DAY = "2026-03-04"


def card(number, decision="unclear", **fields):
    values = {
        "report": f"pubmed:{number}",
        "title": f"Alfamab in blue gout, part {number}",
        "authors": ["Lindgren, A", "Ito, B"],
        "year": "2020",
        "journal": "Journal of Invented Rheumatology",
        "doi": f"10.5555/{number}",
        "pmid": str(number),
        "url": f"https://example.org/{number}",
        "abstract": "Patients with blue gout, “given” alfamab; or placebo, as drawn by lot.",
        "sha256": f"{number:064x}",
        "decision": decision,
        "reason": "eligible" if decision == "include" else "condition",
        "decided_by": "protocol",
    }
    return Card(**values | fields)


CARDS = [card(1), card(2), card(3, "include"), card(4, "exclude")]


def file_of(tmp_path, text, name="decisions.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def back(tmp_path, text, cards=CARDS, decisions=(), **options):
    return take(read_judgements(file_of(tmp_path, text)), cards, decisions, **{"by": "Ann", "day": DAY} | options)


def with_labels(text, labels):
    """The exported table with these labels, by report."""
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        row["included"] = labels.get(row["perennial_report"], row["included"])
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_asreview_csv_screened_there_comes_back(tmp_path):
    text = with_labels(written("asreview-csv", CARDS), {"pubmed:1": "1", "pubmed:2": "0"})
    taken = back(tmp_path, text)
    assert taken.lines == [
        Decision("pubmed:1", "include", "", "Ann", DAY, f"{1:064x}"),
        Decision("pubmed:2", "exclude", "", "Ann", DAY, f"{2:064x}"),
    ]
    assert (taken.papers, taken.known, taken.unknown) == (2, 2, [])


def test_asreview_ris_screened_there_comes_back(tmp_path):
    text = written("asreview-ris", CARDS).replace("ASReview_not_seen", "ASReview_relevant", 1)
    assert text.startswith("TY  - ")
    taken = back(tmp_path, text)
    assert taken.lines == [Decision("pubmed:1", "include", "", "Ann", DAY, f"{1:064x}")]


@pytest.mark.parametrize("name", FORMATS)
def test_what_went_out_and_comes_back_untouched_adds_nothing(tmp_path, name):
    said = card(5, "include", decided_by="Ben", said=[Said("Ben", "include", "it fits")])
    decisions = [Decision("pubmed:5", "include", "it fits", "Ben", "2026-01-01", "0" * 64)]
    taken = back(tmp_path, written(name, [*CARDS, said]), [*CARDS, said], decisions)
    assert (taken.lines, taken.unknown) == ([], [])


@pytest.mark.parametrize("name", FORMATS)
def test_the_decisions_of_every_format_are_read_as_written(tmp_path, name):
    found = read_judgements(file_of(tmp_path, written(name, CARDS)))
    decided = {judged.report: judged.decision for judged in found if judged.decision}
    assert decided == {"pubmed:3": "include", "pubmed:4": "exclude"}


def test_rayyan_names_both_reviewers(tmp_path):
    both = card(1, said=[Said("Ann", "include"), Said("Ben", "exclude", "wrong dose")], decided_by="Ann and Ben")
    found = read_judgements(file_of(tmp_path, written("rayyan", [both])))
    assert [(j.who, j.decision, j.reason) for j in found] == [("Ann", "include", ""), ("Ben", "exclude", "wrong dose")]


def test_rayyan_as_rayyan_writes_it(tmp_path):
    notes = (
        'RAYYAN-INCLUSION: {"Ann"=>"Included", "Ben"=>"Excluded"} | RAYYAN-LABELS: later | '
        "RAYYAN-EXCLUSION-REASONS: wrong drug,foreign language"
    )
    text = (
        f'key,title,year,notes\nrayyan-77,"Alfamab in blue gout, part 2",2020,"{notes.replace(chr(34), chr(34) * 2)}"\n'
    )
    taken = back(tmp_path, text, by="")
    assert [(line.report, line.decision, line.decided_by, line.reason) for line in taken.lines] == [
        ("pubmed:2", "include", "Ann", ""),
        ("pubmed:2", "exclude", "Ben", "wrong drug,foreign language"),
    ]


def test_a_stale_word_in_rayyan_does_not_become_fresh(tmp_path):
    """Ben decided on an older version; that his word went out beside the new one is no new decision."""
    said = card(1, "include", decided_by="Ben", said=[Said("Ben", "include")])
    old = Decision("pubmed:1", "include", "", "Ben", "2026-01-01", "f" * 64)
    assert back(tmp_path, written("rayyan", [said]), [said], [old]).lines == []


def test_asreviews_own_results_are_new_decisions_but_for_what_was_known_before(tmp_path):
    text = (
        "title,doi,asreview_label,asreview_time,asreview_note,asreview_prior\n"
        '"Alfamab in blue gout, part 3",10.5555/3,1,2026-02-03 10:11:12.5,clear,0\n'
        '"Alfamab in blue gout, part 4",10.5555/4,0,2026-02-03 10:12:00.1,,1\n'
    )
    taken = back(tmp_path, text)
    assert taken.lines == [Decision("pubmed:3", "include", "clear", "Ann", "2026-02-03", f"{3:064x}")]
    assert taken.known == 1


def test_asreviews_own_ris_says_what_was_known_before(tmp_path):
    result = 'N1  - ASReview_{}\nN1  - asreview_prior: {}\nN1  - asreview_time: "2026-02-03 10:00:00"\n'
    text = "".join(
        f"{place}.\nTY  - JOUR\n{result.format('relevant', prior)}N1  - perennial_report: pubmed:{place}\nER  - \n\n"
        for place, prior in ((2, 0), (3, 0), (3, 1))
    )
    taken = back(tmp_path, text)
    assert [(line.report, line.decided_on) for line in taken.lines] == [
        ("pubmed:2", "2026-02-03"),
        ("pubmed:3", "2026-02-03"),
    ]
    assert taken.known == 1


def test_a_list_of_covidence_holds_what_its_reader_says(tmp_path):
    header = written("covidence", []).strip()
    row = dict.fromkeys(header.split(","), "")
    row |= {"Title": "Alfamab in blue gout part 1", "Published Year": "2020", "Covidence #": "#12"}
    text = header + "\n" + ",".join(row.values()) + "\n"
    with pytest.raises(BadInput, match="--decision"):
        back(tmp_path, text)
    assert [line.decision for line in back(tmp_path, text, decision="include").lines] == ["include"]
    row["Notes"] = "Exclusion reason: Wrong dose; "
    text = header + "\n" + ",".join(row.values()) + "\n"
    assert [(line.decision, line.reason) for line in back(tmp_path, text).lines] == [("exclude", "Wrong dose")]


def test_a_decision_on_a_paper_is_one_on_each_of_its_records(tmp_path):
    cards = [card(1, copies={"europe_pmc:MED/1": "c" * 64})]
    text = with_labels(written("asreview-csv", cards), {"pubmed:1": "0"})
    lines = back(tmp_path, text, cards).lines
    assert [(line.report, line.seen_sha256) for line in lines] == [
        ("pubmed:1", f"{1:064x}"),
        ("europe_pmc:MED/1", "c" * 64),
    ]


@pytest.mark.parametrize(
    ("judged", "found"),
    [
        (Judgement("include", pmid="2"), "pubmed:2"),
        (Judgement("include", doi="https://doi.org/10.5555/2"), "pubmed:2"),
        (Judgement("include", title="ALFAMAB IN BLUE GOUT - PART 2.", year="2020"), "pubmed:2"),
        (Judgement("include", title="Alfamab in blue gout, part 2"), "pubmed:2"),
        (Judgement("include", title="Alfamab in blue gout, part 2", year="1999"), None),
        (Judgement("include", report="pubmed:99", doi="10.5555/2"), "pubmed:2"),
        (Judgement("include", title="Rainfall"), None),
        (Judgement("include"), None),
    ],
)
def test_by_what_a_paper_is_found(judged, found):
    taken = take([judged], CARDS, [], by="Ann", day=DAY)
    assert [line.report for line in taken.lines] == ([found] if found else [])
    assert len(taken.unknown) == (found is None)


def test_a_title_that_two_papers_share_names_neither():
    twins = [card(1, title="Editorial"), card(2, title="Editorial")]
    assert take([Judgement("include", title="Editorial", year="2020")], twins, [], by="A", day=DAY).lines == []


def test_taking_a_file_twice_adds_nothing_the_second_time(tmp_path):
    text = with_labels(written("asreview-csv", CARDS), {"pubmed:1": "1"})
    first = back(tmp_path, text)
    assert back(tmp_path, text, decisions=first.lines).lines == []


def test_who_decided_must_be_known(tmp_path):
    with pytest.raises(BadInput, match="--by"):
        back(tmp_path, with_labels(written("asreview-csv", CARDS), {"pubmed:1": "1"}), by="")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "one,two\n1,2\n"),
        ("a.csv", ""),
        ("a.csv", "title,abstract\nA,B\n"),
        ("a.csv", 'title,included\n"A,1\n'),
        ("a.ris", "TY  - JOUR\nTI  - A paper\nER  - \n"),
        ("a.txt", "Just words."),
        ("a.pdf", "%PDF-1.4"),
    ],
)
def test_another_file_gives_one_sentence(tmp_path, name, text):
    with pytest.raises(BadInput) as refused:
        read_judgements(file_of(tmp_path, text, name))
    assert name in str(refused.value) and "\n" not in str(refused.value)


def test_a_file_that_is_not_there_or_not_text(tmp_path):
    with pytest.raises(BadInput, match="no such file"):
        read_judgements(tmp_path / "none.csv")
    (tmp_path / "x.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="UTF-8"):
        read_judgements(tmp_path / "x.csv")


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30)


@given(TEXT, TEXT, st.lists(st.tuples(TEXT, st.sampled_from(["include", "exclude", "unclear"])), max_size=3))
def test_any_words_survive_the_way_out_and_back(title, reason, people):
    """Titles and names of any kind neither break a format nor change who said what."""
    said = [Said(f"p{place}", decision, reason) for place, (_, decision) in enumerate(people)]
    one = card(1, "exclude", title=title, reason=reason, said=said, abstract=title)
    for name in FORMATS:
        path_text = written(name, [one])
        judged = _read(path_text)
        assert {j.report for j in judged} <= {"pubmed:1"}
        if name == "rayyan" and said:
            assert [(j.who, j.decision) for j in judged] == [(word.who, word.decision) for word in said]
        elif name != "rayyan":
            assert [j.decision for j in judged] == ["exclude"]


def _read(text):
    import tempfile

    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        return read_judgements(Path(file.name))


def test_cards_are_papers_and_what_waits_comes_first():
    reports = [report(id="1"), report(source="europe_pmc", id="MED/1", title="", authors=[]), report(id="2")]
    rows = [
        {"report": "pubmed:1", "duplicate_of": None, "decision": "include", "reason": "eligible",
         "decided_by": "Ann", "rank": None},
        {"report": "europe_pmc:MED/1", "duplicate_of": "pubmed:1", "decision": "exclude", "reason": "",
         "decided_by": "Ann", "rank": None},
        {"report": "pubmed:2", "duplicate_of": None, "decision": "unclear", "reason": "design_unknown",
         "decided_by": "protocol", "rank": 1},
    ]  # fmt: skip
    decisions = [Decision("pubmed:1", "exclude", "", "Ann"), Decision("pubmed:1", "include", "so be it", "Ann")]
    cards = cards_of(reports, rows, decisions)
    assert [one.report for one in cards] == ["pubmed:2", "pubmed:1"]
    assert cards[1].decision == "include"
    assert cards[1].said == [Said("Ann", "include", "so be it")]
    assert list(cards[1].copies) == ["europe_pmc:MED/1"]
    assert cards[1].authors == ["Lindgren, A", "Ito, B"]


@pytest.mark.parametrize(
    "before",
    [
        None,
        "",
        "report,decision,reason,decided_by,decided_on,seen_sha256\n",
        "\ufeffdecided_by,report,decision,seen_sha256,decided_on,reason\nBen,pubmed:9,include,,,",
    ],
)
def test_lines_are_added_and_what_stands_there_stays(tmp_path, before):
    path = tmp_path / "screening.csv"
    if before is not None:
        path.write_bytes(before.encode())
    had = read_decisions(path) if before else []
    new = [Decision("pubmed:1", "exclude", 'said "no", twice', "Ann", DAY, "a" * 64)]
    append_decisions(path, new)
    assert read_decisions(path) == had + new
    assert path.read_bytes().startswith((before or "").encode())


def test_a_file_without_a_column_of_ours_is_left_alone(tmp_path):
    path = file_of(tmp_path, "report,decision\n", "screening.csv")
    with pytest.raises(BadInput, match="reason"):
        append_decisions(path, [Decision("pubmed:1", "include")])
    assert path.read_text() == "report,decision\n"


def test_a_real_list_of_covidence_is_read():
    path = SHARED / "exports/covidence/iddo_malaria_lsr_covidence_export.csv"
    if not path.exists():
        pytest.skip("../shared/exports/covidence is not there: no real export to read")
    found = read_judgements(path)
    assert len(found) == 362
    assert all(judged.decision == "exclude" and judged.reason for judged in found if judged.decision)
    assert sum(bool(judged.decision) for judged in found) > 350
