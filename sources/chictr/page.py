"""A trial page of ChiCTR's site, as saved from a browser → Report.

The page holds every field twice, in Chinese and in English, as pairs of cells (label, value). The English value is
taken, the Chinese one where there is no English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree, html

from schemas.errors import BadInput
from schemas.models import Block, Detail, Record, RegistryIds, Report
from schemas.registry_numbers import numbers_in
from sources.registry_dates import iso_date
from sources.registry_words import (
    acronym_of,
    design_of,
    distinct,
    own_numbers,
    phase_of,
    set_size,
    status_of,
    whole_number,
)
from sources.xml import Element

Pairs = list[tuple[str, str]]
"""(label in small letters, without its colon; value), in the page's order."""
_DATE = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}")
_CHINESE_NUMBER = "注册号"


def parse(payload: bytes, name: str) -> Element:
    """The page's tree."""
    try:
        return html.document_fromstring(payload, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError) as error:
        raise BadInput(f"{name}: the page has no content; save it again.") from error


def read(record: Record) -> Report:
    """One trial page; raises BadInput where its registration number is missing."""
    pairs = list(_pairs(parse(record.payload, record.id)))
    number = _first(pairs, "registration number") or _first(pairs, _CHINESE_NUMBER)
    if not numbers_in(number):
        raise BadInput(f"{record.id}: the page holds no ChiCTR registration number; save the trial's own page.")
    report = Report(record.source, record.id, record.sha256, record.url)
    fields: dict[str, list[str]] = {}
    for label, value in pairs:
        fields.setdefault(label, []).append(value)
    report.registry = dict(fields)
    others = [value for label, value in pairs if label.startswith("the registration number of the partner registry")]
    report.registry_ids = RegistryIds(own_numbers(number, others))
    report.title = _first(pairs, "scientific title") or _first(pairs, "public title") or _first(pairs, "注册题目")
    report.acronym = acronym_of(_first(pairs, "english acronym"))
    report.sponsor = _first(pairs, "primary sponsor") or None
    report.status = status_of(_first(pairs, "recruiting status"))
    report.conditions = distinct(v for label, v in pairs if label == "target disease")
    report.interventions = distinct(v for label, v in pairs if label == "intervention")
    report.countries = sorted({v for label, v in pairs if label == "country"})
    report.registered_date = iso_date(_first(pairs, "date of registration"))
    report.updated_date = iso_date(_first(pairs, "date of last refreshed on"))
    days = _DATE.findall(_first(pairs, "study execute time"))
    report.start_date, report.end_date = (iso_date(days[0]), iso_date(days[-1])) if len(days) == 2 else (None, None)
    _design(report, pairs)
    report.blocks = _blocks(pairs)
    return report


def _pairs(root: Element) -> Iterator[tuple[str, str]]:
    """Every cell that ends in a colon, with the cell after it."""
    for row in root.iterfind(".//tr"):
        cells = row.findall("td")
        for label, value in pairwise(cells):
            name = _text(label, prefer_english=True)
            if (name.endswith((":", "：")) or label.get("class") == "left_title") and name:
                words = _text(value, prefer_english=True)
                if words and not words.endswith("："):
                    yield " ".join(name.rstrip(":： ").split()).lower(), words


def _text(cell: Element, prefer_english: bool) -> str:
    """A cell's text; its English parts alone where it has some."""
    if cell.findall(".//table"):
        return ""
    english = [node for node in cell.iterfind(".//*") if node.get("class") == "en"] if prefer_english else []
    said = [" ".join(_lines(node)) for node in english]
    if any(said) and not (len(said) > 1 and _DATE.search("".join(cell.itertext()))):
        return "\n".join(part for part in said if part)
    return " ".join(_lines(cell))


def _lines(node: Element) -> list[str]:
    return "".join(text for text in node.itertext() if isinstance(text, str)).replace("\xa0", " ").split()


def _first(pairs: Pairs, label: str) -> str:
    return next((value for name, value in pairs if name == label), "")


def _design(report: Report, pairs: Pairs) -> None:
    report.phase = phase_of(_first(pairs, "study phase"))
    random = next((v for label, v in pairs if label.startswith("randomization procedure")), "")
    # The Chinese words say more: 随机平行对照, randomised parallel control, is `Parallel` in English.
    said = f"{_first(pairs, 'study design')}. {_first(pairs, '研究设计')}"
    report.design = design_of(_first(pairs, "study type"), said, f"{report.title}. {random}")
    sizes = [whole_number(value) for label, value in pairs if label == "样本量"]
    planned = sum(size for size in sizes if size) if sizes and all(sizes) else None
    set_size(report, planned, None, "/样本量")
    blinding = _first(pairs, "blinding").lower()
    for words, value in (("double", "double-blind"), ("single", "single-blind"), ("open", "open-label")):
        if words in blinding:
            report.details.append(Detail("masking", value, {"pointer": "/blinding/0"}, blinding))
            break


def _blocks(pairs: Pairs) -> list[Block]:
    given = (
        ("scientific_title", "title", "scientific title", ""),
        ("public_title", "title", "public title", ""),
        ("objective", "background", "objectives of study", "Objectives of study"),
        ("inclusion", "eligibility", "inclusion criteria", "Inclusion criteria"),
        ("exclusion", "eligibility", "exclusion criteria", "Exclusion criteria"),
    )
    found = [(name, section, _first(pairs, label), heading) for name, section, label, heading in given]
    return [Block(name, section, text, heading) for name, section, text, heading in found if text]
