"""Small words about arrow tables, so that the actions read as sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


def picked(rows: pa.Table, names: Mapping[str, str]) -> pa.Table:
    """The columns of ``rows`` that are there, under new names (``{new: old}``).

    A column the file does not carry stays out, and what is stored in it is left alone.
    """
    found = {new: rows[old] for new, old in names.items() if old in rows.column_names}
    return pa.table(found)


def column(rows: pa.Table, name: str, kind: pa.DataType | None = None) -> pa.ChunkedArray:
    """One column; nulls where the file does not carry it."""
    if name in rows.column_names:
        return rows[name]
    return pa.chunked_array([pa.nulls(rows.num_rows, kind or pa.string())])


def constant(value: Any, length: int, kind: pa.DataType) -> pa.Array:
    """The same value, ``length`` times."""
    return pa.repeat(pa.scalar(value, kind), length)


def added(rows: pa.Table, **columns: Any) -> pa.Table:
    """``rows`` with columns added, or replaced where they are there already."""
    for name, values in columns.items():
        place = rows.schema.get_field_index(name)
        if place >= 0:
            rows = rows.set_column(place, name, values)
        else:
            rows = rows.append_column(name, values)
    return rows


def text(values: Any) -> Any:
    """Text without nulls: what is not given is empty."""
    return pc.fill_null(values, "")


def given(values: Any) -> Any:
    """Which values are given: neither null nor empty text."""
    valid = pc.is_valid(values)
    if pa.types.is_string(values.type):
        return pc.and_(valid, pc.not_equal(text(values), ""))
    return valid


def last_known(rows: pa.Table, by: Sequence[str], keep: Sequence[str]) -> pa.Table:
    """One row for each value of ``by``: of each other column the last value that is given."""
    keep = [name for name in keep if name in rows.column_names]
    blanked = rows.select([*by, *keep])
    for name in keep:
        blanked = added(blanked, **{name: _without_blanks(blanked[name])})
    grouped = blanked.group_by(list(by), use_threads=False)
    result = grouped.aggregate([(name, "last") for name in keep])
    return result.rename_columns([name.removesuffix("_last") for name in result.column_names])


def _without_blanks(values: Any) -> Any:
    return pc.if_else(given(values), values, pa.scalar(None, values.type))


def from_rows(rows: Sequence[Mapping[str, Any]], schema: Mapping[str, pa.DataType]) -> pa.Table:
    """A table of the given types out of plain dictionaries."""
    return pa.Table.from_pylist(list(rows), schema=pa.schema(list(schema.items())))
