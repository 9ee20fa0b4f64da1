"""An extract: where a fact's columns come from, and what tells that a month has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from careloop.core.facts.schema import Fact
from careloop.mart.dialects import Dialect


@dataclass(frozen=True, slots=True)
class Watch:
    """Rows whose number or last change tells that a month of a fact is out of date.

    ``month_on`` is the day in the fact's own months; ``None`` where a change touches them all.
    ``row`` is the id of the watched row, plus the ids of rows it is joined to and that may come and
    go; ``stamps`` are the moments of the last change.
    """

    source: str
    row: str
    stamps: tuple[str, ...]
    month_on: str | None


@dataclass(frozen=True, slots=True)
class Check:
    """Sums of the operational store that must be found again in the mart, month by month.

    ``sums`` maps a column of the fact to the expression whose sum it must have. The queries are
    deliberately not those of the extract: an error there would else agree with itself.
    """

    source: str
    month_on: str | None
    sums: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Extract:
    """One fact as a query. ``columns`` gives the expression of each copied column; those of the
    fact that are not named here are derived later and leave as null."""

    fact: Fact
    source: str
    columns: Mapping[str, str]
    watches: tuple[Watch, ...]
    check: Check

    @property
    def month_on(self) -> str | None:
        """The expression the fact's months are cut by."""
        return self.columns[self.fact.month_on] if self.fact.month_on else None

    def select(self, dialect: Dialect) -> str:
        """The query, with every column in the form the reader expects of its type."""
        cells = [
            f"{_cell(dialect, field.type, self.columns[field.name])} AS {field.name}"
            for field in self.fact.schema
            if field.name in self.columns
        ]
        return f"SELECT {', '.join(cells)} FROM {self.source}"  # noqa: S608 (our own constants)


Builder = Callable[[Dialect], Extract]


def _cell(dialect: Dialect, kind: pa.DataType, expression: str) -> str:
    if pa.types.is_date32(kind):
        return dialect.day(expression)
    if pa.types.is_timestamp(kind):
        return dialect.second(expression)
    if pa.types.is_string(kind):
        return f"NULLIF({expression}, '')"
    if pa.types.is_int8(kind):
        return f"CAST({expression} AS INTEGER)"
    return f"CAST({expression} AS BIGINT)"


def staff(alias: str, store: str, number: str) -> str:
    """The join that turns a staff number written as text into the employee it names."""
    return (
        f"LEFT JOIN organisation_employee {alias}"
        f" ON {alias}.store_id = {store} AND {alias}.employee_no = {number}"
    )


def group_of(employee: str, day: str) -> str:
    """The advisor group an employee belonged to on a day; of several the one joined last."""
    return (
        "(SELECT held.group_code FROM organisation_tenure held"  # noqa: S608 (our own constants)
        f" WHERE held.employee_id = {employee} AND held.group_code <> ''"
        f" AND (held.started_on IS NULL OR held.started_on <= date({day}))"
        f" AND (held.ended_on IS NULL OR held.ended_on >= date({day}))"
        " ORDER BY COALESCE(held.started_on, '0001-01-01') DESC, held.id DESC LIMIT 1)"
    )


TENURES = Watch("organisation_tenure t", "t.id", ("t.changed_at",), None)
