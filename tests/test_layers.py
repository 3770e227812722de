"""The house keeps its plan: a room imports only what docs/architecture.md allows."""

import ast
import functools
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "schemas": set(),
    "sources": {"schemas"},
    "evidence": {"schemas"},
    "extractors": {"schemas"},
    "appraisal": {"schemas"},
    "synthesis": {"schemas", "extractors", "appraisal"},
    "publishing": {"schemas", "synthesis"},
    "flows": {"schemas", "sources", "evidence", "extractors", "appraisal", "synthesis", "publishing"},
}
ONLY_IN = {
    "prefect": {"flows"},
    "great_expectations": {"schemas"},
    "requests": {"sources"},
    "sqlalchemy": {"evidence"},
}


def modules(room):
    return sorted((ROOT / room).rglob("*.py"))


@functools.cache
def imported(path):
    """Top-level packages that a module imports, anywhere in it (a lazy import counts too)."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_the_plan_allows(room):
    for path in modules(room):
        ours = {name for name in imported(path) if name in MAY_IMPORT} - {room}
        assert ours <= MAY_IMPORT[room], f"{path.relative_to(ROOT)} imports {sorted(ours - MAY_IMPORT[room])}"


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_heavy_library_is_used_in_its_own_room_only(library):
    users = {room for room in MAY_IMPORT for path in modules(room) if library in set(imported(path))}
    assert users <= ONLY_IN[library]


def test_nothing_is_called_utils():
    assert not [path for room in MAY_IMPORT for path in modules(room) if path.stem in ("utils", "helpers", "misc")]


def test_pyproject_lists_every_package():
    import tomllib

    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"])
    found = {
        str(path.parent.relative_to(ROOT)).replace("/", ".")
        for room in MAY_IMPORT
        for path in (ROOT / room).rglob("__init__.py")
    }
    assert listed == found


def test_the_door_of_synthesis_gives_what_it_promises_whatever_was_imported_before():
    import synthesis.build

    assert set(synthesis._PLACES) == set(synthesis.__all__)
    assert not [name for name in synthesis.__all__ if isinstance(getattr(synthesis, name), ModuleType)]
