"""How many tasks each tab of the worklist holds.

Counting walks every open task of the store. So what was counted is kept in memory until something
is done in the store, which its audit rows tell, or the minute is over: a task waits for its time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q

from careloop.common import audit
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach.choices import Tab, TaskState
from careloop.outreach.filters import Filters
from careloop.outreach.queries.worklist import GIVEN_UP_DAYS, asked, in_tab, visible

OPEN_TABS = (Tab.TO_CALL, Tab.NOT_REACHED, Tab.AGREED)
CLOSED_TABS = (Tab.DONE, Tab.REFUSED)
KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tasks each tab holds, and of the asked tab each contact type; and those overdue."""

    tabs: dict[str, int]
    types: dict[str, int]
    overdue: int


def counts(viewer: Viewer, store: Store, filters: Filters, *, now: datetime) -> Counts:
    """How many tasks there are; the tabs are counted without filters.

    Raises:
        Refused: the viewer makes no contacts in the store.
    """
    viewer.require(Permission.MAKE_CONTACTS, store.pk)
    place = _place(viewer, store, filters, now)
    kept: Counts | None = cache.get(place)
    if kept is None:
        kept = _counted(viewer, store, filters, now)
        cache.set(place, kept, KEPT_SECONDS)
    return kept


def _place(viewer: Viewer, store: Store, filters: Filters, now: datetime) -> str:
    """One place for all who see the same tasks, until the next deed or minute."""
    sees_all = viewer.may(Permission.ASSIGN_CONTACTS, store.pk)
    about = (
        store.pk,
        None if sees_all else viewer.user_id,
        filters,
        now.replace(second=0, microsecond=0),
        audit.latest(store.pk),
    )
    return "worklist-counts:" + hashlib.sha256(repr(about).encode()).hexdigest()


def _counted(viewer: Viewer, store: Store, filters: Filters, now: datetime) -> Counts:
    """Two queries, three where anything is filtered."""
    of_store = visible(viewer, store)
    today = datetime.combine(now.date(), time.min)
    late = Q(due_on__lt=now.date())
    waiting: list[Any] = list(
        of_store.filter(state=TaskState.OPEN)
        .order_by()
        .values("contact_type")
        .annotate(late=Count("pk", filter=late & in_tab(filters.tab, now)), **_each(OPEN_TABS, now))
    )
    tabs = {tab.value: sum(row[tab.value] for row in waiting) for tab in OPEN_TABS}
    tabs |= of_store.filter(closed_at__gte=today - timedelta(days=GIVEN_UP_DAYS)).aggregate(
        **_each(CLOSED_TABS, now)
    )
    if filters.tab in OPEN_TABS and filters.is_plain:
        types = {row["contact_type"]: row[filters.tab.value] for row in waiting}
        return Counts(tabs, {t: n for t, n in types.items() if n}, sum(r["late"] for r in waiting))
    found = asked(viewer, store, filters, now).order_by().values_list("contact_type")
    rows = list(found.annotate(tasks=Count("pk"), late=Count("pk", filter=late)))
    return Counts(tabs, {code: tasks for code, tasks, _ in rows}, sum(late for _, _, late in rows))


def _each(tabs: Iterable[Tab], now: datetime) -> dict[str, Count]:
    return {tab.value: Count("pk", filter=in_tab(tab, now)) for tab in tabs}
