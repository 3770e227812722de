"""The environment that makes a version: Python, the lock file, and what is installed of our dependencies."""

from __future__ import annotations

import hashlib
import json
import platform
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution

from flows.code import ROOT

LOCK = "requirements.lock"


@cache
def environment_bytes() -> bytes:
    """The environment as JSON, the same bytes for the same installation: no paths, no host, no day."""
    lock = ROOT / LOCK
    found = {
        "python": platform.python_version(),
        "lock_sha256": hashlib.sha256(lock.read_bytes()).hexdigest() if lock.is_file() else "",
        "packages": dict(sorted(_installed().items())),
    }
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def _installed() -> dict[str, str]:
    """Name → installed version of everything that Perennial needs to run, directly or not; extras are left out."""
    found: dict[str, str] = {}
    waiting = _needs("perennial")
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            found[name] = distribution(name).version
        except PackageNotFoundError:  # needed on another system or by an older Python
            continue
        waiting += _needs(name)
    return found


def _needs(name: str) -> list[str]:
    """Names of a distribution's requirements, as they are spelt in indexes."""
    requirements = [r for r in distribution(name).requires or [] if "extra ==" not in r.replace("'", '"')]
    names = [found[0] for r in requirements if (found := re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", r))]
    return [re.sub(r"[-_.]+", "-", name).lower() for name in names]
