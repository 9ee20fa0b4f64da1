"""A store with a car and its owner, bays, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from careloop.customers.models import Customer, StoreVehicle, Vehicle
from careloop.organisation.models import Store, User
from careloop.organisation.queries import viewer_for
from careloop.organisation.rules import Viewer
from careloop.service import actions
from careloop.service.models import Appointment, Bay
from tests.mart.books import Books

# A Friday; the next days are open as usual.
NOW = datetime(2026, 11, 20, 8, 0)
NINE = datetime(2026, 11, 23, 9, 0)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def books(store: Store) -> Books:
    return Books(store)


@pytest.fixture
def car(books: Books) -> Vehicle:
    """Wang Fang's car."""
    car = books.vehicle(plate="沪A12345")
    Customer.objects.filter(storevehicle__vehicle=car).update(name="王芳")
    return car


@pytest.fixture
def owner(car: Vehicle) -> Customer:
    filed = StoreVehicle.objects.select_related("customer").get(vehicle=car).customer
    assert filed is not None
    return filed


@pytest.fixture
def bays(store: Store) -> list[Bay]:
    """One bay kept for appointments and two others, one of them bodywork's."""
    wanted = [("A", "any", True), ("B", "repair", False), ("C", "bodywork", False)]
    return [
        Bay.objects.create(store=store, name=name, kind=kind, is_dedicated=dedicated)
        for name, kind, dedicated in wanted
    ]


Booking = Callable[..., Appointment]


@pytest.fixture
def booked(as_agent: Viewer, store: Store, books: Books) -> Booking:
    """Book by the agent, Monday at nine where nothing else is said; another car each time."""

    def book(at: datetime = NINE, **wish: Any) -> Appointment:
        defaults: dict[str, Any] = {
            "by": as_agent,
            "store": store,
            "vehicle": wish.get("vehicle") or books.vehicle(),
            "customer": None,
            "origin": "active",
            "now": NOW,
        }
        return actions.book(appointed_at=at, **(defaults | wish))

    return book


@pytest.fixture
def as_head_office(store: Store, db: None) -> Viewer:
    """One who sees figures and no customers."""
    head = User.objects.create(username="chen")
    head.role_grants.create(role="head_office", store=store)
    return viewer_for(head)
