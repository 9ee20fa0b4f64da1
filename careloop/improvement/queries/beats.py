"""What keeps the loop going: which meeting and which training is late (MTG-01, TRN-01, CON-20)."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, Min

from careloop.core.kernel.periods import Period
from careloop.improvement.choices import MEETING_DAYS, TRAINED, MeetingKind
from careloop.improvement.models import Meeting, Training
from careloop.improvement.rhythm import Beat, meeting_beat, training_beat, twice_a_month
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer


def rhythm(viewer: Viewer, store: Store, today: date) -> tuple[Beat, ...]:
    """Each meeting and each department's training with the day the next one is due.

    Raises:
        Forbidden: the viewer may not see improvement in the store.
    """
    viewer.require(Permission.VIEW_IMPROVEMENT, store.pk)
    return (*_meetings(store, today), *_trainings(store, today))


def _meetings(store: Store, today: date) -> list[Beat]:
    of_store = Meeting.objects.filter(store=store).order_by()
    held = dict(
        of_store.filter(held_at__lt=_tomorrow(today)).values_list("kind").annotate(Max("held_at"))
    )
    coming = of_store.filter(held_at=None, planned_at__gte=today)
    planned = dict(coming.values_list("kind").annotate(Min("planned_at")))
    beats = [
        meeting_beat(
            kind,
            last_on=held[kind].date() if kind in held else None,
            planned_on=planned[kind].date() if kind in planned else None,
            today=today,
        )
        for kind in MEETING_DAYS
    ]
    return [*beats, _weak_items(store, beats[0], today)]


def _weak_items(store: Store, weekly: Beat, today: date) -> Beat:
    """At least two weak-item meetings a month, beside the weekly rhythm (CON-20)."""
    months = [Period.month_of(today).previous, Period.month_of(today)]
    before, now = (
        Meeting.objects.filter(
            store=store,
            kind=MeetingKind.WEAK_POINTS,
            held_at__gte=month.start,
            held_at__lt=min(month.end, _tomorrow(today)),
        ).count()
        for month in months
    )
    return twice_a_month(weekly, before, now, today)


def _trainings(store: Store, today: date) -> list[Beat]:
    of_store = Training.objects.filter(store=store).order_by()
    held = dict(
        of_store.filter(held_on__lte=today).values_list("department").annotate(Max("held_on"))
    )
    coming = of_store.filter(held_on=None, planned_on__gte=today)
    planned = dict(coming.values_list("department").annotate(Min("planned_on")))
    return [
        training_beat(
            department,
            last_on=held.get(department),
            planned_on=planned.get(department),
            today=today,
        )
        for department in TRAINED
    ]


def _tomorrow(today: date) -> date:
    return date.fromordinal(today.toordinal() + 1)
