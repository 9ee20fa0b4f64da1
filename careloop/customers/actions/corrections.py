"""Putting right what the file says of a customer or a vehicle; what it said before is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction

from careloop.common import audit
from careloop.common.crypto import last_four_index, phone_index
from careloop.customers import correcting, rules
from careloop.customers.actions.search_keys import remake_keys
from careloop.customers.models import Contact, Correction, Customer, StoreVehicle, Vehicle
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

CORRECTABLE = correcting.CUSTOMER_FIELDS | correcting.PARTY_COLUMNS


@transaction.atomic
def correct(
    *, by: Viewer, customer: Customer, field: str, value: str, now: datetime, why: str = ""
) -> Correction | None:
    """Put one field of a customer or of one of their parties right (CUS-11).

    ``field`` is a column of the feed of customers; ``value`` is what was typed. Returns ``None``
    where the file says so already.

    Raises:
        Refused: no permission, no such field, a value that cannot be read.
    """
    by.require(Permission.EDIT_CUSTOMER, customer.store_id)
    column = correcting.column_of(field, CORRECTABLE)
    new = correcting.read(column, value, now.date())
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    party = correcting.PARTIES_FIELDS.get(field)
    row: Customer | Contact = _contact(customer, party) if party else customer
    old = _put(row, party.holds if party else field, new, now)
    if old == correcting.written(new):
        return None
    if field == "name":
        remake_keys(customer_ids=[customer.pk])
    kept = Correction(store_id=customer.store_id, customer=customer, field=field)
    kept.old_value, kept.new_value, kept.why = old, correcting.written(new), why.strip()[:255]
    return _keep(by, kept, now)


def _contact(customer: Customer, party: correcting.PartyField) -> Contact:
    """The party's number, or a new one not stored yet."""
    found = Contact.objects.filter(customer=customer, role=party.role, kind=party.kind).first()
    return found or Contact(customer=customer, role=party.role, kind=party.kind)


@transaction.atomic
def correct_vehicle(
    *, by: Viewer, store: Store, vehicle: Vehicle, field: str, value: str, now: datetime,
    why: str = "",
) -> Correction | None:  # fmt: skip
    """Put one field of a vehicle on the store's file right; else as :func:`correct`."""
    by.require(Permission.EDIT_CUSTOMER, store.pk)
    file = StoreVehicle.objects.get(store=store, vehicle=vehicle)
    new = correcting.read(correcting.column_of(field, correcting.VEHICLE_FIELDS), value, now.date())
    row = Vehicle.objects.select_for_update().get(pk=vehicle.pk)
    old = _put(row, field, new, now)
    if old == correcting.written(new):
        return None
    if field == "plate":
        remake_keys(vehicle_ids=[vehicle.pk])
    kept = Correction(store=store, customer_id=file.customer_id, vehicle=row, field=field)
    kept.old_value, kept.new_value, kept.why = old, correcting.written(new), why.strip()[:255]
    return _keep(by, kept, now)


def _put(row: Any, field: str, new: Any, now: datetime) -> str:
    """Write the value into the row, as work of a person; returns what stood there."""
    old = correcting.written(getattr(row, field))
    if old == correcting.written(new):
        return old
    setattr(row, field, _empty(row, field) if new is None else new)
    if isinstance(row, Contact):
        index(row)
    row.changed_run, row.changed_at = None, now
    row.save()
    return old


def _empty(row: models.Model, field: str) -> str | bool | None:
    """What a field of the row holds when nothing is known."""
    match row._meta.get_field(field):
        case models.CharField() | models.TextField():
            return ""
        case models.BooleanField():
            return False
        case _:
            return None


def index(contact: Contact) -> None:
    """Make the blind indexes of a contact's number, and mark one that cannot be rung."""
    number = contact.phone
    contact.phone_index = phone_index(number)
    contact.last_four_index = last_four_index(number)
    contact.is_valid = not number or rules.is_chinese_number(number)


def _keep(by: Viewer, kept: Correction, now: datetime) -> Correction:
    kept.corrected_at, kept.corrected_by_id = now, by.user_id
    kept.save()
    subject = kept.vehicle or kept.customer
    if subject is None:
        raise ValueError("a correction speaks of a customer or of a vehicle")
    audit.record(
        actor_id=by.user_id,
        action="vehicle.correct" if kept.vehicle else "customer.correct",
        subject=subject,
        store_id=kept.store_id,
        detail={"field": kept.field},
    )
    return kept
