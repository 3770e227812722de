"""Where a review looks and what it counts on: queries, the bounds of their counts, expected rows and fill rates."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.fields import TABLES
from schemas.protocol_parts import Part, Slug, Source, Text, known


class Expect(Part):
    """How many records a query may find at all; other counts stop its source until a person changes these bounds."""

    least: Annotated[int, Field(ge=0)] | None = None
    most: Annotated[int, Field(ge=0)] | None = None
    change_share: Annotated[float, Field(gt=0)] = 0.5
    """A fall or rise since the last census by more than this share of it stops the source, …"""
    change_records: Annotated[int, Field(ge=1)] = 20
    """… if at least so many records came or went: of eight records five may well be new."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.least is not None and self.most is not None and self.most < self.least:
            raise ValueError("most must not be less than least")
        return self


class Query(Part):
    """One search at one source. Renaming `id` starts the search anew; so does changing the words."""

    id: Slug
    text: Text
    """In the search language of the source."""
    expect: Expect = Expect()


class _Bounds(Part):
    """A floor below which the check fails, a ceiling above which it warns, and the reason for both."""

    floor: Annotated[float, Field(ge=0)] | None = None
    ceiling: Annotated[float, Field(ge=0)] | None = None
    reason: Text

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.floor is None and self.ceiling is None:
            raise ValueError("give a floor, a ceiling or both")
        if self.floor is not None and self.ceiling is not None and self.ceiling < self.floor:
            raise ValueError("ceiling must not be less than floor")
        return self


class ExpectedRows(_Bounds):
    """How many rows a table should have, of all rows or of those whose cells equal `where`."""

    table: Text
    where: dict[str, str] = {}

    @model_validator(mode="after")
    def _in_dictionary(self) -> Self:
        known("table", self.table, TABLES)
        for column in self.where:
            known(f"column of {self.table}", column, TABLES[self.table].names)
        return self


class ExpectedFill(ExpectedRows):
    """Which share of a column (0 to 1) should be filled, of all rows or of those whose cells equal `where`."""

    column: Text

    @model_validator(mode="after")
    def _share(self) -> Self:
        known(f"column of {self.table}", self.column, TABLES[self.table].names)
        if max(self.floor or 0, self.ceiling or 0) > 1:
            raise ValueError("fill rates are shares between 0 and 1")
        return self


class ExpectedRecords(_Bounds):
    """How many records a source should have given by now."""

    source: Source


class Expected(Part):
    """Counts and fill rates: they catch a dead parser, which checks of single rows cannot."""

    records: list[ExpectedRecords] = []
    rows: list[ExpectedRows] = []
    fill: list[ExpectedFill] = []
