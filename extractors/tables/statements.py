"""What a caption, a footnote or the methods say all numbers of a kind are: `values are mean ± SD or n (%)`."""

from __future__ import annotations

import re

from extractors.tables.words import statistic
from extractors.text.normal import plain
from schemas.models import Report

_ABBREVIATED = re.compile(r"\b[Nn]os?\.(?=\s?[(\[,%])")
_PIECES = re.compile(r"[;.]\s")
_ALTERNATIVES = re.compile(
    r"\s(?:or|and|&)\s(?=(?:as |the |for |categorical \w+ |continuous \w+ )*(?:means?|medians?|numbers?|n|no|%|"
    r"percent\w*|counts?|frequenc\w+|proportions?)\b)|(?<=\))\s(?=(?:means?|medians?)\b)|,\s(?=(?:means?|medians?|numbers?|n|no)\b)",
    re.I,
)
_SAID = re.compile(
    r"\b(?:expressed|presented|reported|summari[sz]ed|described|displayed|shown|given|stated|quoted|calculated)\s"
    r"(?:\w+\s){0,2}?(?:as|by|using|in)\s(?P<as>[^;]{3,140}?)(?:\.\s|\.$|;|$)"
    r"|\b(?:values|data|results|figures)\s(?:are|were|represent)\s(?:the\s)?(?P<are>(?:means?|medians?)\b[^;.]{0,80})",
    re.I,
)
_MEANS = ("mean_sd", "mean_se")
_SILENT = ("references", "discussion", "introduction", "background", "conclusion", "title")


def stated(text: str) -> list[str]:
    """The paired statistics that a text announces, in order: `number (%) or mean (SD)` → count_rate, mean_sd."""
    found: list[str] = []
    for piece in _PIECES.split(_ABBREVIATED.sub("n", plain(text))):
        for part in (piece, *_ALTERNATIVES.split(piece)):
            name = statistic(part)
            if "_" in name and name not in found:
                found.append(name)
    return found


def stated_in_text(report: Report) -> list[str]:
    """The paired statistics that the running text says its numbers are; neither SD nor SE where it names both."""
    found: list[str] = []
    for block in report.blocks:
        if block.section in _SILENT or not re.search(r"\b(?:SD|SE|SEM|standard|deviations?|errors?|%)", block.text):
            continue
        for match in _SAID.finditer(plain(block.text)):
            found += [name for name in stated(match["as"] or match["are"]) if name not in found]
    return [name for name in found if name not in _MEANS] if set(_MEANS) <= set(found) else found
