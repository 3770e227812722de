"""What must hold between the boxes of a PRISMA flow, whatever the review."""

from collections.abc import Mapping


def pairs(text: str) -> dict[str, int]:
    """`Reason, 2; Other reason, 1` as a dict."""
    found = {}
    for part in text.split("; "):
        name, _, number = part.rpartition(", ")
        found[name] = int(number)
    return found


def check_boxes(boxes: Mapping[str, str]) -> None:
    """Every box follows from those before it."""
    n = {name: int(text) for name, text in boxes.items() if text.lstrip("-").isdigit()}
    assert all(number >= 0 for number in n.values()), n
    assert sum(pairs(boxes["database_specific_results"]).values()) == n["database_results"]
    assert sum(pairs(boxes["register_specific_results"]).values()) == n["register_results"]
    identified = n["database_results"] + n["register_results"]
    removed = n["duplicates"] + n["excluded_automatic"] + n["excluded_other"]
    assert identified - removed == n["records_screened"]
    assert n["records_screened"] - n["records_excluded"] == n["dbr_sought_reports"]
    assert n["dbr_sought_reports"] - n["dbr_notretrieved_reports"] == n["dbr_assessed"]
    by_other_ways = n["website_results"] + n["organisation_results"] + n["citations_results"]
    assert by_other_ways == n["other_sought_reports"]
    assert n["other_sought_reports"] - n["other_notretrieved_reports"] == n["other_assessed"]
    included = n["dbr_assessed"] - sum(pairs(boxes["dbr_excluded"]).values())
    included += n["other_assessed"] - sum(pairs(boxes["other_excluded"]).values())
    assert included == n["total_reports"]
    assert n["new_studies"] <= n["total_studies"] <= n["total_reports"]
    assert n["new_reports"] <= n["total_reports"]
    assert n["total_studies_ma"] <= n["total_studies"]
    assert n["total_reports_ma"] <= n["total_reports"]
