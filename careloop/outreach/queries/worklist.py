"""The worklist: open tasks by tab, filtered, in order, a page at a time, and how many there are.

Only open tasks are walked or counted, through indexes that hold nothing else, however many a
store has behind it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet

from careloop.customers.models import CustomerTag
from careloop.customers.queries import masked_phones
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach import rules
from careloop.outreach.choices import Pool, Tab, TaskState
from careloop.outreach.filters import Cursor, Filters
from careloop.outreach.models import ContactTask
from careloop.outreach.queries.filtering import filtered
from careloop.outreach.queries.ordering import cursor_of, ordered, past
from careloop.outreach.settings import limits
from careloop.service.models import VisitSummary

GIVEN_UP_DAYS = 30
SHOWN_WITH = ("customer", "vehicle", "advisor", "owner", "claimed_by")


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the task with customer, vehicle, advisor and owner at hand; the car's visits
    so far, where it has any; the first number, masked; the customer's tags."""

    task: ContactTask
    visits: VisitSummary | None
    phone: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a worklist, and where the next page goes on (``None``: there is none)."""

    lines: tuple[Line, ...]
    after: Cursor | None

    @property
    def tasks(self) -> list[ContactTask]:
        return [line.task for line in self.lines]


def worklist(
    viewer: Viewer,
    store: Store,
    filters: Filters,
    after: Cursor | None = None,
    limit: int = 50,
    *,
    now: datetime,
) -> Page:
    """A page of the worklist, in five queries.

    Raises:
        Refused: the viewer makes no contacts in the store.
    """
    found = ordered(asked(viewer, store, filters, now), filters)
    if after is not None:
        found = found.filter(past(filters, after))
    tasks = list(found.select_related(*SHOWN_WITH)[: limit + 1])
    shown = tasks[:limit]
    more = cursor_of(filters, shown[-1]) if len(tasks) > limit else None
    return Page(tuple(_lines(store, shown)), more)


def callable_now(
    viewer: Viewer, store: Store, filters: Filters, now: datetime
) -> QuerySet[ContactTask]:
    """The tasks of a view the viewer could take now: free, theirs or nobody's, in order."""
    found = asked(viewer, store, filters, now)
    held = Q(claimed_at__gt=limits(store.pk).claims_since(now)) & ~Q(claimed_by=viewer.user_id)
    mine = Q(owner=None) | Q(owner=viewer.user_id)
    return ordered(found.exclude(held & Q(claimed_by__isnull=False)).filter(mine), filters)


def task(viewer: Viewer, store: Store, task_id: int) -> ContactTask | None:
    """One task of the store with everything its page names, or ``None``."""
    found = visible(viewer, store).filter(pk=task_id)
    return found.select_related(*SHOWN_WITH, "order", "order__vehicle").first()


def visible(viewer: Viewer, store: Store) -> QuerySet[ContactTask]:
    """The store's tasks. Company cars are the service manager's, not the agents' (CUS-08)."""
    viewer.require(Permission.MAKE_CONTACTS, store.pk)
    found = ContactTask.objects.filter(store_id=store.pk)
    if viewer.may(Permission.ASSIGN_CONTACTS, store.pk):
        return found
    return found.filter(~Q(pool=Pool.SERVICE_MANAGER) | Q(owner=viewer.user_id))


def asked(viewer: Viewer, store: Store, filters: Filters, now: datetime) -> QuerySet[ContactTask]:
    found = visible(viewer, store).filter(in_tab(filters.tab, now, filters.days_ahead))
    return filtered(found, store, filters, now.date())


def in_tab(tab: Tab, now: datetime, days_ahead: int | None = None) -> Q:
    today = datetime.combine(now.date(), time.min)
    is_open = Q(state=TaskState.OPEN)
    until = now if days_ahead is None else today + timedelta(days=days_ahead + 1)
    waiting = is_open & Q(next_at__gt=now)
    match tab:
        case Tab.TO_CALL:
            return is_open & (Q(next_at=None, opens_at__lte=until) | Q(next_at__lte=until))
        case Tab.NOT_REACHED:
            return waiting & ~Q(last_outcome__in=rules.CONNECTED)
        case Tab.AGREED:
            return waiting & Q(last_outcome__in=rules.CONNECTED)
        case Tab.DONE:
            return Q(state=TaskState.DONE, closed_at__gte=today)
        case Tab.REFUSED:
            since = today - timedelta(days=GIVEN_UP_DAYS)
            return Q(state=TaskState.GIVEN_UP, closed_at__gte=since)


def _lines(store: Store, tasks: list[ContactTask]) -> Iterable[Line]:
    customers = {task.customer_id for task in tasks if task.customer_id}
    cars = {task.vehicle_id for task in tasks if task.vehicle_id}
    visits = {
        row.vehicle_id: row for row in VisitSummary.objects.filter(store=store, vehicle_id__in=cars)
    }
    phones, tags = masked_phones(customers), _tags(customers)
    for task in tasks:
        customer_id = task.customer_id or 0
        yield Line(
            task=task,
            visits=visits.get(task.vehicle_id or 0),
            phone=phones.get(customer_id, ""),
            tags=tuple(tags.get(customer_id, ())),
        )


def _tags(customers: set[int]) -> dict[int, list[str]]:
    tags: dict[int, list[str]] = {}
    rows = CustomerTag.objects.filter(customer_id__in=customers).select_related("tag")
    for row in rows.order_by("tag__name"):
        tags.setdefault(row.customer_id, []).append(row.tag.label)
    return tags
