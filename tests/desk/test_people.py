"""The page of a customer and of a car, and what is changed from them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from careloop.common.models import AuditRow
from careloop.customers.models import Consent, Contact, Customer
from careloop.desk.queries import people
from careloop.desk.rules import Due, next_maintenance
from careloop.insurance.models import InsurancePolicy
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer
from careloop.outreach.message_models import CustomerMessage
from careloop.outreach.models import ContactTask
from careloop.service.models import Appointment, RepairOrder, VisitSummary
from careloop.service.queries import free_slots
from tests.desk.conftest import NOW, TODAY, Desk, SignIn

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}


@pytest.fixture
def wang(agent: User, signed_in: SignIn) -> Client:
    return signed_in(agent)


@pytest.fixture
def chen(task: ContactTask) -> Customer:
    assert task.customer is not None
    return task.customer


def address(customer: Customer, rest: str = "") -> str:
    return f"/stores/S1/customers/{customer.pk}/{rest}"


def test_customer_page_shows_worth_dues_and_what_is_open(
    wang: Client, chen: Customer, order: RepairOrder, store: Store, desk: Desk
) -> None:
    VisitSummary.objects.create(
        store=store,
        vehicle=order.vehicle,
        visits=4,
        paid_visits=3,
        total_fen=123_450,
        average_days=150,
        last_visit_on=TODAY - timedelta(days=400),
        last_maintenance_on=TODAY - timedelta(days=400),
    )
    desk.complaint(NOW, customer=chen, vehicle=order.vehicle)
    page = wang.get(address(chen)).content.decode()
    assert "¥1,234.50" in page
    assert "流失客户" in page
    assert f"保养 {TODAY - timedelta(days=250)}" in page
    assert "row-bad" in page  # the complaint
    assert "139****7750" in page
    assert "13912347750" not in page


def test_history_joins_what_every_room_knows(
    wang: Client, chen: Customer, order: RepairOrder, desk: Desk, store: Store
) -> None:
    car = order.vehicle
    task = desk.task(TODAY, customer=chen, vehicle=car)
    desk.attempt(task, NOW - timedelta(hours=1), "answered", remark="都很好")
    desk.complaint(NOW - timedelta(hours=2), customer=chen, vehicle=car, description="等太久")
    desk.appointment(NOW + timedelta(days=2), vehicle=car, customer=chen)
    InsurancePolicy.objects.create(
        store=store, policy_no="P1", vehicle=car, kind="commercial", insurer="人保",
        starts_on=date(2025, 1, 2), ends_on=date(2026, 1, 2), changed_at=NOW,
    )  # fmt: skip
    CustomerMessage.objects.create(
        store=store, customer=chen, channel="sms", purpose="reminder", text="记得保养",
        state="sent", made_at=NOW, sent_at=NOW - timedelta(hours=3),
    )  # fmt: skip
    page = wang.get(address(chen, "history/"), headers=PART).content.decode()
    for words in ("记得保养", "都很好", "等太久", "¥380", "人保", "商业险", order.ro_no, "预约"):
        assert words in page, words
    only_calls = wang.get(address(chen, "history/?kind=call"), headers=PART).content.decode()
    assert "都很好" in only_calls
    assert order.ro_no not in only_calls


def test_history_goes_back_page_by_page(wang: Client, chen: Customer, desk: Desk) -> None:
    car = ContactTask.objects.get().vehicle
    for number in range(30):
        desk.order(car, TODAY - timedelta(days=10 + number), customer=chen)
    page = wang.get(address(chen, "history/"), headers=PART).content.decode()
    assert page.count('class="happening ') == 20
    more = page.split('class="btn btn-sm" href="')[1].split('"')[0]
    rest = wang.get(more, headers=PART).content.decode()
    assert rest.count('class="happening ') == 11
    assert "chips" not in rest


def test_vehicle_page_names_the_customer(wang: Client, chen: Customer, order: RepairOrder) -> None:
    page = wang.get(f"/stores/S1/vehicles/{order.vehicle_id}/").content.decode()
    assert "陈静" in page
    assert "沪A12345" in page


def test_a_number_is_shown_and_put_on_record(wang: Client, chen: Customer, agent: User) -> None:
    contact = Contact.objects.get(customer=chen)
    answer = wang.post(address(chen, f"contacts/{contact.pk}/number/"), headers=PART)
    assert answer.content.decode().strip() == "13912347750"
    row = AuditRow.objects.get(action="contact.reveal_phone")
    assert row.actor_id == agent.pk


def test_a_value_is_put_right(wang: Client, chen: Customer) -> None:
    sent = {"field": "phone", "value": "13800009999", "why": "换号"}
    assert wang.post(address(chen, "correct/"), sent).status_code == 302
    assert Contact.objects.get(customer=chen).phone == "13800009999"
    page = wang.post(address(chen, "correct/"), sent | {"value": "12"}, follow=True)
    assert "12" in page.content.decode()
    assert Contact.objects.get(customer=chen).phone == "13800009999"


def test_a_wish_is_noted_with_its_reason(wang: Client, chen: Customer) -> None:
    sent = {"channel": "sms", "purpose": "marketing", "is_given": "no", "reason": "太多了"}
    wang.post(address(chen, "wish/"), sent)
    assert Consent.objects.get().is_given is False
    page = wang.get(address(chen)).content.decode()
    assert "太多了" in page


def test_a_task_is_made_by_hand(wang: Client, chen: Customer, order: RepairOrder) -> None:
    sent = {
        "contact_type": "special_topic",
        "vehicle": str(order.vehicle_id),
        "due_on": str(TODAY),
        "note": "召回通知",
    }
    wang.post(address(chen, "task/"), sent)
    made = ContactTask.objects.get(contact_type="special_topic")
    assert (made.note, made.vehicle_id, made.state) == ("召回通知", order.vehicle_id, "open")
    assert wang.post(address(chen, "task/"), {"contact_type": "x"}).status_code == 400


def test_an_appointment_is_booked(
    wang: Client, chen: Customer, order: RepairOrder, as_agent: Viewer, store: Store
) -> None:
    days = [TODAY + timedelta(days=number) for number in range(1, 9)]
    free = next(slots for day in days if (slots := free_slots(as_agent, store, day, 60)))
    sent = {"vehicle": str(order.vehicle_id), "appointed_at": f"{free[0].at:%Y-%m-%dT%H:%M}"}
    wang.post(address(chen, "appointment/"), sent)
    booked = Appointment.objects.get()
    assert (booked.appointed_at, booked.origin) == (free[0].at, "passive")
    for forged in ({}, {"appointed_at": ""}, {"appointed_at": "yesterday"}):
        answer = wang.post(address(chen, "appointment/"), sent | {"appointed_at": ""} | forged)
        assert "请选择一个空闲时段" in wang.get(answer["Location"]).content.decode()
    assert Appointment.objects.count() == 1


def test_nobody_else_changes_a_customer(chen: Customer, outsider: User, signed_in: SignIn) -> None:
    client = signed_in(outsider)
    contact = Contact.objects.get(customer=chen)
    for rest in ("correct/", "wish/", "task/", "appointment/", f"contacts/{contact.pk}/number/"):
        assert client.post(address(chen, rest)).status_code == 404, rest


def test_a_customer_of_another_store_is_no_page(
    wang: Client, chen: Customer, other_store: Store
) -> None:
    stranger, car = Desk(other_store).customer("陌生人", "13700001111", "京A00001")
    assert wang.get(address(stranger)).status_code == 404
    assert wang.get(f"/stores/S1/vehicles/{car.pk}/").status_code == 404


def test_worth_adds_up_the_cars(as_agent: Viewer, chen: Customer, order: RepairOrder) -> None:
    cars = people.cars_of(as_agent, chen)
    assert people.worth(cars) == people.Worth(0, 0, 0, None, None)


@pytest.mark.parametrize(
    ("purchased_on", "last_on", "average_days", "due"),
    [
        (None, None, None, None),
        (date(2026, 1, 31), None, None, date(2026, 4, 30)),
        (date(2020, 1, 1), date(2026, 1, 31), None, date(2026, 6, 30)),
        (date(2020, 1, 1), date(2026, 1, 1), 100, date(2026, 4, 11)),
    ],
)
def test_next_maintenance_is_forecast(
    purchased_on: date | None, last_on: date | None, average_days: int | None, due: date | None
) -> None:
    found = next_maintenance(purchased_on=purchased_on, last_on=last_on, average_days=average_days)
    assert (found.on if found else None) == due


def test_a_due_day_has_a_tone() -> None:
    today = date(2026, 11, 22)
    tones = [
        Due(people.rules.INSURANCE, today + timedelta(days=n)).tone(today)
        for n in (-1, -180, -181, 0, 31)
    ]
    assert tones == ["bad", "bad", "", "warn", ""]
    assert Due(people.rules.MAINTENANCE, today - timedelta(days=500)).tone(today) == "bad"


def test_a_warranty_that_ended_years_ago_is_expired_not_due(
    wang: Client, desk: Desk, order: RepairOrder
) -> None:
    vehicle = order.vehicle
    assert vehicle is not None
    vehicle.warranty_ends_on = date(2021, 12, 6)
    vehicle.save()
    page = wang.get(f"/stores/S1/vehicles/{vehicle.pk}/").content.decode()
    assert '<span class="badge-state ">质保到期 2021-12-06 · 已过期</span>' in page
