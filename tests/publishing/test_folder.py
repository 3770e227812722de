"""The folder is swapped in whole: after a kill at any moment it is the old one or the new one."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from publishing import folder
from publishing.folder import mend, swap_in
from schemas.errors import BadInput

ROOT = Path(__file__).parents[2]
LOOP = """
import sys
from pathlib import Path
from publishing.folder import swap_in
print("ready", flush=True)
count = 0
while True:
    count += 1
    swap_in(Path(sys.argv[1]), {f"{n}.csv": f"{count}".encode() * 500 for n in range(8)})
"""


def contents(path: Path) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in path.iterdir() if entry.is_file()}


def test_a_folder_is_made_and_replaced(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    swap_in(out, {"a.csv": b"1"})
    swap_in(out, {"a.csv": b"2", "b.csv": b"3"})
    assert contents(out) == {"a.csv": b"2", "b.csv": b"3"}
    assert [entry.name for entry in out.parent.iterdir()] == ["out"]


def test_subfolders_are_swapped_with_the_rest_and_keep_what_people_put_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    swap_in(out, {"a.csv": b"1", "site/index.html": b"one", "site/studies/x.html": b"x", "site/old/y.html": b"y"})
    (out / "site" / "studies" / "notes.txt").write_text("mine")
    (out / "site" / "old" / "letter.txt").write_text("mine too")
    earlier = {"a.csv", "site/index.html", "site/studies/x.html", "site/old/y.html"}
    swap_in(out, {"a.csv": b"2", "site/index.html": b"two"}, earlier)
    found = {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert found == {
        "a.csv": b"2", "site/index.html": b"two", "site/studies/notes.txt": b"mine", "site/old/letter.txt": b"mine too",
    }  # fmt: skip


def test_two_renames_do_where_the_system_cannot_exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "_rename_exchange", lambda one, other: False)
    out = tmp_path / "out"
    swap_in(out, {"a.csv": b"1"})
    swap_in(out, {"a.csv": b"2"})
    assert contents(out) == {"a.csv": b"2"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_files_in_folders_come_and_go_and_leave_what_people_put_beside_them(tmp_path: Path) -> None:
    out = tmp_path / "out"
    swap_in(out, {"a.csv": b"1", "data/one.csv": b"1", "data/deep/two.csv": b"1"})
    (out / "data" / "mine.txt").write_text("mine")
    swap_in(out, {"a.csv": b"2", "data/deep/three.csv": b"2"}, ["a.csv", "data/one.csv", "data/deep/two.csv"])
    there = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert there == {"a.csv": b"2", "data/deep/three.csv": b"2", "data/mine.txt": b"mine"}
    swap_in(out, {"a.csv": b"3"}, ["a.csv", "data/deep/three.csv"])
    assert sorted(path.name for path in out.rglob("*")) == ["a.csv", "data", "mine.txt"]


def test_what_people_put_there_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    swap_in(out, {"a.csv": b"1"})
    (out / "analysis.R").write_text("mine")
    (out / "figures").mkdir()
    (out / "figures" / "forest.png").write_bytes(b"png")
    swap_in(out, {"a.csv": b"2"})
    assert (out / "analysis.R").read_text() == "mine"
    assert (out / "figures" / "forest.png").read_bytes() == b"png"
    assert (out / "a.csv").read_bytes() == b"2"


def test_mending_puts_a_moved_folder_back(tmp_path: Path) -> None:
    for name, content in ((".out.previous", b"old"), (".out.building", b"half")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.csv").write_bytes(content)
    mend(tmp_path / "out")
    assert contents(tmp_path / "out") == {"a.csv": b"old"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="cannot be written"):
        swap_in(tmp_path / "file" / "out", {"a.csv": b"1"})


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_one_whole_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    chance = random.Random(5)
    for _ in range(12):
        with subprocess.Popen([sys.executable, "-c", LOOP, str(out)], cwd=ROOT, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
            time.sleep(0.02 + chance.random() * 0.06)
            child.send_signal(signal.SIGKILL)
        if not out.exists():
            continue  # killed before the first was in place
        files = contents(out)
        assert sorted(files) == [f"{n}.csv" for n in range(8)]
        assert len(set(files.values())) == 1
    swap_in(out, {"end.csv": b"1"}, earlier=[f"{n}.csv" for n in range(8)])
    assert contents(out) == {"end.csv": b"1"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]
