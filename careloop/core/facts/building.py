"""Widening a part: marks that need its siblings, then the atoms, a month and a place per date.

This is the only place where atoms are evaluated. Ibis writes the SQL once per fact; the same
expressions run on any backend Ibis knows (the tests run them on Polars, too).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from careloop.core.facts.atoms import REMINDERS, atoms_of
from careloop.core.facts.schema import (
    ADVISORS,
    FACTS,
    STORES,
    Fact,
    month_column,
    place,
    place_column,
)

POST_CHANGE_DAYS = 31
PART = "part_number"
Marks = Callable[[Any], dict[str, Any]]


def _order_marks(t: Any) -> dict[str, Any]:
    """Orders of one car opened on one day are one visit; the smallest order stands for it."""
    external = t.is_internal.fill_null(0) != 1
    same_day = ibis.window(group_by=[t[PART], t.store_id, t.vehicle_id, t.opened_on])
    first = external.ifelse(t.order_id, None).min().over(same_day)
    linked = (external & t.appointment_origin.notnull()).cast("int8").max().over(same_day)
    return {
        "is_first_of_day": (external & (t.order_id == first)).cast("int8"),
        "day_has_appointment": linked,
    }


def _contact_marks(t: Any) -> dict[str, Any]:
    """A vehicle is one reminder target a month: its task that got furthest stands for it."""
    reminder = t.contact_type.isin(REMINDERS) & (t.is_fleet.fill_null(0) != 1)
    vehicle = t.vehicle_id.fill_null(-t.task_id)
    progress = (
        t.returned_on.notnull().cast("int8")
        + t.interviewed_on.notnull().cast("int8")
        + (t.attempts.fill_null(0) > 0).cast("int8")
    )
    of_month = ibis.window(
        group_by=[t[PART], t.store_id, vehicle, t.due_on.truncate("M"), reminder],
        order_by=[progress.desc(), t.task_id],
    )
    first = ibis.row_number().over(of_month) == 0
    return {"is_reminder_of_month": (reminder & first).cast("int8")}


def _answer_marks(t: Any) -> dict[str, Any]:
    response = ibis.window(group_by=[t[PART], t.response_id], order_by=t.question)
    return {"is_first_of_response": (ibis.row_number().over(response) == 0).cast("int8")}


def _tenure_marks(t: Any) -> dict[str, Any]:
    """Who changes post within a month neither leaves nor joins."""
    career = ibis.window(
        group_by=[t[PART], t.store_id, t.employee_id], order_by=[t.started_on, t.post]
    )
    before = t.started_on.epoch_days() - t.ended_on.lag().over(career).epoch_days()
    after = t.started_on.lead().over(career).epoch_days() - t.ended_on.epoch_days()
    first = t.started_on.lag().over(career).isnull()
    last = t.started_on.lead().over(career).isnull()
    return {
        "joins": (first | (before > POST_CHANGE_DAYS)).cast("int8"),
        "leaves": (t.ended_on.notnull() & (last | (after > POST_CHANGE_DAYS))).cast("int8"),
    }


MARKS: dict[str, Marks] = {
    "repair_order": _order_marks,
    "contact": _contact_marks,
    "answer": _answer_marks,
    "tenure": _tenure_marks,
}


def mark(table: Any, fact: Fact) -> Any:
    """``table`` (Ibis) with the columns that look at other rows of the same part."""
    return table.mutate(**MARKS[fact.name](table)) if fact.name in MARKS else table


def with_atoms(table: Any, fact: Fact) -> Any:
    """``table`` (Ibis, marked) with a column per atom, a month and a place per event date."""
    atoms = atoms_of(fact.name)
    columns = {atom.name: atom.expression(table).cast(atom.type) for atom in atoms}
    for day in sorted({atom.on for atom in atoms}):
        number = table[day].year() * 12 + table[day].month() - 1
        columns[month_column(day)] = number.cast("int16")
        if fact.has_places:
            advisor = table.advisor_id.fill_null(0)
            columns[place_column(day)] = place(number.cast("int64"), table.store_id, advisor)
    return table.mutate(**columns)


@cache
def widening_sql(name: str) -> str:
    """The SELECT that widens the relation ``part``, which holds base columns of the fact."""
    fact = FACTS[name]
    part = ibis.table(fact.schema.append(pa.field(PART, pa.int32())), name="part")
    return str(ibis.to_sql(with_atoms(mark(part, fact), fact), dialect="duckdb"))


@cache
def definitions_hash(name: str) -> str:
    """Changes when an atom, a mark or a base column of the fact changes."""
    return hashlib.sha256(widening_sql(name).encode()).hexdigest()[:16]


@cache
def backend() -> Any:
    """The in-memory backend that tables are built on; one per process."""
    return ibis.duckdb.connect()


def widen(table: pa.Table, fact: Fact) -> pa.Table:
    """``table`` in the schema of ``fact`` with marks, atoms and month numbers beside it."""
    return widen_all([table], fact)[0]


def widen_all(parts: Sequence[pa.Table], fact: Fact) -> list[pa.Table]:
    """Several parts widened in one go; the marks look at rows of the same part only.

    Raises:
        ValueError: the key of a store or an advisor does not fit a place.
    """
    numbered = [
        conform(table, fact).append_column(PART, pa.array([i] * table.num_rows, pa.int32()))
        for i, table in enumerate(parts)
    ]
    rows = pa.concat_tables(numbered)
    _refuse_wide_keys(rows, fact)
    connection = backend().con
    connection.register("part", rows)
    try:
        wide = connection.sql(widening_sql(fact.name)).to_arrow_table()
    finally:
        connection.unregister("part")
    return [wide.filter(pc.equal(wide[PART], i)).drop_columns([PART]) for i in range(len(parts))]


def _refuse_wide_keys(rows: pa.Table, fact: Fact) -> None:
    if not fact.has_places:
        return
    for name, limit in (("store_id", STORES), ("advisor_id", ADVISORS)):
        largest = pc.max(rows[name]).as_py() or 0
        if largest >= limit:
            raise ValueError(f"{fact.name}: {name} {largest} is not below {limit}")


def conform(table: pa.Table, fact: Fact) -> pa.Table:
    """``table`` with exactly the columns of ``fact``; those it lacks are null.

    Raises:
        pyarrow.ArrowInvalid: a value does not fit its column.
    """
    columns = [
        table[c.name].cast(c.type)
        if c.name in table.column_names
        else pa.nulls(table.num_rows, c.type)
        for c in fact.columns
    ]
    return pa.Table.from_arrays(columns, schema=fact.schema)
