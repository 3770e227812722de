"""How this program was called, so that the commands it advises can be typed as they stand."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

NAME = "perennial"


def program() -> str:
    """`perennial` where the shell finds it by that name, else the path of the call, such as .venv/bin/perennial."""
    called = sys.argv[0] if sys.argv else ""
    if Path(called).name != NAME:  # called as a module, by a worker or by a test
        return NAME
    found = shutil.which(NAME)
    if found and os.path.realpath(found) == os.path.realpath(called):
        return NAME
    return called
