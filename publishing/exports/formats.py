"""The formats of `perennial export`: what each is for, where it goes, and what to do with it next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from publishing.exports import excel, prisma2020, references
from publishing.exports.meta import meta
from publishing.exports.metafor import metafor
from publishing.exports.metapsy import metapsy
from publishing.exports.netmeta import netmeta
from publishing.exports.parquet import parquet
from publishing.exports.place import Place, check_place, put_file, put_folder
from publishing.exports.revman import revman
from publishing.exports.revman5 import revman5
from publishing.exports.version import Version
from schemas.errors import BadInput

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: `one_file` makes it as a file, or `files` as a folder of files (name → bytes)."""

    what: str
    place: Place
    next: str
    """What to do with it, with {out} for its place, {quoted} as a shell takes it."""
    one_file: Callable[[Version], bytes] | None = None
    files: Callable[[Version], Files] | None = None


def _file(what: str, place: Place, make: Callable[[Version], bytes], following: str) -> Format:
    return Format(what, place, following, one_file=make)


def _folder(what: str, name: str, make: Callable[[Version], Files], following: str) -> Format:
    return Format(what, Place(name), following, files=make)


FORMATS: dict[str, Format] = {
    "metafor": _folder(
        "the data for R and a script that pools every analysis as the protocol plans it",
        "metafor",
        metafor,
        "Rscript {quoted}/pool.R",
    ),
    "meta": _folder(
        "the same with a script for the R package meta",
        "meta",
        meta,
        "Rscript {quoted}/pool.R (not tried with meta itself)",
    ),
    "netmeta": _folder(
        "arms and contrasts of every network, and a script for the R package netmeta",
        "netmeta",
        netmeta,
        "Rscript {quoted}/network.R (not tried with netmeta itself)",
    ),
    "revman": _folder(
        "studies, arms and results for RevMan Web, and the references as RIS",
        "revman",
        revman,
        "read {out}/README.md: RevMan wants its criteria and the RIS first, and two headers are unverified",
    ),
    "revman5": _file(
        "analyses in the form in which RevMan 5 exports them",
        Place("revman5", (".csv",)),
        revman5,
        'in R: meta::read.rm5("{out}"); hazard ratios (GIV) are unverified',
    ),
    "metapsy": _folder(
        "randomised comparisons in Metapsy's data standard, with its metadata",
        "metapsy",
        metapsy,
        "read {out}/README.md, and check the data with metapsyTools",
    ),
    "ris": _file(
        "included reports for reference managers",
        Place("ris", (".ris",), references.is_ours),
        references.ris,
        "import {out} into Zotero, EndNote or another reference manager",
    ),
    "prisma2020": _file(
        "numbers of the flow diagram for the R package PRISMA2020",
        Place("prisma2020", (".csv",), prisma2020.is_ours),
        prisma2020.prisma2020,
        'in R: PRISMA2020::PRISMA_flowdiagram(PRISMA2020::PRISMA_data(read.csv("{out}")))',
    ),
    "excel": _file(
        "all tables and the dictionary as one workbook",
        Place("excel", (".xlsx",), excel.is_ours),
        excel.excel,
        "open {out} in Excel, LibreOffice or another spreadsheet",
    ),
    "parquet": _folder(
        "all tables with their types, a file each",
        "parquet",
        parquet,
        'in Python: pandas.read_parquet("{out}/meta_analysis.parquet")',
    ),
}


def _all(version: Version) -> Files:
    """Every format: files under their format's name, folders as folders."""
    made: dict[str, bytes] = {}
    for name, form in FORMATS.items():
        if form.one_file:
            made[f"{name}{form.place.suffixes[0]}"] = form.one_file(version)
        elif form.files and name != "all":
            made |= {f"{name}/{inside}": content for inside, content in form.files(version).items()}
    return made


FORMATS["all"] = _folder("every format but asreview", "all", _all, "{out} has a file or folder for each format")


def format_of(name: str, others: tuple[str, ...] = ()) -> Format:
    """The format of that name; `BadInput` that lists the known ones, `others` among them."""
    if name not in FORMATS:
        raise BadInput(f"--to: {name} is no format; choose from {', '.join(sorted([*FORMATS, *others]))}.")
    return FORMATS[name]


def write_export(name: str, version: Version, out: Path, *, force: bool = False) -> Format:
    """Make the export and put it in its place, whole or not at all; `BadInput` where it cannot go there."""
    form = format_of(name)
    check_place(form.place, out, version.slug, force)
    if form.one_file:
        put_file(form.place, out, form.one_file(version), force)
    elif form.files:
        put_folder(form.place, out, form.files(version), version)
    return form
