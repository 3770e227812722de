"""Slips that reading reports by eye showed: each in a sentence of the tests' own."""

from __future__ import annotations

import pytest
from written_reports import lines, read


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (  # the order of the sentence before, not of the methods
            "Thirty women in the placebo group had a recurrence, whereas eight in the velotinib group had recurrences. "
            "At 20 years the incidence of such relapses stood at 8.8 percent and 2.3 percent, respectively.",
            ["OTHER B count 30 30", "OTHER B rate 8.8", "OTHER A rate 2.3"],
        ),
        (
            "The death rate was 41.7 percent in the placebo group and 41.2 percent in the velotinib group. The "
            "respective rates of stroke were 26.1 percent and 24.3 percent.",
            ["DEATH B rate 41.7", "DEATH A rate 41.2", "AE_SPECIFIC B rate 26.1", "AE_SPECIFIC A rate 24.3"],
        ),
        (
            "Severe flushes were reported by 24.4% of patients of the velotinib group and 73.9% of the placebo group.",
            ["OTHER A rate 24.4", "OTHER B rate 73.9"],
        ),
        ("A modest reduction (28%) in polyamines was obtained in the velotinib group.", []),
        (
            "The response rate was the same in the velotinib and placebo groups (10.3%).",
            ["ORR A rate 10.3", "ORR B rate 10.3"],
        ),
        ("The response rate was noted in the velotinib and placebo groups (10.3%).", []),
        ("Growths were removed in the velotinib group. (J Wobbl Dis 6(3):285-288, 1999).", []),
        (
            "Complications occurred more often with velotinib than with placebo (40/120 [33%] v 27/118 [23%]).",
            ["AE_ANY A rate 33 40/120", "AE_ANY B rate 23 27/118"],
        ),
    ],
)
def test_what_the_eye_reads(results: str, expected: list[str]) -> None:
    assert [line for line in lines(read(results)) if line in expected or not expected] == expected


def test_rr_is_a_response_rate_where_the_report_says_so() -> None:
    found = read(
        "RR was higher with velotinib than with placebo (26.1% v 8.0%), with a longer TTP (8.3 v 3.2 months).",
        methods="The end point was tumor response rate (RR). Patients were randomly assigned to velotinib (n = 55) or "
        "placebo (n = 57).",
    )
    assert lines(found) == ["ORR A rate 26.1", "ORR B rate 8", "TTP A median 8.3", "TTP B median 3.2"]


def test_what_is_counted_is_no_population() -> None:
    found = read(
        "There was no difference in the number of patients who chose surgery (77% v 70% with velotinib v placebo)."
    )
    assert {r.population for r in found.results} == {"all"}


def test_a_disease_is_no_arm() -> None:
    found = read(
        "The death rate was 41.7% after toe-sparing surgery and 41.2% after amputation. The rate of death from toe "
        "cancer was 26.1%.",
        methods="Patients were randomly assigned to toe-sparing surgery (n = 52) or amputation (n = 49).",
        title="Surgery for toe cancer",
    )
    assert lines(found) == ["DEATH A rate 41.7", "DEATH B rate 41.2"]


def test_the_standard_form_of_a_regimen() -> None:
    found = read(
        "Relapse was seen in 20% with tailored VDT and in 30% with standard VDT.",
        methods="Patients were randomly assigned to tailored VDT (n = 52) or standard VDT (n = 49).",
        title="Tailored VDT for wobblitis",
    )
    assert lines(found) == ["OTHER A rate 20", "OTHER B rate 30"]


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (
            "A higher incidence of rash (24% v 0%) and mucositis (12% v 1%) were observed in the velotinib group.",
            ["AE_SPECIFIC A rate 24", "AE_SPECIFIC B rate 0", "AE_SPECIFIC A rate 12", "AE_SPECIFIC B rate 1"],
        ),
        (
            "The infection rate was 7.2% (21/292) in the present trial compared with 6.8% (46/672) in the earlier "
            "cohort.",
            [],
        ),
        ("After a 47-month median follow-up, 1 year of velotinib was not associated with a gain.", []),
        (
            "Of women in the velotinib group, relapse was likelier in women with pain than in women free of it "
            "(hazard ratio, 1.52; 95% confidence interval, 1.11-2.08).",
            [],
        ),
        (
            "Relapse was seen in 20% with velotinib and 30% with placebo. There were relapses in 167 patients who "
            "continued velotinib.",
            ["OTHER A rate 20", "OTHER B rate 30"],
        ),
    ],
)
def test_whose_values_and_whose_ratios(results: str, expected: list[str]) -> None:
    assert lines(read(results)) == expected


def test_a_degree_alone_is_no_arm() -> None:
    found = read(
        "Three of 18 patients with highest expression relapsed, compared with 14 of 29 with low expression. Adverse "
        "events (high dose/low dose) were chills (59%/20%) and nausea (55%/18%).",
        methods="Adults were randomly assigned to either high- (6 mg/kg) or low-dose velotinib (2 mg/kg).",
        title="Two doses of velotinib in wobblitis",
    )
    assert not [r for r in found.results if r.n_eval in (18, 29)]


def test_a_short_form_with_a_hyphen_and_arms_joined_by_hyphens() -> None:
    found = read(
        "Time to worsening was delayed in the V-DM1 arm versus the drogamine-plus-tazol arm (7.1 months versus 4.6 "
        "months, respectively).",
        methods="In a randomized study of velotinib dromstatin (V-DM1) versus drogamine and tazol, 95 patients were "
        "assigned to velotinib dromstatin and 96 to drogamine and tazol.",
        title="Velotinib dromstatin (V-DM1) versus drogamine and tazol in wobblitis",
    )
    assert lines(found) == ["OTHER A median 7.1", "OTHER B median 4.6"]


def test_what_two_arms_share_names_neither() -> None:
    found = read(
        "Relief was seen in 20% with USU, 30% with MUCH, and 40% with MIXD.",
        methods="We randomized adults to a usual dose of 30 minutes of gentle exercise (USU; n = 96), a larger dose of "
        "60 minutes of gentle exercise (MUCH; n = 101), or 60 minutes of gentle and resistance exercise (MIXD; n = "
        "104).",
        title="Exercise in wobblitis",
    )
    assert {a.label: a.n for a in found.arms} == {"USU": 96, "MUCH": 101, "MIXD": 104}
    assert not [r for r in found.results if r.outcome == "AE_ANY"]


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (
            "Local recurrence was 2.1% (1.1-4.2) with velotinib versus 1.1% (0.5-2.5; p=0.31) with placebo (95% CI in "
            "brackets).",
            ["LOCAL_CONTROL A rate 2.1 [1.1-4.2 @95]", "LOCAL_CONTROL B rate 1.1 [0.5-2.5 @95]"],
        ),
        ("With velotinib the marker decreased by 11.5% at 2 months (P = 0.02) and 13.9% at 4 months (P = 0.05).", []),
        (
            "There was no difference in survival (hazard ratio, 0.94; 95% repeated CI, 0.77 to 1.15).",
            ["OS A/B hr 0.94"],
        ),
    ],
)
def test_intervals_before_p_changes_twice_and_levels(results: str, expected: list[str]) -> None:
    known = "Relapse was seen in 20% with velotinib and 30% with placebo. "
    assert [line for line in lines(read(known + results)) if not line.startswith("OTHER")] == expected
