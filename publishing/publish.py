"""`publish`: tables in, a folder of files out, swapped in whole and left alone where nothing changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from publishing.answer_words import headline
from publishing.causes import causes
from publishing.cells import csv_bytes
from publishing.changes import change_rows
from publishing.context import PublishContext, Published
from publishing.folder import mend, swap_in
from publishing.last import MANIFEST, LastVersion, Rows, Tables, last_version
from publishing.methods import changes_of_code, changes_of_protocol
from publishing.prisma import AGAINST_LAST, prisma_rows
from publishing.status import News, counted, json_bytes, manifest, status
from publishing.summary import summary
from publishing.whats_new import conclusion_changed, paragraph, verdict
from schemas.datapackage import datapackage
from schemas.errors import BadInput
from schemas.fields import DICTIONARY, TABLES, clean_rows, sort_rows
from schemas.protocol import Protocol
from synthesis import Passages
from synthesis.answers import Answer

ANSWERS = ("answers", "answer_rows")
MADE_HERE = (*ANSWERS, "conclusions", "changes", "prisma")
"""Tables that publishing itself makes: checks may hold rows until the last moment."""
SITE = "site"
"""Folder of the pages, below the published one."""
Files = dict[str, bytes]


def publish(
    tables: Mapping[str, Iterable[Mapping[str, Any]]],
    protocol: Protocol,
    out: Path,
    context: PublishContext,
    before: LastVersion | None = None,
    *,
    passages: Callable[[Mapping[str, Rows]], Passages] = lambda tables: {},
) -> Published:
    """Write all tables of the dictionary and what describes them into the folder `out`.

    `tables` is table name → rows (missing tables are empty; those of `MADE_HERE` are made here). If they equal those
    of the version in `out`, made under the same protocol by the same code, its folder stays as it is, byte for byte.
    Otherwise the folder is replaced in one step; the version rises only if a table changed. `BadInput` for rows that
    the dictionary does not know, and for a folder that is not this review's.

    `before` is the version to go on from in place of the one in `out`: a rebuild of the past, which is always written.
    `passages` gives the words around every number of the tables; it is called only if something is written.
    """
    context = _complete(context)
    if unknown := set(tables) - set(TABLES):
        raise BadInput(f"schemas/fields.yml: there is no table {min(unknown)!r}; define it there or leave it out.")
    built: Tables = {
        name: sort_rows(name, clean_rows(name, tables.get(name, ()))) for name in TABLES if name not in MADE_HERE
    }
    mend(out.absolute())
    there = last_version(out, context.slug)
    old = before or there
    built["prisma"] = clean_rows("prisma", prisma_rows(built, _previous_studies(old), context))
    same = old.version > 0 and all(_equal(name, built[name], old) for name in built)
    if before is None and same and old.intact and _made_alike(old, context):
        kept = {name: old.rows(name) for name in (*ANSWERS, "conclusions", "changes")}
        return _published(out, old.version, False, {**built, **kept}, old.summary)
    answered = _answers(built, protocol)
    built |= _tables_of(answered)
    same = same and all(_equal(name, built[name], old) for name in ANSWERS)
    version = old.version if same else old.version + 1
    built["changes"] = old.rows("changes") if same or old.version == 0 else _changes(built, old, context)
    built["conclusions"] = old.rows("conclusions") if same else _conclusions(built, old, protocol)
    if same:
        built["prisma"] = old.rows("prisma")
    methods = _methods(old, same, protocol, context)
    text = paragraph(built, protocol, context, version, methods)
    news = News(methods, conclusion_changed(built["conclusions"], protocol), text)
    stands = status(built, protocol, context, version, news)
    files = _files(built, protocol, context, stands)
    around = {"passages": passages(built), "earlier": there.below(SITE)}
    files |= _site(built, protocol, context, stands, answers=answered, **around)
    files[MANIFEST] = json_bytes(manifest(files, built, protocol, context, version))
    swap_in(out, files, there.manifest.get("files", ()))
    told = _published(out, version, not same, built, files["summary.md"].decode("utf-8"))
    return replace(told, verdict=verdict(built["conclusions"], protocol, version))


def _answers(built: Tables, protocol: Protocol) -> Sequence[Answer]:
    """What the review says."""
    # numpy and scipy: a review that did not change needs neither.
    from synthesis.answers import answers

    return answers(built, protocol)


def _tables_of(answered: Sequence[Answer]) -> Tables:
    """The tables of what the review says."""
    from publishing.answers import answer_rows, answer_table

    made = {"answers": answer_table(answered), "answer_rows": answer_rows(answered)}
    return {name: sort_rows(name, clean_rows(name, rows)) for name, rows in made.items()}


def _conclusions(built: Tables, old: LastVersion, protocol: Protocol) -> Rows:
    """What this version does to the answers; nothing where the last one gave none."""
    if "answers.csv" not in old.files:
        return []
    from publishing.verdict import conclusion_rows

    before = {name: old.rows(name) for name in ANSWERS}
    return sort_rows("conclusions", clean_rows("conclusions", conclusion_rows(before, built, protocol)))


def _methods(old: LastVersion, same: bool, protocol: Protocol, context: PublishContext) -> list[str]:
    """Changes to methods since the preceding version.

    A version that is written again under its number keeps its own; that other code gives the same tables is none.
    """
    if old.version == 0:
        return []
    found = changes_of_protocol(old.manifest, protocol, context)
    if not same:
        return found + changes_of_code(old.manifest, context)
    kept = old.status.get("changes_to_methods", [])
    return list(dict.fromkeys([*kept, *found])) if old.version > 1 else []


def _previous_studies(old: LastVersion) -> Sequence[Mapping[str, Any]]:
    """The studies that the last version counted; none before the first."""
    return counted({name: old.rows(name) for name in ("studies", "meta_analysis")})


def _complete(context: PublishContext) -> PublishContext:
    """The context with days as ISO text, should dates have been given, and the version of the dictionary."""
    return replace(
        context,
        versions={**context.versions, "fields": hashlib.sha256(DICTIONARY.read_bytes()).hexdigest()[:12]},
        as_of=str(context.as_of),
        searched={source: str(day) for source, day in context.searched.items()},
        last_success={source: str(day) for source, day in context.last_success.items()},
    )


def _equal(name: str, rows: Rows, old: LastVersion) -> bool:
    """True if a table says what it said, leaving out what depends on the version before."""
    if name != "prisma" and csv_bytes(name, rows) == old.files.get(f"{name}.csv"):
        return True
    # The file may differ and the table not: another dictionary, a file saved anew by a spreadsheet.
    one, other = ([r for r in part if r.get("data") not in AGAINST_LAST] for part in (rows, old.rows(name)))
    return csv_bytes(name, one) == csv_bytes(name, other)


def _made_alike(old: LastVersion, context: PublishContext) -> bool:
    """True if protocol and code are those of the last version, so that its other files still hold."""
    same_protocol = old.manifest.get("inputs", {}).get("protocol") == context.inputs.get("protocol")
    versions = {"perennial": context.code_version, **context.versions}
    return same_protocol and old.manifest.get("versions") == versions


def _changes(built: Tables, old: LastVersion, context: PublishContext) -> Rows:
    """Rows of changes.csv against the version before."""
    before = {name: old.rows(name) for name in built}
    why = causes(before, built, old.manifest, context)
    return sort_rows("changes", clean_rows("changes", change_rows(before, built, why)))


def _files(built: Tables, protocol: Protocol, context: PublishContext, stands: Mapping[str, Any]) -> Files:
    """File name → bytes of the tables and of what describes them."""
    files = {f"{name}.csv": csv_bytes(name, built[name]) for name in TABLES}
    files["status.json"] = json_bytes(stands)
    files["datapackage.json"] = json_bytes(datapackage(protocol, stands["version"]))
    page = summary(built, protocol, context, stands["version"], stands["whats_new"])
    files["summary.md"] = page.encode("utf-8")
    return files


def _site(built: Tables, protocol: Protocol, context: PublishContext, stands: Mapping[str, Any], **more: Any) -> Files:
    """Path → bytes of every page and picture. `more`: answers, words around the numbers, the last version's pages."""
    from publishing.site import Material, site_files  # brings Jinja and matplotlib

    pages = site_files(Material(built, protocol, context, stands, **more))
    return {f"{SITE}/{path}": content for path, content in pages.items()}


def _published(out: Path, version: int, changed: bool, tables: Tables, page: str) -> Published:
    """The answer."""
    counts = {name: len(tables[name]) for name in TABLES}
    return Published(out, version, changed, counts, page, len(tables["changes"]), headline(tables["answers"]))
