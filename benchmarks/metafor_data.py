"""The data sets on which metafor's numbers were computed, under metafor's column names."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import SHARED

ORACLE = SHARED / "bench" / "synthesis"
COLUMNS = {
    "dat.bcg": {"tpos": "ai", "tneg": "bi", "cpos": "ci", "cneg": "di"},
    "dat.damico2009": {"xt": "ai", "nt": "n1i", "xc": "ci", "nc": "n2i"},
    "dat.dorn2007": {"x.a": "ai", "n.a": "n1i", "x.p": "ci", "n.p": "n2i"},
    "dat.viechtbauer2021": {"xTi": "ai", "nTi": "n1i", "xCi": "ci", "nCi": "n2i"},
    "dat.higgins2008_cc": {"resp.halo": "ai", "fail.halo": "bi", "resp.plac": "ci", "fail.plac": "di"},
    "dat.nissen2007_MI": {"treat.infarction": "ai", "treat.total": "n1i", "cont.infarction": "ci", "cont.total": "n2i"},
    "dat.nielweise2007_ctl": {"ci": "xi", "n2i": "ni"},
    "dat.nielweise2007_trt": {"ai": "xi", "n1i": "ni"},
    "dat.furukawa2003": {"Me": "m1i", "Se": "sd1i", "Ne": "n1i", "Mc": "m2i", "Sc": "sd2i", "Nc": "n2i"},
    "dat.spooner2002": {"Me": "m1i", "Se": "sd1i", "Ne": "n1i", "Mc": "m2i", "Sc": "sd2i", "Nc": "n2i"},
}
"""Columns that do not have metafor's names."""
CELLS = {
    **dict.fromkeys(("RR", "OR", "RD"), ("ai", "bi", "n1i", "ci", "di", "n2i")),
    **dict.fromkeys(("PR", "PLO", "PAS", "PFT"), ("xi", "ni")),
    "IRR": ("x1i", "t1i", "x2i", "t2i"),
}
"""What a measure is computed from."""
Key = tuple[str, str]
"""Data set and measure."""
Effects = tuple[NDArray[np.float64], NDArray[np.float64]]
"""yi and vi."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number that metafor printed."""

    dataset: str
    measure: str
    method: str
    test: str
    quantity: str
    value: float


def numbers(folder: Path = ORACLE) -> list[Number]:
    """All numbers of the oracle, in the order of its file."""
    with (folder / "oracle_results.csv").open(encoding="utf-8") as file:
        return [
            Number(row["dataset"], row["measure"], row["method"], row["test"], row["quantity"], _number(row["value"]))
            for row in csv.DictReader(file)
        ]


def effects(folder: Path = ORACLE) -> dict[Key, Effects]:
    """Effects and variances of every data set, as metafor computed them."""
    found: dict[Key, list[tuple[float, float]]] = defaultdict(list)
    with (folder / "oracle_effect_sizes.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["dataset"], row["measure"]].append((_number(row["yi"]), _number(row["vi"])))
    return {key: (np.array([y for y, _ in pairs]), np.array([v for _, v in pairs])) for key, pairs in found.items()}


def file_of(dataset: str, folder: Path = ORACLE) -> Path:
    """The file of a data set, of which the oracle may take a part under a name of its own."""
    path = folder / "data" / f"{dataset}.csv"
    return path if path.exists() else folder / "data" / f"{dataset.rsplit('_', 1)[0]}.csv"


def raw_cells(dataset: str, measure: str, folder: Path = ORACLE) -> dict[str, NDArray[np.float64]]:
    """The raw cells of a measure in a data set, of the rows that have them all."""
    names = COLUMNS.get(dataset, {})
    with file_of(dataset, folder).open(encoding="utf-8") as file:
        rows = [{names.get(name, name): value for name, value in row.items()} for row in csv.DictReader(file)]
    there = [name for name in CELLS[measure] if name in rows[0]]
    complete = [row for row in rows if not {row[name] for name in there} & {"NA", ""}]
    return {name: np.array([float(row[name]) for row in complete]) for name in there}


def _number(text: str) -> float:
    return math.nan if text in ("NA", "") else float(text)
