"""Writes docs/rules.md from the list of rules: `python -m appraisal.document [--check]`."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

from appraisal.rules import RULES, Rule

TARGET = Path(__file__).parent.parent / "docs" / "rules.md"
HEAD = """# Rules of appraisal

Written by `make docs` from `appraisal/rules.py`; edit the rules, not this page. `critical`: the arithmetic cannot be
true, or pooling would mislead; the row waits in `held.csv`. `warning`: a person should look; the row stays. `info`:
good to know. A rule that can be critical may also speak as a warning or an information where its check says so.
"""


def page() -> str:
    """The page, in the order of the list."""
    return "\n".join([HEAD, *(_section(rule) for rule in RULES)])


def _section(rule: Rule) -> str:
    texts = [inspect.getdoc(check) or "" for check in rule.checks]
    example = f"Example: {rule.example}" if rule.example else ""
    paragraphs = [f"## `{rule.id}` ({rule.severity})", rule.sentence, *texts, example]
    return "\n\n".join(p for p in paragraphs if p) + "\n"


def main(arguments: list[str]) -> int:
    """Write the page; with `--check` only compare, and return 1 where it is out of step."""
    if "--check" in arguments:
        return int(not TARGET.exists() or TARGET.read_text(encoding="utf-8") != page())
    TARGET.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
