"""From the database's cursor to Arrow, column by column, without a model object on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from django.db import connection

from careloop.core.kernel.periods import Period
from careloop.mart.dialects import DIALECTS, Dialect
from careloop.mart.extracts.extract import Extract

CHUNK = 20_000

Rows = list[tuple[Any, ...]]


def dialect() -> Dialect:
    """The dialect of the operational store."""
    return DIALECTS[connection.vendor]


def read(extract: Extract, span: Period | None = None) -> pa.Table:
    """The rows of ``extract`` whose month day lies in ``span`` (all without one), in the schema
    of its fact. Columns that are derived later are null."""
    query = extract.select(dialect())
    parameters: list[str] = []
    if span is not None:
        query += f" WHERE {extract.month_on} >= %s AND {extract.month_on} < %s"
        parameters = [span.start.isoformat(), span.end.isoformat()]
    schema = extract.fact.schema
    copied = [field for field in schema if field.name in extract.columns]
    batches = [_batch(rows, copied, schema) for rows in _chunks(query, parameters)]
    return pa.Table.from_batches(batches, schema=schema)


def _chunks(query: str, parameters: list[str]) -> Iterator[Rows]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, parameters)
        while rows := cursor.fetchmany(CHUNK):
            yield rows


def _batch(rows: Rows, copied: list[pa.Field], schema: pa.Schema) -> pa.RecordBatch:
    cells = zip(*rows, strict=True)
    arrays = {
        field.name: _array(column, field.type) for field, column in zip(copied, cells, strict=True)
    }
    return pa.record_batch(
        [
            arrays[field.name] if field.name in arrays else pa.nulls(len(rows), field.type)
            for field in schema
        ],
        schema=schema,
    )


def _array(cells: tuple[Any, ...], kind: pa.DataType) -> pa.Array:
    if pa.types.is_date32(kind):
        return pa.array(cells, pa.int32()).cast(kind)
    if pa.types.is_timestamp(kind):
        return pa.array(cells, pa.int64()).cast(kind)
    return pa.array(cells, kind)


def rows_of(query: str) -> Rows:
    """All rows of a small query that takes no parameters."""
    with connection.cursor() as cursor:
        cursor.execute(query, [])
        return list(cursor.fetchall())
