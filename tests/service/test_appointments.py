"""Appointments: what may be done to one, by whom, and what is written."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from careloop.common.models import AuditRow
from careloop.core.kernel.errors import Refused
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Forbidden, Viewer
from careloop.service import actions, queries
from careloop.service.choices import AppointmentState
from careloop.service.models import Appointment, Bay
from careloop.service.rules import NoRoom
from tests.mart.books import Books
from tests.service.conftest import NINE, NOW, Booking

LATER = NINE + timedelta(hours=2)


def test_book_writes_the_appointment(
    booked: Booking, car: Vehicle, owner: Customer, agent: User, books: Books
) -> None:
    agent.employee = books.employee("K01")
    agent.save()
    made = booked(vehicle=car, origin="passive", minutes=90, request="空调不凉", advisor_no="A01")
    stored = Appointment.objects.get()
    assert stored == made
    assert stored.appointment_no == "YY20261120-001"
    assert (stored.customer, stored.plate, stored.vin) == (owner, car.plate, car.vin)
    assert (stored.booked_at, stored.appointed_at, stored.minutes) == (NOW, NINE, 90)
    assert (stored.origin, stored.taken_by_no, stored.has_exact_time) == ("passive", "K01", True)
    assert stored.digest is None
    assert stored.changed_at == NOW


def test_book_leaves_an_audit_row_without_personal_data(booked: Booking, car: Vehicle) -> None:
    made = booked(vehicle=car, request="电话13912345678")
    row = AuditRow.objects.get(action="appointment.book")
    assert row.subject_id == str(made.pk)
    assert row.detail == {"at": "2026-11-23 09:00", "bay": "预约 1"}


def test_book_is_for_those_who_may(
    as_outsider: Viewer, as_head_office: Viewer, booked: Booking
) -> None:
    for viewer in (as_outsider, as_head_office):
        with pytest.raises(Forbidden):
            booked(by=viewer)
    assert not Appointment.objects.exists()


def test_book_takes_a_plate_not_on_file(booked: Booking, store: Store, as_agent: Viewer) -> None:
    made = actions.book(
        by=as_agent, store=store, vehicle=None, customer=None, plate=" 浙b8 ",
        appointed_at=NINE, now=NOW, origin="passive",
    )  # fmt: skip
    assert (made.plate, made.vehicle, made.customer) == ("浙B8", None, None)


def test_book_refuses_nobody(store: Store, as_agent: Viewer) -> None:
    with pytest.raises(Refused, match="names a vehicle, a customer or a plate"):
        actions.book(
            by=as_agent, store=store, vehicle=None, customer=None,
            appointed_at=NINE, now=NOW, origin="passive",
        )  # fmt: skip


def test_book_refuses_the_car_or_customer_of_another_store(
    booked: Booking, other_store: Store
) -> None:
    strange = Books(other_store).vehicle()
    with pytest.raises(Refused, match="not on this store's file"):
        booked(vehicle=strange)
    with pytest.raises(Refused, match="not on this store's file"):
        booked(customer=Customer.objects.get(store=other_store))


def test_book_refuses_an_unknown_origin_and_length(booked: Booking) -> None:
    with pytest.raises(Refused, match="“both”"):
        booked(origin="both")
    with pytest.raises(Refused, match="15 to 600 minutes, not 0"):
        booked(minutes=0)


def test_book_the_same_car_twice_a_day_names_the_first(booked: Booking, car: Vehicle) -> None:
    booked(vehicle=car)
    with pytest.raises(Refused, match="YY20261120-001 \\(2026-11-23 09:00\\)"):
        booked(LATER, vehicle=car)
    assert booked(NINE + timedelta(days=1), vehicle=car).pk


@pytest.mark.parametrize(
    ("at", "why", "offer"),
    [
        (datetime(2026, 11, 20, 7, 59), "is past", "2026-11-20 08:30"),
        (datetime(2026, 11, 23, 7, 0), "outside the opening hours", "2026-11-23 08:30"),
        (datetime(2026, 11, 23, 12, 30), "outside the opening hours", "2026-11-23 13:00"),
        (datetime(2026, 11, 23, 17, 0), "outside the opening hours", "2026-11-24 08:30"),
        (datetime(2027, 11, 23, 9, 0), "books 90 days ahead", "2026-11-20 08:30"),
        (datetime(2027, 1, 1, 9, 0), "outside the opening hours", "2027-01-04 08:30"),
    ],
)
def test_book_at_no_time_of_the_store_names_the_next_that_is(
    booked: Booking, at: datetime, why: str, offer: str
) -> None:
    with pytest.raises(NoRoom, match=f"{why}.*{offer}") as refusal:
        booked(at)
    assert offer in refusal.value.say("zh")


def test_book_gives_each_a_bay_until_none_is_left(booked: Booking) -> None:
    assert [booked().bay.name for _ in range(2)] == ["预约 1", "预约 2"]
    with pytest.raises(NoRoom, match="No bay is free at 2026-11-23 09:00") as refusal:
        booked()
    assert refusal.value.offers[0] == datetime(2026, 11, 23, 10, 0)
    assert Appointment.objects.count() == 2


def test_book_gives_the_bay_wished_for_where_it_is_free(booked: Booking, bays: list[Bay]) -> None:
    assert booked(bay=bays[1]).bay == bays[1]
    assert booked(bay=bays[1]).bay == bays[0]


def test_book_numbers_count_on_past_imported_ones(booked: Booking, books: Books) -> None:
    books.appointment(NINE + timedelta(days=3), appointment_no="YY20261120-002")
    numbers = [booked(NINE + timedelta(hours=h)).appointment_no for h in (0, 1)]
    assert numbers == ["YY20261120-001", "YY20261120-003"]
    next_day = booked(LATER, now=NOW + timedelta(days=1))
    assert next_day.appointment_no == "YY20261121-001"


def test_move_changes_time_and_forgets_the_reminder(booked: Booking, as_agent: Viewer) -> None:
    made = booked()
    actions.mark_reminded(by=as_agent, appointment=made, reminded_at=NOW, now=NOW)
    moved = actions.move(by=as_agent, appointment=made, appointed_at=LATER, now=NOW, minutes=30)
    stored = Appointment.objects.get()
    assert (stored.appointed_at, stored.minutes, stored.reminded_at) == (LATER, 30, None)
    assert stored.booked_at == NOW
    assert moved.appointment_no == made.appointment_no


def test_move_within_its_own_time_is_free(booked: Booking, as_agent: Viewer) -> None:
    first, _ = booked(), booked()
    half_past = NINE + timedelta(minutes=30)
    moved = actions.move(by=as_agent, appointment=first, appointed_at=half_past, now=NOW)
    assert (moved.appointed_at, moved.bay) == (half_past, first.bay)


def test_move_to_a_full_time_changes_nothing(booked: Booking, as_agent: Viewer) -> None:
    booked(), booked()
    third = booked(LATER)
    with pytest.raises(NoRoom):
        actions.move(by=as_agent, appointment=third, appointed_at=NINE, now=NOW)
    assert Appointment.objects.get(pk=third.pk).appointed_at == LATER


def test_cancel_keeps_the_reason_and_frees_the_bay(booked: Booking, as_agent: Viewer) -> None:
    booked(), booked()
    first = Appointment.objects.first()
    assert first is not None
    actions.cancel(by=as_agent, appointment=first, reason="no_time", note="出差", now=NOW)
    first.refresh_from_db()
    assert (first.cancelled_at, first.cancel_reason, first.cancel_note) == (NOW, "no_time", "出差")
    assert booked().bay == first.bay


def test_cancel_wants_a_reason_and_an_expected_customer(booked: Booking, as_agent: Viewer) -> None:
    made = booked()
    with pytest.raises(Refused, match="Choose a reason"):
        actions.cancel(by=as_agent, appointment=made, reason="", now=NOW)
    actions.cancel(by=as_agent, appointment=made, reason="other", now=NOW)
    for deed in (
        lambda: actions.cancel(by=as_agent, appointment=made, reason="other", now=NOW),
        lambda: actions.move(by=as_agent, appointment=made, appointed_at=LATER, now=NOW),
        lambda: actions.arrive(by=as_agent, appointment=made, now=NINE),
        lambda: actions.mark_no_show(by=as_agent, appointment=made, now=LATER),
        lambda: actions.expect_again(by=as_agent, appointment=made, now=LATER),
    ):
        with pytest.raises(Refused, match="YY20261120-001 is “cancelled”"):
            deed()


def test_arrive_notes_the_minute(booked: Booking, as_agent: Viewer) -> None:
    made = booked()
    came = NINE - timedelta(minutes=3, seconds=-20)
    actions.arrive(by=as_agent, appointment=made, now=came)
    assert Appointment.objects.get().arrived_at == NINE - timedelta(minutes=3)
    with pytest.raises(Refused, match="“arrived”"):
        actions.arrive(by=as_agent, appointment=made, now=came)


def test_arrive_refuses_a_moment_to_come(booked: Booking, as_agent: Viewer) -> None:
    with pytest.raises(Refused, match="still to come"):
        actions.arrive(by=as_agent, appointment=booked(), now=NOW, arrived_at=NINE)


def test_no_show_frees_the_bay_and_a_late_arrival_undoes_it(
    booked: Booking, as_agent: Viewer
) -> None:
    made = booked(minutes=120)
    with pytest.raises(Refused, match="It is not 2026-11-23 09:00 yet"):
        actions.mark_no_show(by=as_agent, appointment=made, now=NOW)
    actions.mark_no_show(by=as_agent, appointment=made, now=NINE + timedelta(minutes=30))
    made.refresh_from_db()
    assert made.state(NINE.date()) == AppointmentState.NO_SHOW
    actions.arrive(by=as_agent, appointment=made, now=LATER)
    made.refresh_from_db()
    assert (made.no_show_at, made.arrived_at) == (None, LATER)


def test_expect_again_takes_a_slip_back(booked: Booking, as_agent: Viewer) -> None:
    made = booked()
    with pytest.raises(Refused, match="expected again"):
        actions.expect_again(by=as_agent, appointment=made, now=NINE)
    actions.arrive(by=as_agent, appointment=made, now=NINE)
    actions.expect_again(by=as_agent, appointment=made, now=NINE)
    assert Appointment.objects.get().arrived_at is None


def test_work_by_hand_on_an_imported_one_is_seen(books: Books, as_agent: Viewer) -> None:
    imported = books.appointment(NINE, changed_run=7, digest=b"x")
    actions.arrive(by=as_agent, appointment=imported, now=NINE)
    imported.refresh_from_db()
    assert (imported.changed_run, imported.changed_at, bytes(imported.digest)) == (None, NINE, b"x")


def test_nobody_works_on_the_appointment_of_another_store(
    booked: Booking, as_outsider: Viewer, store: Store
) -> None:
    made = booked()
    with pytest.raises(Forbidden):
        actions.cancel(by=as_outsider, appointment=made, reason="other", now=NOW)
    with pytest.raises(Forbidden):
        queries.appointment(as_outsider, store, made.pk)


def test_history_tells_every_deed_in_order(booked: Booking, as_agent: Viewer) -> None:
    made = booked()
    actions.move(by=as_agent, appointment=made, appointed_at=LATER, now=NOW)
    actions.arrive(by=as_agent, appointment=made, now=LATER)
    told = [row.action for row in queries.history(as_agent, made)]
    assert told == ["appointment.book", "appointment.move", "appointment.arrive"]


def test_state_of_a_day_gone_by_is_not_come(booked: Booking) -> None:
    made = booked()
    assert made.state(NINE.date()) == AppointmentState.EXPECTED
    assert made.state(NINE.date() + timedelta(days=1)) == AppointmentState.NO_SHOW


def test_link_order_by_hand(booked: Booking, as_agent: Viewer, car: Vehicle, books: Books) -> None:
    made = booked(vehicle=car)
    order, strange = books.order(car, NINE.date()), books.order(books.vehicle(), NINE.date())
    with pytest.raises(Refused, match="of another car"):
        actions.link_order(by=as_agent, appointment=made, order=strange, now=LATER)
    actions.link_order(by=as_agent, appointment=made, order=order, now=LATER)
    assert Appointment.objects.get().ro_no == order.ro_no


def test_link_orders_finds_the_car_of_that_day(
    booked: Booking, as_agent: Viewer, books: Books, store: Store
) -> None:
    mine, internal, unseen = (books.vehicle() for _ in range(3))
    for number, vehicle in enumerate((mine, internal, unseen)):
        booked(NINE + timedelta(hours=number), vehicle=vehicle)
    order = books.order(mine, NINE.date())
    books.order(internal, NINE.date(), is_internal=True)
    books.order(unseen, NINE.date() + timedelta(days=1))
    assert actions.link_orders(by=as_agent, store=store, now=LATER) == 1
    assert actions.link_orders(by=as_agent, store=store, now=LATER) == 0
    linked = Appointment.objects.get(vehicle=mine)
    assert (linked.ro_no, linked.arrived_at) == (order.ro_no, None)
    assert linked.state(NINE.date() + timedelta(days=1)) == AppointmentState.ARRIVED


def test_link_orders_prefers_the_order_that_names_it(
    booked: Booking, as_agent: Viewer, car: Vehicle, books: Books, store: Store
) -> None:
    made = booked(vehicle=car)
    books.order(car, NINE.date())
    books.order(car, NINE.date(), appointment_no="another")
    named = books.order(car, NINE.date(), appointment_no=made.appointment_no)
    actions.link_orders(by=as_agent, store=store, now=LATER)
    assert Appointment.objects.get().ro_no == named.ro_no
