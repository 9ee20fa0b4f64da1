"""Recording a complaint on the page: for whom, is it known already, what comes back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from careloop.complaints.choices import State
from careloop.complaints.models import Complaint
from careloop.customers.models import StoreVehicle
from careloop.organisation.choices import Role
from careloop.organisation.models import Store, User
from tests.complaints.life import ON
from tests.complaints.pages import (  # noqa: F401
    Clock,
    SignIn,
    address,
    clock,
    person,
    signed_in,
)
from tests.complaints.test_pages import said
from tests.mart.books import Books

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang(signed_in: SignIn, agent: User) -> Client:  # noqa: F811
    return signed_in(agent)


def typed(**more: object) -> dict[str, object]:
    return {
        "description": "交车晚了两个小时",
        "cause": "time",
        "severity": "3",
        "channel": "on_site",
        "received_at": "2026-09-08T09:30",
        "faults": "",
    } | more


def test_a_complaint_is_opened_for_a_car(wang: Client, books: Books) -> None:
    car = books.vehicle(plate="沪A51234")
    order = books.order(car, ON[0].date())
    shown = said(wang.get(address("open") + f"?vehicle={car.pk}"))
    assert "沪A51234" in shown
    assert order.ro_no in shown
    assert "一类：重大服务质量事故" in shown
    assert "代客签字" in shown
    answer: Any = wang.post(
        address("open"), typed(vehicle=car.pk, order=order.pk, faults="晚交车\n\n没有通知")
    )
    made = Complaint.objects.get()
    assert answer.url == address("complaint", made)
    assert (made.vehicle, made.order, made.cause, made.severity) == (car, order, "time", "3")
    assert made.customer == StoreVehicle.objects.get(vehicle=car).customer
    assert [fault.text for fault in made.faults.order_by("pk")] == ["晚交车", "没有通知"]


def test_an_open_complaint_of_the_same_car_is_shown(wang: Client, books: Books) -> None:
    car = books.vehicle(plate="沪A51234")
    known = books.complaint(ON[0], vehicle=car)
    books.complaint(ON[0], vehicle=car, state=State.ARCHIVED.value)
    shown = said(wang.get(address("open") + f"?vehicle={car.pk}"))
    assert "已有 1 件未结投诉" in shown
    assert address("complaint", known) in shown


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"description": ""}, "这个字段是必填项"),
        ({"cause": "weather"}, "weather"),
        ({"received_at": "2026-09-09T09:30"}, "早于"),
    ],
)
def test_what_cannot_be_opened_comes_back_filled(
    wang: Client, store: Store, wrong: dict[str, str], sentence: str
) -> None:
    answer = wang.post(address("open"), typed(**wrong))
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert 'value="on_site" selected' in said(answer)
    assert not Complaint.objects.exists()


def test_a_complaint_without_a_customer_on_file(wang: Client, store: Store) -> None:
    wang.post(address("open"), typed(severity=""))
    made = Complaint.objects.get()
    assert (made.customer, made.vehicle, made.severity) == (None, None, "")
    assert said(wang.get(address("complaint", made)))


def test_another_stores_car_cannot_be_complained_of(
    wang: Client, other_store: Store, store: Store
) -> None:
    car = Books(other_store).vehicle()
    assert wang.get(address("open") + f"?vehicle={car.pk}").status_code == 404
    assert wang.post(address("open"), typed(vehicle=car.pk)).status_code == 404


def test_words_point_to_a_cause_that_nobody_chose(wang: Client, store: Store) -> None:
    answer = wang.post(address("suggest"), {"description": "等了三个小时才交车，太慢了"})
    assert "时间" in said(answer)
    assert "%" in said(answer)
    assert said(wang.post(address("suggest"), {"description": " "})).strip() == ""
    assert wang.get(address("suggest")).status_code == 405


def test_hits_beside_the_box_are_the_stores_own(wang: Client, books: Books) -> None:
    assert wang.get(address("find") + "?q=沪A").status_code == 200
    assert "档案中没有找到" in said(wang.get(address("find") + "?q=zzz"))


def test_those_who_only_see_open_nothing(
    signed_in: SignIn,  # noqa: F811
    store: Store,
    clock: type[Clock],  # noqa: F811
) -> None:
    """The workshop supervisor handles complaints, but does not record them."""
    supervisor = signed_in(person("wu", Role.WORKSHOP_SUPERVISOR, store))
    assert supervisor.get(address("open")).status_code == 403
    assert "登记投诉" not in said(supervisor.get(address("board")))
