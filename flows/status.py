"""`perennial status`: when each source was and will be searched, what is published, what waits for a person."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console

from evidence import Store
from flows.job import OUTPUTS, REVIEWS, review_folder, today
from flows.program import program
from flows.settings import database_url, load_settings
from flows.watching import census_lines
from publishing import last_version
from schemas.errors import PerennialError
from schemas.protocol import PROTOCOL_FILE, Protocol, load_protocol
from sources.following import FOLLOWERS
from synthesis import FEWEST_TO_RANK as FEWEST

LAST = 8
"""Versions that are named at the terminal; --json has all."""


def show_status(review: str | None, as_json: bool) -> None:
    """Print the status of one review or of all; a review that cannot be read is named and the others go on."""
    load_settings()
    folders = [review_folder(review)] if review else sorted(p.parent for p in REVIEWS.glob(f"*/{PROTOCOL_FILE}"))
    console = Console(highlight=False, soft_wrap=True)
    with Store(database_url()) as store:
        for folder in folders:
            try:
                status = review_status(store, folder)
            except PerennialError as error:
                if review:
                    raise
                sys.stderr.write(f"{error}\n")
                continue
            if as_json:
                sys.stdout.write(orjson.dumps(status).decode() + "\n")
            else:
                _print(console, status)
    if not folders and not as_json:
        console.print(f"{REVIEWS}/ holds no review yet; `{program()} new SLUG` starts one.", markup=False)


def review_status(store: Store, folder: Path) -> dict[str, Any]:
    """Everything that is known of one review's state, as plain data."""
    protocol = load_protocol(folder)
    slug = protocol.slug
    keys = [slug, *(key for key in store.reviews() if key.startswith(f"{slug}@"))]
    runs = store.runs(slug, limit=1)
    published = last_version(OUTPUTS / slug, slug)
    return {
        "review": slug,
        "title": protocol.title,
        "sources": [line for key in keys for line in _sources(store, protocol, key)],
        "last_run": {name: runs[0][name] for name in ("reason", "started", "ended", "state", "note")} if runs else None,
        "published": orjson.loads(published.files.get("status.json", b"null")),
        "versions": [
            {"version": p.version, "as_of": p.day.isoformat(), "trigger": p.trigger, "folder": p.place, "code": p.code}
            for key in keys
            for p in store.publications(key)
        ],
    }


def _sources(store: Store, protocol: Protocol, key: str) -> Iterator[dict[str, Any]]:
    """One line a source: its records, its last complete search, the next one due, and the last failure."""
    live = key == protocol.slug
    complete = {(s.source, s.query): s.until for s in store.searches(key, complete_only=True)}
    newest = store.searches(key)
    records = store.counts(key)
    counted = census_lines(store, protocol, key)
    planned = {str(source): days for source, days in protocol.living.search_every_days.items()}
    # Services asked about the included papers have no schedule of their own; they show once they were asked.
    for source in [*protocol.queries, "inbox", *(name for name in FOLLOWERS if any(s.source == name for s in newest))]:
        asked = [s for s in newest if s.source == source]
        if not live and not asked:
            continue
        days = [complete.get((s.source, s.query)) for s in asked]
        last = min((day for day in days if day), default=None) if all(days) else None
        every = planned.get(source) if live else None
        due = last + timedelta(days=every) if last and every else None
        yield {
            "review_key": key,
            "source": source,
            "records": records.get(source, 0),
            "last_search": last.isoformat() if last else None,
            "next_search": due.isoformat() if due else None,
            "overdue": _overdue(live and source in protocol.queries, last, due, every),
            "censuses": [line.as_data() for line in counted if line.source == source],
            "failure": next((s.note for s in asked if not s.complete), None),
        }


def _overdue(searched: bool, last: date | None, due: date | None, every: int | None) -> bool:
    """A planned search that was never made, or whose day has passed."""
    if not searched or not every:
        return False
    return last is None or (due is not None and due < today())


def _worth_showing(status: dict[str, Any], show: Callable[[str], None]) -> list[dict[str, Any]]:
    """The lines of sources; of a review that was only replayed, one sentence in place of those never asked live."""
    lines: list[dict[str, Any]] = status["sources"]
    live = [line for line in lines if line["review_key"] == status["review"]]
    if len(live) == len(lines) or any(line["last_search"] or line["failure"] for line in live):
        return lines
    names = ", ".join(line["source"] for line in live)
    show(f"  never searched live ({names}); {program()} refresh {status['review']} does")
    return [line for line in lines if line["review_key"] != status["review"]]


def _print(console: Console, status: dict[str, Any]) -> None:
    def show(text: str) -> None:
        console.print(text, markup=False)

    console.print(f"[bold]{status['review']}[/bold]", end="  ")
    show(status["title"])
    for line in _worth_showing(status, show):
        replayed = " (replayed from an archive)" if "@" in line["review_key"] else ""
        last = f"last searched {line['last_search']}" if line["last_search"] else "never searched completely"
        due = f", next {line['next_search']}" if line["next_search"] else ""
        late = ", OVERDUE" if line["overdue"] else ""
        show(f"  {line['source']}{replayed}: {line['records']} records, {last}{due}{late}")
        for census in line["censuses"]:
            lost = f", {census['vanished']} found before are no longer found" if census["vanished"] else ""
            show(f"    query {census['query']}: {census['total']} records counted on {census['taken_on']}{lost}")
        if line["failure"]:
            show(f"    last search failed: {line['failure']}")
    if run := status["last_run"]:
        state = run["state"] or "was killed, or still runs"
        show(f"  last run ({run['reason']}) began {run['started']}: {state}")
    if not (published := status["published"]):
        show(f"  nothing published yet in {OUTPUTS / status['review']}")
        return
    for sentence in published.get("service_changes", []):
        show(f"  {sentence}")
    waiting = published.get("waiting_for_a_person", {})
    version, day, studies = (published.get(name) for name in ("version", "as_of", "studies"))
    show(f"  published: version {version} as of {day}, {studies} studies")
    if len(known := _on_record(status["versions"])) > 1:
        show(f"  versions on record: {', '.join(known[-LAST:])}")
    for sentence in _living(published):
        show(f"  {sentence}")
    show("  waits for a person: " + ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in waiting.items()))
    if waiting.get("screening") and (order := published.get("screening_order")):
        show(f"  {_screening_order(order)}")


def _on_record(versions: list[dict[str, Any]]) -> list[str]:
    """Number and day of every version on record, each once: any of them can be rebuilt and released."""
    return list(dict.fromkeys(f"{line['version']} ({line['as_of']})" for line in versions))


def _living(published: dict[str, Any]) -> Iterator[str]:
    """What PRISMA for living reviews wants to be told of the present version."""
    before = f", after {published['preceding_version']}" if published.get("preceding_version") else ""
    trigger = published.get("trigger") or "not said"
    yield f"brought about: {'replay of an archive' if trigger == 'archive' else trigger}{before}"
    conclusion = {
        "yes": "a trigger of the protocol was met, so the conclusion may change: see conclusions.csv",
        "no": "no trigger of the protocol was met: the conclusion does not change",
    }
    if known := conclusion.get(str(published.get("conclusion_changed"))):
        yield known
    if methods := published.get("changes_to_methods"):
        yield f"methods changed since the version before: {'; '.join(methods)}"
    if late := published.get("overdue"):
        yield f"overdue already on its day: {', '.join(late)}"
    if plan := published.get("retirement_plan"):
        yield f"retirement: {plan}"


def _screening_order(order: dict[str, Any]) -> str:
    """What to screen first, or why nobody can tell yet."""
    learnt = f"{order['learnt_from_included']} papers included and {order['learnt_from_excluded']} excluded so far"
    if not order["first"]:
        return f"not ranked, as {FEWEST} decisions of each kind are needed to learn from: {learnt}"
    more = f" and {order['ranked'] - len(order['first'])} more" if order["ranked"] > len(order["first"]) else ""
    return f"to screen first, by {learnt}: {', '.join(order['first'])}{more} (column rank of screening.csv)"
