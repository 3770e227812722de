"""The published folder is a valid Frictionless data package, and wrong data in it is found."""

from pathlib import Path
from typing import Any

import pytest

from publishing import PublishContext, publish
from schemas.protocol import Protocol

Tables = dict[str, list[dict[str, Any]]]


def errors(out: Path) -> list[tuple[str, str]]:
    from frictionless import Package, system

    # The path is the test's own temporary folder: frictionless calls absolute paths unsafe.
    with system.use_context(trusted=True):
        report = Package(str(out / "datapackage.json")).validate()
    return [(row[0], row[1]) for row in report.flatten(["type", "message"])]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_frictionless_accepts_it_and_sees_what_is_wrong(
    protocol: Protocol, context: PublishContext, tables: Tables, tmp_path: Path
) -> None:
    publish(tables, protocol, tmp_path / "full", context)
    publish({}, protocol, tmp_path / "empty", context)
    assert errors(tmp_path / "full") == []
    assert errors(tmp_path / "empty") == []
    tables["meta_analysis"][0] |= {"study_id": "NCT9", "measure": "XY", "n1i": 0, "p_value": "small"}
    publish(tables, protocol, tmp_path / "full", context)
    found = [kind for kind, _ in errors(tmp_path / "full")]
    assert found.count("constraint-error") == 3
    assert found.count("foreign-key") == 1
