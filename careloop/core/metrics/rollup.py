"""The rollup: sums per day and store, and per day, store and one dimension.

One row holds the day, the store, which dimension it is split by (``""`` for none), the key (a
number in ``key_id`` or a code in ``key_code``) and a column per measure. It is made of the same
measures as the facts answer, so both agree to the unit; a month whose facts changed is not used
until it is made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from careloop.core.engines.interface import Engine, Measure, Pass, Split
from careloop.core.facts.atoms import ATOMS
from careloop.core.facts.draft import Draft
from careloop.core.facts.schema import FACTS
from careloop.core.facts.store import ROLLUP
from careloop.core.kernel.periods import Period
from careloop.core.metrics.catalogue import CATALOGUE
from careloop.core.metrics.dimensions import ROLLED_UP, key_column
from careloop.core.metrics.formulas import Ask

BATCH_ROWS = 200_000
BATCH_MONTHS = 12


def measures() -> dict[tuple[str, str], dict[str, Measure]]:
    """The sums the catalogue needs with default options, by fact and event date."""
    found: dict[tuple[str, str], dict[str, Measure]] = {}
    day = date(2000, 1, 1)
    asks = [Ask(Period.month_of(day), day, together=together) for together in (False, True)]
    for metric in CATALOGUE.values():
        if not metric.formula.additive:
            continue
        for tally in (t for ask in asks for t in metric.formula.terms(ask).tallies):
            if ATOMS[tally.atom].is_rolled_up:
                of_date = found.setdefault((tally.fact, tally.on), {})
                of_date[str(tally.measure)] = tally.measure
    return found


def refresh(draft: Draft, engine: Engine, since: date = date.min) -> int:
    """Make the rollup of every month that is missing or no longer true; how many that were.

    Months that ended before ``since`` are left to the facts.
    """
    wanted = measures()
    names = {name for of_date in wanted.values() for name in of_date}
    fresh = draft.manifest.rolled_up if draft.manifest.measures == names else frozenset()
    months = [m for m in sorted(_months_with_data(draft, wanted.keys())) if m.end > since]
    stale = [month for month in months if str(month) not in fresh]
    for batch in _batches(draft, stale):
        _roll_up(draft, engine, batch, wanted)
    draft.rolled_up({str(month) for month in months}, names)
    return len(stale)


def _batches(draft: Draft, months: list[Period]) -> Iterator[list[Period]]:
    """Months made in one go: few where there is much data, many where there is little."""
    rows: dict[str, int] = {}
    for part in draft.manifest.parts.values():
        if part.fact != ROLLUP and part.month:
            rows[part.month] = rows.get(part.month, 0) + part.rows
    batch: list[Period] = []
    for month in months:
        held = sum(rows.get(str(m), 0) for m in batch)
        if batch and (held > BATCH_ROWS or len(batch) == BATCH_MONTHS):
            yield batch
            batch = []
        batch.append(month)
    if batch:
        yield batch


def _months_with_data(draft: Draft, dates: Iterable[tuple[str, str]]) -> set[Period]:
    wanted = set(dates)
    return {
        month
        for part in draft.manifest.parts.values()
        for on, (low, high) in part.ranges.items()
        if (part.fact, on) in wanted
        for month in Period.between(date.fromisoformat(low), date.fromisoformat(high)).months()
    }


def _roll_up(
    draft: Draft,
    engine: Engine,
    months: list[Period],
    wanted: Mapping[tuple[str, str], dict[str, Measure]],
) -> None:
    first, end = months[0].start, months[-1].end
    passes = tuple(
        Pass(fact, on, first, end, _splits(on, i, dimension), tuple(sums.values()))
        for (fact, on), sums in wanted.items()
        for i, dimension in enumerate(("", *ROLLED_UP))
        if not dimension or ROLLED_UP[dimension] in FACTS[fact].names
    )
    table = _as_part(engine.sums(draft, passes))
    for month in months:
        days = pc.and_(pc.greater_equal(table["on"], month.start), pc.less(table["on"], month.end))
        of_month = table.filter(days)
        if of_month.num_rows:
            draft.write(ROLLUP, str(month), of_month, "")
        else:
            draft.drop(ROLLUP, str(month))


def _splits(on: str, number: int, dimension: str) -> tuple[Split, ...]:
    keys = (Split(key_column(dimension), ROLLED_UP[dimension]),) if dimension else ()
    return (
        Split("on", on, "day"),
        Split("store_id", "store_id"),
        Split("dimension", constant=number),
        *keys,
    )


def _as_part(table: pa.Table) -> pa.Table:
    """Day numbers as dates, dimension numbers as names, every key column there."""
    names = pa.array(["", *ROLLED_UP])
    columns = {name: table[name] for name in table.column_names}
    columns["on"] = table["on"].cast(pa.int32()).cast(pa.date32())
    columns["dimension"] = pc.take(names, table["dimension"])
    for name, kind in (("key_id", pa.int64()), ("key_code", pa.string())):
        column = columns.get(name, pa.nulls(table.num_rows))
        columns[name] = column.cast(kind)
    return pa.table(columns)
