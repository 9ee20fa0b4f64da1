"""Insert the new, update the old, keep what was there before: three statements a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection, models

from careloop.common.bulk.columns import added, text
from careloop.common.bulk.scope import Scope
from careloop.common.bulk.staging import pour, staged

AnyField: TypeAlias = "models.Field[Any, Any]"
ALWAYS = "1 = 1"


def write(
    scope: Scope,
    model: type[models.Model],
    rows: pa.Table,
    *,
    compare: Sequence[str] | None = None,
    fill: bool = False,
    on_insert: Sequence[str] = (),
) -> tuple[int, int]:
    """Store ``rows``; returns how many were inserted and how many updated.

    ``rows`` has the names of database columns and ``row_id``, null for a new row. Columns it
    lacks keep what is stored; on insert they take the field's default. ``compare`` names the
    columns whose difference makes a row changed (``None``: every row with an id is). With
    ``fill`` only what is empty in the stored row is set. ``on_insert`` columns leave stored rows
    alone.
    """
    rows = _filled(model, rows)
    known = pc.is_valid(rows["row_id"])
    updated = _update(scope, model, rows.drop_columns(list(on_insert)).filter(known), compare, fill)
    new = rows.filter(pc.invert(known)).drop_columns(["row_id"])
    return _insert(scope, model, new), updated


def _filled(model: type[models.Model], rows: pa.Table) -> pa.Table:
    """An empty cell in a column that knows no null is empty text, or no."""
    for field in _fields(model):
        name = str(field.column)
        if field.null or name not in rows.column_names:
            continue
        if isinstance(field, models.CharField | models.TextField):
            rows = added(rows, **{name: text(rows[name])})
        elif isinstance(field, models.BooleanField):
            rows = added(rows, **{name: pc.fill_null(rows[name], False)})
    return rows


def _insert(scope: Scope, model: type[models.Model], rows: pa.Table) -> int:
    same = {
        str(field.column): value
        for field in _fields(model)
        if field.column not in rows.column_names and (value := _constant(field, scope)) is not None
    }
    with connection.cursor() as cursor:
        pour(cursor, model._meta.db_table, rows, same)
    return int(rows.num_rows)


def _update(
    scope: Scope,
    model: type[models.Model],
    rows: pa.Table,
    compare: Sequence[str] | None,
    fill: bool,
) -> int:
    names = [name for name in rows.column_names if name != "row_id"]
    if rows.num_rows == 0 or not names:
        return 0
    fields = {str(field.column): field for field in _fields(model)}
    changed = _condition(fields, names if fill and compare is None else compare, fill)
    marks, values = _marks(fields, scope)
    assignments = [f'"{n}" = {_new_value(fields[n], fill)}' for n in names] + marks
    with staged(rows) as name, connection.cursor() as cursor:
        scope.keep_before(cursor, model, name, changed)
        # The plus keeps SQLite from walking the whole target and looking rows up in the stage.
        cursor.execute(
            f"UPDATE {model._meta.db_table} AS t SET {', '.join(assignments)} "  # noqa: S608
            f"FROM {name} s WHERE t.id = +s.row_id AND {changed}",
            values,
        )
        return int(cursor.rowcount)


def _marks(fields: Mapping[str, AnyField], scope: Scope) -> tuple[list[str], list[Any]]:
    """The marks an import leaves on what it changes."""
    if "changed_run" not in fields:
        return [], []
    return ["changed_run = %s", "changed_at = %s"], [scope.run_id, as_stored(scope.at)]


def _fields(model: type[models.Model]) -> list[AnyField]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _condition(fields: Mapping[str, AnyField], compare: Sequence[str] | None, fill: bool) -> str:
    """When a stored row ``t`` is changed by a new one ``s``."""
    if compare is None:
        return ALWAYS
    if fill:
        tests = [f"({_empty(fields[n], 't')} AND NOT {_empty(fields[n], 's')})" for n in compare]
    else:
        tests = [f't."{n}" IS DISTINCT FROM s."{n}"' for n in compare]
    return f"({' OR '.join(tests)})"


def _empty(field: AnyField, alias: str) -> str:
    name = f'{alias}."{field.column}"'
    if isinstance(field, models.CharField | models.TextField):
        return f"COALESCE({name}, '') = ''"
    if isinstance(field, models.BooleanField) and not field.null:
        return f"NOT COALESCE({name}, {_FALSE})"
    return f"{name} IS NULL"


def _new_value(field: AnyField, fill: bool) -> str:
    new = f's."{field.column}"'
    if not fill:
        return new
    return f'CASE WHEN {_empty(field, "t")} THEN {new} ELSE t."{field.column}" END'


_FALSE = "(1 = 0)"


def _constant(field: AnyField, scope: Scope) -> Any:
    """What a column the rows do not carry gets; ``None`` leaves it null."""
    if field.column in ("created_run", "changed_run"):
        return scope.run_id
    if field.column == "changed_at":
        return as_stored(scope.at)
    if field.null:
        return None
    return field.get_default()


def as_stored(moment: datetime) -> Any:
    """A moment as the database driver takes it."""
    return connection.ops.adapt_datetimefield_value(moment)
