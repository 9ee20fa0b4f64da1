"""A store with a call to make: a customer, a car, its last order, and the task that is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from careloop.customers.actions.corrections import index
from careloop.customers.models import Contact, Customer, StoreVehicle, Vehicle
from careloop.organisation.models import Store, User
from careloop.outreach.models import ContactTask
from careloop.service.models import RepairOrder
from tests.mart.books import Books

SignIn = Callable[[User], Client]
NOW = datetime.now().replace(hour=10, minute=0, second=0, microsecond=0)
TODAY = NOW.date()


@pytest.fixture
def signed_in() -> SignIn:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


class Desk(Books):
    """Books with people one can ring."""

    def customer(
        self, name: str = "陈静", phone: str = "13912347750", plate: str = "沪A12345", **car: Any
    ) -> tuple[Customer, Vehicle]:
        vehicle = self.vehicle(plate=plate, **car)
        filed = StoreVehicle.objects.select_related("customer").get(vehicle=vehicle)
        customer = filed.customer
        assert customer is not None
        customer.name = name
        customer.save()
        contact = Contact(customer=customer, role="owner", phone=phone, changed_at=NOW)
        index(contact)
        contact.save()
        return customer, vehicle

    def due(
        self,
        contact_type: str = "after_repair",
        *,
        customer: Customer | None = None,
        vehicle: Vehicle | None = None,
        due_on: date = TODAY,
        **fields: Any,
    ) -> ContactTask:
        """An open task that may be called now."""
        return self.task(
            due_on,
            contact_type,
            state="open",
            customer=customer,
            vehicle=vehicle,
            opens_at=NOW - timedelta(days=30),
            expires_at=NOW + timedelta(days=30),
            occasion=f"test-{self._next()}",
            **fields,
        )


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


@pytest.fixture
def order(desk: Desk) -> RepairOrder:
    """Chen's car was here three days ago."""
    customer, vehicle = desk.customer()
    advisor = desk.employee("A1")
    order = desk.order(
        vehicle, TODAY - timedelta(days=3), customer=customer, advisor=advisor, mileage=31_250
    )
    desk.labour(order, 1, 60, 38_000)
    desk.part(order, 1, 12_050)
    return order


@pytest.fixture
def task(desk: Desk, order: RepairOrder) -> ContactTask:
    """The call after that visit."""
    return desk.due(
        customer=order.customer, vehicle=order.vehicle, order=order, advisor=order.advisor
    )


class Ten:
    """A clock at ten in the morning, when customers may be called."""

    @staticmethod
    def now() -> datetime:
        return NOW


@pytest.fixture
def at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of calls read the clock at ten."""
    monkeypatch.setattr("careloop.desk.views.calls.datetime", Ten)
