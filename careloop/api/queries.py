"""Reads of tokens, and the lists only other systems ask for: whole tables, a page at a time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from careloop.api import rules
from careloop.api.models import ApiToken
from careloop.customers.models import Customer, StoreVehicle
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.service.models import Appointment, RepairOrder


def tokens(viewer: Viewer, store: Store) -> list[ApiToken]:
    """The store's tokens, the newest first."""
    viewer.require(Permission.MANAGE_CONNECTIONS, store.pk)
    return list(ApiToken.objects.filter(store=store).select_related("user"))


def token(viewer: Viewer, store: Store, token_id: int) -> ApiToken | None:
    """One token of the store."""
    viewer.require(Permission.MANAGE_CONNECTIONS, store.pk)
    return ApiToken.objects.filter(store=store, pk=token_id).first()


def token_of(secret: str, today: date) -> ApiToken | None:
    """The token behind a secret, unless it is revoked, over, or its user may not sign in."""
    found = ApiToken.objects.select_related("store__group", "user")
    known = found.filter(digest=rules.digest(secret), revoked_at=None, user__is_active=True).first()
    return None if known is None or rules.is_over(known.expires_on, today) else known


def customers_after(viewer: Viewer, store: Store, after: int, limit: int) -> list[Customer]:
    """Customers of the store with a higher id, by id."""
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    rows = Customer.objects.filter(store=store, pk__gt=after, merged_into=None)
    return list(rows.order_by("pk")[:limit])


def vehicles_after(viewer: Viewer, store: Store, after: int, limit: int) -> list[StoreVehicle]:
    """Vehicles on the store's file with a higher id, by the vehicle's id."""
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    rows = StoreVehicle.objects.filter(store=store, vehicle_id__gt=after)
    return list(rows.select_related("vehicle").order_by("vehicle_id")[:limit])


def appointments_on(viewer: Viewer, store: Store, day: date) -> list[Appointment]:
    """The store's appointments of a day, by time."""
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    starts = datetime.combine(day, time())
    rows = Appointment.objects.filter(
        store=store, appointed_at__gte=starts, appointed_at__lt=starts + timedelta(days=1)
    )
    return list(rows.order_by("appointed_at", "pk"))


def orders_after(viewer: Viewer, store: Store, after: int, limit: int) -> list[RepairOrder]:
    """Orders of the store with a higher id, by id, with their lines."""
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    rows = RepairOrder.objects.filter(store=store, pk__gt=after).select_related("vehicle")
    return list(rows.prefetch_related("labour_lines", "part_lines").order_by("pk")[:limit])
