"""Appointments: free times, booking, moving, calling off."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from careloop.api.choices import Scope
from careloop.customers.models import Customer, Vehicle
from careloop.organisation import actions
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.service.models import Appointment
from tests.api.conftest import System, SystemWith

DAY = (datetime.now() + timedelta(days=3)).date()


@pytest.fixture(autouse=True)
def _always_open(store: Store) -> None:
    """Three days from now may be a legal holiday; the store then works all the same."""
    actions.set_day(by=Viewer.system(), store=store, day=DAY, hours=((9 * 60, 17 * 60),))


def wish(car: Vehicle, at: str = "10:00") -> dict[str, object]:
    return {"vehicle_id": car.pk, "appointed_at": f"{DAY}T{at}:00", "origin": "active"}


def booked(system: System, car: Vehicle) -> int:
    made: int = system.post("appointments", wish(car)).json()["id"]
    return made


def test_free_times_of_a_day(system: System) -> None:
    slots = system.get("appointments/slots", day=DAY, minutes=60).json()
    assert slots[0]["at"] == f"{DAY}T09:00:00"


def test_visit_is_booked(system: System, car: Vehicle, customer: Customer) -> None:
    answer = system.post("appointments", wish(car))
    assert answer.status_code == 201
    told = answer.json()
    assert (told["state"], told["customer_id"]) == ("expected", customer.pk)
    day = system.get("appointments", day=DAY).json()
    assert [one["id"] for one in day] == [told["id"]]


def test_moment_with_a_zone_is_brought_to_local_time(system: System, car: Vehicle) -> None:
    local = datetime.fromisoformat(f"{DAY}T10:00:00").astimezone()
    answer = system.post("appointments", wish(car) | {"appointed_at": local.isoformat()})
    assert answer.json()["appointed_at"] == f"{DAY}T10:00:00"


def test_no_room_is_told_with_the_next_times(system: System, car: Vehicle) -> None:
    answer = system.post("appointments", wish(car, at="03:00"))
    assert answer.status_code == 409
    assert answer.json()["code"] == "no_room"
    assert f"{DAY} 09:00" in answer.json()["message"]
    assert not Appointment.objects.exists()


def test_visit_is_moved_and_called_off(system: System, car: Vehicle) -> None:
    place = f"appointments/{booked(system, car)}"
    moved = system.patch(place, {"appointed_at": f"{DAY}T14:00:00"}).json()
    assert moved["appointed_at"] == f"{DAY}T14:00:00"
    assert system.post(f"{place}/cancel", {"reason": "because"}).status_code == 422
    called_off = system.post(f"{place}/cancel", {"reason": "no_time"})
    assert called_off.json().get("state") == "cancelled", called_off.json()


def test_other_stores_appointments_are_not_found(
    system: System, stranger: System, car: Vehicle
) -> None:
    place = f"appointments/{booked(system, car)}"
    assert stranger.get(place).status_code == 404
    assert stranger.patch(place, {"appointed_at": f"{DAY}T14:00:00"}).status_code == 404
    assert stranger.post(f"{place}/cancel", {"reason": "no_time"}).status_code == 404
    assert stranger.post("appointments", wish(car)).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"appointments?day={DAY}"), ("GET", f"appointments/slots?day={DAY}"),
        ("GET", "appointments/1"), ("POST", "appointments"), ("PATCH", "appointments/1"),
        ("POST", "appointments/1/cancel"),
    ],
)  # fmt: skip
def test_appointments_are_closed_to_other_scopes(
    system_with: SystemWith, method: str, path: str
) -> None:
    assert system_with(Scope.READ_CUSTOMERS).send(method, path, {}).status_code == 403
