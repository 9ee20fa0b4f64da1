"""Ids and other columns of stored rows, aligned with the keys asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection, models

from careloop.common.bulk.staging import staged

Where = Mapping[str, int | None]
"""Columns that are the same for all rows asked for."""


def find(
    model: type[models.Model],
    keys: pa.Table,
    fetch: Sequence[str] = ("id",),
    where: Where | None = None,
) -> dict[str, list[Any]]:
    """For each row of ``keys`` the columns ``fetch`` of the stored row with those values.

    ``keys`` has the names of database columns and must name at most one stored row together
    with ``where``, the columns that are the same for all. ``None`` where nothing is stored.
    """
    found: dict[str, list[Any]] = {name: [None] * keys.num_rows for name in fetch}
    if keys.num_rows == 0:
        return found
    with staged(keys, with_position=True) as name, connection.cursor() as cursor:
        cursor.execute(*_query(model, name, keys.column_names, fetch, where or {}))
        rows = cursor.fetchall()
    for pos, *values in rows:
        for name_, value in zip(fetch, values, strict=True):
            found[name_][pos] = bytes(value) if isinstance(value, memoryview) else value
    return found


def _query(
    model: type[models.Model],
    staged_as: str,
    keys: Sequence[str],
    fetch: Sequence[str],
    where: Where,
) -> tuple[str, list[int]]:
    table = model._meta.db_table
    conditions = [_same(model, key) for key in keys]
    conditions += [
        f"t.{name} IS NULL" if value is None else f"t.{name} = %s" for name, value in where.items()
    ]
    columns = ", ".join(f't."{name}"' for name in fetch)
    # Walk the few staged rows and look each up by index, however large the table has grown: to
    # SQLite CROSS JOIN is an order, to PostgreSQL the limit inside LATERAL.
    stored = f"{table} t WHERE {' AND '.join(conditions)}"
    if connection.vendor == "postgresql":
        stored = f"LATERAL (SELECT {columns} FROM {stored} LIMIT 1) t"  # noqa: S608
    query = f"SELECT s.pos, {columns} FROM {staged_as} s CROSS JOIN {stored}"  # noqa: S608
    return query, [value for value in where.values() if value is not None]


def _same(model: type[models.Model], column: str) -> str:
    nullable = any(field.null for field in model._meta.fields if field.column == column)
    return f't."{column}" {"IS NOT DISTINCT FROM" if nullable else "="} s."{column}"'


def ids(
    model: type[models.Model],
    key: str,
    values: Any,
    where: Where,
) -> pa.Array:
    """The id of the stored row for each of ``values``; null for null, empty and unknown ones."""
    plain = _flat(values)
    wanted = plain.unique().drop_null()
    found = pa.array(find(model, pa.table({key: wanted}), where=where)["id"], pa.int64())
    return found.take(pc.index_in(plain, value_set=wanted))


def completed(
    model: type[models.Model], key: str, values: Any, known: pa.Array, where: Where
) -> pa.Array:
    """``known`` ids with those filled in that were null and have been stored since."""
    new = pc.is_null(known)
    if not known.null_count:
        return known
    return pc.replace_with_mask(known, _flat(new), ids(model, key, values.filter(new), where))


def matched(values: Any, keys: Any, found: pa.Array) -> pa.Array:
    """For each of ``values`` the id in ``found`` of the same value in ``keys``."""
    return found.take(pc.index_in(_flat(values), value_set=_flat(keys)))


def _flat(values: Any) -> pa.Array:
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
