"""The list of rules: what is checked, how severe it is, and the sentence that explains it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from appraisal import rules_counts, rules_estimates, rules_means, rules_trial
from appraisal.facts import Facts
from schemas.models import Finding, Severity

Check = Callable[[Facts], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its id as findings carry it, the severity that it can reach, one sentence, and its checks."""

    id: str
    severity: Severity
    sentence: str
    checks: tuple[Check, ...] = ()


RULES: tuple[Rule, ...] = (
    Rule(
        "percent_impossible",
        "critical",
        "No count of patients gives the printed percentage.",
        (rules_counts.impossible_rate,),
    ),
    Rule("count_ambiguous", "info", "Several counts fit the printed percentage."),
    Rule("denominator_unclear", "info", "The percentage is a share of fewer people than the arm has."),
    Rule(
        "events_exceed_n",
        "critical",
        "More people have the event than there are.",
        (rules_counts.events_exceed_n,),
    ),
    Rule(
        "interval_mismatch",
        "critical",
        "The interval is not that of its count, or does not hold its estimate.",
        (rules_counts.interval_mismatch, rules_counts.value_outside_interval),
    ),
    Rule(
        "test_mismatch",
        "warning",
        "The printed chi-squared is not that of the arms' counts.",
        (rules_counts.test_mismatch,),
    ),
    Rule(
        "parts_do_not_sum",
        "warning",
        "Parts do not make up their whole.",
        (rules_counts.parts_do_not_sum, rules_counts.order_of_parts, rules_counts.arms_exceed_total),
    ),
    Rule(
        "ratio_interval_asymmetric",
        "warning",
        "The ratio is not in the middle of its interval on the log scale.",
        (rules_estimates.ratio_interval_asymmetric,),
    ),
    Rule("p_mismatch", "warning", "The p value does not go with the interval.", (rules_estimates.p_mismatch,)),
    Rule("level_not_95", "info", "The interval is at another level than 95%.", (rules_estimates.level_not_95,)),
    Rule(
        "direction_conflict",
        "critical",
        "The hazard ratio points the other way than the medians.",
        (rules_estimates.direction_conflict,),
    ),
    Rule(
        "units_suspect",
        "warning",
        "A time is in an unlikely unit, or arms are in different ones.",
        (rules_estimates.units_suspect,),
    ),
    Rule(
        "numbers_differ_within_report",
        "warning",
        "The report gives two numbers for one result.",
        (rules_estimates.numbers_differ_within_report,),
    ),
    Rule(
        "sd_is_se",
        "warning",
        "The standard deviation is a standard error.",
        (rules_means.sd_is_se, rules_means.sd_is_se_by_test),
    ),
    Rule(
        "mean_impossible",
        "warning",
        "No whole numbers have the printed mean.",
        (rules_means.granularity,),
    ),
    Rule("sd_impossible", "warning", "No whole numbers have the printed mean and standard deviation."),
    Rule("binary_sd_impossible", "warning", "No yes-or-no values have the printed mean and standard deviation."),
    Rule(
        "registered_late",
        "warning",
        "The trial was registered after enrolment began.",
        (rules_trial.registered_late,),
    ),
    Rule(
        "retraction",
        "critical",
        "A retraction, an expression of concern or a correction was published.",
        (rules_trial.retraction,),
    ),
)
"""Every rule of this room. `count_ambiguous` and `denominator_unclear` come up while counts are recovered, and the
last two granularity rules are found by the first one's check."""
