"""Settings come from the environment, then from a file, and end nowhere else."""

import inspect
import os

import pytest

from flows.refresh import refresh
from flows.settings import NAMES, PREFECT, database_url, load_settings
from schemas.errors import BadInput


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    for name in (*NAMES.values(), "PERENNIAL_SETTINGS"):
        monkeypatch.setenv(name, "")  # so that monkeypatch takes it away again whatever is set meanwhile
        monkeypatch.delenv(name)


def write(folder, text):
    (folder / "perennial.toml").write_text(text, encoding="utf-8")


def test_without_a_file_there_are_the_defaults(tmp_path):
    load_settings(tmp_path)
    assert database_url() == "sqlite:///var/evidence.sqlite"


def test_a_file_fills_in_what_the_environment_leaves_open(tmp_path, monkeypatch):
    write(tmp_path, 'contact = "a@example.org"\nncbi_api_key = "from the file"\n')
    monkeypatch.setenv("NCBI_API_KEY", "from the environment")
    load_settings(tmp_path)
    assert os.environ["PERENNIAL_CONTACT"] == "a@example.org"
    assert os.environ["NCBI_API_KEY"] == "from the environment"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('contcat = "a@example.org"', "contcat is no setting; known and near is contact"),
        ("contact = 7", "contact must be text in quotes"),
        ("contact: me", "not readable as TOML"),
    ],
)
def test_a_file_that_is_wrong_names_the_key(tmp_path, text, sentence):
    write(tmp_path, text)
    with pytest.raises(BadInput, match=sentence):
        load_settings(tmp_path)


def test_a_named_file_must_be_there(tmp_path, monkeypatch):
    monkeypatch.setenv("PERENNIAL_SETTINGS", str(tmp_path / "gone.toml"))
    with pytest.raises(BadInput, match=r"gone\.toml: the settings cannot be read"):
        load_settings(tmp_path)


def test_no_key_is_a_parameter_of_the_flow():
    words = {word for name in inspect.signature(refresh.fn).parameters for word in name.split("_")}
    assert not words & {"key", "token", "password", "contact", "url", "email"}


def test_prefect_calls_nobody_and_loses_no_task_run():
    from prefect.settings import get_current_settings

    settings = get_current_settings().server
    assert settings.analytics_enabled is False
    assert settings.services.task_run_recorder.batch_size == 200
    assert set(PREFECT) <= set(os.environ)
