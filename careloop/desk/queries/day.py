"""How far an agent's day has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from careloop.core.kernel.rounding import divide, half_up
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach import settings
from careloop.outreach.models import ContactAttempt
from careloop.outreach.rules import CONNECTED, NOT_ATTEMPTED


@dataclass(frozen=True, slots=True)
class Day:
    """Customers called and reached today, each counted once however often they were rung."""

    called: int
    reached: int
    target: int

    @property
    def connection(self) -> str:
        """The connection rate in percent, one decimal; a dash before the first call."""
        share = divide(100 * self.reached, self.called)
        return "–" if share is None else f"{half_up(share, 1)}%"


def day(viewer: Viewer, store: Store, now: datetime) -> Day:
    """The viewer's own day in the store against its target, two queries."""
    viewer.require(Permission.MAKE_CONTACTS, store.pk)
    today = datetime.combine(now.date(), time.min)
    made = ContactAttempt.objects.filter(
        store=store, attempted_at__gte=today, agent_id=viewer.user_id
    ).exclude(outcome__in=NOT_ATTEMPTED)
    person = Coalesce("task__customer_id", -F("task_id"))  # without a name: each their own
    reached = Count(person, distinct=True, filter=Q(outcome__in=CONNECTED))
    counted = made.aggregate(called=Count(person, distinct=True), reached=reached)
    return Day(**counted, target=settings.limits(store.pk).daily_target)
