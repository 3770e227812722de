"""Every registry file beside the project is read, and gives the number that its name or its own fields say."""

import csv
import json
import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from schemas.errors import BadInput
from schemas.registry_numbers import normalised
from sources.inbox.read import records_of_file
from sources.readers import read_record, stable

SERVICES = Path(__file__).parents[3] / "shared" / "services"
CONVERTED = SERVICES / "ctrdata_converted"
pytestmark = pytest.mark.skipif(not SERVICES.exists(), reason=f"needs the recorded replies in {SERVICES}")


def own(record):
    return read_record(record).registry_ids.own


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("COVID19-1135-trials.csv", 1135),
        ("COVID19-927-trials_7Apr2020.csv", 927),
        ("ICTRP-Results_18Mar2020.xml", 578),
        ("COVID19-web_7Jul2020.xlsx", 4098),
        ("ICTRP_29apr.xlsx", 1829),
    ],
)
def test_ictrp_exports(recorded, name, count):
    records = list(records_of_file(recorded(f"ictrp/{name}")))
    assert len({record.id for record in records}) == len(records) == count
    days = 0
    for record in records:
        report = read_record(record)
        number = record.id.partition("#")[2]
        assert report.registry_ids.own[0] == normalised(number)
        assert re.sub(r"\W", "", report.registry_ids.own[0]).upper() in re.sub(r"\W", "", number).upper()
        assert report.title and report.n_total_type in (None, "estimated")
        days += bool(report.registered_date and report.start_date)
    assert days >= 0.998 * count


def test_ictrp_days_of_enrolment_agree_with_the_day_written_twice(recorded):
    """The date of registration stands in two spellings: reading the first alone must give the second."""
    from sources.registry_dates import iso_date

    with recorded("ictrp/COVID19-1135-trials.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert all(iso_date(row["Date registration"]) == iso_date(row["Date registration3"]) for row in rows)


def test_ictrp_versions_ignore_the_export(recorded):
    names = ("COVID19-927-trials_7Apr2020.csv", "COVID19-1135-trials.csv")
    first, second = (
        {r.id.partition("#")[2]: stable(r) for r in records_of_file(recorded(f"ictrp/{n}"))} for n in names
    )
    both = first.keys() & second.keys()
    changed = sum(first[number] != second[number] for number in both)
    assert len(both) == 924 and 60 < changed < 160


@pytest.mark.parametrize("registry", ["CTIS", "EUCTR", "ISRCTN"])
def test_converted_records(recorded, registry):
    files = sorted(recorded(f"ctrdata_converted/{registry}").glob("*.json"))
    assert files
    for path in files:
        [record] = records_of_file(path)
        number = {"ISRCTN": f"ISRCTN{path.stem}", "EUCTR": path.stem[:14], "CTIS": path.stem[:14]}[registry]
        assert own(record)[0] == number


def test_european_pages_and_exports(recorded):
    numbers = {"ebmdatalab_trial_country_page.html": "2015-000590-12"}
    for path in sorted(recorded("euctr").glob("*.html")):
        [record] = records_of_file(path)
        text = path.read_text("utf-8", "replace")
        assert own(record) == [numbers.get(path.name) or re.search(r"20\d\d-0\d{5}-\d\d", text)[0]]
    [export] = recorded("euctr").glob("*.txt")
    records = list(records_of_file(export))
    assert len(records) == 10 and {own(record)[0] for record in records} == {"2022-002568-62", "2021-002179-21"}


def test_chictr_and_drks(recorded):
    found = [own(record)[0] for path in sorted(recorded("chictr").iterdir()) for record in records_of_file(path)]
    assert len(found) == 12 and len(set(found)) == 12
    for path in recorded("drks").glob("DRKS0*.json"):
        [record] = records_of_file(path)
        assert own(record)[0] == path.stem
    with pytest.raises(BadInput):
        list(records_of_file(recorded("drks/DRKS_Schema-2.0.19.json")))


def _versions(pattern):
    versions = defaultdict(list)
    for path in sorted((CONVERTED / "versions").glob(pattern)):
        [record] = records_of_file(path)
        versions[path.name.partition("_imported_")[0]].append(
            (path.name, stable(record), json.loads(path.read_bytes()))
        )
    return versions


def test_versions_of_converted_records_are_told_apart_by_what_changed():
    """Imports of the same days differ in derived terms, ids and the order of lists: no version. Updates are one."""
    unchanged = changed = 0
    for name, versions in _versions("*.json").items():
        for (_, one, before), (_, two, after) in pairwise(versions):
            unchanged += one == two
            changed += one != two
            if name.startswith("CTGOV2"):
                assert (one == two) == (before["protocolSection"] == after["protocolSection"])
            if name.startswith("EUCTR"):
                assert one == two
    assert (unchanged, changed) == (42, 15)


def test_no_version_loses_its_number():
    for path in sorted((CONVERTED / "versions").glob("*.json")):
        [record] = records_of_file(path)
        number = path.name.split("_")[1]
        assert own(record)[0] in {number, number[:14], f"ISRCTN{number}"}
