"""Customers and vehicles: read, added, corrected; and by a token that may not."""

from __future__ import annotations

import pytest

from careloop.api.choices import Scope
from careloop.customers.actions.search_keys import remake_keys
from careloop.customers.models import Correction, Customer, StoreVehicle, Vehicle
from tests.api.conftest import System, SystemWith
from tests.outreach.desk import Desk

VIN = "LSVAA49J132123456"


def test_customer_comes_with_parties_and_cars(
    system: System, customer: Customer, car: Vehicle
) -> None:
    told = system.get(f"customers/{customer.pk}").json()
    assert told["name"] == "王小明"
    assert told["parties"][0]["phone"] == "138****1234"
    assert told["vehicles"] == [
        {"id": car.pk, "vin": car.vin, "plate": "京A12345", "model": "速腾"}
    ]


def test_customers_are_searched(system: System, customer: Customer) -> None:
    remake_keys(customer_ids=[customer.pk])
    (hit,) = system.get("customers/search", q="王小明").json()
    assert (hit["kind"], hit["customer_id"]) == ("customer", customer.pk)


def test_customers_come_a_page_at_a_time(system: System, desk: Desk) -> None:
    made = [desk.customer(name=f"客户{n}") for n in range(3)]
    first = system.get("customers", limit=2).json()
    second = system.get("customers", limit=2, after=first["after"]).json()
    assert [one["id"] for one in first["items"] + second["items"]] == [c.pk for c in made]
    assert second["after"] is None


def test_customer_is_added(system: System) -> None:
    answer = system.post("customers", {"name": "王芳", "phone": "13912345678", "sex": "女"})
    assert answer.status_code == 201
    assert answer.json()["parties"][0]["phone"] == "139****5678"


def test_customer_who_looks_like_one_on_file_is_told(system: System) -> None:
    system.post("customers", {"name": "王芳", "phone": "13912345678"})
    twin = {"name": "王方", "phone": "13912345678"}
    answer = system.post("customers", twin)
    assert answer.status_code == 409
    assert answer.json()["code"] == "looks_like"
    assert system.post("customers", twin | {"anyway": True}).status_code == 201


def test_number_that_is_none_is_refused(system: System) -> None:
    answer = system.post("customers", {"name": "王芳", "phone": "12"})
    assert answer.status_code == 422
    assert not Customer.objects.exists()


def test_customer_is_corrected_wholly_or_not(system: System, customer: Customer) -> None:
    good = system.patch(f"customers/{customer.pk}", {"region": "浦东", "why": "电话核实"})
    assert good.json()["region"] == "浦东"
    assert Correction.objects.get().why == "电话核实"
    bad = system.patch(f"customers/{customer.pk}", {"region": "徐汇", "birthday": "soon"})
    assert bad.status_code == 422
    customer.refresh_from_db()
    assert customer.region == "浦东"


def test_vehicle_is_added_read_and_corrected(system: System, customer: Customer) -> None:
    made = system.post("vehicles", {"vin": VIN, "plate": "沪A12345", "customer_id": customer.pk})
    assert made.status_code == 201
    vehicle_id = made.json()["id"]
    system.patch(f"vehicles/{vehicle_id}", {"plate": "沪B54321"})
    told = system.get(f"vehicles/{vehicle_id}").json()
    assert (told["plate"], told["customer_id"]) == ("沪B54321", customer.pk)


def test_vehicles_come_a_page_at_a_time(system: System, desk: Desk) -> None:
    cars = [desk.car() for _ in range(3)]
    first = system.get("vehicles", limit=2).json()
    second = system.get("vehicles", limit=2, after=first["after"]).json()
    assert [one["id"] for one in first["items"] + second["items"]] == [car.pk for car in cars]


def test_vehicle_of_a_strange_customer_is_not_added(stranger: System, customer: Customer) -> None:
    answer = stranger.post("vehicles", {"vin": VIN, "customer_id": customer.pk})
    assert answer.status_code == 404
    assert not StoreVehicle.objects.exists()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "customers"), ("GET", "customers/search?q=x"), ("GET", "customers/1"),
        ("POST", "customers"), ("PATCH", "customers/1"), ("GET", "vehicles"),
        ("GET", "vehicles/1"), ("POST", "vehicles"), ("PATCH", "vehicles/1"),
    ],
)  # fmt: skip
def test_customers_are_closed_to_other_scopes(
    system_with: SystemWith, method: str, path: str
) -> None:
    system = system_with(Scope.READ_TASKS, Scope.WRITE_ORDERS)
    assert system.send(method, path, {"vin": VIN}).status_code == 403


def test_reading_does_not_allow_writing(system_with: SystemWith, customer: Customer) -> None:
    system = system_with(Scope.READ_CUSTOMERS)
    assert system.patch(f"customers/{customer.pk}", {"region": "x"}).status_code == 403


@pytest.mark.parametrize("path", ["customers/{customer}", "vehicles/{car}"])
def test_another_stores_file_cannot_be_corrected(
    stranger: System, customer: Customer, car: Vehicle, path: str
) -> None:
    place = path.format(customer=customer.pk, car=car.pk)
    assert stranger.get(place).status_code == 404
    assert stranger.patch(place, {"why": "x"}).status_code == 404
