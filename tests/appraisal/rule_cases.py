"""For every rule a report that raises it, and one near it that is honest."""

from written_numbers import appraised, ci, hr, p_only, rate

from appraisal import appraise
from schemas.models import Arm, Block, Extraction, Notice, Report, Result


def said(text, quote, **more):
    """A block and the place of the quote in it."""
    start = text.index(quote)
    block = Block("b1", more.pop("section", "results"), text)
    return {"blocks": [block], **more}, {"block": "b1", "start": start, "end": start + len(quote)}


def mean(value, sd, n, unit="", **more):
    return Result("arm", "OTHER", "mean", arm="A", value=float(value), sd=float(sd), n_eval=n, unit=unit,
                  quote=f"{value} ({sd})", **more)  # fmt: skip


def median(arm, value, unit="months", outcome="PFS", **more):
    return Result("arm", outcome, "median", arm=arm, value=value, unit=unit, quote=f"{value} {unit}", **more)


def count(value, text, **more):
    """A number of patients in running text."""
    report, place = said(text, f"{value} patients")
    return report, Result("arm", "SAE", "count", arm="A", value=float(value), unit="patients", locator=place,
                          quote=f"{value} patients", **more)  # fmt: skip


def percentage(value, text, outcome="AE_SPECIFIC", arm="A", **more):
    """A percentage in a sentence."""
    report, place = said(text, f"{value}%")
    return report, rate(arm, value, outcome, locator=place, **more)


def spoken(value, low, high, sentence, p=""):
    """A hazard ratio in a sentence about two named arms."""
    quote = f"HR {value}, {low} to {high}"
    report, place = said(sentence.format(quote), quote)
    r = hr(value, low, high, p, outcome="OS")
    r.quote, r.locator = quote, place
    x = appraised(r, n=(100, 100), **report)
    x.arms[0].label, x.arms[1].label = "velorin", "placebo"
    return appraise(x)


def compared(text, p, **report):
    """40/80 against 20/80 in a sentence with a p value."""
    given, place = said(text, "50.0%")
    one, other = rate("A", "50.0", locator=place), rate("B", "25.0", locator=place)
    return appraised(one, other, p_only("ORR", p, locator=place), n=(80, 80), **given, **report)


def counted(k, value, text, outcome="AE_ANY"):
    """A count with its percentage in a sentence, as a reader takes them together."""
    start, end = text.index(str(k)), text.index("%") + 1
    place = {"block": "b1", "start": start, "end": end}
    block = Block("b1", "results", text)
    return {"blocks": [block]}, rate("A", value, outcome, locator=place, events=k, quote=text[start:end])


OUTSIDE = (("96", ("16.9", "20.1")), ("58", ("9.1", "14.9")), ("93", ("17.6", "18.8")))
INSIDE = (("96", ("89.9", "99.1")), ("58", ("49.1", "64.9")), ("93", ("87.6", "98.8")))


def in_one_block(*results):
    for r in results:
        r.locator = {"block": "b1", "start": 0, "end": 3}
    return appraised(*results, n=(200,), blocks=[Block("b1", "results", "Scores rose.")])


def at_copies(first, second, *texts):
    texts = [text.format(f"{v}%") for text, v in zip(texts or ("{}", "{}"), (first, second), strict=True)]
    blocks = [Block("a1", "results", texts[0], part="abstract"), Block("b1", "results", texts[1])]
    starts = [text.index(v) for text, v in zip(texts, (first, second), strict=True)]
    places = [{"block": b.id, "start": s, "end": s + 3} for b, s in zip(blocks, starts, strict=True)]
    results = [rate("A", v, locator=place) for v, place in zip((first, second), places, strict=True)]
    return appraised(*results, n=(200,), blocks=blocks)


def of_text(built, *, n=(20,)):
    report, result = built
    return appraised(result, n=n, **report)


def sized(n, treated=None, evaluable=None, **report):
    """Arms with numbers of treated and evaluable people."""
    arms = [Arm("A", "velorin", n=n, n_treated=treated, n_evaluable=evaluable)]
    return appraise(Extraction(Report(**report), arms))


CASES = {
    "percent_impossible": (
        lambda: appraised(rate("A", "77.79"), n=(78,)),
        lambda: of_text(percentage("0.6", "Mean dose to the lung was 0.6% (range 0 to 2.8%).")),
    ),
    "percent_impossible above 100": (
        lambda: appraised(rate("A", "145.0"), n=(20,)),
        lambda: appraised(rate("A", "145.0", "OTHER", outcome_text="relative dose intensity"), n=(20,)),
    ),
    "count_ambiguous": (
        lambda: appraised(rate("A", "45"), n=(400,)),
        lambda: appraised(rate("A", "45.0"), n=(20,)),
    ),
    "denominator_unclear": (
        lambda: appraised(rate("A", "45.3"), n=(96,)),
        lambda: appraised(rate("A", "45.0"), n=(20,)),
    ),
    "events_exceed_n": (
        lambda: appraised(rate("A", "25.0", "SAE", quote="25 of 20 patients", events=25, n_eval=20), n=(20,)),
        lambda: of_text(count(231, "Of all who entered, 231 patients had their disease controlled."), n=(116, 115)),
    ),
    "interval_mismatch": (
        lambda: appraised(rate("A", "55.0", **ci("12.1", "33.0")), n=(20,)),
        lambda: appraised(rate("A", "55.0", **ci("-28", "18")), n=(20,)),
    ),
    "interval_mismatch of another level": (
        lambda: appraised(rate("A", "45.00", quote="90/200 (45.00%; 35.90–54.34)", events=90, n_eval=200,
                               events_origin="reported", **ci("35.90", "54.34")), n=(200,)),
        lambda: appraised(rate("A", "45.00", quote="90/200 (45.00%; 35.90–54.34)", events=90, n_eval=200,
                               events_origin="reported", **ci("35.90", "54.34", 99)), n=(200,)),
    ),
    "interval_mismatch of several": (
        lambda: in_one_block(*(rate("A", v, "OTHER", **ci(*c)) for v, c in OUTSIDE)),
        lambda: in_one_block(*(rate("A", v, "OTHER", **ci(*c)) for v, c in INSIDE)),
    ),
    "percent_impossible of its own denominator": (
        lambda: appraised(rate("A", "47.6", events=5, quote="5/11 (47.6)"), n=(85,)),
        lambda: appraised(rate("A", "45.5", events=5, quote="5/11 (45.5)"), n=(85,)),
    ),
    "test_mismatch": (
        lambda: appraised(rate("A", "12.20"), rate("B", "26.92"), p_only("ORR", chi2="7.301"), n=(82, 78)),
        lambda: appraised(rate("A", "12.20"), rate("B", "26.92"), p_only("ORR", chi2="4.648"), n=(82, 78)),
    ),
    "parts_do_not_sum": (
        lambda: appraised(*(rate("A", v, o) for o, v in (("CR", "10"), ("PR", "35"), ("ORR", "55"))), n=(20,)),
        lambda: appraised(*(rate("A", v, o) for o, v in (("CR", "7"), ("PR", "31"), ("ORR", "39"))), n=(90,)),
    ),
    "parts_do_not_sum of percentages without counts": (
        lambda: appraised(*(rate("A", v, o) for o, v in (("CR", "10"), ("PR", "35"), ("ORR", "54"))), n=(400,)),
        lambda: appraised(*(rate("A", v, o) for o, v in (("CR", "10"), ("PR", "35"), ("ORR", "46"))), n=(400,)),
    ),
    "parts_do_not_sum of best responses": (
        lambda: appraised(*(rate("A", v, o) for o, v in (("PR", "45"), ("SD", "35"), ("PD", "30"))), n=(400,)),
        lambda: appraised(*(rate("A", v, o) for o, v in (("PR", "36"), ("SD", "35"), ("PD", "30"))), n=(400,)),
    ),
    "parts_do_not_sum in the flow": (
        lambda: sized(60, 60, 66),
        lambda: sized(60, 62, 55),
    ),
    "ratio_interval_asymmetric": (
        lambda: appraised(hr("0.64", "0.32", "0.69"), n=(50, 50)),
        lambda: appraised(hr("0.46", "0.32", "0.69"), n=(50, 50)),
    ),
    "p_mismatch": (
        lambda: appraised(hr("0.46", "0.30", "0.71", "0.41"), n=(50, 50)),
        lambda: appraised(hr("0.46", "0.30", "0.71", "0.001"), n=(50, 50)),
    ),
    "p_mismatch of counts": (
        lambda: compared("Response was 50.0% against 25.0% (P = 0.40).", "0.40"),
        lambda: compared("Response was 50.0% against 25.0% (stratified P = 0.40).", "0.40"),
    ),
    "p_one_sided": (
        lambda: spoken("0.71", "0.52", "0.97", "Survival ({}; one-sided P = 0.02) was assessed.", "0.02"),
        lambda: spoken("0.71", "0.52", "0.97", "The one-sided design gave survival ({}; P = 0.03).", "0.03"),
    ),
    "level_not_95": (
        lambda: appraised(hr("0.21", "0.14", "0.31", level=99), n=(261, 131)),
        lambda: appraised(hr("0.21", "0.14", "0.31"), n=(261, 131)),
    ),
    "direction_conflict": (
        lambda: appraised(median("A", 20.8), median("B", 8.2), hr("2.17", "1.45", "3.13"), n=(65, 89)),
        lambda: appraised(median("A", 20.8), median("B", 8.2), hr("1.17", "0.75", "1.83"), n=(65, 89)),
    ),
    "direction_conflict with words": (
        lambda: spoken("1.62", "1.20", "2.19", "Compared with placebo, velorin improved survival ({})."),
        lambda: spoken("1.62", "1.20", "2.19", "Given velorin or not, with placebo survival was longer ({})."),
    ),
    "units_suspect": (
        lambda: appraised(median("A", 36.0), n=(30,), start_date="2020-01", data_cutoff="2021-06"),
        lambda: appraised(median("A", 36.0, "weeks"), n=(30,), start_date="2020-01", data_cutoff="2021-06"),
    ),
    "units_suspect beside survival": (
        lambda: appraised(median("A", 36.0), median("A", 14.1, outcome="OS"), n=(30,)),
        lambda: appraised(median("A", 36.0, "weeks"), median("A", 14.1, outcome="OS"), n=(30,)),
    ),
    "units_suspect beside survival of few": (
        lambda: appraised(median("A", 60.0), median("A", 14.1, outcome="OS"), n=(15,)),
        lambda: appraised(median("A", 24.0), median("A", 14.1, outcome="OS"), n=(15,)),
    ),
    "numbers_differ_within_report": (
        lambda: at_copies("45.0", "48.0"),
        lambda: at_copies("45", "45.2"),
    ),
    "numbers_differ_within_report by analysis": (
        lambda: at_copies("45.0", "48.0", "Response of all patients was {}.", "The response was {}."),
        lambda: at_copies("45.0", "48.0", "By intention to treat {} responded.", "Per protocol {} responded."),
    ),
    "percent_impossible of a count elsewhere": (
        lambda: of_text(counted(38, "89.1", "At least one event had 38 (89.1%) patients."), n=(46,)),
        lambda: of_text(counted(38, "89.1", "At least one event had 38 of the Oxa Group (89.1%)."), n=(46,)),
    ),
    "percent_impossible of a grade": (
        lambda: of_text(counted(3, "29.0", "There were 3 (29.0%) with events."), n=(508,)),
        lambda: of_text(counted(3, "29.0", "Events were of grade 3 (29.0%)."), n=(508,)),
    ),
    "percent_impossible of the others": (
        lambda: of_text(counted(2, "79.1", "Cured were 2 (79.1%) people.", "ORR"), n=(245,)),
        lambda: of_text(counted(2, "99.1", "Cured were 2 (99.1%) people.", "ORR"), n=(245,)),
    ),
    "percent_impossible rounded twice": (
        lambda: appraised(rate("A", "20.7", events=15, n_eval=73, quote="15/73 (20.7%)"), n=(73,)),
        lambda: appraised(rate("A", "20.6", events=15, n_eval=73, quote="15/73 (20.6%)"), n=(73,)),
    ),
    "sd_is_se": (
        lambda: appraised(mean("50.0", "2.0", 100, **ci("46.1", "53.9")), n=(100,)),
        lambda: appraised(mean("50.0", "20.0", 100, **ci("46.1", "53.9")), n=(100,)),
    ),
    "mean_impossible": (
        lambda: appraised(mean("5.19", "2.00", 28, "lesions"), n=(28,)),
        lambda: appraised(mean("5.19", "2.00", 28, "points"), n=(28,)),
    ),
    "sd_impossible": (
        lambda: appraised(mean("3.44", "2.47", 18, "lesions"), n=(18,)),
        lambda: appraised(mean("3.44", "2.47", 18, "mm"), n=(18,)),
    ),
    "binary_sd_impossible": (
        lambda: appraised(mean("0.30", "0.30", 40, "binary"), n=(40,)),
        lambda: appraised(mean("0.30", "0.46", 40, "binary"), n=(40,)),
    ),
    "registered_late": (
        lambda: appraised(registered_date="2019-05-20", start_date="2019-03-01"),
        lambda: appraised(registered_date="2019-03-20", start_date="2019-03-01"),
    ),
    "retraction": (
        lambda: appraised(rate("A", "45"), n=(20,), notices=[Notice("retraction", "12345")]),
        lambda: appraised(rate("A", "45"), n=(20,)),
    ),
}  # fmt: skip
