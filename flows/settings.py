"""Settings: the environment, and a file `perennial.toml` that fills in what the environment leaves open.

Everything ends in the environment, where connectors and Prefect look for it. Nothing here becomes a parameter of a
flow or a line of a log: Prefect stores both in plain text, and keys are among the settings.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from pathlib import Path

from schemas.errors import BadInput

FILE = "perennial.toml"
NAMES = {
    "database_url": "PERENNIAL_DATABASE_URL",
    "contact": "PERENNIAL_CONTACT",
    "ncbi_api_key": "NCBI_API_KEY",
    "prefect_api_url": "PREFECT_API_URL",
    "clinicaltrials_gov_url": "PERENNIAL_CLINICALTRIALS_GOV_URL",
    "pubmed_url": "PERENNIAL_PUBMED_URL",
    "europe_pmc_url": "PERENNIAL_EUROPE_PMC_URL",
    "ctis_url": "PERENNIAL_CTIS_URL",
    "isrctn_url": "PERENNIAL_ISRCTN_URL",
    "crossref_url": "PERENNIAL_CROSSREF_URL",
    "openalex_url": "PERENNIAL_OPENALEX_URL",
    "openalex_api_key": "OPENALEX_API_KEY",
    "unpaywall_url": "PERENNIAL_UNPAYWALL_URL",
    "retraction_watch_url": "PERENNIAL_RETRACTION_WATCH_URL",
    "second_reader_url": "PERENNIAL_SECOND_READER_URL",
    "second_reader_model": "PERENNIAL_SECOND_READER_MODEL",
    "second_reader_key": "PERENNIAL_SECOND_READER_KEY",
    "second_reader_prices": "PERENNIAL_SECOND_READER_PRICES",
}
"""Key in the file → variable in the environment."""

DEFAULT_DATABASE_URL = "sqlite:///var/evidence.sqlite"

PREFECT = {
    # The defaults of Prefect 3.8 lose task runs and end with tracebacks of telemetry and recorder; these do not.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "0.5",
    # Twenty seconds are too short for a busy machine: the refresh would end before it began.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
}


def load_settings(folder: Path | None = None) -> None:
    """Fill the environment from `perennial.toml` (or the file that PERENNIAL_SETTINGS names), where it is silent."""
    named = os.environ.get("PERENNIAL_SETTINGS")
    path = Path(named) if named else (folder or Path()) / FILE
    if not named and not path.exists():
        return
    for key, value in _read(path).items():
        if key not in NAMES:
            near = difflib.get_close_matches(key, NAMES, n=1) or sorted(NAMES)
            raise BadInput(f"{path}: {key} is no setting; known and near is {near[0]}.")
        if not isinstance(value, str):
            raise BadInput(f"{path}: {key} must be text in quotes.")
        os.environ.setdefault(NAMES[key], value)


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f'{path}: not readable as TOML ({error}); lines are written as key = "value".') from None
    except OSError as error:
        raise BadInput(f"{path}: the settings cannot be read ({error.strerror}); correct PERENNIAL_SETTINGS.") from None


def database_url() -> str:
    """Where the evidence is."""
    return os.environ.get("PERENNIAL_DATABASE_URL") or DEFAULT_DATABASE_URL


def quieten_prefect(console: bool = True) -> None:
    """Set Prefect's environment; call it before Prefect is imported. What a person has set stays as it is.

    Without `console` Prefect's log lines go to its server only: the command line tells its own story.
    """
    for name, value in PREFECT.items():
        os.environ.setdefault(name, value)
    if not console:
        os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
