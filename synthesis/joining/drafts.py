"""A preprint or meeting abstract and the article that came of it, where their titles are nearly but not quite the same.

Equal titles are joined before (`links`). Here the first author is the same, the article follows within a few years,
the numbers of patients go together where both are told, and the titles say the same (`titles`). Where the longer title
says a little more, both must count the same patients besides. One draft that would go with several trials is asked
about and joined with none.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from schemas.models import Report
from synthesis.citation_line import family_name
from synthesis.joining.alike import of_one_trial
from synthesis.joining.groups import Joiner
from synthesis.joining.likeness.model import FEW, TOLERANCE
from synthesis.joining.titles import Title
from synthesis.kinds import kind
from synthesis.shapes import Objection, Reading

YEARS = {"preprint": 3, "abstract": 5}
"""Kinds of drafts, and how many years later the article may come."""
NAMES = {"preprint": "preprint", "abstract": "meeting abstract"}
ARTICLES = frozenset({"article", "ahead"})


@dataclass(slots=True, frozen=True)
class Draft:
    """A draft and the article that it became."""

    key: str
    article: str
    reason: str
    """Why, in one sentence."""


@dataclass(slots=True, frozen=True)
class _Card:
    key: str
    report: Report
    kind: str
    title: Title
    n: int | None


def join_drafts(readings: list[Reading], joiner: Joiner) -> tuple[list[Draft], list[Objection]]:
    """Join drafts with their articles; what was joined, and a question for each draft that fits several trials."""
    drafts: list[_Card] = []
    articles: dict[str, list[_Card]] = defaultdict(list)
    for reading in sorted(readings, key=lambda r: r.key):
        what, author = kind(reading.report), _first_author(reading.report)
        if not author or not reading.report.year or not of_one_trial(reading):
            continue
        if what in YEARS:
            drafts.append(_card(reading, what))
        elif what in ARTICLES:
            articles[author].append(_card(reading, what))
    joined: list[Draft] = []
    questions: list[Objection] = []
    for draft in drafts:
        fitting: dict[str, tuple[_Card, str]] = {}
        for article in articles.get(_first_author(draft.report), ()):
            root = joiner.find(article.key)
            may_be = root != joiner.find(draft.key) and joiner.allows(draft.key, article.key)
            if may_be and (why := _why_one(draft, article)):
                fitting.setdefault(root, (article, why))
        if len(fitting) > 1:
            questions.append(_question(draft, [article.key for article, _ in fitting.values()]))
        for article, why in fitting.values() if len(fitting) == 1 else ():
            joiner.join(draft.key, article.key)
            joined.append(Draft(draft.key, article.key, why))
    return joined, questions


def _card(reading: Reading, what: str) -> _Card:
    report = reading.report
    n = report.n_total if report.n_total_type != "estimated" else None
    return _Card(reading.key, report, what, Title.of(report.title), n)


def _first_author(report: Report) -> str:
    family = family_name(report.authors[0]) if report.authors else ""
    plain = unicodedata.normalize("NFKD", family.casefold())
    return "".join(c for c in plain if c.isalnum())


def _why_one(draft: _Card, article: _Card) -> str:
    """The reason to take them for one trial; empty where there is not reason enough."""
    later = (article.report.year or 0) - (draft.report.year or 0)
    if not 0 <= later <= YEARS[draft.kind] or _other_design(draft.report, article.report):
        return ""
    if draft.n and article.n and abs(draft.n - article.n) > TOLERANCE * max(draft.n, article.n):
        return ""
    what = f"{NAMES[draft.kind]} of an article by the same first author"
    if draft.title.is_about_the_same(article.title):
        return f"{what}, whose title says the same in other words: {draft.key}, {article.key}"
    same_n = draft.n == article.n and (draft.n or 0) >= FEW
    if same_n and draft.title.is_about_nearly_the_same(article.title):
        more = ", ".join(sorted(draft.title.words ^ article.title.words))
        return f"{what}, with the same {draft.n} patients and a title apart in {more}: {draft.key}, {article.key}"
    return ""


def _other_design(one: Report, two: Report) -> bool:
    """Whether one is randomised and the other is not; the design of a bare abstract is often told by one word."""
    told = {one.design, two.design}
    return "rct" in told and bool(told & {"single_arm", "nonrandomised"})


def _question(draft: _Card, articles: list[str]) -> Objection:
    message = (
        f"{draft.key} is the {NAMES[draft.kind]} of one of {', '.join(sorted(articles))}, which have the same first "
        "author and much the same title and are of several trials; it is kept as a study of its own until links.csv "
        "says which."
    )
    return Objection("possible_same_trial", "warning", message, report=draft.key)
