"""Complaints opened by another system, and how far they are."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from careloop.api.choices import Scope
from careloop.complaints.models import Complaint
from careloop.customers.models import Customer, Vehicle
from careloop.notifications.models import Notice
from tests.api.conftest import System, SystemWith
from tests.mart.books import Books

GIVEN = {"cause": "quality", "description": "刹车仍有异响", "faults": ["异响", "方向盘抖"]}


def test_complaint_is_opened_and_the_manager_told(
    system: System, customer: Customer, car: Vehicle
) -> None:
    answer = system.post("complaints", GIVEN | {"vehicle_id": car.pk, "severity": "2"})
    assert answer.status_code == 201
    told, made = answer.json(), Complaint.objects.get()
    assert (told["id"], told["state"], told["revision"]) == (made.pk, "recorded", 0)
    assert told["next_due_at"] is not None
    assert (made.channel, made.vehicle, made.severity) == ("api", car, "2")
    assert [fault.text for fault in made.faults.order_by("pk")] == GIVEN["faults"]
    assert Notice.objects.filter(kind="complaint").exists()


def test_order_brings_its_customer_and_car(system: System, books: Books, car: Vehicle) -> None:
    order = books.order(car, datetime(2026, 10, 3).date())
    told = system.post("complaints", GIVEN | {"ro_no": order.ro_no}).json()
    assert (told["ro_no"], told["vehicle_id"]) == (order.ro_no, car.pk)


def test_how_far_it_is_can_be_read(system: System) -> None:
    made = system.post("complaints", GIVEN).json()
    assert system.get(f"complaints/{made['id']}").json() == made
    assert system.get("complaints/987654").status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"cause": "bad luck"}, "bad luck"),
        ({"description": "  "}, ""),
        ({"severity": "9"}, "9"),
        ({"responsible_no": "nobody"}, "nobody"),
        ({"received_at": (datetime.now() + timedelta(days=2)).isoformat()}, ""),
    ],
)
def test_what_cannot_be_is_refused(system: System, changed: dict[str, str], said: str) -> None:
    answer = system.post("complaints", GIVEN | changed)
    assert answer.status_code == 422
    assert said in answer.json()["message"]
    assert not Complaint.objects.exists()


def test_what_it_names_has_to_be_there(system: System) -> None:
    for named in ({"vehicle_id": 98765}, {"customer_id": 98765}, {"ro_no": "R-none"}):
        assert system.post("complaints", GIVEN | named).status_code == 404, named
    assert not Complaint.objects.exists()


def test_other_stores_complaints_are_not_found(
    system: System, stranger: System, car: Vehicle
) -> None:
    made = system.post("complaints", GIVEN).json()
    assert stranger.get(f"complaints/{made['id']}").status_code == 404
    assert stranger.post("complaints", GIVEN | {"vehicle_id": car.pk}).status_code == 404


@pytest.mark.parametrize(("method", "path"), [("POST", "complaints"), ("GET", "complaints/1")])
def test_complaints_are_closed_to_other_scopes(
    system_with: SystemWith, method: str, path: str
) -> None:
    assert system_with(Scope.READ_CUSTOMERS).send(method, path, GIVEN).status_code == 403
