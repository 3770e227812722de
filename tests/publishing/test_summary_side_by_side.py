"""summary.md on registry and paper side by side."""

from publishing.beside import side_by_side


def row(key, kind, severity, message="Gout 2020, Pain: one gives 4 and the other gives 5.", study="Gout 2020"):
    return {"comparison_id": key, "study": study, "kind": kind, "severity": severity, "message": message}


def test_agreement_is_counted_and_differences_are_told_the_gravest_first():
    rows = [
        row("a", "agreement", "info"),
        row("b", "time_point", "info", "Gout 2020, Pain: not at one time."),
        row("c", "value", "critical"),
        row("d", "agreement", "info", study="Ague 2021"),
    ]
    page = side_by_side({"comparisons": rows})
    assert "4 statements of 2 studies" in page and "2 agree, 2 differ" in page
    assert "| Ague 2021 | 1 | 0 |" in page and "| Gout 2020 | 1 | 2 |" in page
    told = [line for line in page.splitlines() if line.startswith("- ")]
    assert told[0] == "- **Gout 2020** (the number itself, held): Pain: one gives 4 and the other gives 5."
    assert told[1] == "- **Gout 2020** (another time): Pain: not at one time."


def test_a_long_list_says_how_much_more_there_is():
    page = side_by_side({"comparisons": [row(f"{i:03}", "value", "warning") for i in range(50)]})
    assert page.count("\n- ") == 40 and "…and 10 more in `comparisons.csv`." in page


def test_nothing_to_compare_is_said():
    assert "No study" in side_by_side({"comparisons": []})
