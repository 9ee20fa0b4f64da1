"""The appointment pages: who may open them, what they show and do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from careloop.customers.actions import refresh_search_keys
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.models import DayException, Store, User
from careloop.service import capacity_pages, deeds, views
from careloop.service.models import Appointment, Bay, CapacitySettings
from tests.mart.books import Books
from tests.service.conftest import NINE, NOW, Booking

pytestmark = pytest.mark.django_db
BOARD = "/stores/S1/appointments/"
AT_NINE = {
    "day": "2026-11-23",
    "time": "09:00",
    "minutes": "60",
    "origin": "passive",
    "job_type": "periodic_maintenance",
}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Friday at eight, for every page."""
    for module in (views, deeds, capacity_pages):
        monkeypatch.setattr(module, "now", lambda: NOW)


@pytest.fixture
def at_desk(agent: User) -> Client:
    return signed_in(agent)


@pytest.fixture
def leading(director: User) -> Client:
    return signed_in(director)


def signed_in(user: User) -> Client:
    user.language = "en"
    user.save()
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def body(answer: Any) -> str:
    return str(answer.content.decode())


def one(made: Appointment, deed: str = "") -> str:
    return f"{BOARD}{made.pk}/{deed}"


@pytest.mark.parametrize("page", ["", "book/", "find/?q=a", "slots/?day=2026-11-23", "1/"])
def test_pages_are_closed_to_visitors_other_stores_and_head_office(
    page: str, store: Store, outsider: User, as_head_office: Any
) -> None:
    assert Client().get(BOARD + page).status_code == 302
    assert signed_in(outsider).get(BOARD + page).status_code == 404
    assert signed_in(User.objects.get(username="chen")).get(BOARD + page).status_code == 403


@pytest.mark.parametrize("deed", ["move/", "cancel/", "mark/", "link/"])
def test_deeds_are_for_those_who_book(deed: str, booked: Booking, store: Store) -> None:
    made, reader = booked(), User.objects.create(username="reader")
    reader.role_grants.create(role="head_office", store=store)
    assert signed_in(reader).post(one(made, deed)).status_code == 403
    assert signed_in(reader).get(one(made, deed)).status_code == 405


@pytest.mark.parametrize("page", ["", "hours/", "days/", "bays/"])
def test_capacity_is_for_those_who_lead(page: str, at_desk: Client, outsider: User) -> None:
    for client, status in ((at_desk, 403), (signed_in(outsider), 404)):
        assert client.post(f"{BOARD}capacity/{page}").status_code == status
    assert at_desk.get(BOARD + "capacity/").status_code == 403


def test_board_shows_who_comes_and_what_is_free(
    at_desk: Client, booked: Booking, car: Vehicle
) -> None:
    booked(vehicle=car, job_type="repair", request="<b>异响</b>")
    page = body(at_desk.get(BOARD + "?day=2026-11-23"))
    assert page.count("沪A12345") >= 2
    assert "王芳" in page
    assert "&lt;b&gt;异响" in page
    assert "book/?at=2026-11-23T10:00&amp;bay=" in page
    assert "Bays and hours" not in page


def test_board_says_that_the_day_is_shut(leading: Client) -> None:
    page = body(leading.get(BOARD + "?day=2027-01-01"))
    assert "The store is shut that day." in page
    assert "Bays and hours" in page


def test_board_of_a_day_that_is_none_is_refused(at_desk: Client) -> None:
    answer = at_desk.get(BOARD + "?day=banana")
    assert answer.status_code == 400
    assert "banana" in body(answer)


def test_board_asks_little_of_the_database(
    at_desk: Client, books: Books, django_assert_max_num_queries: Any
) -> None:
    for number in range(50):
        books.appointment(NINE + timedelta(minutes=5 * number), vehicle=books.vehicle())
    at_desk.get(BOARD)
    with django_assert_max_num_queries(15):
        assert at_desk.get(BOARD + "?day=2026-11-23").status_code == 200


def test_find_leads_to_the_car_by_plate_and_order(
    at_desk: Client, car: Vehicle, books: Books
) -> None:
    books.order(car, NINE.date(), ro_no="RO123")
    refresh_search_keys(store=books.store)
    assert f"?vehicle={car.pk}" in body(at_desk.get(BOARD + "find/?q=沪A12345"))
    page = body(at_desk.get(BOARD + "find/?q=RO123&at=2026-11-23T09:00"))
    assert f"?vehicle={car.pk}&amp;at=2026-11-23T09" in page
    assert "Nobody on file" in body(at_desk.get(BOARD + "find/?q=zzzz"))


def test_slots_offer_the_day_or_what_comes_next(at_desk: Client, booked: Booking) -> None:
    page = body(at_desk.get(BOARD + "slots/?day=2026-11-23&minutes=60"))
    assert 'value="2026-11-23T08:30"' in page
    page = body(at_desk.get(BOARD + "slots/?day=2027-01-01&minutes=60"))
    assert 'value="2027-01-04T08:30"' in page
    assert at_desk.get(BOARD + "slots/?day=2026-11-23&minutes=5").status_code == 400


def test_book_page_shows_for_whom_and_what_is_booked_already(
    at_desk: Client, booked: Booking, car: Vehicle, django_assert_max_num_queries: Any
) -> None:
    booked(vehicle=car)
    at_desk.get(BOARD)
    with django_assert_max_num_queries(15):
        page = body(at_desk.get(f"{BOARD}book/?vehicle={car.pk}&at=2026-11-24T09:00"))
    assert "王芳" in page
    assert 'value="2026-11-24"' in page
    assert "Booked already: 2026-11-23 09:00" in page


def test_book_page_asks_with_which_car(at_desk: Client, owner: Customer, books: Books) -> None:
    second = books.vehicle(plate="沪B99999")
    second.at_stores.update(customer=owner)
    page = body(at_desk.get(f"{BOARD}book/?customer={owner.pk}"))
    assert "沪A12345" in page
    assert "沪B99999" in page


def test_book_page_of_a_car_of_others_is_none(at_desk: Client, other_store: Store) -> None:
    strange = Books(other_store).vehicle()
    assert at_desk.get(f"{BOARD}book/?vehicle={strange.pk}").status_code == 404


def test_book_posted_books_and_returns_to_the_day(
    at_desk: Client, car: Vehicle, owner: Customer
) -> None:
    answer = at_desk.post(BOARD + "book/", AT_NINE | {"vehicle": car.pk, "request": "异响"})
    assert answer["Location"] == BOARD + "?day=2026-11-23"
    made = Appointment.objects.get()
    assert (made.vehicle, made.customer, made.appointed_at) == (car, owner, NINE)
    assert (made.job_type, made.origin, made.request) == ("periodic_maintenance", "passive", "异响")


def test_book_takes_the_slot_pressed(at_desk: Client) -> None:
    pressed = AT_NINE | {"slot": "2026-11-24T10:30", "plate": "沪C1"}
    assert at_desk.post(BOARD + "book/", pressed).status_code == 302
    assert Appointment.objects.get().appointed_at == datetime(2026, 11, 24, 10, 30)


def test_book_at_a_time_gone_says_so_and_offers_the_next(
    at_desk: Client, booked: Booking, car: Vehicle
) -> None:
    booked(), booked()
    answer = at_desk.post(BOARD + "book/", AT_NINE | {"vehicle": car.pk, "request": "异响"})
    page = body(answer)
    assert answer.status_code == 422
    assert "No bay is free at 2026-11-23 09:00" in page
    assert 'name="slot" value="2026-11-23T10:00"' in page
    assert "异响" in page


def test_book_half_filled_writes_nothing(at_desk: Client, car: Vehicle) -> None:
    answer = at_desk.post(BOARD + "book/", {"vehicle": car.pk, "day": "2026-11-23"})
    assert answer.status_code == 422
    assert not Appointment.objects.exists()


def test_appointment_opens_as_page_and_beside_the_board(
    at_desk: Client, booked: Booking, car: Vehicle, django_assert_max_num_queries: Any
) -> None:
    made = booked(vehicle=car)
    at_desk.get(BOARD)
    with django_assert_max_num_queries(15):
        assert "<html" in body(at_desk.get(one(made)))
    beside = body(at_desk.get(one(made), headers={"HX-Request": "true"}))
    assert "<html" not in beside
    assert made.appointment_no in beside


def test_appointment_of_another_store_is_none(at_desk: Client, other_store: Store) -> None:
    assert at_desk.get(one(Books(other_store).appointment(NINE))).status_code == 404


def test_move_posted_moves(at_desk: Client, booked: Booking) -> None:
    made = booked()
    later = {"day": "2026-11-24", "time": "10:00", "minutes": "90"}
    assert at_desk.post(one(made, "move/"), later)["Location"] == BOARD + "?day=2026-11-24"
    made.refresh_from_db()
    assert (made.appointed_at, made.minutes) == (datetime(2026, 11, 24, 10, 0), 90)


def test_move_to_a_shut_time_keeps_what_was_typed(at_desk: Client, booked: Booking) -> None:
    shut = {"day": "2026-11-23", "time": "20:00", "minutes": "90"}
    answer = at_desk.post(one(booked(), "move/"), shut)
    assert answer.status_code == 422
    assert "outside the opening hours" in body(answer)
    assert 'value="20:00"' in body(answer)
    assert at_desk.post(one(Appointment.objects.get(), "move/"), {}).status_code == 422


def test_cancel_wants_a_reason(at_desk: Client, booked: Booking) -> None:
    made = booked()
    assert at_desk.post(one(made, "cancel/"), {"note": "?"}).status_code == 422
    assert at_desk.post(one(made, "cancel/"), {"reason": "no_time"}).status_code == 302
    assert at_desk.post(one(made, "cancel/"), {"reason": "no_time"}).status_code == 422
    made.refresh_from_db()
    assert made.cancel_reason == "no_time"


def test_mark_arrived_missed_and_neither(
    at_desk: Client, booked: Booking, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = booked()
    monkeypatch.setattr(deeds, "now", lambda: NINE + timedelta(minutes=10))
    at_desk.post(one(made, "mark/"), {"deed": "no_show"})
    at_desk.post(one(made, "mark/"), {"deed": "arrive", "arrived_at": "2026-11-23T08:58"})
    made.refresh_from_db()
    assert (made.arrived_at, made.no_show_at) == (NINE - timedelta(minutes=2), None)
    at_desk.post(one(made, "mark/"), {"deed": "again"})
    made.refresh_from_db()
    assert made.arrived_at is None
    refused = at_desk.post(one(made, "mark/"), {"deed": "again"}, follow=True)
    assert "cannot be expected again" in body(refused)
    assert at_desk.post(one(made, "mark/"), {"deed": "steal"}).status_code == 404


def test_link_by_the_number_of_the_order(
    at_desk: Client, booked: Booking, car: Vehicle, books: Books
) -> None:
    made, order = booked(vehicle=car), books.order(car, NINE.date())
    unknown = at_desk.post(one(made, "link/"), {"ro_no": "none"}, follow=True)
    assert "no repair order “none”" in body(unknown)
    at_desk.post(one(made, "link/"), {"ro_no": order.ro_no})
    made.refresh_from_db()
    assert made.ro_no == order.ro_no


def test_capacity_page_shows_and_saves(
    leading: Client, store: Store, django_assert_max_num_queries: Any
) -> None:
    leading.get(BOARD)
    with django_assert_max_num_queries(15):
        assert 'value="08:30"' in body(leading.get(BOARD + "capacity/"))
    wanted = {"slot_minutes": 20, "walk_in_percent": 50, "late_minutes": 10, "horizon_days": 30}
    assert leading.post(BOARD + "capacity/", wanted).status_code == 302
    settings = CapacitySettings.objects.get(store=store)
    assert {name: getattr(settings, name) for name in wanted} == wanted
    assert leading.post(BOARD + "capacity/", wanted | {"slot_minutes": 33}).status_code == 422
    assert leading.post(BOARD + "capacity/", {}).status_code == 422


def test_bays_are_added_and_changed(leading: Client, store: Store, other_store: Store) -> None:
    page = BOARD + "capacity/bays/"
    new = {"name": "钣喷 1", "kind": "bodywork", "is_active": "on"}
    assert leading.post(page, new).status_code == 302
    bay = Bay.objects.get(store=store)
    assert (bay.name, bay.kind, bay.is_dedicated, bay.is_active) == (
        "钣喷 1",
        "bodywork",
        False,
        True,
    )
    taken = leading.post(page, new)
    assert taken.status_code == 422
    assert "There is a bay “钣喷 1” already" in body(taken)
    leading.post(page, {"bay": bay.pk, "name": "钣喷", "kind": "any", "is_dedicated": "on"})
    bay.refresh_from_db()
    assert (bay.name, bay.is_dedicated, bay.is_active) == ("钣喷", True, False)
    strange = Bay.objects.create(store=other_store, name="X")
    assert leading.post(page, new | {"bay": strange.pk}).status_code == 404


def test_hours_are_set_and_wrong_ones_named(leading: Client, booked: Booking) -> None:
    week = {
        f"d{n}-{name}": at
        for n in range(1, 6)
        for name, at in (("opens", "09:00"), ("closes", "18:00"))
    }
    assert leading.post(BOARD + "capacity/hours/", week).status_code == 302
    assert booked(datetime(2026, 11, 23, 17, 0)).pk
    wrong = leading.post(BOARD + "capacity/hours/", week | {"d2-closes": "08:00"})
    assert wrong.status_code == 422
    assert "Tuesday" in body(wrong)
    half = leading.post(BOARD + "capacity/hours/", {"d1-opens": "09:00"})
    assert "Give both opening and closing time" in body(half)


def test_days_are_set_and_let_go(leading: Client, store: Store) -> None:
    page = BOARD + "capacity/days/"
    assert leading.post(page, {"day": "2026-11-23", "note": "盘点"}).status_code == 302
    assert "盘点" in body(leading.get(BOARD + "capacity/"))
    assert leading.post(page, {"day": "", "note": "x"}).status_code == 422
    assert leading.post(page, {"unset": "2026-11-23"}).status_code == 302
    assert not DayException.objects.exists()
