"""A new version of the mart: touched months copied, derived facts made, the rollup brought up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from careloop.core.engines.duck import DuckEngine
from careloop.core.facts import derive
from careloop.core.facts import draft as drafts
from careloop.core.facts.draft import Draft
from careloop.core.facts.schema import FACTS, Fact
from careloop.core.facts.store import MartStore, Part, Version
from careloop.core.kernel.periods import Period, add_months
from careloop.core.metrics import rollup
from careloop.mart import fingerprints, reading
from careloop.mart.extracts.extract import Extract
from careloop.mart.extracts.registry import extracts

# A run of touched months is read by one query, but never more than a year at once: memory stays
# that of a year, whatever the age of the store.
MONTHS_AT_ONCE = 12

# What derived facts are made of: they are made anew when one of these has changed.
ROOTS = frozenset({"repair_order", "vehicle", "vehicle_sale", "policy"})

# Days on which something happened. Days that were only planned (a call due, an appointment) say
# nothing about how far the data reaches.
HAPPENED = {
    "repair_order": ("opened_on", "settled_on"),
    "vehicle_sale": ("counted_on",),
    "contact": ("last_attempted_on",),
    "answer": ("answered_on",),
    "complaint": ("received_on", "closed_on"),
    "time_record": ("worked_on",),
    "appointment": ("came_on",),
}

Report = Callable[[str, int, int], None]
Marks = dict[str, dict[str, str]]


def build(
    store: MartStore,
    base: Version | None,
    *,
    as_of: datetime | None,
    now: datetime,
    progress: Report,
) -> Version | None:
    """Bring ``base`` up to the operational store and publish it.

    The data is as of ``as_of``, the moment of the last import; without one as of the last day on
    which something happened, ``now`` where nothing has. ``None`` when nothing has changed.
    """
    all_extracts = extracts(reading.dialect())
    marks = {
        name: fingerprints.of(extract, reading.dialect()) for name, extract in all_extracts.items()
    }
    draft = drafts.begin(store, base)
    try:
        changed = _copy_all(draft, all_extracts, marks, progress)
        data_as_of = (as_of or _last_day(draft) or now).replace(microsecond=0)
        if base and not changed and base.data_as_of == data_as_of:
            draft.discard()
            return None
        if changed & ROOTS:
            _derive(draft, marks)
        rollup.refresh(draft, DuckEngine())
        return draft.publish(data_as_of)
    except BaseException:
        draft.discard()
        raise


def _copy_all(
    draft: Draft, all_extracts: dict[str, Extract], marks: Marks, progress: Report
) -> set[str]:
    changed = set()
    for done, (name, extract) in enumerate(all_extracts.items()):
        progress(name, done, len(all_extracts))
        if _copy(draft, extract, marks[name]):
            changed.add(name)
    progress("", len(all_extracts), len(all_extracts))
    return changed


def _copy(draft: Draft, extract: Extract, marks: dict[str, str]) -> bool:
    """Copy the touched months of one fact, drop those that are gone; whether any was."""
    fact = extract.fact
    held = {part.month or fingerprints.WHOLE for part in _parts(draft, fact.name)}
    gone = held - set(marks)
    touched = [m for m, mark in marks.items() if not draft.keep(fact.name, m or None, mark)]
    for month in gone:
        draft.drop(fact.name, month or None)
    if touched and fact.month_on is None:
        draft.put(fact.name, None, reading.read(extract), marks[fingerprints.WHOLE])
    elif touched:
        draft.put_months(fact.name, _read_months(extract, touched, marks))
    return bool(touched or gone)


def _read_months(
    extract: Extract, touched: list[str], marks: dict[str, str]
) -> Iterator[tuple[str, pa.Table, str]]:
    for span in _spans(touched):
        for month, table in _by_month(reading.read(extract, span), extract.fact):
            yield month, table, marks[month]


def _spans(months: list[str]) -> Iterator[Period]:
    """The touched months as runs, each read by one query."""
    run: list[Period] = []
    for month in map(Period.parse, sorted(months)):
        if run and (run[-1].end != month.start or len(run) == MONTHS_AT_ONCE):
            yield Period(run[0].start, run[-1].end, "range")
            run = []
        run.append(month)
    if run:
        yield Period(run[0].start, run[-1].end, "range")


def _by_month(table: pa.Table, fact: Fact) -> Iterator[tuple[str, pa.Table]]:
    """The rows of each month of a table; rows without the day belong to no month."""
    day = table[fact.month_on]
    month = pc.add(pc.multiply(pc.year(day), 12), pc.subtract(pc.month(day), 1))
    for number in pc.unique(month).to_pylist():
        if number is not None:
            name = f"{add_months(date(1, 1, 1), number - 12):%Y-%m}"
            yield name.rjust(7, "0"), table.filter(pc.equal(month, number))


def _derive(draft: Draft, marks: Marks) -> None:
    """Facts made of facts, over all months: the next visit may lie years after the last one."""
    orders, vehicles = _held(draft, "repair_order"), _held(draft, "vehicle")
    visits = derive.visits(orders, vehicles)
    _put_derived(draft, "visit", visits)
    _put_derived(draft, "rework", derive.reworks(orders))
    snapshot = derive.vehicles(vehicles, visits)
    draft.put("vehicle", None, snapshot, marks["vehicle"][fingerprints.WHOLE])
    _put_sales(draft, derive.sales(_held(draft, "vehicle_sale"), visits), marks["vehicle_sale"])
    policies = derive.policies(_held(draft, "policy"))
    draft.put("policy", None, policies, marks["policy"][fingerprints.WHOLE])


def _parts(draft: Draft, name: str) -> list[Part]:
    return [part for part in draft.manifest.parts.values() if part.fact == name]


def _held(draft: Draft, name: str) -> pa.Table:
    """The columns of a fact as the draft holds them, all months."""
    tables = [_read(draft, part) for part in _parts(draft, name) if part.rows]
    return pa.concat_tables(tables) if tables else FACTS[name].schema.empty_table()


def _read(draft: Draft, part: Part) -> pa.Table:
    """The columns of the fact itself, without its atoms."""
    names = FACTS[part.fact].schema.names
    return pq.read_table(draft.path(part), columns=names, partitioning=None)


def _put_derived(draft: Draft, name: str, table: pa.Table) -> None:
    """Write the months of a derived fact whose rows are not those already there."""
    months = dict(_by_month(table, FACTS[name]))
    for part in _parts(draft, name):
        if part.month not in months:
            draft.drop(name, part.month)
    marked = ((month, rows, _content(rows)) for month, rows in months.items())
    draft.put_months(name, [part for part in marked if not draft.keep(name, part[0], part[2])])


def _put_sales(draft: Draft, table: pa.Table, marks: dict[str, str]) -> None:
    """Sales with their first visit. Their fingerprints stay those of the operational store, so a
    month is written again when its rows differ from those held, not when its mark does."""
    held = {part.month: part for part in _parts(draft, "vehicle_sale")}
    months = _by_month(table, FACTS["vehicle_sale"])
    draft.put_months(
        "vehicle_sale",
        [
            (month, rows, marks[month])
            for month, rows in months
            if _content(_read(draft, held[month])) != _content(rows)
        ],
    )


def _content(table: pa.Table) -> str:
    """A digest of the rows of ``table``, whatever their order."""
    keys = [(name, "ascending") for name in table.schema.names if name.endswith("_id")]
    return drafts.fingerprint(table.sort_by(keys).replace_schema_metadata(None))


def _last_day(draft: Draft) -> datetime | None:
    days = [
        part.ranges[day][1]
        for name, happened in HAPPENED.items()
        for part in _parts(draft, name)
        for day in happened
        if day in part.ranges
    ]
    return datetime.combine(date.fromisoformat(max(days)), time.min) if days else None
