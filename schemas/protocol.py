"""Reading a review's `protocol.yml` with errors for people, and laying out a new review.

The models are in `schemas.protocol_models` and its parts, and exported here: other rooms import both from this module.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError

from schemas.errors import BadInput
from schemas.protocol_analysis import Analysis, Speaking
from schemas.protocol_living import Conclusion
from schemas.protocol_models import Protocol
from schemas.protocol_parts import Source
from schemas.protocol_question import COMMON_OUTCOMES, Comparison, Intervention, Outcome, Window
from schemas.protocol_search import Expect, Query

__all__ = [
    "COMMON_OUTCOMES",
    "PROTOCOL_FILE",
    "Analysis",
    "Comparison",
    "Conclusion",
    "Expect",
    "Intervention",
    "Outcome",
    "Protocol",
    "Query",
    "Speaking",
    "Window",
    "load_protocol",
    "new_review",
]

PROTOCOL_FILE = "protocol.yml"

TEMPLATE = Path(__file__).with_name("protocol_template.yml")
SCREENING_HEADER = "report,decision,reason,decided_by,decided_on,seen_sha256\n"
CORRECTIONS_HEADER = "row_id,column,old,new,reason,decided_by,decided_on,seen_sha256\n"
LINKS_HEADER = "report,same_trial,other,reason,decided_by,decided_on\n"
INBOX_README = """# Inbox

Put documents for this review here: text, HTML, PubMed XML, JATS, PDF, RIS or NBIB, and files of registries
(ClinicalTrials.gov, WHO ICTRP, EUCTR, CTIS, ISRCTN, ChiCTR, DRKS). Every refresh reads the whole folder with its
sub-folders; a document taken out leaves the review. This README and hidden files are not read.
"""
SLUG = r"[a-z0-9][a-z0-9_-]{0,59}"
"""What can name a review."""
TEMPLATE_WORDS = ("example disease", "example syndrome", "treatment code 123")
"""Words of the template that no review can mean; while they stand, nothing is searched."""
LARGEST = 2_000_000
"""Bytes. A protocol is some kilobytes; anything near this is another file under its name."""


class _Loader(yaml.SafeLoader):
    """YAML without the silent rule that the last of two equal keys wins."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, Hashable) and key in seen:
                raise yaml.constructor.ConstructorError(
                    problem=f"the key {key!r} stands there twice", problem_mark=key_node.start_mark
                )
            seen.add(key) if isinstance(key, Hashable) else None
        return super().construct_mapping(node, deep=deep)


def load_protocol(folder: Path) -> Protocol:
    """The protocol of the review in `folder`; `BadInput` with one sentence where it is missing or wrong."""
    path = folder / PROTOCOL_FILE
    content = _content(path)
    try:
        return Protocol.model_validate(content)
    except ValidationError as error:
        raise BadInput(_sentence(path, error)) from error


def _content(path: Path) -> Mapping[str, Any]:
    """The mapping in the file, or `BadInput`."""
    if not path.is_file():
        raise BadInput(f"{path}: there is no such file; `perennial new SLUG` writes one to fill in.")
    if path.stat().st_size > LARGEST:
        raise BadInput(f"{path}: the file is larger than a protocol can be; was another file saved under its name?")
    try:
        content = yaml.load(path.read_bytes(), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise BadInput(f"{path}: not readable as YAML{line}: {error.problem}; mend that line.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadInput(f"{path}: not readable as YAML text; save it as UTF-8 text.") from error
    if not isinstance(content, Mapping):
        raise BadInput(f"{path}: a protocol is a list of `key: value` lines and this is not; start from the template.")
    return content


def _sentence(path: Path, error: ValidationError) -> str:
    """The first objection as one sentence, and how many more there are."""
    objections = error.errors(include_url=False)
    # An unknown key is usually the reason why a known one is missing: name the typo, not its consequence.
    objections.sort(key=lambda o: o["type"] != "extra_forbidden")
    first = objections[0]
    meant = {_meant(o["loc"]) for o in objections if o["type"] == "extra_forbidden"}
    more = sum(o["type"] != "missing" or o["loc"] not in meant for o in objections[1:])
    where = _dotted(first["loc"])
    also = f" ({more} more after this)" if more else ""
    if first["type"] == "extra_forbidden" or first["loc"][-1:] == ("[key]",):
        return f"{path}: {where} is not a known key; {_nearest(first['loc'])}{also}."
    if first["type"] == "missing":
        return f"{path}: {where} is missing; add it{also}."
    message = first["msg"].removeprefix("Value error, ").rstrip(".")
    message = message[0].lower() + message[1:]
    if first["type"] == "value_error":
        return f"{path}: {where + ': ' if where else ''}{message}{also}."
    return f"{path}: {where} is {_shown(first['input'])}, and that cannot be: {message}{also}."


def _shown(value: Any) -> str:
    """The offending value, cut to a length that fits a sentence; booleans with YAML's trap explained."""
    if isinstance(value, bool):
        return f"{value} (YAML reads yes, no, on and off as true or false: put text in quotes)"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _dotted(loc: tuple[int | str, ...]) -> str:
    """`outcomes[0].label` for `("outcomes", 0, "label")`."""
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".").replace(".[key]", "")


def _nearest(loc: tuple[int | str, ...]) -> str:
    """What the unknown key may have meant, or the keys that are known there."""
    known = list(get_args(Source)) if loc[-1] == "[key]" else list(_model_at(loc[:-1]).model_fields)
    name = loc[-2] if loc[-1] == "[key]" else loc[-1]
    near = difflib.get_close_matches(str(name), known, n=1, cutoff=0.5)
    return f"the nearest known one is {near[0]}" if near else f"known there are {', '.join(known)}"


def _meant(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Where an unknown key would stand if it were spelt as the nearest known one."""
    near = difflib.get_close_matches(str(loc[-1]), list(_model_at(loc[:-1]).model_fields), n=1, cutoff=0.5)
    return (*loc[:-1], *near)


def _model_at(loc: tuple[int | str, ...]) -> type[BaseModel]:
    """The model that stands at a place of the protocol."""
    model: type[BaseModel] = Protocol
    for part in loc:
        if isinstance(part, str) and part in model.model_fields:
            model = _inner_model(model.model_fields[part].annotation) or model
    return model


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    """The model inside `list[Model]`, `dict[str, list[Model]]` and the like."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _inner_model(part))), None)


def new_review(folder: Path, slug: str) -> Path:
    """Lay out `folder/slug` with a commented protocol, empty screening, corrections and links and an inbox.

    Returns the protocol's path. A slug that cannot be one, or a review that is already there, is `BadInput`.
    """
    if not re.fullmatch(SLUG, slug):
        raise BadInput(f"{slug!r} cannot name a review; use small letters, digits, - and _, such as my-review.")
    review = folder / slug
    path = review / PROTOCOL_FILE
    if path.exists():
        raise BadInput(f"{path}: this review exists already; choose another name or edit it.")
    (review / "inbox").mkdir(parents=True, exist_ok=True)
    template = TEMPLATE.read_text("utf-8").replace("SLUG", slug)
    path.write_text(template, "utf-8", newline="\n")
    files = {
        "screening.csv": SCREENING_HEADER,
        "corrections.csv": CORRECTIONS_HEADER,
        "links.csv": LINKS_HEADER,
        "inbox/README.md": INBOX_README,
    }
    for name, content in files.items():
        if not (review / name).exists():
            (review / name).write_text(content, "utf-8", newline="\n")
    return path
