"""Writing many new tasks as one set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from django.db import connection, models

from careloop.common.bulk.staging import staged
from careloop.outreach.models import ContactTask

# Left to the database: the key, and the marks an import would leave.
NOT_WRITTEN = ("id", "digest", "created_run", "changed_run")
KINDS: dict[str, pa.DataType] = {
    "DateField": pa.date32(),
    "DateTimeField": pa.timestamp("s"),
    "CharField": pa.string(),
    "TextField": pa.string(),
}
FIELDS: list[Any] = [
    field for field in ContactTask._meta.concrete_fields if field.name not in NOT_WRITTEN
]


def store_new(tasks: Sequence[ContactTask]) -> int:
    """Store those of ``tasks`` whose occasion, and whose type, subject and day, is not there yet.

    Returns how many were stored. Called in a transaction.
    """
    if not tasks:
        return 0
    columns = ", ".join(f'"{field.column}"' for field in FIELDS)
    with staged(_table(tasks)) as incoming, connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {ContactTask._meta.db_table} ({columns}) "  # noqa: S608 (our own names)
            f"SELECT {columns} FROM {incoming} WHERE 1 = 1 ON CONFLICT DO NOTHING"
        )
        return int(cursor.rowcount)


def _table(tasks: Sequence[ContactTask]) -> pa.Table:
    return pa.table(
        {
            field.column: pa.array([getattr(task, field.attname) for task in tasks], _kind(field))
            for field in FIELDS
        }
    )


def _kind(field: models.Field[Any, Any]) -> pa.DataType:
    return KINDS.get(field.get_internal_type(), pa.int64())
