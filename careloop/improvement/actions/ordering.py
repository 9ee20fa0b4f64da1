"""The order of a month's problems within a topic and department: the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max, QuerySet

from careloop.core.kernel.codes import DEPARTMENT
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.improvement import rules
from careloop.improvement.actions.rows import lock, note
from careloop.improvement.choices import Topic
from careloop.improvement.models import Problem
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

OTHER_LIST = Text(
    zh="列表在您排序时已变动，顺序没有保存。请刷新后再排。",
    en="The list changed while you ordered it, and the order was not kept. Load it again.",
)


@transaction.atomic
def reorder(
    *,
    by: Viewer,
    store: Store,
    month: Period,
    topic: str,
    department: str,
    ids: Sequence[int],
) -> list[Problem]:
    """Give the problems of one list the order of ``ids``, the most urgent first.

    Raises:
        Refused: no permission; the list is no longer the one that was ordered.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, store.pk)
    lock(store)
    there = {
        problem.pk: problem
        for problem in _list(store.pk, month.start, topic, department).select_for_update()
    }
    if sorted(ids) != sorted(there):
        raise Refused(OTHER_LIST)
    ordered = [there[pk] for pk in ids]
    _number(ordered)
    detail = {"month": str(month), "topic": topic, "department": department}
    note(by, "problem.reorder", store, store.pk, **detail)
    return ordered


def _list(store_id: int, month_on: date, topic: str, department: str) -> QuerySet[Problem]:
    found = Problem.objects.filter(
        store_id=store_id, month_on=month_on, topic=topic, department=department
    )
    return found.order_by("priority", "pk")


def siblings(problem: Problem) -> QuerySet[Problem]:
    return _list(problem.store_id, problem.month_on, problem.topic, problem.department)


def require_room(problem: Problem) -> None:
    """Raises ``Refused`` where a TOP5 would have a sixth open problem."""
    there = siblings(problem).filter(closed_at=None).count()
    if problem.topic == Topic.TOP5 and there >= rules.MOST_PROBLEMS:
        department = DEPARTMENT.text(problem.department)
        raise Refused(rules.FULL, department=department, most=rules.MOST_PROBLEMS)


def last_priority(problem: Problem) -> int:
    return int(siblings(problem).aggregate(last=Max("priority"))["last"] or 0)


def move(problem: Problem, priority: int) -> None:
    """Put the problem at a place of its list; the others close up."""
    others = [other for other in siblings(problem) if other.pk != problem.pk]
    at = max(0, min(priority - 1, len(others)))
    _number([*others[:at], problem, *others[at:]])


def _number(ordered: Sequence[Problem]) -> None:
    """Number a list anew; only those whose number moves are changed."""
    moved = [(n, p) for n, p in enumerate(ordered, start=1) if p.priority != n]
    for number, problem in moved:
        problem.priority = number
        problem.revision += 1
    Problem.objects.bulk_update([p for _, p in moved], ["priority", "revision"])
