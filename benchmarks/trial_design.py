"""How well a report's design is read: extract's JSON against spans that people labelled in full texts of trials.

    python -m benchmarks.trial_design GOLD.csv extracted.jsonl [--misses FILE]

GOLD has the columns pmcid, label, start, end, text; the extraction's `file` is named after the pmcid. Every field is
scored by document: precision over documents where the labellers marked the field at all, because a field without a
label is as often left unmarked as absent (`silent` counts what was read there); recall over documents whose labels
hold a value. What answers which label, and when a value counts as right:

| field | label | right when |
|---|---|---|
| registry_number | 3a | the number, in one spelling, is among those labelled (every number read as own is scored) |
| sample_size | 14a | `n_planned` or `n_planned_per_arm` is a number in a labelled span, or two to four times one |
| ratio | 8d | the same parts in either order; spans like `equal` or `60 in each group` stand for equal parts |
| masking | 17c | the same kind; an observer, rater or evaluator is an assessor; spans that name no kind are left out |
| masked, not_masked | 17a, 17b | each part in the trial (participants, care providers …) is scored by itself |
| centres | 8c, 1d | single or several; a span of places in the plural, or with a number, stands for several |
| framework, design_type | 8b, 1c; 8a, 1b | the same word; spans that name none are left out |
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractors.text.normal import plain
from extractors.text.numerals import WORDS, word_value
from schemas.registry_numbers import numbers_in

Values = set[Any]
"""Values of one field in one document: words, or numbers of people."""
_SPANS = {
    "registry_number": ("3a",),
    "sample_size": ("14a",),
    "ratio": ("8d",),
    "masking": ("17c",),
    "masked": ("17a",),
    "not_masked": ("17b",),
    "centres": ("8c", "1d"),
    "framework": ("8b", "1c"),
    "design_type": ("8a", "1b"),
}
_PARTS = (
    ("data analysts", r"statistic|analy[sz]|biometric|economist|epidemiolog|data manag"),
    (
        "outcome assessors",
        r"assess|rater|observer|evaluator|examiner|interviewer|adjudicat|measur|collect|reader|tester|"
        r"laborator|technolog|technician|radiolog|patholog|testing|outcome|enumerator|reviewer"
        r"|echocard",
    ),
    ("caregivers", r"parent|caregiver|carer|famil|guardian|relatives|spouse"),
    (
        "investigators",
        r"investigat|research|study (?:staff|team|personnel|nurse|coordinator|physician)|trial (?:staff|team)|"
        r"\bPI\b|author|sponsor|coordinator|project",
    ),
    (
        "care providers",
        r"clinic|physician|doctor|nurse|surgeon|therapist|staff|provider|practitioner|midwi|psycholog|"
        r"psychiatr|personnel|acupunctur|anesth|anaesth|pharmac|coach|trainer|teacher|neurolog|"
        r"professional|health ?care|dieti|counsel|facilitator|operator|instructor",
    ),
    (
        "participants",
        r"patient|participant|subject|wom[ae]n|\bmen\b|girl|child|infant|volunteer|mother|student|couple|"
        r"adolesc|resident|individual|adult|village",
    ),
)
_KINDS = (
    ("double-blind", r"double"),
    ("triple-blind", r"triple"),
    ("quadruple-blind", r"quadruple"),
    ("single-blind", r"single"),
    (
        "open-label",
        r"open|unblinded|un-blinded|non-? ?blinded|nonblinded|not blinded|no (?:blinding|masking)|not possible"
        r"|unmasked",
    ),
    (
        "assessor-blind",
        r"(?:assessor|observer|rater|evaluator|examiner|outcome|end-?point|technician)s?\b.{0,3}(?:blind|mask)|"
        r"(?:blind|mask)(?:ed)?[ -]*(?:assessor|observer|rater|evaluator|outcome|end-?point)",
    ),
    ("investigator-blind", r"(?:investigator|researcher)s?.{0,3}(?:blind|mask)"),
    ("participant-blind", r"(?:patient|participant|subject)s?.{0,3}(?:blind|mask)"),
)
_FRAMEWORKS = (
    ("non-inferiority", r"non-? ?inferior|\bNI\b"),
    ("equivalence", r"equivalen"),
    ("superiority", r"superiority|superior"),
)
_TYPES = (
    ("stepped wedge", r"wedge"),
    ("crossover", r"cross"),
    ("factorial", r"factorial"),
    ("cluster", r"cluster|(?:group|clinic|school|practice|village|community|household)[- ]+randomi"),
    ("parallel", r"parallel"),
)
_ONE_ARM = re.compile(r"\b(?:per|each|every|both) |/ ?(?:arm|group)|\bin the [\w -]*(?:arm|group)", re.IGNORECASE)
_MANY = re.compile(
    r"multi|several|(?<!level )(?<!\d)(?:[2-9]|\d{2,})(?!\d)|\b(?:two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve"
    r"|[a-z]+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)\b"
    r"|\b(?:centers|centres|sites|hospitals|clinics|institutions|schools|villages|communities|homes|units|wards"
    r"|departments|all sites|each (?:\w+ )?(?:site|centre|center))\b",
    re.IGNORECASE,
)


def gold_values(name: str, spans: Iterable[str]) -> Values:
    """The values that the labelled spans of one document give for a field; empty where they name none."""
    texts = [re.sub(r"-\s+", "-", plain(span)) for span in spans]
    match name:
        case "registry_number":
            return {m.number for text in texts for m in numbers_in(text)} or {text.strip() for text in texts}
        case "sample_size":
            whole = {n for text in texts for n in _numbers(text)}
            arms = {n for text in texts if _ONE_ARM.search(text) for n in _numbers(text)}
            return whole | {n * k for n in arms for k in (2, 3, 4)}
        case "ratio":
            return {ratio for text in texts if (ratio := _ratio(text))}
        case "centres":
            return {"multicentre" if _MANY.search(text) else "single-centre" for text in texts}
    table = {"masking": _KINDS, "framework": _FRAMEWORKS, "design_type": _TYPES}.get(name, _PARTS)
    return {value for text in texts if (value := _first(table, text))}


def _first(table: tuple[tuple[str, str], ...], text: str) -> str:
    return next((value for value, words in table if re.search(words, text, re.I)), "")


def _numbers(text: str) -> Iterator[int]:
    for match in re.finditer(rf"\d[\d,]*(?: \d{{3}}\b)*|\b(?i:{WORDS})\b", text):
        digits = re.sub(r"[ ,]", "", match.group())
        yield int(digits) if digits.isdigit() else word_value(match.group())


def _ratio(text: str) -> str:
    parts = re.search(r"\d+(?:\s?:\s?\d+)+", text)
    if parts:
        return ":".join(sorted(re.split(r"\s?:\s?", parts.group())))
    return "equal" if re.search(r"equal|half|each|balanced|50 ?/ ?50|per (?:arm|group)", text, re.I) else ""


def read_values(name: str, report: dict) -> Values:
    """What the extraction says for a field."""
    match name:
        case "registry_number":
            return set(report["registry_ids"]["own"])
        case "sample_size":
            arm = report["n_planned_per_arm"]
            whole = {report["n_planned"]} - {None}
            return whole | ({arm, 2 * arm, 3 * arm, 4 * arm} if arm else set())
        case "ratio":
            ratio = report["allocation_ratio"]
            return {":".join(sorted(ratio.split(":")))} if ratio else set()
        case "masked" | "not_masked":
            return set(report[name])
    return {report[name]} if report[name] else set()


@dataclass(slots=True)
class Tally:
    """One field over all documents: values read where there are labels, of them right, and labelled documents found."""

    read: int = 0
    right: int = 0
    wanted: int = 0
    found: int = 0
    silent: int = 0
    misses: list[dict] = field(default_factory=list)

    def add(self, name: str, document: str, gold: Values, read: Values, labelled: bool) -> None:
        """Count one document. Parts in the trial and registry numbers are counted one by one, the rest by document."""
        if not labelled:
            self.silent += len(read)
            return
        if not gold:
            return
        right = {value for value in read if value in gold or ("equal" in gold and _equal_parts(value))}
        one_by_one = name in {"masked", "not_masked", "registry_number"}
        self.read += len(read) if one_by_one else bool(read)
        self.right += len(right) if one_by_one else bool(right)
        self.wanted += len(gold) if one_by_one else 1
        self.found += len(gold & read) if one_by_one else bool(right)
        if (read - right or gold - read) if one_by_one else not right:
            self.misses.append(
                {"file": document, "field": name, "gold": sorted(map(str, gold)), "read": sorted(map(str, read))}
            )

    def figures(self) -> dict[str, float | int]:
        """Precision, recall and what they rest on."""
        return {
            "precision": round(self.right / self.read, 3) if self.read else 0.0,
            "recall": round(self.found / self.wanted, 3) if self.wanted else 0.0,
            "labelled": self.wanted,
            "silent": self.silent,
        }


def _equal_parts(value: str | int) -> bool:
    return isinstance(value, str) and ":" in value and len(set(value.split(":"))) == 1


def score(labels: Iterable[dict[str, str]], extractions: Iterable[dict]) -> dict[str, Tally]:
    """A tally a field. `labels` are the rows of the gold file, `extractions` the objects of `extract --json`."""
    spans: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in labels:
        spans[row["pmcid"]][row["label"].split("_")[0]].append(row["text"])
    tallies = {name: Tally() for name in _SPANS}
    for extraction in extractions:
        document = Path(extraction["file"]).stem
        for name, codes in _SPANS.items():
            texts = [text for code in codes for text in spans[document][code]]
            read = read_values(name, extraction["report"])
            tallies[name].add(name, document, gold_values(name, texts), read, bool(texts))
    return tallies


def main(arguments: list[str]) -> int:
    """Print each field's figures as a JSON line; with --misses, write what was missed or wrong."""
    if len(arguments) not in {2, 4}:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    with Path(arguments[0]).open(encoding="utf-8", newline="") as rows:
        labels = list(csv.DictReader(rows))
    lines = Path(arguments[1]).read_text(encoding="utf-8").splitlines()
    tallies = score(labels, map(json.loads, lines))
    for name, tally in tallies.items():
        sys.stdout.write(json.dumps({"field": name, **tally.figures()}) + "\n")
    if len(arguments) == 4:
        misses = [json.dumps(miss) + "\n" for tally in tallies.values() for miss in tally.misses]
        Path(arguments[3]).write_text("".join(misses), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
