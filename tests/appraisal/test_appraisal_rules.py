"""Rules object where arithmetic is broken, and are silent on honest numbers."""

import pytest
from written_numbers import appraised, ci, hr, p_only, rate, rules

from appraisal import RULES
from appraisal.document import main
from appraisal.rules_trial import year_of_number
from schemas.models import Arm, Block, Notice, Result


def median(arm, value, unit="months", outcome="PFS"):
    return Result("arm", outcome, "median", arm=arm, value=value, unit=unit)


def test_every_rule_has_one_sentence_and_its_source():
    assert len({r.id for r in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.sentence.endswith(".")
        assert all(check.__doc__ for check in rule.checks)


def test_chi_squared_of_another_row():
    """Two rows of 12.20% v 26.92%, and the value of a third row printed with the second."""
    results = []
    for name, share, value in (
        ("rash", "26.92", 5.551),
        ("loose stool", "29.49", 7.301),
        ("tiredness", "26.92", 7.301),
    ):
        test = {"name": "χ2", "value": value}
        results.append(rate("A", "12.20", "AE_SPECIFIC", outcome_text=name, test=test, quote=f"12.20% {value}"))
        results.append(rate("B", share, "AE_SPECIFIC", outcome_text=name))
    x = appraised(*results, n=(82, 78))
    assert rules(x) == ["test_mismatch"]
    assert x.findings[-1].message.startswith("tiredness")
    assert "loose stool" in x.findings[-1].proposal


def test_yates_is_honest():
    assert rules(appraised(rate("A", "12.20"), rate("B", "26.92"), p_only("ORR", chi2="4.648"), n=(82, 78))) == []


def test_interval_of_another_count():
    assert rules(appraised(rate("A", "55.0", **ci("12.1", "33.0")), n=(20,))) == ["interval_mismatch"] * 2
    assert rules(appraised(rate("A", "55.0", **ci("31.5", "76.9")), n=(20,))) == []


@pytest.mark.parametrize(
    ("value", "low", "high"), [("0.46", "0.32", "0.69"), ("0.5", "0.3", "0.9"), ("1.2", "0.9", "1.6")]
)
def test_ratio_intervals_within_rounding(value, low, high):
    assert rules(appraised(hr(value, low, high), n=(50, 50))) == []


def test_ratio_interval_with_a_slip():
    assert rules(appraised(hr("0.64", "0.32", "0.69"), n=(50, 50))) == ["ratio_interval_asymmetric"]
    assert rules(appraised(hr("0.96", "0.32", "0.69"), n=(50, 50))) == ["interval_mismatch"]


@pytest.mark.parametrize(
    ("p", "level", "expected"),
    [
        ("<0.001", 95, []),
        ("0.0004", 95, []),
        ("0.41", 95, ["p_mismatch"]),
        ("<0.001", 99, []),
        (">0.05", 95, ["p_mismatch"]),
    ],
)
def test_p_against_interval(p, level, expected):
    assert rules(appraised(hr("0.46", "0.30", "0.71", p, level=level), n=(50, 50))) == expected


def test_level_is_said():
    assert rules(appraised(hr("0.21", "0.14", "0.31", level=99), n=(261, 131)), "info") == ["level_not_95"]


def test_responses_make_up_the_whole():
    honest = [rate("A", v, o) for o, v in (("CR", "10"), ("PR", "35"), ("SD", "30"), ("ORR", "45"), ("DCR", "75"))]
    assert rules(appraised(*honest, n=(20,))) == []
    wrong = [rate("A", v, o) for o, v in (("CR", "10"), ("PR", "35"), ("ORR", "55"))]
    assert rules(appraised(*wrong, n=(20,))) == ["parts_do_not_sum"]


def test_severe_events_within_any():
    assert rules(appraised(rate("A", "60", "AE_G3PLUS"), rate("A", "45", "AE_ANY"), n=(20,))) == ["parts_do_not_sum"]


def test_arms_within_total():
    assert rules(appraised(n=(60, 62), design="rct", n_total=120)) == ["parts_do_not_sum"]
    assert rules(appraised(n=(60, 60), design="rct", n_total=125)) == []
    assert rules(appraised(n=(60, 60), design="rct", n_total=60, title="A crossover trial")) == []


def test_more_events_than_people():
    r = Result("arm", "SAE", "count", arm="A", value=25, unit="patients", events=25, events_origin="reported")
    assert rules(appraised(r, n=(20,))) == ["events_exceed_n"]
    events = Result("arm", "SAE", "count", arm="A", value=25, unit="events")
    assert rules(appraised(events, n=(20,))) == []


def test_medians_and_hazard_ratio_point_one_way():
    assert rules(appraised(median("A", 20.8), median("B", 8.2), hr("0.46", "0.32", "0.69"), n=(65, 89))) == []
    turned = appraised(median("A", 20.8), median("B", 8.2), hr("2.17", "1.45", "3.13"), n=(65, 89))
    assert rules(turned, "critical") == ["direction_conflict"]


def test_units_of_time():
    assert rules(appraised(median("A", 20.8), median("B", 36, "weeks"), n=(9, 9))) == ["units_suspect"]
    assert rules(appraised(median("A", 1200), n=(9,))) == ["units_suspect"]


def test_two_places_two_numbers():
    blocks = [Block("abstract1", "results", "", part="abstract"), Block("body1", "results", "")]

    def found(first, second, **more):
        places = [{"block": "abstract1", "start": 0, "end": 3}, {"block": "body1", "start": 0, "end": 3}]
        results = [rate("A", v, locator=place, **more) for v, place in zip((first, second), places, strict=True)]
        return rules(appraised(*results, n=(200,), blocks=blocks))

    assert found("45.0", "48.0") == ["numbers_differ_within_report"]
    assert found("45", "45.2") == []
    assert found("45.5", "93.5") == [], "two definitions of response"
    blocks[1].section = "discussion"
    assert found("45.0", "48.0") == [], "another trial's"


def test_interval_shows_that_sd_is_se():
    r = Result("arm", "QOL", "mean", arm="A", value=50.0, sd=2.0, n_eval=100, quote="50.0", **ci("46.1", "53.9"))
    assert rules(appraised(r, n=(100,))) == ["sd_is_se"]
    r = Result("arm", "QOL", "mean", arm="A", value=50.0, sd=20.0, n_eval=100, quote="50.0", **ci("46.1", "53.9"))
    assert rules(appraised(r, n=(100,))) == []


@pytest.mark.parametrize(("t", "expected"), [("2.77", ["sd_is_se"]), ("13.86", []), ("5.1", [])])
def test_t_value_shows_that_sd_is_se(t, expected):
    means = [
        Result("arm", "QOL", "mean", arm=a, value=v, sd=2.1, n_eval=25, quote=f"{v} ± 2.1")
        for a, v in (("A", 50.5), ("B", 42.27))
    ]
    test = Result("contrast", "QOL", "p_only", arm="A", ref_arm="B", test={"name": "t", "value": float(t)}, quote=t)
    assert rules(appraised(*means, test, n=(25, 25))) == expected


def test_registered_after_the_start():
    late = {"start_date": "2022-10", "own": ["ChiCTR2500095313"]}
    assert [(f.rule, f.severity) for f in appraised(**late).findings] == [("registered_late", "info")]
    claim = [Block("b1", "registration", "Trial was prospectively registered as ChiCTR2500095313.")]
    x = appraised(**late, blocks=claim)
    assert [(f.rule, f.severity) for f in x.findings] == [("registered_late", "warning")]
    assert "2025" in x.findings[0].message and "ChiCTR2500095313" in x.findings[0].quote


@pytest.mark.parametrize(
    ("registered", "start", "late"),
    [("2019-03-20", "2019-03-01", False), ("2019-05-20", "2019-03-01", True), ("2019", "2019-03", False),
     ("2020", "2019-12", True), ("2018-01-01", "2019-01-01", False), ("2019-04", "2019-03", False)],
)  # fmt: skip
def test_dates_at_their_precision(registered, start, late):
    assert bool(appraised(registered_date=registered, start_date=start).findings) == late


@pytest.mark.parametrize(
    ("number", "year"),
    [("ChiCTR-TRC-12002345", 2012), ("ACTRN12615000123456", 2015), ("CTRI/2019/05/019117", 2019), ("NCT04988248", None),
     ("PACTR201901234567890", 2019), ("2022-501234-10-00", 2022), ("ISRCTN12345678", None)],
)  # fmt: skip
def test_year_in_registry_numbers(number, year):
    assert year_of_number(number) == year


def test_notices():
    x = appraised(rate("A", "45"), n=(20,), notices=[Notice("retraction", "12345", "2020-01-01"), Notice("erratum")])
    assert [(f.severity, f.results) for f in x.findings if f.rule == "retraction"] == [("critical", [0]), ("info", [])]
    assert rules(appraised(publication_types=["Retracted Publication"])) == ["retraction"]


def test_other_names_of_arms_count_once():
    x = appraised(rate("B", "45.0"), n=(20,))
    x.arms.append(Arm("B", "same", same_as="A"))
    x.results[0].events = None
    from appraisal import appraise

    appraise(x)
    assert x.results[0].events == 9


def test_page_of_rules_is_in_step():
    assert main(["--check"]) == 0, "run make docs"
