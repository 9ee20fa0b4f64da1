"""What the people of the demonstration's stores do, in two parts: before the figures are drawn
from it, and after, when they are talked about. Each part is done once, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from django.db import transaction
from django_q.models import OrmQ

from careloop.audits.models import Plan
from careloop.cli.demo_people import complaints, gatherings, inspections, problems
from careloop.cli.demo_people.accounts import Accounts, make
from careloop.cli.demo_people.staff import Staff
from careloop.complaints.actions.escalation import escalate
from careloop.core.kernel.periods import Period
from careloop.improvement.models import Problem
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer


@transaction.atomic
def work(*, by: Viewer, stores: Sequence[Store], month: Period, now: datetime) -> None:
    """Inspections since the beginning of ``month``, the complaints of the last weeks,
    suggestions."""
    if Plan.objects.filter(store__in=stores).exists():
        return
    begins = datetime.combine(month.start, time(8))
    accounts: dict[Store, Accounts] = {}
    for store in stores:
        staff = Staff(store, now.date())
        accounts[store] = make(by=by, staff=staff)
        inspections.plan(store=store, staff=staff, accounts=accounts[store], now=begins)
    inspections.live(stores=accounts, since=month.start, now=now)
    for store in stores:
        complaints.write(store=store, accounts=accounts[store], now=now)
        gatherings.suggest(by=by, store=store, now=now)
    escalate(now=now)
    OrmQ.objects.all().delete()  # nobody waits for the mails of weeks gone by


def talk(*, by: Viewer, store: Store, month: Period, now: datetime) -> None:
    """Problems and measures of the last months, meetings, training."""
    if Problem.objects.filter(store=store).exists():
        return
    with transaction.atomic():
        problems.write(by=by, store=store, month=month, now=now)
        gatherings.write(by=by, store=store, month=month, now=now)
