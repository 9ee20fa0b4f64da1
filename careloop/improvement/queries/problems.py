"""Reads of problems: a month's, one with its course, last month's with what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.improvement import rules
from careloop.improvement.effects import Effect, effects
from careloop.improvement.models import Evidence, Measure, Problem
from careloop.organisation.choices import Permission
from careloop.organisation.models import Employee, Store
from careloop.organisation.rules import Viewer

NO_SUCH_PROBLEM = Text(
    zh="本店没有编号为 {id} 的问题。", en="This store has no problem with the number {id}."
)


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure with the files that prove it."""

    measure: Measure
    files: tuple[Evidence, ...]

    @property
    def lacks_proof(self) -> bool:
        return rules.lacks_proof(self.measure, len(self.files))

    @property
    def owner(self) -> str:
        return person(self.measure.owner, self.measure.owner_name)

    @property
    def supervisor(self) -> str:
        return person(self.measure.supervisor, self.measure.supervisor_name)


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem with its measures.

    ``repeated`` is in how many of the six months before it stood already; ``carried_to`` and
    ``carried_from`` are the same problem in a later and an earlier month.
    """

    problem: Problem
    measures: tuple[MeasureRow, ...]
    repeated: int
    carried_to: Problem | None

    @property
    def carried_from(self) -> Problem | None:
        return self.problem.carried_from

    @property
    def completion(self) -> rules.Completion:
        return rules.completion(row.measure for row in self.measures)

    @property
    def is_done(self) -> bool:
        return rules.is_done(self.problem, [row.measure for row in self.measures])

    @property
    def is_workable(self) -> bool:
        """Whether it may still be changed and reported on."""
        return self.problem.closed_at is None and self.carried_to is None


@dataclass(frozen=True, slots=True)
class Month:
    """The problems of a month, in the order of the report."""

    period: Period
    problems: tuple[ProblemRow, ...]

    def of(self, topic: str, department: str | None = None) -> tuple[ProblemRow, ...]:
        """Those of a topic and, where one is given, of a department, the most urgent first."""
        return tuple(
            row
            for row in self.problems
            if row.problem.topic == topic
            and (department is None or row.problem.department == department)
        )


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A problem of last month: what was done about it and what came of it."""

    row: ProblemRow
    effect: Effect | None


def month(viewer: Viewer, store: Store, month: Period) -> Month:
    """The problems of a month with measures, evidence and marks.

    Raises:
        Forbidden: the viewer may not see improvement in the store.
    """
    viewer.require(Permission.VIEW_IMPROVEMENT, store.pk)
    of_month = Problem.objects.filter(store=store, month_on=month.start)
    return Month(month, tuple(rows(store, of_month)))


def review(viewer: Viewer, store: Store, month: Period, *, today: date) -> tuple[Reviewed, ...]:
    """The problems of the month before ``month`` that were worked on: chapter 1 of ``month``.

    The effect compares the KPI of that month with ``month``; ``None`` for a problem without a
    KPI. It is told once ``month`` is over on ``today``.

    Raises:
        Forbidden: the viewer may not see improvement or figures in the store.
    """
    viewer.require(Permission.VIEW_IMPROVEMENT, store.pk)
    worked_on = Problem.objects.filter(
        store=store,
        month_on=month.previous.start,
        topic__in=[topic.value for topic in rules.CARRIED],
    )
    found = rows(store, worked_on)
    told = effects(viewer, [row.problem for row in found], today)
    return tuple(Reviewed(row, told.get(row.problem.pk)) for row in found)


def problem(viewer: Viewer, store: Store, problem_id: int) -> ProblemRow:
    """One problem of the store.

    Raises:
        Forbidden: the viewer may not see improvement in the store.
        Refused: the store has none of that number.
    """
    viewer.require(Permission.VIEW_IMPROVEMENT, store.pk)
    found = rows(store, Problem.objects.filter(store=store, pk=problem_id))
    if not found:
        raise Refused(NO_SUCH_PROBLEM, id=problem_id)
    return found[0]


def course(viewer: Viewer, row: ProblemRow) -> list[ProblemRow]:
    """The same problem through the months, oldest first: carried from and carried to."""
    viewer.require(Permission.VIEW_IMPROVEMENT, row.problem.store_id)
    ids, before, after = [row.problem.pk], row.problem, row.problem
    while before.carried_from is not None:
        before = before.carried_from
        ids.append(before.pk)
    while (later := after.carried_to.first()) is not None:
        after = later
        ids.append(after.pk)
    store = row.problem.store
    found = rows(store, Problem.objects.filter(store=store, pk__in=ids))
    return sorted(found, key=lambda one: one.problem.month_on)


def rows(store: Store, problems: QuerySet[Problem]) -> list[ProblemRow]:
    """Problems of the store with all that is shown of them, in a handful of queries."""
    files = Prefetch("evidence", Evidence.objects.select_related("file").order_by("pk"))
    measures = Measure.objects.select_related("owner", "supervisor").order_by("pk")
    found = list(
        problems.select_related("store", "carried_from")
        .prefetch_related(Prefetch("measures", measures.prefetch_related(files)), "carried_to")
        .order_by("topic", "department", "priority", "pk")
    )
    earlier = _earlier(store, found)
    return [_row(one, rules.repeated(one, earlier)) for one in found]


def _row(one: Problem, repeated: int) -> ProblemRow:
    measures = tuple(MeasureRow(m, tuple(m.evidence.all())) for m in one.measures.all())
    later = next(iter(one.carried_to.all()), None)
    return ProblemRow(one, measures, repeated, later)


def _earlier(store: Store, found: Sequence[Problem]) -> list[Problem]:
    """What was closed or carried on in the six months before, about a KPI or an item."""
    if not found:
        return []
    months = [Period.month_of(one.month_on) for one in found]
    first = min(months).shifted(-rules.MONTHS_LOOKED_BACK).start
    settled = Q(closed_at__isnull=False) | Q(carried_to__isnull=False)
    named = ~Q(kpi_code="") | ~Q(item="")
    within = Problem.objects.filter(
        settled, named, store=store, month_on__gte=first, month_on__lt=max(months).start
    )
    return list(within.distinct())


def person(employee: Employee | None, name: str) -> str:
    """Who is responsible, as printed: a name, else the staff number, else the post written."""
    if employee is None:
        return name
    return employee.name or employee.employee_no
