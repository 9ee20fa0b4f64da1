"""Chapter 7 of one month becomes chapter 1 of the next: what is not done goes on (IMP-01)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from careloop.core.kernel.periods import Period
from careloop.improvement import rules
from careloop.improvement.actions.rows import lock, note
from careloop.improvement.figures import figures_of
from careloop.improvement.models import Measure, Problem
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

# What a problem takes along; its figure and its place are the new month's.
TAKEN = (
    "topic",
    "department",
    "title",
    "situation",
    "root_cause",
    "resources",
    "kpi_code",
    "item",
    "obstacles",
)
TAKEN_BY_MEASURE = (
    "text",
    "owner",
    "owner_name",
    "supervisor",
    "supervisor_name",
    "due_on",
    "control_nodes",
    "evidence_kind",
    "state",
    "progress",
)


@transaction.atomic
def carry_over(*, by: Viewer, store: Store, month: Period, now: datetime) -> list[Problem]:
    """Make the problems of the month before that are not done problems of ``month`` again.

    Each is carried once, at the end of its list in its old order, with the measures that are not
    finished: those go on there, and the old ones stay as the review found them. Run again, it
    carries only what was added since. Gives back what was carried now.

    Raises:
        Refused: no permission, or ``month`` is no calendar month.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, store.pk)
    lock(store)
    before = _open(store, rules.month_of(month).previous)
    left = [one for one in before if not rules.is_done(one, list(one.measures.all()))]
    carried = [_again(one, month, by, now) for one in left]
    _measure_anew(by, carried)
    for one in carried:
        one.priority = _last(one) + 1
        one.save()
        Measure.objects.bulk_create(_measures(one, by, now))
    if carried:
        note(by, "problem.carry", store, store.pk, month=str(month), problems=len(carried))
    return carried


def _open(store: Store, month: Period) -> QuerySet[Problem]:
    """The problems of a month that are worked on and were neither closed nor carried yet."""
    found = Problem.objects.filter(
        store=store,
        month_on=month.start,
        topic__in=[topic.value for topic in rules.CARRIED],
        closed_at=None,
        carried_to=None,
    )
    return found.prefetch_related("measures").order_by("topic", "department", "priority", "pk")


def _again(problem: Problem, month: Period, by: Viewer, now: datetime) -> Problem:
    taken = {name: getattr(problem, name) for name in TAKEN}
    return Problem(
        **taken,
        store=problem.store,
        month_on=month.start,
        carried_from=problem,
        made_by_id=by.user_id,
        made_at=now,
    )


def _measure_anew(by: Viewer, carried: list[Problem]) -> None:
    for problem, figure in figures_of(by, carried):
        problem.before_numerator = figure.numerator
        problem.before_denominator = figure.denominator
        problem.before_unit = figure.unit


def _last(problem: Problem) -> int:
    there = Problem.objects.filter(
        store=problem.store,
        month_on=problem.month_on,
        topic=problem.topic,
        department=problem.department,
    )
    return int(there.aggregate(last=Max("priority"))["last"] or 0)


def _measures(carried: Problem, by: Viewer, now: datetime) -> list[Measure]:
    """What was not finished, to go on under the carried problem; its day stays as agreed."""
    before = carried.carried_from
    old = before.measures.exclude(state__in=rules.FINISHED).order_by("pk") if before else ()
    return [
        Measure(
            **{name: getattr(measure, name) for name in TAKEN_BY_MEASURE},
            store=carried.store,
            problem=carried,
            meeting=measure.meeting,
            made_by_id=by.user_id,
            made_at=now,
        )
        for measure in old
    ]
