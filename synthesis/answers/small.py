"""Do small studies show other effects than large ones? Asked of ten studies and more."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis.answers.answer import Member
from synthesis.answers.fitting import Settings, studies_in
from synthesis.pooling import ENOUGH, begg, egger
from synthesis.pooling.natural import ONE_GROUP


def small_study_tests(members: Sequence[Member], settings: Settings) -> dict[str, float]:
    """Egger's regression and Begg's rank test; empty for fewer studies, single groups and equal standard errors."""
    yi, vi = [m.yi for m in members], [m.sei**2 for m in members]
    if studies_in(members) < ENOUGH or settings.measure in ONE_GROUP or max(vi) == min(vi):
        return {}
    regression, ranks = egger(yi, vi), begg(yi, vi)
    return {
        "egger_stat": regression.stat,
        "egger_p": regression.p,
        "begg_tau": ranks.stat,
        "begg_p": ranks.p,
    }
