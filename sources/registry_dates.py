"""Dates as registries write them → ISO dates at the precision that was given.

A registry that writes only the month keeps its month: `March 2020` becomes `2020-03`, never its first day. Numbers
parted by slashes are day, month, year, as every registry of this house writes them; a date that cannot be so is none.
"""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), start=1)
    for name in names.split()
}  # fmt: skip
_FORMS = (
    re.compile(r"(?P<y>\d{4})(?:[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?)?"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
    re.compile(r"(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4})"),
    re.compile(r"(?P<m>\d{1,2})/(?P<y>\d{4})"),
    re.compile(r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[ -](?P<m>[A-Za-z]+)\.?,?[ -](?P<y>\d{4})"),
    re.compile(r"(?P<m>[A-Za-z]+)\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})"),
    re.compile(r"(?P<m>[A-Za-z]+)\.?,? (?P<y>\d{4})"),
)
_TIME = re.compile(r"(?<=\d)[T ]\d{1,2}:\d{2}.*$")
"""The hour behind a date: registries date by day, in their own time zone."""


def iso_date(text: str | None) -> str | None:
    """`27/01/2020` → `2020-01-27`, `March 2020` → `2020-03`, `20200217` → `2020-02-17`; None for what is no date."""
    plain = _TIME.sub("", (text or "").strip())
    for form in _FORMS:
        if found := form.fullmatch(plain):
            return _written(**found.groupdict())
    return None


def _written(y: str, m: str | None = None, d: str | None = None) -> str | None:
    """ISO for the parts of a date, None where there is no such day."""
    if m is None:
        return y if 1900 <= int(y) <= 2100 else None
    month = int(m) if m.isdigit() else _MONTHS.get(m.lower(), 0)
    try:
        whole = date(int(y), month, int(d or 1))
    except ValueError:
        return None
    if not 1900 <= whole.year <= 2100:
        return None
    return whole.isoformat() if d else whole.isoformat()[:7]
