"""Problems: put down with the KPI as it stands, changed, ordered, closed, taken back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from careloop.core.kernel.codes import DEPARTMENT
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.core.metrics.metric import Metric
from careloop.improvement import rules
from careloop.improvement.actions.rows import current, lock, note, save
from careloop.improvement.choices import MeasureState, Topic
from careloop.improvement.figures import figure_of
from careloop.improvement.models import Problem
from careloop.kpis import queries as kpis
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

OTHER_LIST = Text(
    zh="列表在您排序时已变动，顺序没有保存。请刷新后再排。",
    en="The list changed while you ordered it, and the order was not kept. Load it again.",
)
BEGUN = Text(
    zh="“{title}”的措施已经开始执行，不能删除。可以取消措施后关闭问题。",
    en="Measures against “{title}” have begun, so it cannot be removed. Drop them and close it.",
)
STILL_OPEN = Text(
    zh="措施“{text}”还是“{state}”，问题不能关闭。请先报告完成或取消。",
    en="The measure “{text}” is still “{state}”, so the problem cannot be closed. Report it done "
    "or drop it first.",
)
CLOSED = Text(
    zh="“{title}”已经关闭。需要修改请先重新打开。",
    en="“{title}” is closed. Open it again to change it.",
)
CARRIED_ON = Text(
    zh="“{title}”已转入 {month}，请在该月继续处理。",
    en="“{title}” was carried on to {month}. Go on with it there.",
)
NOT_CLOSED = Text(zh="“{title}”没有关闭。", en="“{title}” is not closed.")
WORDS = ("title", "situation", "root_cause", "resources", "item")
CHANGEABLE = (*WORDS, "department", "kpi_code", "obstacles", "priority")


@transaction.atomic
def add_problem(
    *,
    by: Viewer,
    store: Store,
    month: Period,
    topic: str,
    title: str,
    now: datetime,
    department: str = "",
    kpi_code: str = "",
    item: str = "",
    obstacles: Collection[int] = (),
    situation: str = "",
    root_cause: str = "",
    resources: str = "",
    priority: int | None = None,
    carried_from: Problem | None = None,
) -> Problem:
    """Put down a problem of ``month``, at the end of its list or at ``priority``.

    The KPI it is linked to is kept with it as it stands now. ``obstacles`` are numbers of the
    KPI's own, from 1.

    Raises:
        Refused: no permission, no month, topic, department, KPI or obstacle of that name, nothing
            said, or five problems in that TOP5 already.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, store.pk)
    problem = Problem(
        store=store,
        month_on=rules.month_of(month).start,
        topic=rules.chosen("topic", topic, Topic),
        department=rules.department_of(topic, department),
        title=rules.said("title", title, needed=True),
        situation=rules.said("situation", situation),
        root_cause=rules.said("root_cause", root_cause),
        resources=rules.said("resources", resources),
        item=rules.said("item", item),
        carried_from=carried_from,
        made_by_id=by.user_id,
        made_at=now,
    )
    _link(by, problem, kpi_code, obstacles)
    lock(store)
    if carried_from is None:
        _require_room(problem)
    problem.priority = _last(problem) + 1
    problem.save()
    if priority is not None:
        _move(problem, priority)
    detail = {"month": str(month), "topic": problem.topic, "kpi": problem.kpi_code}
    note(by, "problem.add", problem, store.pk, **detail)
    return problem


@transaction.atomic
def change_problem(
    *, by: Viewer, problem: Problem, revision: int, now: datetime, **fields: Any
) -> Problem:
    """Change any of :data:`CHANGEABLE`; another KPI brings its figure with it.

    Raises:
        Refused: no permission; it is closed or carried on; what :func:`add_problem` refuses.
        Stale: somebody changed it meanwhile.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, problem.store_id)
    found = workable(current(problem, revision))
    _apply(by, found, fields)
    save(found)
    if fields.get("priority") is not None:
        lock(found.store)
        _move(found, int(fields["priority"]))
    changed = sorted(set(fields) & set(CHANGEABLE))
    note(by, "problem.change", found, found.store_id, fields=changed)
    return found


def _apply(by: Viewer, problem: Problem, fields: dict[str, Any]) -> None:
    unknown = set(fields) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"a problem has no {sorted(unknown)} to change")
    for name in (name for name in WORDS if name in fields):
        setattr(problem, name, rules.said(name, fields[name], needed=name == "title"))
    if "department" in fields and fields["department"] != problem.department:
        problem.department = rules.department_of(problem.topic, fields["department"])
        _require_room(problem)
        problem.priority = _last(problem) + 1
    if {"kpi_code", "obstacles", "item"} & set(fields):
        code = fields.get("kpi_code", problem.kpi_code)
        kept = problem.obstacles if code == problem.kpi_code else ()
        _link(by, problem, code, fields.get("obstacles", kept))


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


@transaction.atomic
def remove_problem(*, by: Viewer, problem: Problem, revision: int, now: datetime) -> None:
    """Take back a problem nobody has begun to work on, with its measures.

    Raises:
        Refused: no permission; one of its measures was begun or has evidence.
        Stale: somebody changed it meanwhile.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, problem.store_id)
    found = workable(current(problem, revision))
    begun = found.measures.exclude(state=MeasureState.NOT_DONE)
    if begun.exists() or found.measures.filter(evidence__isnull=False).exists():
        raise Refused(BEGUN, title=_short(found.title))
    note(by, "problem.remove", found, found.store_id, month=found.month_on.isoformat())
    found.delete()


@transaction.atomic
def close_problem(*, by: Viewer, problem: Problem, revision: int, now: datetime) -> Problem:
    """Close a problem whose measures are all done or dropped.

    Raises:
        Refused: no permission; a measure is neither; it is closed or carried on already.
        Stale: somebody changed it meanwhile.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, problem.store_id)
    found = workable(current(problem, revision))
    for measure in found.measures.all():
        if not rules.is_finished(measure):
            state = rules.state_text(measure.state)
            raise Refused(STILL_OPEN, text=_short(measure.text), state=state)
    save(found, closed_at=now)
    note(by, "problem.close", found, found.store_id)
    return found


@transaction.atomic
def reopen_problem(*, by: Viewer, problem: Problem, revision: int, now: datetime) -> Problem:
    """Open again what was closed too early.

    Raises:
        Refused: no permission; it is not closed.
        Stale: somebody changed it meanwhile.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, problem.store_id)
    found = current(problem, revision)
    if found.closed_at is None:
        raise Refused(NOT_CLOSED, title=_short(found.title))
    save(found, closed_at=None)
    note(by, "problem.reopen", found, found.store_id)
    return found


def workable(problem: Problem) -> Problem:
    """The problem, where it may still be worked on.

    Raises:
        Refused: it is closed, or goes on in a later month.
    """
    if problem.closed_at is not None:
        raise Refused(CLOSED, title=_short(problem.title))
    later = problem.carried_to.first()
    if later is not None:
        month = Period.month_of(later.month_on)
        raise Refused(CARRIED_ON, title=_short(problem.title), month=str(month))
    return problem


def _link(by: Viewer, problem: Problem, kpi_code: str, obstacles: Collection[int]) -> None:
    """Link the KPI, if any, and keep its figure of the problem's month."""
    metric = _metric(kpi_code)
    problem.kpi_code = kpi_code
    problem.obstacles = rules.obstacles_of(metric, obstacles)
    figure = figure_of(by, problem)
    problem.before_numerator = figure.numerator if figure else None
    problem.before_denominator = figure.denominator if figure else None
    problem.before_unit = figure.unit if figure else ""


def _metric(code: str) -> Metric | None:
    return kpis.metrics()[rules.chosen("kpi_code", code, kpis.metrics())] if code else None


def _list(store_id: int, month_on: Any, topic: str, department: str) -> QuerySet[Problem]:
    found = Problem.objects.filter(
        store_id=store_id, month_on=month_on, topic=topic, department=department
    )
    return found.order_by("priority", "pk")


def _siblings(problem: Problem) -> QuerySet[Problem]:
    return _list(problem.store_id, problem.month_on, problem.topic, problem.department)


def _require_room(problem: Problem) -> None:
    """Raises ``Refused`` where a TOP5 would have a sixth open problem."""
    there = _siblings(problem).filter(closed_at=None).count()
    if problem.topic == Topic.TOP5 and there >= rules.MOST_PROBLEMS:
        department = DEPARTMENT.text(problem.department)
        raise Refused(rules.FULL, department=department, most=rules.MOST_PROBLEMS)


def _last(problem: Problem) -> int:
    return int(_siblings(problem).aggregate(last=Max("priority"))["last"] or 0)


def _move(problem: Problem, priority: int) -> None:
    """Put the problem at a place of its list; the others close up."""
    others = [other for other in _siblings(problem) if other.pk != problem.pk]
    at = max(0, min(priority - 1, len(others)))
    _number([*others[:at], problem, *others[at:]])


def _number(ordered: Sequence[Problem]) -> None:
    """Number a list anew; only those whose number moves are changed."""
    moved = [(n, p) for n, p in enumerate(ordered, start=1) if p.priority != n]
    for number, problem in moved:
        problem.priority = number
        problem.revision += 1
    Problem.objects.bulk_update([p for _, p in moved], ["priority", "revision"])


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
