"""Published hazard ratios of real trials come out with the standard error of their own interval."""

import csv
import math
from pathlib import Path

import pytest
from scipy.stats import norm
from trials import PROTOCOL, hazard_ratio, trial

from synthesis import build

FACTS = Path(__file__).parents[3] / "shared/facts/thyroid_trial_facts.csv"


def facts():
    if not FACTS.exists():
        pytest.skip("../shared/facts is not here")
    with FACTS.open(encoding="utf-8") as file:
        return [
            row for row in csv.DictReader(file) if row["outcome"] == "PFS_HR" and row["data_cut"] != "interim n=187"
        ]


def test_every_published_interval_is_read_at_its_own_level():
    rows = [row for row in facts() if not row["data_cut"].startswith("2015")]
    extractions, wanted = [], {}
    for i, row in enumerate(rows):
        value, low, high, level = (float(row[c]) for c in ("value", "ci_low", "ci_high", "ci_level"))
        own = [row["registry_id"]] if row["registry_id"] else []
        extractions.append(trial([hazard_ratio(value, low, high, level)], id=str(i), own=own, title=row["trial"]))
        wanted[own[0] if own else f"10.5555/{i}"] = (value, low, high, level)
    found = {row["study_id"]: row for row in build(extractions, PROTOCOL, [], []).tables["meta_analysis"]}
    assert found.keys() == wanted.keys() and len(found) >= 9
    assert {level for *_, level in wanted.values()} == {95, 99, 96, 60}
    for study_id, (value, low, high, level) in wanted.items():
        z = norm.ppf(1 - (1 - level / 100) / 2)
        assert found[study_id]["yi"] == pytest.approx(math.log(value), abs=1e-9)
        assert found[study_id]["sei"] == pytest.approx((math.log(high) - math.log(low)) / (2 * z), abs=5e-5)
