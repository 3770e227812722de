"""Which of two arms is the control: what an arm lacks of the other, its words, the order of the title."""

from __future__ import annotations

import pytest
from written_reports import read


def _roles(methods: str, results: str, title: str) -> dict[str, str]:
    """Role by every name of every arm."""
    arms = read(results, methods, title=title).arms
    return {name: arm.role for arm in arms for name in (arm.label, *arm.names)}


@pytest.mark.parametrize(
    ("title", "methods", "results", "control"),
    [
        (
            "Salts for wobblitis: a trial of one regimen more",
            "Adults were randomised and took part (46 VB-D, 48 VB-DZo) in all 94.",
            "Relief came in 35% with VB-D and in 30% with VB-DZo.",
            "VB-D",
        ),
        (
            "Velotinib versus velotinib plus drogamine for wobblitis",
            "Ninety adults were randomised to receive velotinib (n = 46) or velotinib plus drogamine (n = 44).",
            "Relief came in 35% with velotinib and in 55% with velotinib plus drogamine.",
            "velotinib",
        ),
        (
            "Conventional fractions versus short fractions for wobblitis",
            "Adults were randomised to conventional fractions (n = 46) or short fractions (n = 44).",
            "Relief came in 35% with conventional fractions and in 55% with short fractions.",
            "conventional fractions",
        ),
        (
            "Dye-guided removal of wobbles versus wire-guided removal after scans",
            "Sixty-two adults were randomised to DGRX or WR.",
            "Of all 62 adults, 32 were guided by DGRX and 30 by WR. Relief came in 87% with DGRX and in 63% with WR.",
            "WR",
        ),
        (
            "A randomised study comparing brace wearing with open surgery in wobblitis",
            "Adults were randomly assigned to undergo open surgery (40 adults) or brace wearing (41 adults).",
            "Relief was 40% after open surgery and 42% after brace wearing.",
            "open surgery",
        ),
        pytest.param(
            "Velotinib compared with drogamine in adult wobblitis: a double-blind trial",
            "Adults were assigned to velotinib injections and placebo tablets (n = 50) or drogamine tablets (n = 52).",
            "Relief was 40% with velotinib and 20% with drogamine.",
            "drogamine tablets",
            id="the dummy of a double-dummy trial makes no control",
        ),
        pytest.param(
            "Drogamine with velotinib or placebo in wobblitis",
            "Adults were assigned to drogamine plus placebo (n = 50) or drogamine plus velotinib (n = 52).",
            "Relief was 40% with drogamine plus velotinib and 20% with drogamine plus placebo.",
            "drogamine plus placebo",
            id="a placebo beside the common treatment does",
        ),
        pytest.param(
            "Late velotinib after brace wearing as first care of wobblitis versus brace wearing alone",
            "Adults were randomised to standard brace wearing (brace only group) or to standard brace wearing followed "
            "by four cycles of velotinib (velotinib group).",
            "Relief was 40% in the velotinib group (n = 46) and 20% in the brace only group (n = 44).",
            "brace only group",
            id="the standard followed by more is no control",
        ),
    ],
)
def test_control_of_two(title: str, methods: str, results: str, control: str) -> None:
    roles = _roles(methods, results, title)
    assert roles[control] == "control"
    assert set(roles.values()) == {"control", "experimental"}
