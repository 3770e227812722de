"""Short names of groups in headings, doses that contradict, comparisons with before. Invented treatments throughout."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.models import Arm, Extraction, Report, Table
from synthesis.ask import Question, Reader
from synthesis.ask.label_forms import abbreviates, begun, is_letter_of, numbers
from synthesis.ask.outcome import Outcome
from synthesis.ask.sides import Sides
from synthesis.ask.tables import pairs
from synthesis.ask.words import words


@pytest.mark.parametrize(
    ("intervention", "comparator", "first", "second"),
    [
        ("zolumab plus tarvine", "tarvine alone", "Combination", "Monotherapy"),
        ("rowing", "no rowing", "EG", "CG"),
        ("needling", "sham needling", "Real", "Sham"),
        ("zolumab 3,000 IU", "zolumab 300 IU", "3000 IU", "300 IU"),
        ("0.5% tarvine", "1% tarvine", "0.5%", "1.0%"),
        ("melivacaine", "roxivacaine", "Group M", "Group R"),
        ("melivacaine", "roxivacaine", "Meli", "Roxi"),
        ("artolate-perquine", "artomether-lumine", "AP", "AL"),
        ("artolate-perquine", "mefloxine", "ARPQ", "Mefloxine"),
        ("intravenous iron", "oral iron", "IV", "Oral"),
        ("tarvine once daily", "tarvine twice daily", "QD", "BID"),
        ("with cuff", "cuffless tube", "With cuff", "Without cuff"),
        ("usual care and lessons", "usual care", "Intervention", "Usual care"),
    ],
)
def test_short_names_of_groups_are_read(intervention, comparator, first, second):
    sides = Sides(intervention, comparator)
    straight, turned = sides.pair(first, second), sides.pair(second, first)
    assert straight is not None and straight[1]
    assert turned is not None and not turned[1]


@pytest.mark.parametrize(
    ("intervention", "comparator", "first", "second"),
    [("melivacaine", "levomelivacaine", "Group A", "Group B"), ("tarvine", "zolumab", "X", "Y"), ("a", "b", "", "")],
)
def test_names_that_say_nothing_stay_unread(intervention, comparator, first, second):
    assert Sides(intervention, comparator).pair(first, second) is None


def test_letters_and_beginnings():
    assert is_letter_of("Group T", "tarvine gel") and not is_letter_of("t", "tarvine") and not is_letter_of("T2", "t")
    assert abbreviates("TVN", "tarvine") and not abbreviates("TXN", "tarvine") and not abbreviates("ITT", "tarvine")
    assert "tarvin" in begun(frozenset(("tar",)), words("tarvine"))
    assert begun(frozenset(("tar",)), frozenset(("tarvin", "tarol"))) == {"tar"}
    assert numbers("1,000 mg of QX-77 or 2.50%") == {"1000", "2.5"}


@given(st.text(max_size=12), st.text(max_size=40))
def test_no_label_or_name_is_too_odd(label, text):
    assert abbreviates(label, text) in (True, False)
    assert is_letter_of(label, text) in (True, False)
    assert numbers(text) == numbers(text.upper()) or not text.isascii()


def test_a_heading_with_another_dose_is_not_saved_by_the_names_of_its_arm():
    table = Table(
        "T1",
        caption="Relapses",
        header_rows=1,
        rows=[["", "Placebo", "Zolumab 5 mg", "Zolumab 9 mg"], ["Relapse, n (%)", "9 (30)", "6 (20)", "3 (10)"]],
    )
    arms = [Arm("A", "zolumab", names=["zolumab"]), Arm("B", "placebo", role="placebo", names=["placebo"])]
    reader = Reader.of(Extraction(Report(title="A trial", tables=[table]), arms=arms))
    _, readings = reader.readings(Question("relapse", "zolumab 9 mg", "placebo", "binary"))
    assert {r.numbers[0] for r in readings if r.numbers and r.numbers[3] == 9} == {3}


def test_before_and_after_compare_one_group_and_one_outcome():
    table = Table(
        "T1",
        caption="Vigour, mean ± SD",
        header_rows=1,
        rows=[
            ["", "Rowers, before", "Rowers, after", "Walkers, before", "Walkers, after"],
            ["Grip, kg", "20.1 ± 2.0", "24.2 ± 2.1", "21.0 ± 2.2", "21.5 ± 2.3"],
            ["Reach, cm", "30.1 ± 3.0", "34.2 ± 3.1", "31.0 ± 3.2", "31.5 ± 3.3"],
        ],
    )
    reader = Reader.of(Extraction(Report(title="A trial", tables=[table])))
    sides = Sides("rowers", "prior to training", reader.short_forms, reader.aliases)
    assert sides.against_baseline
    found = pairs(reader.cells, sides, Outcome("grip"), reader.names)
    assert {(p.intervention.value, p.comparator.value) for p in found if "grip" in p.own} == {(24.2, 20.1)}
    assert all(p.intervention.row == p.comparator.row for p in found)
