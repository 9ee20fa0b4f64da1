"""Writes of contacts, as imports make them: many rows at once, set by set.

The permission was asked and the audit row is written by the run (``dms.actions``), in whose
transaction these work.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Count

from careloop.common.bulk.columns import added, column, constant, given, last_known, picked
from careloop.common.bulk.finding import find
from careloop.common.bulk.scope import Scope
from careloop.common.bulk.writing import write
from careloop.organisation.imports import note_unknown_employees
from careloop.outreach.models import ContactAttempt, ContactTask
from careloop.service.naming import with_order, with_phone_index, with_vehicle

ATTEMPT_COLUMNS = {
    name: name
    for name in (
        "row_id", "digest", "call_no", "attempted_at", "agent_no", "outcome", "satisfied",
        "level", "problem_raised", "problem_solved", "remark",
    )
}  # fmt: skip
TASK_KEY = ["contact_type", "subject", "due_on"]
TASK_FACTS = ["ro_no", "vin", "phone_index", "vehicle_id", "order_id"]


def import_calls(*, scope: Scope, rows: pa.Table) -> None:
    """Store rows of the feed ``calls``: the contact that was due, and the call made on it.

    Several calls with the same type, subject and due day are attempts of one task.
    """
    tasks = _tasks(scope, rows)
    task_ids = _write_tasks(scope, tasks, rows["row_id"])
    note_unknown_employees(scope=scope, numbers=column(rows, "agent_no"))
    table = added(
        picked(rows, ATTEMPT_COLUMNS),
        store_id=constant(scope.store, rows.num_rows, pa.int64()),
        task_id=task_ids,
    )
    write(scope, ContactAttempt, table)


def _tasks(scope: Scope, rows: pa.Table) -> pa.Table:
    """For each call the task it is about; ``subject`` is the first thing known that names it."""
    names = {name: name for name in ("contact_type", "due_on", "ro_no", "vin", "call_no")}
    tasks = with_phone_index(picked(rows, names), rows)
    tasks = with_order(scope, with_vehicle(scope, tasks))
    subject: Any = rows["call_no"]
    for name in ("phone_index", "vin", "ro_no"):
        named = column(tasks, name)
        subject = pc.if_else(given(named), named, subject)
    return added(tasks.drop_columns(["call_no"]), subject=subject)


def _write_tasks(scope: Scope, tasks: pa.Table, attempt_ids: pa.ChunkedArray) -> pa.Array:
    """Store the tasks and give the id of each call's; the store is the same for all."""
    where = {"store_id": scope.store}
    stored = find(ContactTask, tasks.select(TASK_KEY), where=where)["id"]
    moved = _tasks_of_their_own(attempt_ids.to_pylist())
    row_ids = [
        task_id or moved.get(attempt_id)
        for task_id, attempt_id in zip(stored, attempt_ids.to_pylist(), strict=True)
    ]
    tasks = added(tasks, row_id=pa.array(row_ids, pa.int64()))
    told = last_known(tasks, TASK_KEY, [*TASK_FACTS, "row_id"])
    told = added(told, store_id=constant(scope.store, told.num_rows, pa.int64()))
    facts = [name for name in told.column_names if name not in ("row_id", "store_id")]
    write(scope, ContactTask, told, compare=facts)
    return pa.array(find(ContactTask, tasks.select(TASK_KEY), where=where)["id"], pa.int64())


def _tasks_of_their_own(attempt_ids: list[int | None]) -> dict[int, int]:
    """The tasks that have one attempt only, by attempt.

    When such a call comes again with another subject or due day its task is put right, so that
    no contact stays due that nobody owes.
    """
    known = [attempt_id for attempt_id in attempt_ids if attempt_id is not None]
    found: dict[int, int] = {}
    for start in range(0, len(known), 5000):
        attempts = ContactAttempt.objects.filter(id__in=known[start : start + 5000])
        alone = attempts.annotate(calls=Count("task__attempts")).filter(calls=1)
        found.update(alone.values_list("id", "task_id"))
    return found
