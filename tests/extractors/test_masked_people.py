"""Who is masked and who is not, in the many ways trials say it. All sentences are written for these tests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.masked_people import claims_of


def said(text):
    """(masked, part) of everyone of whom the sentence says something, each once, in order."""
    return list(dict.fromkeys((masked, part) for masked, part, *_ in claims_of(text)))


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        # unaware is masked, in apposition too
        ("X-rays were scored by two radiologists, unaware of group allocation.", [(True, "outcome assessors")]),
        # a denial of something else does not reach a new subject
        (
            "The idea behind the device was not explained, and volunteers were blind to their group.",
            [(True, "participants")],
        ),
        (
            "Volunteers were not blinded in this study and only the raters were blinded.",
            [(False, "participants"), (True, "outcome assessors")],
        ),
        # one subject for two verbs
        ("The rater was not involved in the care and will be blinded to treatment.", [(True, "outcome assessors")]),
        # known and not known
        ("The allocation was not known to the examiners.", [(True, "outcome assessors")]),
        ("The allocation was known only to the pharmacist.", [(False, "care providers")]),
        # blinding that cannot be
        ("The kind of training made blinding of the coaches to group impractical.", [(False, "care providers")]),
        ("It was not, however, possible to keep interviewers blinded.", [(False, "outcome assessors")]),
        ("The size of the cast makes blinding impossible for surgeons.", [(False, "care providers")]),
        # informed of the group, not of risks
        ("Ward staff were not informed about the allocation.", [(True, "care providers")]),
        ("Patients will be told which arm they are in.", [(False, "participants")]),
        ("Patients were informed about the risks of the treatment.", []),
        ("Clinicians should be aware of weight gain.", []),
        # allocation hidden from people, not people from allocation
        ("Allocation was blinded to the patients and nurses.", [(True, "participants"), (True, "care providers")]),
        (
            "The pathologist graded all slides and was blinded to patient characteristics.",
            [(True, "outcome assessors")],
        ),
        # the work itself
        ("All analyses will be performed blinded to allocation.", [(True, "data analysts")]),
        ("The walking assessments were done unblinded.", [(False, "outcome assessors")]),
        ("Slides were scored in a blinded fashion by two surgeons.", [(True, "care providers")]),
        ("All films were read in a blinded manner.", [(True, "outcome assessors")]),
        ("The trial's data were analysed blindly.", [(True, "data analysts")]),
        ("Statistical analysis was performed while blinded to the group.", [(True, "data analysts")]),
        # who knows nothing, and who stands before the noun
        ("The radiologist had no information about the group of the patient.", [(True, "outcome assessors")]),
        ("In this trial participant blinding was not possible.", [(False, "participants")]),
        ("Codes of the groups were kept, unknown to the investigators.", [(True, "investigators")]),
        (
            "The allocation will be concealed to the patients and testers.",
            [(True, "participants"), (True, "outcome assessors")],
        ),
        ("Physicians were not informed of the randomisation.", [(True, "care providers")]),
        ("Blinding was applied only for outcome assessors of the trial.", [(True, "outcome assessors")]),
        ("Scores were given by two blinded board-certified orthopaedic surgeons.", [(True, "care providers")]),
        ("Weight is taken by midwives, therefore they will not be blinded to group.", [(False, "care providers")]),
        # exceptions
        (
            "Patients and staff, except for the pharmacist, were blinded to treatment.",
            [(True, "participants"), (True, "care providers"), (False, "care providers")],
        ),
        # a relative clause speaks of the nearest
        ("Blood was drawn from the patients by a study nurse who was blinded to the arm.", [(True, "investigators")]),
        # other uses
        ("Participants were unblinded after the last visit of the trial.", []),
        ("We noted whether the rater was unblinded in the trial.", []),
        ("To keep up the blinding throughout the trial clinicians were not present.", []),
        ("Drug A was compared with placebo in a double-blind phase III design among patients with gout.", []),
        ("Consultation with the doctor cannot be blinded in this trial.", []),
    ],
)
def test_who_knows_the_allocation(text, claims):
    assert said(text) == claims


def test_a_review_of_charts_is_no_review_of_other_trials():
    assert said("The nurses doing the chart review are blinded to group.") == [(True, "care providers")]
    assert said("In a systematic review, half of the patients were blinded to group.") == []


@given(st.text(alphabet="abc ,;().'-", max_size=80), st.sampled_from(["patients", "assessors", "surgeons"]))
def test_claims_stand_inside_the_sentence(noise, people):
    text = f"{noise} the {people} were blinded to allocation {noise}"
    for _, part, start, end in claims_of(text):
        assert part and 0 <= start < end <= len(text)
