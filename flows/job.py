"""One refresh, decided: every parameter checked and resolved before anything is opened or asked."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from flows.program import program
from schemas.errors import BadInput
from schemas.protocol import PROTOCOL_FILE, SLUG, TEMPLATE_WORDS, Protocol, load_protocol

REVIEWS, OUTPUTS = Path("reviews"), Path("outputs")
INBOX = "inbox"
Reason = Literal["manual", "scheduled", "archive"]


@dataclass(frozen=True, slots=True)
class Job:
    """What one refresh is to do."""

    folder: Path
    protocol: Protocol
    out: Path
    as_of: date
    """The day for which the refresh speaks: evidence seen later is left out."""
    sources: tuple[str, ...]
    """Sources to ask, in the order of the protocol, the inbox last. Empty: nothing is asked."""
    reason: Reason
    followers: tuple[str, ...] = ()
    """Services to ask about the papers that are included, after the sources (`sources.following`)."""
    archive: Path | None = None
    record: Path | None = None
    recorded: date | None = None
    """The newest recording of the archive that this refresh adds to: it asks from there on."""
    since: date | None = None
    dry_run: bool = False
    rebuilds: bool = False
    """Whether an earlier day was asked for: what was published then is made again (`flows.past`)."""
    until: date | None = None
    """Lines of people's files that are dated later do not count."""

    @property
    def key(self) -> str:
        """The review's name in the store: replayed evidence lives apart from live evidence."""
        return f"{self.protocol.slug}@{self.archive.resolve().name}" if self.archive else self.protocol.slug

    @property
    def inbox(self) -> Path:
        """The folder into which people drop documents."""
        return self.folder / self.protocol.files.inbox


def review_folder(review: str) -> Path:
    """The folder of a review that was named by its slug or by its path."""
    for folder in (REVIEWS / review, Path(review)) if review else ():
        if (folder / PROTOCOL_FILE).is_file():
            return folder
    known = sorted(path.parent.name for path in REVIEWS.glob(f"*/{PROTOCOL_FILE}"))
    near = difflib.get_close_matches(review, known, n=1)
    if near:
        hint = f"did you mean {near[0]}"
    elif re.fullmatch(SLUG, review):
        hint = f"`{program()} new {review}` starts one"
    else:
        there = f"name one of {', '.join(known)}" if known else f"`{program()} new SLUG` starts one"
        raise BadInput(f"REVIEW: {review!r} is neither a review's name nor a folder with a {PROTOCOL_FILE}; {there}.")
    raise BadInput(f"{REVIEWS / review / PROTOCOL_FILE}: there is no review of that name; {hint}.")


def refuse_template(folder: Path, protocol: Protocol) -> None:
    """BadInput while the template's example words stand in what decides a search or a verdict."""
    places = {"eligibility.conditions.include": " ".join(protocol.eligibility.conditions.include)}
    places |= {f"queries.{source}": " ".join(q.text for q in found) for source, found in protocol.queries.items()}
    places |= {f"interventions.{i.id}.synonyms": " ".join(i.synonyms) for i in protocol.interventions}
    for place, text in places.items():
        for words in TEMPLATE_WORDS:
            if words in text.casefold():
                raise BadInput(
                    f"{folder / PROTOCOL_FILE}: {place} still holds the template's {words!r}; put the review's own "
                    "words in its place."
                )


def today() -> date:
    """The day of the universal clock: servers in two time zones agree on it."""
    return datetime.now(UTC).date()


def plan_job(
    review: str,
    *,
    since: date | None = None,
    sources: list[str] | None = None,
    dry_run: bool = False,
    archive: str | None = None,
    out: str | None = None,
    as_of: date | None = None,
    record: str | None = None,
    reason: Reason = "manual",
) -> Job:
    """Check and resolve the parameters of a refresh; BadInput names the one that cannot be."""
    folder = review_folder(review)
    protocol = load_protocol(folder)
    refuse_template(folder, protocol)
    if archive and record:
        raise BadInput("--record: an archive is replayed with --archive, so there is nothing to record; drop one.")
    if archive and since:
        raise BadInput("--since: an archive brings its own days; drop --since or --archive.")
    if as_of and as_of > today():
        raise BadInput(f"--as-of: {as_of} has not come yet; give today or an earlier day.")
    asked = _sources(protocol, sources)
    if archive:
        day = _last_recording(Path(archive), as_of)
    else:
        day = as_of or today()
        if day < today():
            asked = ()  # the past can be rebuilt but not fetched
    return Job(
        folder=folder,
        protocol=protocol,
        out=Path(out) if out else OUTPUTS / protocol.slug,
        as_of=day,
        sources=asked,
        followers=_followers(protocol, sources) if asked else (),
        reason="archive" if archive else reason,
        archive=Path(archive) if archive else None,
        record=Path(record) if record else None,
        recorded=_last_recorded(Path(record), day) if record else None,
        since=since,
        dry_run=dry_run,
        rebuilds=as_of is not None and as_of < today(),
    )


def _sources(protocol: Protocol, wanted: list[str] | None) -> tuple[str, ...]:
    """The sources to ask: those with queries and the inbox, or the wanted ones among them."""
    available = [*(source for source, queries in protocol.queries.items() if queries), INBOX]
    for source in wanted or []:
        if source not in available:
            raise BadInput(f"--source: {source} has no query in this protocol; there are {', '.join(available)}.")
    return tuple(source for source in available if not wanted or source in wanted)


def _followers(protocol: Protocol, wanted: list[str] | None) -> tuple[str, ...]:
    """Who is asked about included papers: all that the protocol names; nobody where only some sources are wanted."""
    from sources.following import SERVICES

    named = [*protocol.after_inclusion.notices, *protocol.after_inclusion.open_copies]
    return () if wanted else tuple(SERVICES[name] for name in named)


def _last_recording(archive: Path, as_of: date | None) -> date:
    from sources.archive import recordings

    days = [day for day, _ in recordings(archive) if as_of is None or day <= as_of]
    if not days:
        raise BadInput(f"{archive}: no recording was made up to {as_of}; give a later --as-of.")
    return max(days)


def _last_recorded(archive: Path, before: date) -> date | None:
    from sources.archive import recordings

    if not any(archive.glob("*/replies.json")):
        return None
    return max((day for day, _ in recordings(archive) if day < before), default=None)
