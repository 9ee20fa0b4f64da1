"""How many complaints each tab of the board holds, and who has how many.

Counting walks every open complaint of the store. So what was counted is kept in memory until
something is done in the store, which its audit rows tell, or the minute is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db.models import Count, Min, Q

from careloop.common import audit
from careloop.complaints.choices import OPEN, State
from careloop.complaints.models import Complaint, Pause
from careloop.complaints.queries.asked import SOON, Tab, stands_open
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer

KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Person:
    """What one person has open (``user`` is ``None``: nobody has taken it over)."""

    user: User | None
    open: int
    overdue: int
    oldest_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How many complaints the tabs hold; the archived ones are not counted."""

    tabs: dict[str, int]
    people: tuple[Person, ...]


def counts(viewer: Viewer, store: Store, *, now: datetime) -> Counts:
    """How many there are in each tab and of each person, without filters.

    Raises:
        Refused: the viewer sees no complaints in the store.
    """
    viewer.require(Permission.VIEW_COMPLAINTS, store.pk)
    minute = now.replace(second=0, microsecond=0)
    place = f"complaint-counts:{store.pk}:{minute.isoformat()}:{audit.latest(store.pk)}"
    kept: Counts | None = cache.get(place)
    if kept is None:
        kept = _counted(store, now)
        cache.set(place, kept, KEPT_SECONDS)
    return kept


def by_person(viewer: Viewer, store: Store, *, now: datetime) -> tuple[Person, ...]:
    """Who has how many open and overdue, and since when; who is furthest behind first."""
    return counts(viewer, store, now=now).people


def _counted(store: Store, now: datetime) -> Counts:
    """Three queries: one walk along the open complaints, the pauses that go on, the people."""
    rows = list(
        Complaint.objects.filter(stands_open(), store=store)
        .order_by()
        .values_list("state", "owner_id")
        .annotate(
            open=Count("pk"),
            overdue=Count("pk", filter=Q(next_due_at__lt=now)),
            soon=Count("pk", filter=Q(next_due_at__gte=now, next_due_at__lt=now + SOON)),
            oldest=Min("received_at"),
        )
    )
    paused = Pause.objects.filter(
        ended_at=None, complaint__store=store, complaint__state__in=[s.value for s in OPEN]
    )
    tabs = {
        Tab.OPEN.value: sum(row[2] for row in rows),
        Tab.OVERDUE.value: sum(row[3] for row in rows),
        Tab.DUE_SOON.value: sum(row[4] for row in rows),
        Tab.CALL_BACK.value: sum(row[2] for row in rows if row[0] == State.SOLVED),
        Tab.TO_ARCHIVE.value: sum(row[2] for row in rows if row[0] == State.CONFIRMED),
        Tab.PAUSED.value: paused.count(),
    }
    return Counts(tabs, _people(rows))


def _people(rows: list[tuple[str, int | None, int, int, int, datetime]]) -> tuple[Person, ...]:
    held: dict[int | None, tuple[int, int, datetime]] = {}
    for _, owner_id, open_, overdue, _, oldest in rows:
        had = held.get(owner_id, (0, 0, oldest))
        held[owner_id] = (had[0] + open_, had[1] + overdue, min(had[2], oldest))
    users = User.objects.in_bulk([owner_id for owner_id in held if owner_id is not None])
    people = [
        Person(users.get(owner_id) if owner_id else None, *figures)
        for owner_id, figures in held.items()
    ]
    return tuple(
        sorted(people, key=lambda person: (-person.overdue, -person.open, person.oldest_at))
    )
