"""Imports that name a customer who was merged into another."""

from __future__ import annotations

from typing import Any

import pytest

from careloop.customers import actions
from careloop.customers.models import Customer, Ownership, StoreVehicle
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.service.models import RepairOrder
from tests.customers.conftest import NOW
from tests.dms.files import row, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Any) -> None:
    settings.CARELOOP_HOME = tmp_path


@pytest.fixture
def merged(store: Store, as_director: Viewer) -> tuple[Customer, Customer]:
    """C1 and C2 were imported, C2 was found to be C1."""
    take(store, "customers", row("customers", customer_no="C1", name="王小明"))
    take(store, "customers", row("customers", customer_no="C2", name="王晓明"))
    take(store, "vehicles", row("vehicles", customer_no="C2", owner_name="王晓明"))
    kept, absorbed = (Customer.objects.get(customer_no=number) for number in ("C1", "C2"))
    actions.merge(by=as_director, kept=kept, absorbed=absorbed, now=NOW)
    return kept, absorbed


def test_vehicle_of_the_absorbed_stays_with_the_kept_and_changes_no_hands(
    merged: tuple[Customer, Customer], store: Store
) -> None:
    kept, _ = merged
    again = row("vehicles", customer_no="C2", owner_name="王晓明", mileage="77777")
    take(store, "vehicles", again)
    assert StoreVehicle.objects.get().customer == kept
    assert [(o.customer, o.ended_on) for o in Ownership.objects.all()] == [(kept, None)]


def test_order_of_the_absorbed_is_the_kept_customers(
    merged: tuple[Customer, Customer], store: Store
) -> None:
    take(store, "repair_orders", row("repair_orders", customer_no="C2"))
    assert RepairOrder.objects.get().customer == merged[0]


def test_customer_row_of_the_absorbed_changes_only_the_absorbed(
    merged: tuple[Customer, Customer], store: Store
) -> None:
    kept, absorbed = merged
    take(store, "customers", row("customers", customer_no="C2", name="王小名"))
    kept.refresh_from_db()
    absorbed.refresh_from_db()
    assert (kept.name, absorbed.name, absorbed.merged_into) == ("王小明", "王小名", kept)
