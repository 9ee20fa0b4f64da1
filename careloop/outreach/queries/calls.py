"""Calls made before."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from careloop.customers.models import Customer, Vehicle
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach.models import ContactAttempt, ContactTask


def earlier_calls(
    viewer: Viewer,
    store: Store,
    *,
    vehicle: Vehicle | None = None,
    customer: Customer | None = None,
    limit: int = 50,
) -> list[ContactAttempt]:
    """The calls about a car or to a customer in the store, newest first, in one query.

    Raises:
        Refused: the viewer may not see the store's customers.
    """
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    return list(_about(store, vehicle, customer)[:limit])


def _about(
    store: Store, vehicle: Vehicle | None, customer: Customer | None
) -> QuerySet[ContactAttempt]:
    about = Q(pk__in=())
    if vehicle is not None:
        about |= Q(vehicle_id=vehicle.pk) | Q(order__vehicle_id=vehicle.pk)
    if customer is not None:
        about |= Q(customer_id=customer.pk)
    tasks = ContactTask.objects.filter(about, store=store).values("pk")
    calls = ContactAttempt.objects.filter(task__in=tasks)
    return calls.select_related("task", "agent").order_by("-attempted_at", "-id")
