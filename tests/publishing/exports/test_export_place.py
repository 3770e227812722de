"""Where an export goes: whole or not at all, over nobody's work, and never the wrong kind of place."""

import json
from pathlib import Path

import pytest
from published_review import full_tables, published

from publishing import folder as folders
from publishing.exports import FORMATS, write_export
from schemas.errors import BadInput

FOLDER_FORMATS = sorted(name for name, form in FORMATS.items() if form.files)
FILE_FORMATS = sorted(name for name, form in FORMATS.items() if form.one_file)


@pytest.fixture(scope="module")
def version(tmp_path_factory):
    return published(tmp_path_factory.mktemp("gout") / "out")


@pytest.fixture(scope="module")
def later(tmp_path_factory):
    tables = full_tables()
    tables["meta_analysis"] = tables["meta_analysis"][1:-1]
    tables["reports"] = tables["reports"][:-1]
    return published(tmp_path_factory.mktemp("gout") / "out", tables)


def place(name, folder):
    form = FORMATS[name]
    return folder / (f"x{form.place.suffixes[0]}" if form.one_file else "x")


def contents(path):
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in path.rglob("*") if p.is_file()}


def test_an_unknown_format_lists_the_known_ones(version, tmp_path):
    with pytest.raises(BadInput) as said:
        write_export("spss", version, tmp_path / "x")
    assert all(name in str(said.value) for name in FORMATS)


@pytest.mark.parametrize("name", FOLDER_FORMATS)
def test_a_folder_says_what_it_is_of_and_is_replaced_by_a_later_version(name, version, later, tmp_path):
    out = place(name, tmp_path)
    write_export(name, version, out)
    first = contents(out)
    mark = json.loads(first["export.json"])
    assert (mark["format"], mark["review"], mark["version"]) == (name, "gout", 1)
    assert set(mark["files"]) == set(first) - {"export.json"}
    (out / "mine.R").write_text("my analysis")
    write_export(name, later, out)
    write_export(name, version, out)
    assert contents(out) == first | {"mine.R": b"my analysis"}


@pytest.mark.parametrize("name", FOLDER_FORMATS)
def test_a_folder_of_somebody_else_or_edited_by_hand_stays(name, version, later, tmp_path):
    out = place(name, tmp_path)
    out.mkdir()
    (out / "theirs.csv").write_text("theirs")
    with pytest.raises(BadInput, match="are not a"):
        write_export(name, version, out)
    assert contents(out) == {"theirs.csv": b"theirs"}
    write_export(name, version, out, force=True)
    edited = next(
        path for path in sorted(out.iterdir()) if path.is_file() and path.name not in ("export.json", "theirs.csv")
    )
    edited.write_bytes(b"by hand")
    with pytest.raises(BadInput, match=f"{edited.name} was changed since"):
        write_export(name, later, out)
    assert edited.read_bytes() == b"by hand"
    write_export(name, later, out, force=True)
    assert edited.read_bytes() != b"by hand" and (out / "theirs.csv").read_text() == "theirs"


@pytest.mark.parametrize("name", FILE_FORMATS)
def test_a_file_is_replaced_where_it_is_known_as_ours(name, version, later, tmp_path):
    out = place(name, tmp_path)
    write_export(name, version, out)
    content = out.read_bytes()
    write_export(name, version, out)
    if FORMATS[name].place.ours:
        write_export(name, later, out)
    else:
        with pytest.raises(BadInput, match="--force"):
            write_export(name, later, out)
        write_export(name, later, out, force=True)
    assert out.read_bytes() != content
    out.write_bytes(b"somebody's own")
    with pytest.raises(BadInput, match="may be somebody's own; add --force"):
        write_export(name, version, out)
    assert out.read_bytes() == b"somebody's own"
    write_export(name, version, out, force=True)
    assert out.read_bytes() == content
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("name", FILE_FORMATS)
def test_a_folder_or_another_ending_is_no_place_for_a_file(name, version, tmp_path):
    with pytest.raises(BadInput, match=f"is a folder and {name} is one file; name it, such as .*gout"):
        write_export(name, version, tmp_path)
    with pytest.raises(BadInput, match="does not end in"):
        write_export(name, version, tmp_path / "x.doc")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", FOLDER_FORMATS)
def test_a_file_is_no_place_for_a_folder(name, version, tmp_path):
    for out in (tmp_path / "x.csv", tmp_path / "note"):
        out.write_text("mine")
        with pytest.raises(BadInput, match=f"{name} is a folder of several files"):
            write_export(name, version, out)
        assert out.read_text() == "mine"


def test_a_place_that_cannot_be_written_is_one_sentence(version, tmp_path):
    (tmp_path / "file").write_text("")
    for name, out in (("ris", tmp_path / "file" / "x.ris"), ("metapsy", tmp_path / "file" / "x")):
        with pytest.raises(BadInput, match="cannot be written"):
            write_export(name, version, out)


def test_a_failure_on_the_way_leaves_what_was_there(version, later, tmp_path, monkeypatch):
    out = tmp_path / "x"
    write_export("metapsy", version, out)
    before = contents(out)

    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders, "_write", full)
    with pytest.raises(Exception, match="No space left"):
        write_export("metapsy", later, out)
    assert contents(out) == before


def test_help_and_readme_name_every_format():
    from flows.cli import EXPORTS

    readme = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
    for name in [*FORMATS, "asreview"]:
        assert name in EXPORTS.replace(",", " ").replace(";", " ").replace(".", " ").split(), name
        assert f"`{name}`" in readme, name
