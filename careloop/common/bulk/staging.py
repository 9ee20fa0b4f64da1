"""A table as a temporary table of the database."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count, repeat
from typing import Any

import pyarrow as pa
import pyarrow.csv as arrow_csv
from django.db import connection
from django.db.backends.utils import CursorWrapper

_numbers = count(1)
# So many rows are spelled out at a time, while the database takes in those before.
_AT_ONCE = 4096


@contextmanager
def staged(rows: pa.Table, *, with_position: bool = False) -> Iterator[str]:
    """A temporary table that holds ``rows`` until the block is left; yields its name.

    ``with_position`` adds ``pos``, the place of each row from 0.
    """
    if with_position:
        rows = rows.append_column("pos", pa.array(range(rows.num_rows), pa.int64()))
    name = f"incoming_{next(_numbers)}"
    declared = ", ".join(f'"{field.name}" {_sql_type(field.type)}' for field in rows.schema)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({declared})")
        pour(cursor, name, rows)
    yield name
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {name}")


def pour(
    cursor: CursorWrapper, table: str, rows: pa.Table, same: Mapping[str, Any] | None = None
) -> None:
    """Put ``rows`` into a table of the database, the columns ``same`` with one value for all."""
    if rows.num_rows == 0:
        return
    same = same or {}
    columns = ", ".join(f'"{name}"' for name in (*rows.column_names, *same))
    parts = rows.to_batches(max_chunksize=_AT_ONCE)
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)") as copy:
            for part in parts:
                copy.write(_as_csv(part, same))
        return
    places = ", ".join(["%s"] * (rows.num_columns + len(same)))
    insert = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608
    for part in parts:
        cursor.executemany(insert, _parameters(part, same))


def _parameters(rows: pa.RecordBatch, same: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows as SQLite takes them one by one, the values ``same`` at the end of each."""
    columns = [*(_plain(values) for values in rows.columns), *map(repeat, same.values())]
    return list(zip(*columns, strict=False))  # a repeated value has no end


# Names that PostgreSQL knows and that give SQLite the right affinity.
_SQL_TYPES: tuple[tuple[Callable[[pa.DataType], bool], str], ...] = (
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_integer, "bigint"),
    (pa.types.is_decimal, "numeric"),
    (pa.types.is_date, "date"),
    (pa.types.is_timestamp, "timestamp"),
    (pa.types.is_binary, "bytea"),
    (pa.types.is_fixed_size_binary, "bytea"),
)


def _sql_type(kind: pa.DataType) -> str:
    return next((name for fits, name in _SQL_TYPES if fits(kind)), "text")


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_fixed_size_binary(kind))


def _as_csv(rows: pa.RecordBatch, same: Mapping[str, Any]) -> bytes:
    """CSV in which null and empty text differ, as COPY reads it."""
    columns = [_spelled(values) for values in rows.columns]
    columns += [pa.repeat(value, rows.num_rows) for value in same.values()]
    buffer = io.BytesIO()
    options = arrow_csv.WriteOptions(include_header=False, quoting_style="all_valid")
    arrow_csv.write_csv(pa.record_batch(columns, [*rows.schema.names, *same]), buffer, options)
    return buffer.getvalue()


def _spelled(values: pa.Array) -> pa.Array:
    """Bytes and decimals as text; Arrow spells all else itself."""
    if _is_bytes(values.type):
        spelled = [None if v is None else f"\\x{v.hex()}" for v in values.to_pylist()]
        return pa.array(spelled, pa.string())
    return values.cast(pa.string()) if pa.types.is_decimal(values.type) else values


def _plain(values: pa.Array) -> list[Any]:
    """Values as SQLite keeps them; all but bytes as text, which the column's affinity reads."""
    kind = values.type
    if pa.types.is_boolean(kind):
        values = values.cast(pa.int8())
    if not _is_bytes(kind):
        values = values.cast(pa.string())
    found: list[Any] = values.to_pylist()
    return found
