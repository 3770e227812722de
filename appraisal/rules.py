"""The list of rules: what is checked, how severe it is, the sentence that explains it, and a worked example."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from appraisal import (
    rules_counts,
    rules_direction,
    rules_estimates,
    rules_means,
    rules_parts,
    rules_places,
    rules_times,
    rules_trial,
)
from appraisal.facts import Facts
from schemas.models import Finding, Severity

Check = Callable[[Facts], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its id as findings carry it, the severity that it can reach, one sentence, its checks, an example."""

    id: str
    severity: Severity
    sentence: str
    checks: tuple[Check, ...] = ()
    example: str = ""
    by_reader: bool = False
    """Whether the readers raise it while they read, so that an appraisal neither finds nor forgets it."""


RULES: tuple[Rule, ...] = (
    Rule(
        "percent_impossible",
        "critical",
        "No count of patients gives the printed percentage.",
        (rules_counts.impossible_rate,),
        "77.79% of 78 patients: 60/78 is 76.92% and 61/78 is 78.21%. Beside 46/82 the printed chi-squared of 4.262 is "
        "that of 56/78, so the proposal is “56/78 = 71.79% fits the reported test; 77.79% looks like a slip”. Honest: "
        "45.3% of 96 patients, which is 43 of 95 who could be evaluated.",
    ),
    Rule(
        "count_ambiguous",
        "info",
        "Several counts fit the printed percentage.",
        example="45% of 400 patients is any count from 178 to 183; all of them are listed.",
    ),
    Rule(
        "denominator_unclear",
        "info",
        "The percentage is a share of fewer people than the arm has, or of people that the report does not name.",
        example="38.2%, 7.3%, 30.9% and 83.6% in an arm of 60: only 55 of the numbers from 30 to 60 gives all four.",
    ),
    Rule(
        "events_exceed_n",
        "critical",
        "More people have the event than there are.",
        (rules_counts.events_exceed_n,),
        "Serious adverse events in 25 of 20 patients. Honest: 25 events in 20 patients, or “231 patients had disease "
        "control” of a trial whose arms have 116 and 115.",
    ),
    Rule(
        "interval_mismatch",
        "critical",
        "The interval is not that of its count, or does not hold its estimate.",
        (
            rules_counts.interval_mismatch,
            rules_counts.interval_of_another_level,
            rules_counts.value_outside_interval,
        ),
        "11/20 = 55.0% with a 95% interval of 12.1 to 33.0; the exact one is 31.5 to 76.9. Honest: 47% with an "
        "interval of -28 to 18, which is that of a difference.",
    ),
    Rule(
        "test_mismatch",
        "warning",
        "The printed chi-squared is not that of the arms' counts.",
        (rules_counts.test_mismatch,),
        "Chi-squared 7.301 beside 10/82 v 21/78, which give 5.551; 7.301 is the value of another row, 10/82 v 23/78. "
        "Honest: 4.648, the same counts with Yates' correction.",
    ),
    Rule(
        "parts_do_not_sum",
        "warning",
        "Parts do not make up their whole.",
        (
            rules_parts.parts_do_not_sum,
            rules_parts.order_of_parts,
            rules_parts.percentages_do_not_sum,
            rules_parts.responses_exceed_all,
            rules_parts.arms_exceed_total,
            rules_parts.flow_of_participants,
        ),
        "CR 2 + PR 7 = 9, but ORR is 11 of 20; arms of 60 and 62 in a trial of 120. Honest: CR 7% + PR 31% and ORR "
        "39%, each rounded by itself.",
    ),
    Rule(
        "ratio_interval_asymmetric",
        "warning",
        "The ratio is not in the middle of its interval on the log scale.",
        (rules_estimates.ratio_interval_asymmetric,),
        "HR 0.64 with 0.32 to 0.69, whose middle is 0.47. Honest: 0.46 with 0.32 to 0.69.",
    ),
    Rule(
        "p_mismatch",
        "warning",
        "The p value does not go with the interval or the counts.",
        (rules_estimates.p_mismatch, rules_estimates.p_of_counts),
        "HR 0.46 (0.30 to 0.71) with P = 0.41, where the interval gives 0.0004; 40/80 v 20/80 with P = 0.40, where "
        "the test gives 0.001. Honest: HR 0.46 (0.30 to 0.71) with a log-rank P of 0.001.",
    ),
    Rule(
        "p_one_sided",
        "info",
        "The p value is one-sided.",
        (rules_estimates.one_sided_p,),
        "“HR 0.71; one-sided P = 0.02”: the two-sided value is 0.04.",
    ),
    Rule(
        "level_not_95",
        "info",
        "The interval is at another level than 95%.",
        (rules_estimates.level_not_95,),
        "HR 0.21 (99% CI 0.14 to 0.31): the standard error is the width divided by 2 × 2.576 and not by 2 × 1.96.",
    ),
    Rule(
        "direction_conflict",
        "critical",
        "The hazard ratio points the other way than the medians or the words.",
        (rules_direction.direction_conflict, rules_direction.direction_of_words),
        "Medians of 20.8 v 8.2 months with a hazard ratio of 2.17 (1.45 to 3.13) of the first over the second; "
        "“drug A "
        "improved survival (HR 1.62, 1.20 to 2.19)”. Honest: “survival was longer with placebo (HR 1.62)”.",
    ),
    Rule(
        "units_suspect",
        "warning",
        "A time is in an unlikely unit, or arms are in different ones.",
        (rules_times.units_suspect,),
        "A median of 36 months in a trial that began in January 2020 and was cut off in June 2021: 36 weeks would be "
        "possible. Honest: 8.3 months in the abstract and 36 weeks in the table.",
    ),
    Rule(
        "numbers_differ_within_report",
        "warning",
        "The report gives two numbers for one result.",
        (rules_places.numbers_differ_within_report,),
        "A response rate of 45.0% in the abstract and of 48.0% in the table. Honest: 45% and 45.2%.",
    ),
    Rule(
        "sd_is_se",
        "warning",
        "The standard deviation is a standard error.",
        (rules_means.sd_is_se, rules_means.sd_is_se_by_test),
        "Mean 50.0, SD 2.0, 95% CI 46.1 to 53.9 of 100 people: the half width of 3.9 is 1.96 × 2.0, so 2.0 is an SE. "
        "Honest: the same with an SD of 20.0.",
    ),
    Rule(
        "mean_impossible",
        "warning",
        "No whole numbers have the printed mean.",
        (rules_means.granularity,),
        "A mean of 5.19 lesions in 28 people: 145/28 is 5.18 and 146/28 is 5.21. Honest: 5.21.",
    ),
    Rule(
        "sd_impossible",
        "warning",
        "No whole numbers have the printed mean and standard deviation.",
        example="No 18 whole numbers with the mean 3.44 have an SD of 2.47. Means of other things than whole numbers "
        "are not judged.",
    ),
    Rule(
        "binary_sd_impossible",
        "warning",
        "No yes-or-no values have the printed mean and standard deviation.",
        example="A share of 0.30 of 40 people coded 0 and 1 has the SD √(40/39 × 0.30 × 0.70) = 0.46; 0.30 is no SD "
        "of it.",
    ),
    Rule(
        "registered_late",
        "warning",
        "The trial was registered after enrolment began.",
        (rules_trial.registered_late,),
        "ChiCTR2500095313 was issued in 2025, enrolment began in October 2022, and the report says “prospectively "
        "registered”. Honest: registered on 20 March 2019, begun on 1 March 2019, which is within a month.",
    ),
    Rule(
        "retraction",
        "critical",
        "A retraction, an expression of concern or a correction was published.",
        (rules_trial.retraction,),
        "A notice of retraction holds every number of the report; an erratum is only said.",
    ),
    Rule(
        "range_over_groups",
        "warning",
        "One range is given for several groups, and nothing says which has which value.",
        example="“20% to 46.7% in either group”: held, unless the arms' sizes leave one way, as 9 and 15 patients "
        "would not and 15 and 20 would.",
        by_reader=True,
    ),
    Rule(
        "other_language",
        "warning",
        "The report is in another language than English, so that only numbers in universal notation were read.",
        example="A German abstract: “HR 0,66; 95%-KI 0,53–0,82” is read, its sentences are not; a person does.",
        by_reader=True,
    ),
    Rule(
        "table_is_image",
        "info",
        "A table, or a page of a PDF, is given as a picture only, so its numbers were not read.",
        example="A table whose whole body is a graphic: its caption is quoted, and a person reads it.",
        by_reader=True,
    ),
)
"""Every rule on numbers. `count_ambiguous` and `denominator_unclear` come up while counts are recovered,
`sd_impossible` and `binary_sd_impossible` are found by the check of `mean_impossible`, and readers raise two."""
