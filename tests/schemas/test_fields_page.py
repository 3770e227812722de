"""docs/fields.md is in step with the dictionary, and `--check` says when it is not."""

from pathlib import Path

import pytest

from schemas import docs


def test_the_committed_page_is_in_step() -> None:
    assert docs.main(["--check"]) == 0


def test_a_page_out_of_step_is_told_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(docs, "PAGE", tmp_path / "fields.md")
    assert docs.main(["--check"]) == 1
    assert "run `make docs`" in capsys.readouterr().err
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0
