"""`perennial export`: the last published version of a review in the format of another tool."""

from __future__ import annotations

import shlex
from pathlib import Path

from rich.console import Console

from flows.job import OUTPUTS, review_folder
from flows.program import program
from publishing import last_version
from publishing.exports import Place, Version, check_place, format_of, put_file, write_export
from schemas.errors import BadInput
from schemas.protocol import load_protocol

ASREVIEW = {".csv": "asreview-csv", ".ris": "asreview-ris"}
"""Ending of the file → format of `perennial screening export`."""
OWN_COLUMN = b"perennial_"
"""What files for ASReview name our reports and hashes with."""


def export_review(review: str, to: str, out: Path, *, folder: Path | None, archive: str | None, force: bool) -> None:
    """Write the export, and say what it is and what to do next; `folder` is a published folder other than the usual."""
    if to != "asreview":
        format_of(to, ("asreview",))
        _published(review, to, out, folder=folder, archive=archive, force=force)
    elif folder:
        raise BadInput("--from: published tables hold no abstracts, which asreview needs; drop it, the store has them.")
    else:
        _asreview(review, out, archive, force)


def _published(review: str, to: str, out: Path, *, folder: Path | None, archive: str | None, force: bool) -> None:
    if archive:
        raise BadInput(f"--archive: {to} is made of the published tables; give their folder with --from instead.")
    protocol = load_protocol(review_folder(review))
    last = last_version(folder or OUTPUTS / protocol.slug, protocol.slug)
    if last.version == 0:
        raise BadInput(f"{last.out}: nothing of {protocol.slug} is published there; run {program()} refresh {review}.")
    form = write_export(to, Version(last, protocol), out, force=force)
    console = Console(highlight=False, soft_wrap=True)
    if not last.intact:
        Console(stderr=True, highlight=False, soft_wrap=True).print(
            f"{last.out}: its files were changed since they were published, and the export holds them as they are now.",
            markup=False,
        )
    console.print(f"{out}: version {last.version} of {protocol.slug} as {to}, {form.what}.", markup=False)
    console.print(f"Next: {form.next.format(out=out, quoted=shlex.quote(str(out)))}", markup=False)


def _asreview(review: str, out: Path, archive: str | None, force: bool) -> None:
    from flows.exchange import exported

    place = Place("asreview", tuple(ASREVIEW), lambda content: OWN_COLUMN in content)
    protocol = load_protocol(review_folder(review))
    check_place(place, out, protocol.slug, force)
    text, told = exported(review, ASREVIEW[out.suffix.lower()], archive)
    put_file(place, out, text.encode("utf-8"), force)
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{out}: {told}", markup=False)
    console.print(f"Next, when they are screened: {program()} screening import {review} FILE", markup=False)
