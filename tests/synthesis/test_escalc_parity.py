"""Effects and variances beside those that metafor computed from the same data sets."""

import csv
import math
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from synthesis.effects import escalc

ORACLE = Path(__file__).parents[3] / "shared/bench/synthesis"
COLUMNS = {
    "dat.bcg": {"tpos": "ai", "tneg": "bi", "cpos": "ci", "cneg": "di"},
    "dat.damico2009": {"xt": "ai", "nt": "n1i", "xc": "ci", "nc": "n2i"},
    "dat.dorn2007": {"x.a": "ai", "n.a": "n1i", "x.p": "ci", "n.p": "n2i"},
    "dat.viechtbauer2021": {"xTi": "ai", "nTi": "n1i", "xCi": "ci", "nCi": "n2i"},
    "dat.higgins2008_cc": {"resp.halo": "ai", "fail.halo": "bi", "resp.plac": "ci", "fail.plac": "di"},
    "dat.nissen2007_MI": {
        "treat.infarction": "ai",
        "treat.total": "n1i",
        "cont.infarction": "ci",
        "cont.total": "n2i",
    },
    "dat.nielweise2007_ctl": {"ci": "xi", "n2i": "ni"},
    "dat.nielweise2007_trt": {"ai": "xi", "n1i": "ni"},
    "dat.furukawa2003": {"Me": "m1i", "Se": "sd1i", "Ne": "n1i", "Mc": "m2i", "Sc": "sd2i", "Nc": "n2i"},
    "dat.spooner2002": {"Me": "m1i", "Se": "sd1i", "Ne": "n1i", "Mc": "m2i", "Sc": "sd2i", "Nc": "n2i"},
    "dat.dumouchel1994": {"or": "estimate", "lower": "ci_low", "upper": "ci_high"},
    "dat.steurer2006_given": {"lnHR": "yi", "selnHR": "sei"},
}
"""Columns of data sets that do not have metafor's names."""
NEEDED = {
    **dict.fromkeys(("RR", "OR", "RD"), ("ai", "bi", "ci", "di", "n1i", "n2i")),
    **dict.fromkeys(("MD", "SMD", "SMDH", "ROM"), ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")),
    **dict.fromkeys(("PR", "PLO", "PAS", "PFT"), ("xi", "ni")),
    "IRR": ("x1i", "t1i", "x2i", "t2i"),
    "ZCOR": ("ri", "ni"),
    "OR_from_CI": ("estimate", "ci_low", "ci_high"),
    "lnHR": ("yi", "sei"),
    "generic": ("yi", "vi", "sei"),
}


def oracle():
    if not ORACLE.is_dir():
        pytest.skip("../shared/bench/synthesis is not here: metafor's numbers to compare with are missing")
    cases = defaultdict(list)
    with (ORACLE / "oracle_effect_sizes.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            cases[row["dataset"], row["measure"]].append((int(row["i"]), row["yi"], row["vi"]))
    return cases


def data_of(dataset):
    """The data set's rows under metafor's names, or None where its file is not here."""
    path = ORACLE / "data" / f"{dataset}.csv"
    if not path.exists():
        path = ORACLE / "data" / f"{dataset.rsplit('_', 1)[0]}.csv"
    if not path.exists():
        return None
    names = COLUMNS.get(dataset, {})
    with path.open(encoding="utf-8") as file:
        return [{names.get(name, name): value for name, value in row.items()} for row in csv.DictReader(file)]


def columns_of(rows, measure):
    """The columns that the measure needs, of the rows that have them all."""
    names = [name for name in NEEDED[measure] if name in rows[0]]
    complete = [row for row in rows if "NA" not in [row[name] for name in names]]
    columns = {name: np.array([float(row[name]) for row in complete]) for name in names}
    return columns | ({"ci_level": 95.0} if measure == "OR_from_CI" else {})


def number(text):
    return math.nan if text == "NA" else float(text)


def test_effects_are_those_of_metafor():
    compared, absent = Counter(), Counter()
    for (dataset, measure), expected in oracle().items():
        rows = data_of(dataset)
        if rows is None:
            absent[dataset] += len(expected)
            continue
        name = {"OR_from_CI": "OR", "lnHR": "HR", "generic": "GEN"}.get(measure, measure)
        yi, vi = escalc(name, columns_of(rows, measure))
        assert len(yi) == len(expected), (dataset, measure)
        np.testing.assert_allclose(yi, [number(y) for _, y, _ in expected], rtol=1e-9, atol=1e-11, err_msg=dataset)
        np.testing.assert_allclose(vi, [number(v) for _, _, v in expected], rtol=1e-9, atol=1e-13, err_msg=dataset)
        compared[measure] += len(expected)
    assert compared.total() + absent.total() == 1755
    assert absent == {"dat.steurer2006_given": 4}, "the file of this data set is not among those shared"
