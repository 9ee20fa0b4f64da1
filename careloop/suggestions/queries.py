"""Reads of suggestions, scoped by viewer: the list, one, the weekly review, how many came true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Q, QuerySet

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.rounding import divide
from careloop.core.kernel.text import Text
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.suggestions.models import Suggestion
from careloop.suggestions.rules import DAYS_OF_REVIEW, State

IN_STATE = {
    State.WAITING: Q(accepted_on=None, executed_on=None, declined_on=None),
    State.ACCEPTED: Q(accepted_on__isnull=False, executed_on=None),
    State.EXECUTED: Q(executed_on__isnull=False),
    State.DECLINED: Q(accepted_on=None, executed_on=None, declined_on__isnull=False),
}
NO_SUCH_SUGGESTION = Text(
    zh="本店没有编号为 {id} 的建议。", en="This store has no suggestion with the number {id}."
)


@dataclass(frozen=True, slots=True)
class Review:
    """What the weekly review goes through: what waits for a decision, what was accepted and is
    not carried out yet, what was decided or carried out since the last review."""

    since: date
    to_decide: tuple[Suggestion, ...]
    to_execute: tuple[Suggestion, ...]
    settled: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """KPI 24 of a period: of what was accepted in it, how many were carried out by now."""

    executed: int
    accepted: int

    @property
    def share(self) -> Fraction | None:
        """In per cent; ``None`` where nothing was accepted."""
        share = divide(self.executed, self.accepted)
        return None if share is None else share * 100


def suggestions(
    viewer: Viewer,
    store: Store,
    *,
    state: State | None = None,
    department: str = "",
    period: Period | None = None,
) -> QuerySet[Suggestion]:
    """The suggestions of the store, the latest first; those made in ``period`` where one is given.

    Raises:
        Forbidden: the viewer may not see improvement in the store.
    """
    found = _of(viewer, store).order_by("-made_on", "-pk")
    if state is not None:
        found = found.filter(IN_STATE[state])
    if department:
        found = found.filter(department=department)
    if period is not None:
        found = found.filter(made_on__gte=period.start, made_on__lt=period.end)
    return found


def counts(viewer: Viewer, store: Store) -> dict[State, int]:
    """How many suggestions of the store are in each state.

    Raises:
        Forbidden: the viewer may not see improvement in the store.
    """
    of_store = _of(viewer, store)
    return {state: of_store.filter(test).count() for state, test in IN_STATE.items()}


def suggestion(viewer: Viewer, store: Store, suggestion_id: int) -> Suggestion:
    """One suggestion of the store.

    Raises:
        Forbidden: the viewer may not see improvement in the store.
        Refused: the store has none of that number.
    """
    found = _of(viewer, store).filter(pk=suggestion_id).first()
    if found is None:
        raise Refused(NO_SUCH_SUGGESTION, id=suggestion_id)
    return found


def weekly_review(viewer: Viewer, store: Store, today: date, since: date | None = None) -> Review:
    """What the review of ``today`` goes through, the oldest first; ``since`` is the day of the
    last review, a week ago where it is not given.

    Raises:
        Forbidden: the viewer may not see improvement in the store.
    """
    since = since or today - timedelta(days=DAYS_OF_REVIEW)
    of_store = _of(viewer, store).order_by("made_on", "pk")
    lately = Q(accepted_on__gte=since) | Q(executed_on__gte=since) | Q(declined_on__gte=since)
    return Review(
        since=since,
        to_decide=tuple(of_store.filter(IN_STATE[State.WAITING])),
        to_execute=tuple(of_store.filter(IN_STATE[State.ACCEPTED])),
        settled=tuple(of_store.filter(lately)),
    )


def rate(viewer: Viewer, store: Store, period: Period) -> Rate:
    """KPI 24 (建议生效率) as the rows say it now; the dashboard's figure is the same count.

    Raises:
        Forbidden: the viewer may not see improvement in the store.
    """
    accepted = _of(viewer, store).filter(accepted_on__gte=period.start, accepted_on__lt=period.end)
    return Rate(accepted.filter(executed_on__isnull=False).count(), accepted.count())


def _of(viewer: Viewer, store: Store) -> QuerySet[Suggestion]:
    viewer.require(Permission.VIEW_IMPROVEMENT, store.pk)
    found = Suggestion.objects.filter(store=store)
    return found.select_related("store", "owner", "made_by")
