"""The orders of the worklist, and going on after a row without counting those before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from careloop.outreach.choices import Sort, Tab
from careloop.outreach.filters import Cursor, Filters
from careloop.outreach.models import ContactTask

NEVER = datetime(1900, 1, 1)
CLOSED_TABS = (Tab.DONE, Tab.REFUSED)


@dataclass(frozen=True, slots=True)
class By:
    """One sort key: a column, whether it falls, and the type it is written in an address with."""

    column: str
    kind: type[int | date]
    falls: bool = False


_DUE = By("due_on", date)
SORTS: dict[Sort, tuple[By, ...]] = {
    Sort.PRIORITY: (By("priority", int, falls=True), _DUE),
    Sort.DUE: (_DUE,),
    Sort.LAST_ATTEMPT: (By("called", datetime),),
    Sort.ATTEMPTS: (By("attempts_made", int), _DUE),
}
LATEST = (By("closed_at", datetime, falls=True),)  # what is closed is read the newest first


def keys_of(filters: Filters) -> tuple[By, ...]:
    return LATEST if filters.tab in CLOSED_TABS else SORTS[filters.sort]


def ordered(tasks: QuerySet[ContactTask], filters: Filters) -> QuerySet[ContactTask]:
    """``tasks`` in the order asked for; the id decides between equals."""
    keys = keys_of(filters)
    if any(key.column == "called" for key in keys):
        tasks = tasks.annotate(called=Coalesce("last_attempt_at", NEVER))
    return tasks.order_by(*(f"{'-' * key.falls}{key.column}" for key in keys), "id")


def past(filters: Filters, cursor: Cursor) -> Q:
    """The rows after the cursor: a later first key, or the same and a later second, and so on."""
    keys = (*keys_of(filters), By("id", int))
    values = (*cursor.keys, cursor.task_id)
    after, same = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        after |= same & Q(**{f"{key.column}__{'lt' if key.falls else 'gt'}": value})
        same &= Q(**{key.column: value})
    return after


def cursor_of(filters: Filters, last: ContactTask) -> Cursor:
    values = (_value(last, key) for key in keys_of(filters))
    return Cursor(tuple(values), last.pk)


def _value(task: ContactTask, key: By) -> Any:
    return task.last_attempt_at or NEVER if key.column == "called" else getattr(task, key.column)


def read_cursor(filters: Filters, text: str) -> Cursor | None:
    """The cursor that :meth:`Cursor.text` wrote; ``None`` for anything else."""
    *written, last = text.split("_")
    keys = keys_of(filters)
    try:
        values = tuple(_read(key, word) for key, word in zip(keys, written, strict=True))
        return Cursor(values, int(last))
    except ValueError:
        return None


def _read(key: By, word: str) -> int | date | datetime:
    if key.kind is int:
        return int(word)
    return datetime.fromisoformat(word) if key.kind is datetime else date.fromisoformat(word)
