"""A table as a temporary table of the database."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pyarrow as pa
import pyarrow.csv as arrow_csv
from django.db import connection
from django.db.backends.utils import CursorWrapper

_numbers = count(1)


@contextmanager
def staged(rows: pa.Table, *, with_position: bool = False, joined: bool = True) -> Iterator[str]:
    """A temporary table that holds ``rows`` until the block is left; yields its name.

    ``with_position`` adds ``pos``, the place of each row from 0. One that is only poured into
    another table, not ``joined`` to one, needs no statistics.
    """
    if with_position:
        rows = rows.append_column("pos", pa.array(range(rows.num_rows), pa.int64()))
    name = f"incoming_{next(_numbers)}"
    declared = ", ".join(f'"{field.name}" {_sql_type(field.type)}' for field in rows.schema)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({declared})")
        _fill(cursor, name, rows)
        if joined and connection.vendor == "postgresql":
            cursor.execute(f"ANALYZE {name}")
    yield name
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {name}")


def _fill(cursor: CursorWrapper, name: str, rows: pa.Table) -> None:
    if rows.num_rows == 0:
        return
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv)") as copy:
            copy.write(_as_csv(rows))
        return
    places = ", ".join(["%s"] * rows.num_columns)
    cursor.executemany(f"INSERT INTO {name} VALUES ({places})", parameters(rows))  # noqa: S608


def parameters(rows: pa.Table) -> list[tuple[Any, ...]]:
    """The rows as SQLite takes them one by one."""
    return list(zip(*(_plain(values) for values in rows.columns), strict=True))


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


def _as_csv(rows: pa.Table) -> bytes:
    """CSV in which null and empty text differ, as COPY reads it."""
    for place, field in enumerate(rows.schema):
        if _is_bytes(field.type):
            spelled = [None if v is None else f"\\x{v.hex()}" for v in rows[place].to_pylist()]
            rows = rows.set_column(place, field.name, pa.array(spelled, pa.string()))
        elif pa.types.is_decimal(field.type):
            rows = rows.set_column(place, field.name, rows[place].cast(pa.string()))
    buffer = io.BytesIO()
    options = arrow_csv.WriteOptions(include_header=False, quoting_style="all_valid")
    arrow_csv.write_csv(rows, buffer, options)
    return buffer.getvalue()


def _plain(values: pa.ChunkedArray) -> list[Any]:
    """Values as SQLite keeps them; all but bytes as text, which the column's affinity reads."""
    kind = values.type
    if pa.types.is_boolean(kind):
        values = values.cast(pa.int8())
    if not _is_bytes(kind):
        values = values.cast(pa.string())
    found: list[Any] = values.to_pylist()
    return found
