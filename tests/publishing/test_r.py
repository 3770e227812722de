"""The R code of summary.md reads the published CSV as it is and pools it (optional: needs R with metafor)."""

import math
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import meta_row

from publishing import PublishContext, publish
from schemas.protocol import Protocol


def metafor_is_there() -> bool:
    rscript = shutil.which("Rscript")
    code = ["-e", "quit(status = !requireNamespace('metafor', quietly = TRUE))"]
    return rscript is not None and subprocess.run([rscript, *code], capture_output=True, check=False).returncode == 0


@pytest.mark.slow
def test_metafor_pools_the_csv_with_the_code_of_the_summary(
    protocol: Protocol, context: PublishContext, tmp_path: Path
) -> None:
    if not metafor_is_there():
        pytest.skip("Rscript with metafor is not installed (Debian: r-cran-metafor)")
    ratios = [0.5, 0.6, 0.8, 0.9]
    effects: list[dict[str, Any]] = [
        meta_row(f"row-{i}", f"NCT{i}", study=f"O'\"Neill, {i}", estimate=ratio, yi=math.log(ratio))
        for i, ratio in enumerate(ratios)
    ]
    counts = [
        meta_row(f"count-{i}", f"NCT{i}", outcome="ORR", measure="RR", ai=10 + i, n1i=100, ci=5, n2i=100)
        for i in range(3)
    ]
    page = publish({"meta_analysis": effects + counts}, protocol, tmp_path / "out", context).summary
    code = page.split("```r\n")[1].split("```")[0]
    code = "pdf(NULL)\n" + code + '\ncat("\\npooled", coef(res), "from", nrow(x), "and", nrow(b))\n'
    done = subprocess.run(
        ["Rscript", "-e", code], cwd=tmp_path / "out", capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    *_, estimate, _, first, _, second = done.stdout.split("pooled")[1].split()
    # Equal standard errors: any model gives the plain mean of the logarithms.
    assert float(estimate) == pytest.approx(sum(map(math.log, ratios)) / 4, abs=1e-6)
    assert (first, second) == ("4", "3")
