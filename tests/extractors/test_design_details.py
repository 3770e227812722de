"""What a report says of masking, allocation, centres and planned size. All sentences are written for these tests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.design import fill_design
from extractors.design_details import details_of
from extractors.registry_design import registry_details
from extractors.text.sentences import sentences
from schemas.models import Block, Report


def details(*texts, section="methods", part="body", is_protocol=False):
    blocks = [Block(f"b{n}", section, text, part=part) for n, text in enumerate(texts)]
    return details_of(sentences(Report(blocks=blocks)), is_protocol)


def values(field, *texts, **more):
    return [detail.value for detail in details(*texts, **more) if detail.field == field]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("This was a randomised, double-blind, placebo-controlled trial.", "double-blind"),
        ("A triple masked comparison of two creams was run.", "triple-blind"),
        ("We did an open-label, parallel-group study.", "open-label"),
        ("An assessor-blinded trial of two splints was done.", "assessor-blind"),
        ("The trial was observer-blind.", "assessor-blind"),
        ("We ran a nonblinded, pragmatic evaluation in two towns.", "open-label"),
        ("Because of the device, blinding was not possible.", "open-label"),
        ("This open, randomised trial compared two diets.", "open-label"),
    ],
)
def test_the_kind_of_masking(text, kind):
    assert values("masking", text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "After week 12 everybody entered an open-label extension phase.",
        "Earlier double-blind trials of the drug had been small.",
        "The trial could not be double-blind.",
        "The doors of the clinic were open all day.",
        "The study was open to adults with a cough.",
        "Colour-blind volunteers took part in the study.",
    ],
)
def test_a_part_of_the_trial_or_another_trial_has_no_say_on_masking(text):
    assert values("masking", text) == []


@pytest.mark.parametrize(
    ("text", "masked", "not_masked"),
    [
        (
            "Patients and outcome assessors were blinded to treatment allocation.",
            ["participants", "outcome assessors"],
            [],
        ),
        (
            "Neither the nurses nor the patients could be blinded to the intervention.",
            [],
            ["care providers", "participants"],
        ),
        ("The scans were read by a radiologist blinded to group assignment.", ["outcome assessors"], []),
        ("It was not possible to blind participants to the exercise group.", [], ["participants"]),
        (
            "Surgeons were aware of the treatment, but the statistician was masked.",
            ["data analysts"],
            ["care providers"],
        ),
        ("Blinding of the therapists was not feasible in this trial.", [], ["care providers"]),
        ("Blinded raters scored every video of the trial.", ["outcome assessors"], []),
        ("The treatment was known; blind people were welcome.", [], []),
        ("The trial was double-blind.", [], []),
    ],
)
def test_who_is_masked_and_who_is_not(text, masked, not_masked):
    assert sorted(values("masked", text)) == sorted(masked)
    assert sorted(values("not_masked", text)) == sorted(not_masked)


@pytest.mark.parametrize(
    ("text", "ratio"),
    [
        ("Patients were randomised 2:1 to the new drug or placebo.", "2:1"),
        ("Participants were allocated in a 1 : 1 : 1 ratio.", "1:1:1"),
        ("Women were assigned with a 3-to-1 ratio to surgery or watching.", "3:1"),
        ("Residents were randomly allocated in equal numbers to three groups.", "1:1:1"),
        ("Half of the patients will be randomly given the cream and the other half the gel.", "1:1"),
        ("Participants were allocated 50/50, stratified by sex and age.", "1:1"),
        ("Patients were equally distributed between the two study groups.", "1:1"),
    ],
)
def test_the_allocation_ratio(text, ratio):
    assert values("allocation_ratio", text) == [ratio]


@pytest.mark.parametrize(
    "text",
    [
        "Serum was diluted 1:10 before the groups were compared.",
        "The female to male ratio was 3:1 in both groups.",
        "Random samples were drawn at 10:30 each day.",
        "Patients were randomised to the new drug or placebo.",
        "Goats, equal numbers of male and female ones, were randomised to two diets.",
        "The 4:1 ratio of EPA to DHA was the same in both groups.",
    ],
)
def test_other_ratios_are_no_allocation(text):
    assert values("allocation_ratio", text) == []


@pytest.mark.parametrize(
    ("text", "centres", "count"),
    [
        ("This multi-center trial compared two drugs.", ["multicentre"], []),
        ("Patients were recruited at 14 hospitals in Norway.", ["multicentre"], [14]),
        ("Participants will be enrolled from three academic eye clinics.", ["multicentre"], [3]),
        ("This was a single-centre study.", ["single-centre"], []),
        ("The trial was conducted at the Nordby University Hospital.", ["single-centre"], []),
        ("Ethics committees of five hospitals approved the study.", [], []),
        ("Blood was taken twice.", [], []),
        ("Later multi-centre trials would have more power.", [], []),
        ("The trial was conducted at the Northbank Hospital and the private clinic of Ash Road.", ["multicentre"], []),
        (
            "Patients were recruited at an outpatient lung function test laboratory at the Ash Road Hospital.",
            ["single-centre"],
            [],
        ),
        ("Patients had pain in at least 11 of 18 anatomical sites and were recruited.", [], []),
        ("Patients were recruited into three exercise programs.", [], []),
    ],
)
def test_one_centre_or_several(text, centres, count):
    assert values("centres", text) == centres
    assert values("n_centres", text) == count


@pytest.mark.parametrize(
    ("text", "whole", "arm"),
    [
        ("A sample size of 180 patients was needed for 80% power.", [180], []),
        ("We aimed to recruit 96 couples.", [96], []),
        ("We calculated that 44 patients per group were required.", [], [44]),
        ("To allow for dropout we planned to include 60 women in each group (120 in total).", [120], [60]),
        ("For 90% power 200 children are needed; to allow for losses, 230 will be enrolled.", [230], []),
        ("A sample size of 40 clusters was planned; in the end 31 took part.", [], []),
        ("An earlier trial of 90 patients was used to calculate the power.", [], []),
        # a number for each arm is not the whole, wherever the words of the arm stand
        ("At least 85 patients were required in each group.", [], [85]),
        ("A minimum of 36 women per randomisation arm was needed.", [], [36]),
        ("In all 2 × 60 infants will be needed.", [], [60]),
        ("A sample size of 30 men was determined for the control arm.", [], []),
        # neither is a number for each place, for a subset, or of clusters
        ("About 200 adults are needed at each study centre.", [], []),
        ("In total 38 adults will be included in the substudy.", [], []),
        ("We required 20 clinics per arm.", [], []),
        # what was done, and what is no number of people
        ("After this check 19 patients were excluded, mainly for planned surgery.", [], []),
        ("With 87 patients enrolled, the power was 24%.", [], []),
        ("The weekly goal of 150 minutes was planned with a target dose of 300 mg.", [], []),
        ("The target sample size was increased to 1,200 women per arm.", [], [1200]),
        ("As found by Roe et al, 50 patients will be needed for each group.", [], [50]),
        ("A study that randomised 23 women to each arm would detect this with a power of 90%.", [], [23]),
        ("For 80% power, n = 128 people in each study arm were required.", [], [128]),
        ("A sample size of 263 was chosen per arm for the power wished.", [], [263]),
        ("By this sample size calculation each group was determined to have 24 patients.", [], [24]),
    ],
)
def test_the_planned_size(text, whole, arm):
    assert values("n_planned", text) == whole
    assert values("n_planned_per_arm", text) == arm


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("Patients will be randomised 1:1:1.", [120]),
        ("Patients will be randomly assigned to one of three groups.", [120]),
        ("Patients will be randomised 2:1.", []),
        ("Patients will be randomised.", []),
    ],
)
def test_equal_arms_of_a_stated_number_give_the_whole(said, whole):
    assert values("n_planned", said, "We need 40 patients in each group.") == whole


def test_two_plans_of_equal_weight_leave_the_word_to_the_abstract():
    body = ["In total 80 men will be recruited for stage one.", "In total 300 men will be recruited for stage two."]
    assert values("n_planned", *body) == []
    blocks = [Block("a", "methods", "We will recruit 380 men.", part="abstract")]
    blocks += [Block(f"b{n}", "methods", text) for n, text in enumerate(body)]
    assert [d.value for d in details_of(sentences(Report(blocks=blocks)), True) if d.field == "n_planned"] == [380]


def test_a_long_sentence_is_quoted_around_its_number():
    text = "Because " + "the pain was thought to be strong and " * 8 + "we needed 1,240 patients for the power that "
    (found,) = [d for d in details(text + "we had wished for " * 9 + ".") if d.field == "n_planned"]
    assert found.value == 1240
    assert "1,240" in found.quote
    assert len(found.quote) <= 200


def test_planned_and_actual_sizes_stay_apart():
    report = Report(
        title="Cream against gel: a randomised trial",
        blocks=[
            Block("b0", "results", "We randomised 187 patients between May and June.", part="abstract"),
            Block("b1", "methods", "A sample size of 240 patients was needed to show this with 90% power."),
        ],
    )
    fill_design(report)
    assert (report.n_total, report.n_total_type) == (187, "actual")
    assert [d.value for d in report.details if d.field == "n_planned"] == [240]


def test_a_protocol_plans_its_size():
    report = Report(
        title="Cream against gel: protocol of a randomised trial",
        blocks=[Block("b0", "methods", "In total 240 patients will be recruited.", part="abstract")],
    )
    fill_design(report)
    assert (report.n_total, report.n_total_type) == (240, "estimated")


def test_the_quote_stands_at_its_place():
    text = "The sea was calm. Patients were randomised 2:1 and assessors were blinded to allocation."
    found = details(text)
    assert {d.field for d in found} == {"allocation_ratio", "masked"}
    assert {text[d.locator["start"] : d.locator["end"]] for d in found} == {"2:1", "assessors"}
    assert {d.quote for d in found} == {"Patients were randomised 2:1 and assessors were blinded to allocation."}


def test_the_introduction_and_the_references_say_nothing_of_this_trial():
    text = "The trial was a double-blind, multicentre study that randomised patients 2:1."
    assert details(text, section="introduction") == []
    assert details(text, section="references") == []


@given(st.integers(1, 9), st.integers(1, 9))
def test_any_ratio_is_read_as_printed(a, b):
    assert values("allocation_ratio", f"Patients were randomly assigned {a}:{b} to drug or placebo.") == [f"{a}:{b}"]


@given(st.text(max_size=200))
def test_no_text_breaks_the_readers(text):
    for detail in details(text):
        assert detail.quote


def registered(**modules):
    return registry_details({"protocolSection": modules})


def test_a_registry_record_gives_its_details_from_structure():
    found = registered(
        designModule={
            "enrollmentInfo": {"count": 320, "type": "ESTIMATED"},
            "designInfo": {
                "interventionModel": "PARALLEL",
                "maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT", "OUTCOMES_ASSESSOR"]},
            },
        },
        contactsLocationsModule={"locations": [{"facility": "A", "city": "X"}, {"facility": "B", "city": "X"}]},
    )
    assert [(d.field, d.value) for d in found] == [
        ("n_planned", 320),
        ("masking", "double-blind"),
        ("masked", "participants"),
        ("masked", "outcome assessors"),
        ("design_type", "parallel"),
        ("centres", "multicentre"),
        ("n_centres", 2),
    ]
    assert all(d.locator["pointer"].startswith("/protocolSection/") for d in found)


def test_an_actual_or_unknown_enrolment_is_no_plan():
    for count, kind in ((320, "ACTUAL"), (99999999, "ESTIMATED"), (None, "ESTIMATED")):
        assert registered(designModule={"enrollmentInfo": {"count": count, "type": kind}}) == []


def test_a_registry_record_without_modules_says_nothing():
    assert registry_details({}) == []
    assert registered(designModule=None, contactsLocationsModule={"locations": "none"}) == []


def test_one_size_for_each_of_counted_arms_is_an_equal_ratio():
    plan = "We need 40 patients in each group."
    assert values("allocation_ratio", "Patients will be randomly assigned to one of three groups.", plan) == ["1:1:1"]
    assert values("allocation_ratio", "Patients will be randomised.", plan) == []


def test_a_trial_with_anybody_masked_is_not_called_open():
    said = "Because of the device, blinding was not possible."
    assert values("masking", said, "Raters were blinded to allocation.") == []
