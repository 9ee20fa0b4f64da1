"""Holding the mart against the operational store, and the rollup against the facts.

The sums of the operational store are asked for in queries of their own (``Extract.check``), so
that a wrong join in an extract shows as a difference instead of agreeing with itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from careloop.core.facts.store import Version
from careloop.mart.dialects import Dialect
from careloop.mart.extracts.extract import Check, Extract
from careloop.mart.extracts.registry import extracts
from careloop.mart.reading import dialect, rows_of

Sums = dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One sum that does not agree: of which fact, month and column, as found on either side."""

    fact: str
    month: str
    column: str
    expected: int
    found: int


ROWS = "rows"


def differences(version: Version) -> list[Difference]:
    """All differences, none when the mart is true."""
    found = [
        difference
        for extract in extracts(dialect()).values()
        for difference in _of_fact(version, extract)
    ]
    return found + list(_of_visits(version))


def _of_fact(version: Version, extract: Extract) -> Iterator[Difference]:
    expected = _operational(extract.check, dialect())
    found = _copied(version, extract.fact.name, tuple(extract.check.sums))
    yield from _compared(extract.fact.name, (ROWS, *extract.check.sums), expected, found)


def _compared(
    fact: str, columns: tuple[str, ...], expected: Sums, found: Sums
) -> Iterator[Difference]:
    nothing = (0,) * len(columns)
    for month in sorted(expected.keys() | found.keys()):
        sides = zip(columns, expected.get(month, nothing), found.get(month, nothing), strict=True)
        for column, wanted, got in sides:
            if wanted != got:
                yield Difference(fact, month, column, wanted, got)


def _operational(check: Check, written: Dialect) -> Sums:
    month = written.month(check.month_on) if check.month_on else "''"
    sums = ", ".join(f"COALESCE(SUM({expression}), 0)" for expression in check.sums.values())
    query = f"SELECT {month}, COUNT(*), {sums} FROM {check.source} GROUP BY 1"  # noqa: S608
    return {month: tuple(map(int, cells)) for month, *cells in rows_of(query)}


def _copied(version: Version, fact: str, columns: tuple[str, ...]) -> Sums:
    sums = {}
    for part in version.manifest.parts.values():
        if part.fact == fact and part.rows:
            table = pq.read_table(
                version.root / part.path, columns=list(columns), partitioning=None
            )
            sums[part.month or ""] = (table.num_rows, *(_sum(table[name]) for name in columns))
    return sums


def _sum(column: pa.ChunkedArray) -> int:
    return int(pc.sum(column.cast(pa.int64())).as_py() or 0)


# Visits are derived: a car a store and day with at least one settled, non-internal order.
_VISITS = """
SELECT {month}, COUNT(*), COALESCE(SUM(id), 0) FROM (
    SELECT MIN(o.id) AS id, MIN(o.opened_at) AS opened_at FROM service_repairorder o
    WHERE o.settled_at IS NOT NULL AND NOT o.is_internal AND o.job_type <> 'internal'
    GROUP BY o.store_id, o.vehicle_id, date(o.opened_at)
) visits GROUP BY 1
"""


def _of_visits(version: Version) -> Iterator[Difference]:
    rows = rows_of(_VISITS.format(month=dialect().month("opened_at")))
    expected: Sums = {month: (int(count), int(ids)) for month, count, ids in rows}
    found = _copied(version, "visit", ("order_id",))
    yield from _compared("visit", (ROWS, "order_id"), expected, found)
