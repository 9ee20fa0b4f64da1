"""Entering a customer or a vehicle by hand; who looks like one on file is named first."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from careloop.common import audit
from careloop.core.ingest.feeds.feed import Column
from careloop.core.ingest.feeds.people import CUSTOMERS
from careloop.core.ingest.feeds.vehicles import VEHICLES
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers import correcting, rules
from careloop.customers.actions.corrections import index
from careloop.customers.actions.search_keys import remake_keys
from careloop.customers.identities import identity
from careloop.customers.models import Contact, Customer, Ownership, StoreVehicle, Vehicle
from careloop.customers.queries.duplicates import Likely, likely
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

ON_FILE = Text(
    zh="“{name}”已在本店档案中（客户编号或姓名与电话相同）。请搜索后直接使用。",
    en="“{name}” is on file here already (same number, or same name and phone). Search for them.",
)
LOOKS_LIKE = Text(
    zh="“{name}”可能已在档案中：{known}。请核对；确为另一位客户时再次保存。",
    en="“{name}” may be on file already: {known}. Check; if it is someone else, save again.",
)
CAR_ON_FILE = Text(
    zh="车架号 {vin} 已在本店档案中。请搜索该车辆。",
    en="VIN {vin} is on file here already. Search for the vehicle.",
)
CUSTOMER_COLUMNS: dict[str, Column] = correcting.CUSTOMER_FIELDS | {
    "customer_no": CUSTOMERS.column("customer_no")
}
VEHICLE_COLUMNS: dict[str, Column] = correcting.VEHICLE_FIELDS | {"vin": VEHICLES.column("vin")}


class LooksLike(Refused):
    """The customer entered may be one on file; ``found`` says who, and why."""

    def __init__(self, name: str, found: list[Likely]) -> None:
        known = "、".join(dict.fromkeys(one.customer.name for one in found))
        super().__init__(LOOKS_LIKE, name=name, known=known)
        self.found = found


@transaction.atomic
def add_customer(
    *,
    by: Viewer,
    store: Store,
    now: datetime,
    values: Mapping[str, str],
    plate: str = "",
    anyway: bool = False,
) -> Customer:
    """Enter a customer as typed: ``values`` by column of the feed, parties' numbers among them.

    Raises:
        LooksLike: someone on file looks the same, unless ``anyway``.
        Refused: no permission, a value that cannot be read, the very customer is on file.
    """
    by.require(Permission.EDIT_CUSTOMER, store.pk)
    read = _read(values, CUSTOMER_COLUMNS | correcting.PARTY_COLUMNS, now.date())
    name, phone = str(read.get("name") or ""), str(read.get("phone") or "")
    if not name:
        raise correcting.missing(CUSTOMER_COLUMNS["name"])
    found = [] if anyway else likely(by, store, name=name, phone=phone, plate=plate)
    if found:
        raise LooksLike(name, found)
    own = {field: read[field] for field in CUSTOMER_COLUMNS if read.get(field) is not None}
    known_by = identity(own.get("customer_no"), phone, name) or f"id:{uuid.uuid4().hex}"
    customer = Customer(store=store, identity=known_by, filed_on=now.date(), changed_at=now, **own)
    _create(customer, Refused(ON_FILE, name=name))
    _add_numbers(customer, read, now)
    remake_keys(customer_ids=[customer.pk])
    _record(by, "customer.add", customer, store)
    return customer


@transaction.atomic
def add_customer_with_vehicle(
    *,
    by: Viewer,
    store: Store,
    now: datetime,
    values: Mapping[str, str],
    vehicle: Mapping[str, str],
    anyway: bool = False,
) -> Customer:
    """Enter a customer and, where anything is told of it, their vehicle; both or neither.

    Raises:
        LooksLike, Refused: as :func:`add_customer` and :func:`add_vehicle`.
    """
    plate = vehicle.get("plate", "")
    customer = add_customer(by=by, store=store, now=now, values=values, plate=plate, anyway=anyway)
    if any(typed.strip() for typed in vehicle.values()):
        add_vehicle(by=by, store=store, now=now, values=vehicle, customer=customer)
    return customer


def _read(values: Mapping[str, str], columns: dict[str, Column], today: date) -> dict[str, Any]:
    return {
        field: correcting.read(correcting.column_of(field, columns), typed, today)
        for field, typed in values.items()
        if typed.strip()
    }


def _create(row: Customer | StoreVehicle, taken: Refused) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise taken from None


def _add_numbers(customer: Customer, read: Mapping[str, Any], now: datetime) -> None:
    contacts: dict[tuple[str, str], Contact] = {}
    for field, party in correcting.PARTIES_FIELDS.items():
        if not read.get(field):
            continue
        contact = contacts.setdefault(
            (party.role, party.kind),
            Contact(customer=customer, role=party.role, kind=party.kind, changed_at=now),
        )
        setattr(contact, party.holds, read[field])
    for contact in contacts.values():
        index(contact)
        contact.save()


@transaction.atomic
def add_vehicle(
    *,
    by: Viewer,
    store: Store,
    now: datetime,
    values: Mapping[str, str],
    customer: Customer | None = None,
) -> StoreVehicle:
    """Put a vehicle on the store's file, the customer's if one is given.

    A vehicle that another store of the group knows is filed here as it is known there.

    Raises:
        Refused: no permission, no VIN or a value that cannot be read, on file here already.
    """
    by.require(Permission.EDIT_CUSTOMER, store.pk)
    read = _read(values, VEHICLE_COLUMNS, now.date())
    if "vin" not in read:
        raise correcting.missing(VEHICLE_COLUMNS["vin"])
    vehicle = _vehicle(store, read, customer, now)
    file = StoreVehicle(store=store, vehicle=vehicle, customer=customer, changed_at=now)
    _create(file, Refused(CAR_ON_FILE, vin=vehicle.vin))
    if customer is not None:
        Ownership.objects.get_or_create(
            vehicle=vehicle, customer=customer,
            defaults={"started_on": vehicle.purchased_on, "changed_at": now},
        )  # fmt: skip
    remake_keys(vehicle_ids=[vehicle.pk])
    _record(by, "vehicle.add", vehicle, store)
    return file


def _vehicle(
    store: Store, read: dict[str, Any], customer: Customer | None, now: datetime
) -> Vehicle:
    known = {field: value for field, value in read.items() if value is not None}
    owner = customer.name if customer else ""
    is_fleet = rules.is_fleet(known.get("plate"), owner, known.get("model"))
    vehicle, _ = Vehicle.objects.get_or_create(
        group_id=store.group_id,
        vin=known.pop("vin"),
        defaults=known | {"is_fleet": is_fleet, "changed_at": now},
    )
    return vehicle


def _record(by: Viewer, action: str, subject: Customer | Vehicle, store: Store) -> None:
    audit.record(actor_id=by.user_id, action=action, subject=subject, store_id=store.pk)
