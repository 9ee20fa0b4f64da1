"""Problems: put down with the KPI as it stands, changed, ordered, closed, taken back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.core.metrics.figures import Figure
from careloop.core.metrics.metric import Metric
from careloop.improvement import rules
from careloop.improvement.actions.ordering import last_priority, move, require_room
from careloop.improvement.actions.rows import current, lock, note, save
from careloop.improvement.choices import MeasureState, Topic
from careloop.improvement.figures import figure_of
from careloop.improvement.models import Problem
from careloop.kpis import queries as kpis
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

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
LINK = {"kpi_code", "item"}  # what decides which figure a problem is about


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

    The KPI it is linked to is kept with it as it stands now; it is asked for before the
    transaction, so that nobody waits for the mart. ``obstacles`` are numbers of the KPI's own,
    from 1.

    Raises:
        Refused: no permission, no month, topic, department, KPI or obstacle of that name, nothing
            said, or five problems in that TOP5 already.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, store.pk)
    metric = _metric(kpi_code)
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
        kpi_code=kpi_code,
        obstacles=rules.obstacles_of(metric, obstacles),
        carried_from=carried_from,
        made_by_id=by.user_id,
        made_at=now,
    )
    keep_figure(problem, figure_of(by, problem))
    return _put_down(by, problem, priority)


@transaction.atomic
def _put_down(by: Viewer, problem: Problem, priority: int | None) -> Problem:
    lock(problem.store)
    if problem.carried_from is None:
        require_room(problem)
    problem.priority = last_priority(problem) + 1
    problem.save()
    if priority is not None:
        move(problem, priority)
    month = Period.month_of(problem.month_on)
    detail = {"month": str(month), "topic": problem.topic, "kpi": problem.kpi_code}
    note(by, "problem.add", problem, problem.store_id, **detail)
    return problem


def change_problem(
    *, by: Viewer, problem: Problem, revision: int, now: datetime, **fields: Any
) -> Problem:
    """Change any of :data:`CHANGEABLE`; another KPI brings its figure with it.

    Raises:
        Refused: no permission; it is closed or carried on; what :func:`add_problem` refuses.
        Stale: somebody changed it meanwhile.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, problem.store_id)
    if unknown := set(fields) - set(CHANGEABLE):
        raise TypeError(f"a problem has no {sorted(unknown)} to change")
    checked = _checked(problem, fields)
    figure = figure_of(by, _with(problem, checked)) if LINK & set(checked) else None
    return _change(by, problem, revision, checked, figure)


@transaction.atomic
def _change(
    by: Viewer, problem: Problem, revision: int, checked: dict[str, Any], figure: Figure | None
) -> Problem:
    found = workable(current(problem, revision))
    moves = checked.get("department", found.department) != found.department
    for name, value in checked.items():
        if name != "priority":
            setattr(found, name, value)
    if moves:
        lock(found.store)
        require_room(found)
        found.priority = last_priority(found) + 1
    if LINK & set(checked):
        keep_figure(found, figure)
    save(found)
    if checked.get("priority") is not None:
        lock(found.store)
        move(found, checked["priority"])
    note(by, "problem.change", found, found.store_id, fields=sorted(checked))
    return found


def _checked(problem: Problem, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields as they are kept; obstacles of another KPI go with that KPI."""
    checked = dict(fields)
    for name in (name for name in WORDS if name in fields):
        checked[name] = rules.said(name, fields[name], needed=name == "title")
    if "department" in fields:
        checked["department"] = rules.department_of(problem.topic, fields["department"])
    if {"kpi_code", "obstacles"} & set(fields):
        code = fields.get("kpi_code", problem.kpi_code)
        kept = problem.obstacles if code == problem.kpi_code else ()
        checked["obstacles"] = rules.obstacles_of(_metric(code), fields.get("obstacles", kept))
    return checked


def _with(problem: Problem, fields: dict[str, Any]) -> Problem:
    """The problem as it would be about another KPI."""
    linked = {name: fields.get(name, getattr(problem, name)) for name in LINK}
    return Problem(
        store_id=problem.store_id, month_on=problem.month_on, topic=problem.topic, **linked
    )


def keep_figure(problem: Problem, figure: Figure | None) -> None:
    """Keep the KPI with the problem as integers."""
    problem.before_numerator = figure.numerator if figure else None
    problem.before_denominator = figure.denominator if figure else None
    problem.before_unit = figure.unit if figure else ""


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


def _metric(code: str) -> Metric | None:
    return kpis.metrics()[rules.chosen("kpi_code", code, kpis.metrics())] if code else None


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
