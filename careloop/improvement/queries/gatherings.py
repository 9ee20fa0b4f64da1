"""Reads of meetings and training."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Min, Prefetch, Q, QuerySet

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.improvement.models import Attendance, Measure, Meeting, Training
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

NO_SUCH_MEETING = Text(
    zh="本店没有编号为 {id} 的会议。", en="This store has no meeting with the number {id}."
)
NO_SUCH_TRAINING = Text(
    zh="本店没有编号为 {id} 的培训。", en="This store has no training with the number {id}."
)


def meetings(viewer: Viewer, store: Store, period: Period) -> list[Meeting]:
    """The meetings planned or held in ``period``, the latest first, each with its people and its
    ``decisions`` prefetched.

    Raises:
        Forbidden: the viewer may not see improvement in the store.
    """
    viewer.require(Permission.VIEW_IMPROVEMENT, store.pk)
    planned = Q(held_at=None, planned_at__gte=period.start, planned_at__lt=period.end)
    held = Q(held_at__gte=period.start, held_at__lt=period.end)
    return list(_meetings(store).filter(planned | held).order_by("-planned_at", "-pk"))


def meeting(viewer: Viewer, store: Store, meeting_id: int) -> Meeting:
    """One meeting of the store.

    Raises:
        Forbidden: the viewer may not see improvement in the store.
        Refused: the store has none of that number.
    """
    viewer.require(Permission.VIEW_IMPROVEMENT, store.pk)
    found = _meetings(store).filter(pk=meeting_id).first()
    if found is None:
        raise Refused(NO_SUCH_MEETING, id=meeting_id)
    return found


def _meetings(store: Store) -> QuerySet[Meeting]:
    decisions = Measure.objects.select_related("owner", "supervisor").order_by("pk")
    found = Meeting.objects.filter(store=store).select_related("store", "chaired_by", "made_by")
    return found.prefetch_related("people", Prefetch("decisions", decisions))


def trainings(viewer: Viewer, store: Store, period: Period) -> list[Training]:
    """The sessions planned or held in ``period``, the latest first; each says how many were
    ``asked`` and how many ``came``.

    Raises:
        Forbidden: the viewer may not see improvement in the store.
    """
    viewer.require(Permission.VIEW_IMPROVEMENT, store.pk)
    planned = Q(held_on=None, planned_on__gte=period.start, planned_on__lt=period.end)
    held = Q(held_on__gte=period.start, held_on__lt=period.end)
    return list(_trainings(store).filter(planned | held).order_by("-planned_on", "-pk"))


def first_training(viewer: Viewer, store: Store) -> date | None:
    """The day of the first session on record; ``None`` where there is none.

    Raises:
        Forbidden: the viewer may not see improvement in the store.
    """
    viewer.require(Permission.VIEW_IMPROVEMENT, store.pk)
    days = Training.objects.filter(store=store).aggregate(
        held=Min("held_on"), meant=Min("planned_on")
    )
    return min((day for day in days.values() if day), default=None)


def training(viewer: Viewer, store: Store, training_id: int) -> Training:
    """One session of the store, its ``attendance`` with employees prefetched.

    Raises:
        Forbidden: the viewer may not see improvement in the store.
        Refused: the store has none of that number.
    """
    viewer.require(Permission.VIEW_IMPROVEMENT, store.pk)
    people = Attendance.objects.select_related("employee").order_by("employee__employee_no")
    found = _trainings(store).prefetch_related(Prefetch("attendance", people))
    row = found.filter(pk=training_id).first()
    if row is None:
        raise Refused(NO_SUCH_TRAINING, id=training_id)
    return row


def _trainings(store: Store) -> QuerySet[Training]:
    return (
        Training.objects.filter(store=store)
        .select_related("store")
        .annotate(
            asked=Count("attendance"), came=Count("attendance", filter=Q(attendance__came=True))
        )
    )
