"""Chapter 7 of one month becomes chapter 1 of the next: what is not done goes on (IMP-01)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from careloop.core.kernel.periods import Period
from careloop.core.metrics.figures import Figure
from careloop.improvement import rules
from careloop.improvement.actions.ordering import last_priority
from careloop.improvement.actions.problems import keep_figure
from careloop.improvement.actions.rows import lock, note
from careloop.improvement.figures import Subject, history, subject_of
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


def carry_over(*, by: Viewer, store: Store, month: Period, now: datetime) -> list[Problem]:
    """Make the problems of the month before that are not done problems of ``month`` again.

    Each is carried once, at the end of its list in its old order, with the measures that are not
    finished: those go on there, and the old ones stay as the review found them. Run again, it
    carries only what was added since. Gives back what was carried now.

    Raises:
        Refused: no permission, or ``month`` is no calendar month.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, store.pk)
    subjects = {subject for one in left(store, month) if (subject := subject_of(one))}
    figures = history(by, store.pk, subjects, [month]) if subjects else {}
    return _carry(by, store, month, now, {s: of.get(month) for s, of in figures.items()})


@transaction.atomic
def _carry(
    by: Viewer,
    store: Store,
    month: Period,
    now: datetime,
    figures: Mapping[Subject, Figure | None],
) -> list[Problem]:
    lock(store)
    carried = [_again(one, month, by, now) for one in left(store, month)]
    for one in carried:
        subject = subject_of(one)
        keep_figure(one, figures.get(subject) if subject else None)
        one.priority = last_priority(one) + 1
        one.save()
        Measure.objects.bulk_create(_measures(one, by, now))
    if carried:
        note(by, "problem.carry", store, store.pk, month=str(month), problems=len(carried))
    return carried


def left(store: Store, month: Period) -> list[Problem]:
    """What the month before ``month`` leaves to be carried on: neither done, closed nor carried.

    Raises:
        Refused: ``month`` is no calendar month.
    """
    found = Problem.objects.filter(
        store=store,
        month_on=rules.month_of(month).previous.start,
        topic__in=[topic.value for topic in rules.CARRIED],
        closed_at=None,
        carried_to=None,
    )
    ordered = found.prefetch_related("measures").order_by("topic", "department", "priority", "pk")
    return [one for one in ordered if not rules.is_done(one, list(one.measures.all()))]


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
