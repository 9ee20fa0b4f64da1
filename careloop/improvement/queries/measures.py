"""Reads of measures: one's own, what is overdue, one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.improvement import rules
from careloop.improvement.models import Evidence, Measure
from careloop.improvement.queries.problems import MeasureRow
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer

DAYS_DONE_SHOWN = 31
NO_SUCH_MEASURE = Text(
    zh="本店没有编号为 {id} 的措施。", en="This store has no measure with the number {id}."
)
NO_SUCH_FILE = Text(
    zh="本店的措施没有编号为 {id} 的证据。",
    en="No measure of this store has proof with the number {id}.",
)


@dataclass(frozen=True, slots=True)
class Mine:
    """The measures of one person: those to do by day, those done lately, those they supervise."""

    to_do: tuple[MeasureRow, ...]
    done: tuple[MeasureRow, ...]
    supervised: tuple[MeasureRow, ...]


def my_measures(viewer: Viewer, store: Store, today: date) -> Mine:
    """What the viewer, by the staff file behind the user, owns and supervises in the store.

    Raises:
        Forbidden: the viewer may not see improvement in the store.
    """
    viewer.require(Permission.VIEW_IMPROVEMENT, store.pk)
    me = employee_of(viewer)
    if me is None:
        return Mine((), (), ())
    lately = date.fromordinal(today.toordinal() - DAYS_DONE_SHOWN)
    done = _with_files(Measure.objects.filter(store=store, owner=me, done_on__gte=lately))
    return Mine(
        to_do=_rows(to_do(store).filter(owner=me)),
        done=_rows(done.order_by("-done_on", "-pk")),
        supervised=_rows(to_do(store).filter(supervisor=me).exclude(owner=me)),
    )


def overdue(viewer: Viewer, store: Store, today: date) -> tuple[MeasureRow, ...]:
    """What should be done and is not, the longest overdue first.

    Raises:
        Forbidden: the viewer may not see improvement in the store.
    """
    viewer.require(Permission.VIEW_IMPROVEMENT, store.pk)
    return _rows(to_do(store).filter(due_on__lt=today))


def measure(viewer: Viewer, store: Store, measure_id: int) -> MeasureRow:
    """One measure of the store.

    Raises:
        Forbidden: the viewer may not see improvement in the store.
        Refused: the store has none of that number.
    """
    viewer.require(Permission.VIEW_IMPROVEMENT, store.pk)
    found = _rows(_with_files(Measure.objects.filter(store=store, pk=measure_id)))
    if not found:
        raise Refused(NO_SUCH_MEASURE, id=measure_id)
    return found[0]


def evidence(viewer: Viewer, store: Store, evidence_id: int) -> Evidence:
    """One file that proves a measure of the store.

    Raises:
        Forbidden: the viewer may not see improvement in the store.
        Refused: the store has none of that number.
    """
    viewer.require(Permission.VIEW_IMPROVEMENT, store.pk)
    found = Evidence.objects.select_related("file").filter(measure__store=store, pk=evidence_id)
    row = found.first()
    if row is None:
        raise Refused(NO_SUCH_FILE, id=evidence_id)
    return row


def employee_of(viewer: Viewer) -> int | None:
    """The id of the member of staff behind the viewer; ``None`` where none is linked."""
    if viewer.user_id is None:
        return None
    return User.objects.filter(pk=viewer.user_id).values_list("employee_id", flat=True).first()


def to_do(store: Store) -> QuerySet[Measure]:
    """The measures of a store still to be carried out, the earliest due first.

    Those of a problem that was closed, or that goes on in a later month, are not.
    """
    live = Q(problem=None) | Q(problem__closed_at=None, problem__carried_to=None)
    found = Measure.objects.filter(live, store=store)
    unfinished = found.exclude(state__in=[state.value for state in rules.FINISHED])
    return _with_files(unfinished).order_by("due_on", "pk")


def _with_files(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    files = Prefetch("evidence", Evidence.objects.select_related("file").order_by("pk"))
    related = measures.select_related("store", "owner", "supervisor", "problem", "meeting")
    return related.prefetch_related(files)


def _rows(measures: QuerySet[Measure]) -> tuple[MeasureRow, ...]:
    return tuple(MeasureRow(one, tuple(one.evidence.all())) for one in measures)
