"""What every write of improvement does: lock the row one saw, count the change, leave the trace."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model

from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.improvement.models import Measure, Meeting, Problem, Training
from careloop.improvement.rules import GONE, LEFT, Stale, employed
from careloop.organisation.models import Employee, Store, Tenure
from careloop.organisation.rules import Viewer

Row = TypeVar("Row", Problem, Measure, Meeting, Training)

NOT_OF_THE_STORE = Text(
    zh="{who} 不是本店人员。请从本店人员中选择。",
    en="{who} is not on the staff of this store. Choose somebody of this store.",
)


def current(row: Row, revision: int) -> Row:
    """The row as it is now, locked until the end of the transaction.

    Raises:
        Stale: somebody changed it after it was shown; it carries the row as it stands.
        Refused: it was removed.
    """
    found = locked(row)
    if found.revision != revision:
        raise Stale(found)
    return found


def locked(row: Row) -> Row:
    """The row as it is now, whatever version was seen.

    Raises:
        Refused: it was removed.
    """
    found = type(row)._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is None:
        raise Refused(GONE)
    return found


def save(row: Row, **fields: Any) -> Row:
    """Set ``fields`` and count the change."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.revision += 1
    row.save()
    return row


def lock(store: Store) -> None:
    """Two who put problems in order at once take turns."""
    Store.objects.select_for_update(no_key=True).get(pk=store.pk)


def staff_of(store_id: int, people: Collection[Employee], day: date) -> None:
    """Raises ``Refused`` where one of ``people`` is of another store or had left by ``day``."""
    for person in people:
        who = person.name or person.employee_no
        if person.store_id != store_id:
            raise Refused(NOT_OF_THE_STORE, who=who)
        employed(person, day)
        ends = list(Tenure.objects.filter(employee=person).values_list("ended_on", flat=True))
        if ends and all(end is not None and end < day for end in ends):
            raise Refused(LEFT, who=who, day=day.isoformat())


def note(by: Viewer, deed: str, subject: Model, store_id: int, **detail: Any) -> None:
    """The audit row; ``detail`` holds codes and numbers only."""
    audit.record(
        actor_id=by.user_id, action=deed, subject=subject, store_id=store_id, detail=detail
    )
