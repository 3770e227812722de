"""A release holds the published bytes, verifies with sha256sum, can be cited, and is never overwritten."""

import json
import shutil
import stat
import subprocess
import zipfile
from pathlib import Path

import pytest
import yaml
from pages import without_site
from small_services import Services, paper, serve
from test_refresh import Quick

from flows.job import plan_job, today
from flows.release import run_release
from flows.stages import refresh_job
from schemas.errors import BadInput

pytestmark = pytest.mark.xdist_group("flows")
FIXTURES = Path(__file__).parent / "fixtures"
OUT = Path("outputs/marsh_fever")
PROTOCOL = Path("reviews/marsh_fever/protocol.yml")
CONTACTS = """
contacts:
  - {name: "Müller-Lüdenscheidt, Ada Berta", role: guarantor, orcid: "https://orcid.org/0000-0002-1825-0097"}
  - {name: The Marsh Fever Group}
licence: CC-BY-4.0
"""


@pytest.fixture(scope="module")
def two_versions(tmp_path_factory):
    place, services = tmp_path_factory.mktemp("released"), Services()
    shutil.copytree(FIXTURES / "marsh_fever", place / "reviews" / "marsh_fever")
    with pytest.MonkeyPatch.context() as monkeypatch, serve(services) as environment:
        monkeypatch.chdir(place)
        without_site(monkeypatch)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("PERENNIAL_DATABASE_URL", f"sqlite:///{place}/var/evidence.sqlite")
        written = [line for line in PROTOCOL.read_text().splitlines() if not line.startswith("contacts")]
        PROTOCOL.write_text("\n".join(written) + CONTACTS)
        refresh_job(plan_job("marsh_fever"), Quick())
        shutil.copytree(OUT, "first")
        services.papers.append(paper(7, updated=today().isoformat()))
        refresh_job(plan_job("marsh_fever"), Quick())
    return place


@pytest.fixture
def workplace(two_versions, tmp_path, monkeypatch):
    shutil.copytree(two_versions, tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    # The store knows the folder by its path, which is another one in this copy.
    monkeypatch.setenv("PERENNIAL_DATABASE_URL", f"sqlite:///{tmp_path}/copy/var/evidence.sqlite")
    yield tmp_path / "copy"
    for path in tmp_path.rglob("*"):
        path.chmod(0o755)


def released(number=2, out=None, source=None, doi=""):
    run_release("marsh_fever", number, out, source, doi)
    return Path(out or f"releases/marsh_fever-v{number}")


def tree(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(Path(folder).rglob("*")) if p.is_file()}


def test_it_holds_the_published_bytes_and_what_they_were_made_by(workplace):
    files = tree(released())
    assert {n.removeprefix("data/"): c for n, c in files.items() if n.startswith("data/")} == tree(OUT)
    assert files["review/protocol.yml"] == PROTOCOL.read_bytes()
    environment = json.loads(files["environment.json"])
    assert {"python", "lock_sha256"} <= environment.keys()
    assert "scipy" in environment["packages"]


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not installed")
def test_its_checksums_are_what_sha256sum_reads(workplace):
    folder = released()
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    good = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (good.returncode, good.stdout.count(": OK")) == (0, len(tree(folder)) - 1)
    (folder / "README.md").chmod(0o644)
    (folder / "README.md").write_text("tampered")
    assert subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 1


def test_nothing_in_it_can_be_written_and_it_is_not_overwritten(workplace):
    folder = released()
    assert {stat.S_IMODE(p.stat().st_mode) for p in [folder, *folder.rglob("*")]} == {0o444, 0o555}
    before = tree(folder)
    with pytest.raises(BadInput, match="a release is never overwritten"):
        released()
    assert tree(folder) == before


def test_the_same_version_gives_the_same_bytes_also_as_an_archive(workplace):
    one, other = released(out="a/frozen"), released(out="b/frozen")
    assert tree(one) == tree(other)
    assert Path("a/frozen.zip").read_bytes() == Path("b/frozen.zip").read_bytes()
    with zipfile.ZipFile("a/frozen.zip") as archive:
        assert {name: archive.read(f"frozen/{name}") for name in tree(one)} == tree(one)


def test_a_version_that_was_followed_by_another_comes_out_of_the_ledger(workplace):
    files = tree(released(1))
    assert {n.removeprefix("data/"): c for n, c in files.items() if n.startswith("data/")} == tree("first")
    assert b"Version 1 of a living systematic review" in files["README.md"]


def test_how_it_is_cited(workplace):
    files = tree(released(doi="https://doi.org/10.5281/zenodo.77"))
    cff, zenodo = yaml.safe_load(files["CITATION.cff"]), json.loads(files[".zenodo.json"])
    assert (cff["cff-version"], cff["type"], cff["doi"]) == ("1.2.0", "dataset", "10.5281/zenodo.77")
    assert cff["authors"] == [
        {
            "family-names": "Müller-Lüdenscheidt",
            "given-names": "Ada Berta",
            "orcid": "https://orcid.org/0000-0002-1825-0097",
        },
        {"name": "The Marsh Fever Group"},
    ]
    assert zenodo["creators"][0] == {"name": "Müller-Lüdenscheidt, Ada Berta", "orcid": "0000-0002-1825-0097"}
    assert (zenodo["version"], zenodo["license"], zenodo["doi"]) == ("2", "cc-by-4.0", "10.5281/zenodo.77")
    assert "Müller-Lüdenscheidt AB, The Marsh Fever Group. " in files["README.md"].decode()


@pytest.mark.skipif(not shutil.which("cffconvert"), reason="cffconvert is not installed")
def test_cffconvert_calls_the_citation_valid(workplace):
    file = released(doi="10.5281/zenodo.77") / "CITATION.cff"
    assert subprocess.run(["cffconvert", "--validate", "-i", str(file)], check=False).returncode == 0


def test_what_cannot_be_released_says_so(workplace):
    with pytest.raises(BadInput, match="the ledger knows no version 9 of marsh_fever"):
        released(9)
    with pytest.raises(BadInput, match="is no DOI"):
        released(doi="zenodo.77")
    with pytest.raises(BadInput, match="first holds version 1 and"):
        released(2, source="first")
    (OUT / "meta_analysis.csv").write_text("tampered")
    with pytest.raises(BadInput, match="files differ from what manifest"):
        released()


def test_a_release_without_authors_is_refused(workplace):
    text = PROTOCOL.read_text()
    PROTOCOL.write_text(text[: text.index("contacts:")])
    with pytest.raises(BadInput, match="contacts is empty"):
        from flows.release import _protocol
        from publishing import described, last_version

        bare = _protocol(PROTOCOL.read_bytes())
        described(last_version(OUT, "marsh_fever"), bare, bare)
