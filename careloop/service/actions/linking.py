"""Appointments that became visits: linked to the orders the DMS brings."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from careloop.common import audit
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.service.models import Appointment, RepairOrder

LINKED_DAYS = 31


@transaction.atomic
def link_orders(*, by: Viewer, store: Store, now: datetime) -> int:
    """Link appointments booked here to the order of that car on that day; how many were linked.

    Looks back :data:`LINKED_DAYS` days. An order that names the appointment goes before one that
    does not; the store's own orders are no visits. The minute of arrival is not guessed: who was
    not seen to arrive came, but not punctually. Appointments of an import keep what it said.
    """
    by.require(Permission.BOOK_APPOINTMENT, store.pk)
    since = now - timedelta(days=LINKED_DAYS)
    waiting = Appointment.objects.filter(
        store=store, appointed_at__gte=since, appointed_at__lte=now + timedelta(days=1)
    ).filter(ro_no="", cancelled_at=None, created_run=None, vehicle__isnull=False)
    orders = RepairOrder.objects.filter(store=store, is_internal=False)
    of_that_day = orders.filter(
        vehicle=OuterRef("vehicle"), opened_at__date=OuterRef("appointed_at__date")
    ).filter(Q(appointment_no="") | Q(appointment_no=OuterRef("appointment_no")))
    first = of_that_day.order_by("-appointment_no", "opened_at", "id").values("ro_no")[:1]
    found = waiting.annotate(order_no=Subquery(first)).exclude(order_no=None)
    linked = [
        Appointment(pk=pk, ro_no=ro_no, no_show_at=None, changed_at=now)
        for pk, ro_no in found.values_list("pk", "order_no")
    ]
    Appointment.objects.bulk_update(linked, ["ro_no", "no_show_at", "changed_at"])
    if linked:
        audit.record(
            actor_id=by.user_id,
            action="appointment.link_orders",
            subject=store,
            store_id=store.pk,
            detail={"linked": len(linked)},
        )
    return len(linked)
