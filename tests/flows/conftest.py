"""A review of its own in a folder of its own, with services on loopback."""

import shutil
from pathlib import Path

import pytest
from pages import without_site
from small_services import Services, serve

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    """--debug stays with the command that was given it."""
    monkeypatch.setenv("PERENNIAL_DEBUG", "")


@pytest.fixture(autouse=True)
def _pages(request, monkeypatch):
    """Quick tests publish without the site, but for those that are marked to look at all that a refresh makes."""
    if not {"slow", "site"} & {mark.name for mark in request.node.iter_markers()}:
        import publishing.publish  # noqa: F401 - the name in the package is the function

        without_site(monkeypatch)


@pytest.fixture
def services():
    return Services()


@pytest.fixture
def workplace(tmp_path, monkeypatch, services):
    """The current folder: reviews/marsh_fever, an empty store, and the services' addresses in the environment."""
    shutil.copytree(FIXTURES / "marsh_fever", tmp_path / "reviews" / "marsh_fever")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PERENNIAL_DATABASE_URL", f"sqlite:///{tmp_path}/var/evidence.sqlite")
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.delenv("PERENNIAL_SETTINGS", raising=False)
    with serve(services) as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield tmp_path
