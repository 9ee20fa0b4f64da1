"""People and cars of a small store, made as the desk would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from careloop.common.crypto import last_four_index, phone_index
from careloop.customers.actions import refresh_search_keys
from careloop.customers.models import Contact, Customer, Ownership, StoreVehicle, Vehicle
from careloop.organisation.models import Store

NOW = datetime(2026, 11, 20, 10)
Add = Callable[..., Customer]


def add_customer(store: Store, name: str, phone: str = "", **fields: object) -> Customer:
    """A customer on file, found as soon as the keys are refreshed."""
    number = Customer.objects.count() + 1
    fields = {"customer_no": f"C{number:04d}", "identity": f"no:C{number:04d}"} | fields
    customer = Customer.objects.create(store=store, name=name, changed_at=NOW, **fields)
    if phone:
        add_contact(customer, phone)
    return customer


def add_contact(customer: Customer, phone: str, role: str = "owner", name: str = "") -> Contact:
    return Contact.objects.create(
        customer=customer,
        role=role,
        name=name,
        phone=phone,
        phone_index=phone_index(phone),
        last_four_index=last_four_index(phone),
        changed_at=NOW,
    )


def add_vehicle(customer: Customer, plate: str, vin: str = "", **fields: object) -> StoreVehicle:
    vin = vin or f"LSVAA00{Vehicle.objects.count():010d}"
    vehicle = Vehicle.objects.create(
        group_id=customer.store.group_id, vin=vin, plate=plate, model="帕萨特", changed_at=NOW,
        **fields,
    )  # fmt: skip
    Ownership.objects.create(vehicle=vehicle, customer=customer, changed_at=NOW)
    return StoreVehicle.objects.create(
        store=customer.store, vehicle=vehicle, customer=customer, changed_at=NOW
    )


@pytest.fixture
def wang(store: Store) -> Customer:
    """Wang Xiaoming: one car, one number."""
    customer = add_customer(store, "王小明", "13812345678", customer_no="K77", identity="no:K77")
    add_vehicle(customer, "沪A12345", "LSVAB2A31C2001234")
    refresh_search_keys(store=store)
    return customer


@pytest.fixture
def shan(store: Store) -> Customer:
    """Shan Tianfang, whose surname is read otherwise than the word."""
    customer = add_customer(store, "单田芳", "13900005678")
    refresh_search_keys(store=store)
    return customer
