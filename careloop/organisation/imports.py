"""Writes of staff and targets as imports make them: many rows at once, set by set.

The permission was asked and the audit row is written by the run (``dms.actions``), in whose
transaction these work. ``rows`` are rows of one store that are new or changed, with the feed's
column names, ``row_id`` (null: new) and ``digest``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from careloop.common.bulk.columns import (
    added,
    column,
    constant,
    from_rows,
    given,
    last_known,
    picked,
)
from careloop.common.bulk.finding import completed, ids, matched
from careloop.common.bulk.scope import Scope
from careloop.common.bulk.writing import write
from careloop.common.crypto import encrypt
from careloop.organisation.models import Department, Employee, Target, Tenure
from careloop.organisation.tenures import Held, Post, next_tenures

EMPLOYEE_COLUMNS = {
    name: name
    for name in ("row_id", "digest", "employee_no", "name", "phone", "hired_on", "left_on")
}
TENURE_TYPES = {
    "row_id": pa.int64(),
    "employee_id": pa.int64(),
    "department_id": pa.int64(),
    "post": pa.string(),
    "group_code": pa.string(),
    "started_on": pa.date32(),
    "ended_on": pa.date32(),
}


def import_employees(*, scope: Scope, rows: pa.Table) -> None:
    """Store rows of the feed ``employees`` and the posts they hold.

    Another post, group or department ends the tenure that runs and opens a new one.
    """
    table = added(
        picked(rows, EMPLOYEE_COLUMNS),
        store_id=constant(scope.store, rows.num_rows, pa.int64()),
        is_stub=constant(False, rows.num_rows, pa.bool_()),
    )
    if "phone" in table.column_names:
        ciphers = [encrypt(number or "") for number in table["phone"].to_pylist()]
        table = added(table, phone=pa.array(ciphers, pa.string()))
    write(scope, Employee, table)
    employee_ids = ids(Employee, "employee_no", rows["employee_no"], {"store_id": scope.store})
    _write_tenures(scope, rows, employee_ids.to_pylist())


def _write_tenures(scope: Scope, rows: pa.Table, employee_ids: list[int]) -> None:
    departments = _ensure_departments(scope, rows).to_pylist()
    running = _running_tenures(employee_ids)
    changes: list[dict[str, Any]] = []
    facts = zip(
        employee_ids,
        departments,
        column(rows, "post").to_pylist(),
        column(rows, "group").to_pylist(),
        column(rows, "hired_on", pa.date32()).to_pylist(),
        column(rows, "left_on", pa.date32()).to_pylist(),
        strict=True,
    )
    for employee_id, department, post, group, hired_on, left_on in facts:
        held = running.get(employee_id)
        wanted = _wanted(rows.column_names, held, Post(department, post or "", group or ""))
        tenures = next_tenures(held, wanted, hired_on, left_on, scope.today)
        changes.extend(_as_row(employee_id, tenure) for tenure in tenures)
    write(
        scope,
        Tenure,
        from_rows(changes, TENURE_TYPES),
        compare=["department_id", "post", "group_code", "started_on", "ended_on"],
    )


def _wanted(carried: Sequence[str], held: Held | None, told: Post) -> Post:
    """The post as the file tells it; what the file does not carry stays as it is."""
    if held is None:
        return told
    return Post(
        told.department_id if "department" in carried else held.post.department_id,
        told.code,
        told.group_code if "group" in carried else held.post.group_code,
    )


def _as_row(employee_id: int, tenure: Held) -> dict[str, Any]:
    return {
        "row_id": tenure.id,
        "employee_id": employee_id,
        "department_id": tenure.post.department_id,
        "post": tenure.post.code,
        "group_code": tenure.post.group_code,
        "started_on": tenure.started_on,
        "ended_on": tenure.ended_on,
    }


def _running_tenures(employee_ids: list[int]) -> dict[int, Held]:
    """The last tenure of each employee: the one without an end, else the one that ended last."""
    found: dict[int, Held] = {}
    tenures = Tenure.objects.filter(employee_id__in=employee_ids).order_by("id")
    for tenure in tenures:
        held = Held(
            tenure.pk,
            Post(tenure.department_id, tenure.post, tenure.group_code),
            tenure.started_on,
            tenure.ended_on,
        )
        known = found.get(tenure.employee_id)
        if known is None or known.ended_on is not None:
            found[tenure.employee_id] = held
    return found


def _ensure_departments(scope: Scope, rows: pa.Table) -> pa.Array:
    codes = column(rows, "department")
    where = {"store_id": scope.store}
    for code in codes.filter(given(codes)).unique().to_pylist():
        Department.objects.get_or_create(store_id=scope.store, code=code)
    return ids(Department, "code", codes, where)


def ensure_employees(*, scope: Scope, numbers: Any, names: Any) -> pa.Array:
    """The id of the employee with each of ``numbers``; a stub is made of one not known.

    Identity is the staff number, never the name: a row with a name alone names nobody.
    """
    told = pa.table({"employee_no": numbers, "name": names})
    told = last_known(told.filter(given(told["employee_no"])), ["employee_no"], ["name"])
    where = {"store_id": scope.store}
    known = ids(Employee, "employee_no", told["employee_no"], where)
    table = added(
        told,
        row_id=known,
        store_id=constant(scope.store, told.num_rows, pa.int64()),
        is_stub=constant(True, told.num_rows, pa.bool_()),
    )
    made, _ = write(
        scope, Employee, table, fill=True, on_insert=["employee_no", "store_id", "is_stub"]
    )
    scope.notes.stubs["employees"] += made
    told_ids = completed(Employee, "employee_no", told["employee_no"], known, where)
    return matched(numbers, told["employee_no"], told_ids)


def note_unknown_employees(*, scope: Scope, numbers: Any) -> pa.Array:
    """The id of each employee named; unknown ones are noted for the run's warnings."""
    found = ids(Employee, "employee_no", numbers, {"store_id": scope.store})
    unknown = pc.and_(given(numbers), pc.is_null(found))
    scope.notes.unknown["employee"].update(pc.filter(numbers, unknown).to_pylist())
    return found


def import_targets(*, scope: Scope, rows: pa.Table) -> None:
    """Store rows of the feed ``targets``, for one store or (no store) all of the group."""
    columns = {n: n for n in ("row_id", "digest", "kpi", "period", "value", "comparator")}
    table = added(
        picked(rows, columns),
        group_id=constant(scope.group_id, rows.num_rows, pa.int64()),
        store_id=constant(scope.store_id, rows.num_rows, pa.int64()),
    )
    write(scope, Target, table)
