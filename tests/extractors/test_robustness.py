"""Whatever is given is read or refused in one sentence, in bounded time: no traceback, no hang."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appraisal import appraise
from extractors import read_report
from schemas.errors import BadInput
from schemas.models import Extraction, Record
from sources.inbox.detect import media_of
from sources.inbox.read import records_of_file
from sources.inbox.split import split_payload
from sources.readers import read_record

SHARED = Path(__file__).parents[3] / "shared"
SECONDS = 5.0
"""The most that one document may take."""
MOST_RECORDS = 20
"""Of one file; of larger sets every n-th record is read."""


def extracted(payload: bytes) -> list[Extraction]:
    """What `perennial extract` does to a file of these bytes."""
    done = []
    for media, part, _ in split_payload(payload, media_of(payload, "a.dat"), "a.dat"):
        extraction = read_report(read_record(Record("inbox", "a.dat", part, media)))
        appraise(extraction)
        done.append(extraction)
    return done


def read_or_refused(payload: bytes) -> None:
    started = time.process_time()
    try:
        extracted(payload)
    except BadInput as error:
        assert "a.dat" in str(error)
        assert "\n" not in str(error) and str(error).endswith(".")
    assert time.process_time() - started < SECONDS


JATS = """<?xml version="1.0"?><article><front><article-meta><title-group>
<article-title>Velotinib or placebo in wobblitis: a randomised trial</article-title></title-group><abstract>
<p>We randomly assigned 123 adults to velotinib (n = 62) or to placebo (n = 61). A response came in 20 (32.3%%) and 8
(13.1%%), P = 0.01.</p></abstract></article-meta></front><body><sec><title>Results</title>
<p>Response was more frequent with velotinib.</p>%s</sec></body></article>"""
TABLE = """<table-wrap id="t1"><label>Table 1</label><caption><p>Best response</p></caption><table><thead><tr>
<th>Event</th><th>Velotinib (n = 62)</th><th>Placebo (n = 61)</th></tr></thead><tbody>%s</tbody></table></table-wrap>"""
ROW = "<tr><td>Response %d</td><td>20 (32.3)</td><td>8 (13.1)</td></tr>"
WHOLE = (JATS % (TABLE % "".join(ROW % n for n in range(5)))).encode()
PAGE = (
    b"<html><body><h1>Velotinib or placebo: a trial</h1><p>Of 62 and 61 adults 20 and 8 responded.</p>%s</body></html>"
)
STARTS = [
    b"%PDF-1.4\n", b"<html>", b"<article>", b"TY  - JOUR\n", b"PMID- 1\nOWN - NLM\nTI  - ", b"%0 Book\n%T ",
    b'{"protocolSection":', b"<PubmedArticle>", b"1. Lancet. 2020 May;1:2.\n\n", b"\xff\xfe",
]  # fmt: skip
many = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@many
@given(st.binary(max_size=2000))
def test_random_bytes(payload: bytes) -> None:
    read_or_refused(payload)


@many
@given(st.text(max_size=2000))
def test_random_text(text: str) -> None:
    read_or_refused(text.encode("utf-8", "surrogatepass"))


@many
@given(st.sampled_from(STARTS), st.binary(max_size=600))
def test_random_bytes_after_the_beginning_of_a_kind(start: bytes, rest: bytes) -> None:
    read_or_refused(start + rest)


@many
@given(st.integers(0, len(WHOLE)))
def test_xml_that_is_cut_off(place: int) -> None:
    read_or_refused(WHOLE[:place])


@many
@given(st.integers(0, len(WHOLE)), st.binary(max_size=12))
def test_xml_with_noise_in_it(place: int, noise: bytes) -> None:
    read_or_refused(WHOLE[:place] + noise + WHOLE[place:])


WORDS = (
    "patients 62 of 61 (n = 62) 20 (32.3%) 12.5 ± 3.1 95% CI 0.62–0.91 P < 0.001 versus velotinib placebo vs. median "
    "months were in the group and respectively , . ; : ( ) HR 1.2 randomly assigned to RESULTS: METHODS: 10–20 ≥ ·"
)


@many
@given(st.lists(st.sampled_from(WORDS.split()), max_size=300))
def test_any_order_of_the_words_of_trials(words: list[str]) -> None:
    read_or_refused(
        ("METHODS: We randomly assigned adults to velotinib (n = 62) or placebo (n = 61). " + " ".join(words)).encode()
    )


@pytest.mark.parametrize("columns", [3, 100])
def test_a_table_of_ten_thousand_cells(columns: int) -> None:
    row = "<tr><td>Response</td>" + "<td>20 (32.3)</td>" * (columns - 1) + "</tr>"
    read_or_refused((JATS % (TABLE % (row * (10_000 // columns)))).encode())
    read_or_refused(PAGE % (b"<table><tr><th>a</th><th>b</th></tr>" + row.encode() * (10_000 // columns) + b"</table>"))


@pytest.mark.parametrize("span", ["rowspan", "colspan"])
def test_spans_beyond_measure(span: str) -> None:
    row = f'<tr><td {span}="100000000">Response</td><td {span}="65535">20 (32.3)</td></tr>'
    read_or_refused((JATS % (TABLE % (row * 50))).encode())


@pytest.mark.parametrize("depth", [300, 100_000])
def test_tags_within_tags(depth: int) -> None:
    read_or_refused((JATS % ("<sec>" * depth + "<p>x</p>" + "</sec>" * depth)).encode())
    read_or_refused(PAGE % (b"<div>" * depth + b"x" + b"</div>" * depth))
    read_or_refused(b"[" * depth + b"]" * depth)
    read_or_refused(b'{"a":' * depth + b"1" + b"}" * depth)


def test_entities_that_multiply() -> None:
    kinds = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE article [<!ENTITY a0 "ha">{kinds}]>' + JATS[21:] % "<p>&a11;</p>"
    for payload in (bomb.encode(), bomb.encode("utf-16"), bomb.replace("article", "html").encode()):
        read_or_refused(payload)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-8-sig", "gb18030", "shift_jis", "koi8-r"])
def test_several_encodings_in_one_file(encoding: str) -> None:
    whole = "METHODS: We took 40 adults. RESULTS: Ten (25%) responded. ".encode(encoding, "replace")
    read_or_refused(whole + "Größe 12·5 — ±".encode() + whole + b"\xff\xfe\x00\x81")


@pytest.mark.parametrize(
    "text",
    ["a" * 400_000, "1 " * 100_000, "(" * 50_000, "12.5% (" * 30_000, "\n" * 100_000 + "x", "Table 1. " * 20_000,
     "versus " * 40_000, "A, B, C and D " * 20_000, "n = 1; " * 30_000, "METHODS: RESULTS: CONCLUSIONS: " * 5_000],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_long_runs_of_one_thing(text: str) -> None:
    read_or_refused(text.encode())


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not there: real files cannot be read")
def test_every_file_beside_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    """No crash and no slow document in all of ../shared; prints a table of kinds (`pytest -s` shows it)."""
    table: dict[str, list[float]] = defaultdict(list)
    refused: dict[str, int] = defaultdict(int)
    slow: list[str] = []
    for record in _records(refused):
        started = time.process_time()
        try:
            extraction = read_report(read_record(record))
            appraise(extraction)
        except BadInput:
            refused[record.media] += 1
        seconds = time.process_time() - started
        table[record.media].append(seconds)
        slow += [f"{record.id}: {seconds:.1f} s"] if seconds > SECONDS else []
    with capsys.disabled():
        print("\nkind         documents  refused  mean s  worst s")  # noqa: T201 - the table is what is asked for
        for media, times in sorted(table.items()):
            figures = f"{refused[media]:8} {sum(times) / len(times):7.3f} {max(times):8.2f}"
            print(f"{media:14} {len(times):7} {figures}")  # noqa: T201
        print(f"files of no kind read here: {refused['']}")  # noqa: T201
    assert not slow
    assert sum(map(len, table.values())) > 1000


def _records(refused: dict[str, int]) -> Iterator[Record]:
    for path in sorted(SHARED.rglob("*")):
        if not path.is_file() or path.name.startswith("."):
            continue
        try:
            records = list(records_of_file(path))
        except BadInput:
            refused[""] += 1
            continue
        yield from records[:: max(1, len(records) // MOST_RECORDS)]
