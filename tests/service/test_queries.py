"""Reads of the workshop: visits, orders, free slots, the day board."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from careloop.customers.models import Customer, Vehicle
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from careloop.service import actions, queries
from careloop.service.choices import AppointmentState, Punctuality
from careloop.service.models import Appointment, Bay
from tests.mart.books import Books
from tests.service.conftest import NINE, NOW, Booking

MONDAY = NINE.date()


def test_visits_bring_lines_and_parts_in_three_queries(
    as_agent: Viewer, store: Store, books: Books, car: Vehicle, django_assert_num_queries: Any
) -> None:
    for month in (9, 10):
        order = books.order(car, datetime(2026, month, 3).date(), advisor=books.employee("A1"))
        books.labour(order, 1, 60, 10000)
        books.part(order, 2, 5000)
    books.order(books.vehicle(), MONDAY)
    with django_assert_num_queries(3):
        found = queries.visits(as_agent, store, car)
        told = [(o.opened_at.month, o.advisor and o.advisor.name) for o in found]
        lines = [line.amount_fen for o in found for line in o.labour_lines.all()]
        parts = [part.amount_fen for o in found for part in o.part_lines.all()]
    assert told == [(10, "员工A1"), (9, "员工A1")]
    assert (lines, parts) == ([10000] * 2, [5000] * 2)


def test_visits_of_a_store_are_not_shown_to_others(
    as_outsider: Viewer, as_head_office: Viewer, store: Store, car: Vehicle
) -> None:
    for viewer in (as_outsider, as_head_office):
        with pytest.raises(Forbidden):
            queries.visits(viewer, store, car)


def test_find_order_by_its_whole_number_in_the_own_stores(
    as_agent: Viewer, as_outsider: Viewer, store: Store, other_store: Store, books: Books
) -> None:
    order = books.order(books.vehicle(), MONDAY, ro_no="RO77A")
    both = [store.pk, other_store.pk]
    assert queries.find_order(as_agent, both, " ro77a ") == [order]
    assert queries.find_order(as_agent, both, "RO77") == []
    assert queries.find_order(as_agent, both, " ") == []
    assert queries.find_order(as_outsider, both, "RO77A") == []


def test_free_slots_leave_out_the_past_and_the_full(
    as_agent: Viewer, store: Store, booked: Booking
) -> None:
    booked(), booked()
    free = queries.free_slots(as_agent, store, MONDAY, 60, after=NINE)
    assert [f"{slot.at:%H:%M}" for slot in free[:3]] == ["10:00", "10:30", "11:00"]
    assert all(slot.free == 2 for slot in free)
    assert f"{free[-1].at:%H:%M}" == "16:30"


def test_next_free_skips_what_is_shut(as_agent: Viewer, store: Store) -> None:
    new_year = datetime(2026, 12, 31, 17, 0)
    assert queries.next_free(as_agent, store, new_year, 60, count=1) == [
        datetime(2027, 1, 4, 8, 30)  # the weekend belongs to the break
    ]


def test_slots_are_for_those_who_see_customers(as_head_office: Viewer, store: Store) -> None:
    with pytest.raises(Forbidden):
        queries.free_slots(as_head_office, store, MONDAY, 60)
    with pytest.raises(Forbidden):
        queries.next_free(as_head_office, store, NINE, 60)
    with pytest.raises(Forbidden):
        queries.day_board(as_head_office, store, MONDAY, NOW)


def test_next_appointments_are_what_is_still_expected(
    as_agent: Viewer, store: Store, booked: Booking, car: Vehicle, owner: Customer
) -> None:
    far, near, off = (booked(NINE + timedelta(days=n), vehicle=car) for n in (2, 0, 1))
    actions.cancel(by=as_agent, appointment=off, reason="other", now=NOW)
    booked()
    for about in ({"vehicle": car}, {"customer": owner}, {"vehicle": car, "customer": owner}):
        assert queries.next_appointments(as_agent, store, NOW, **about) == [near, far]
    assert queries.next_appointments(as_agent, store, NINE + timedelta(days=1), vehicle=car) == [
        far
    ]
    assert queries.appointments(as_agent, store, vehicle=car) == [far, off, near]


def test_board_lays_out_the_day(as_agent: Viewer, store: Store, booked: Booking) -> None:
    first, second = booked(minutes=90), booked(NINE + timedelta(hours=1), minutes=30)
    off = booked(NINE + timedelta(hours=5))
    actions.cancel(by=as_agent, appointment=off, reason="other", now=NOW)
    actions.arrive(by=as_agent, appointment=first, now=NINE - timedelta(minutes=2))
    board = queries.day_board(as_agent, store, MONDAY, NINE)
    assert (board.axis.starts, board.axis.ends, board.axis.columns) == (480, 1080, 120)
    assert [bar.appointment for bar in board.bars] == [first, second, off]
    lanes = [[(bar.column, bar.width) for bar in lane.bars] for lane in board.lanes]
    assert lanes == [[(13, 18)], [(25, 6)]]
    assert board.shut == ((1, 6), (49, 12), (115, 6))
    assert board.counts == {
        AppointmentState.ARRIVED: 1,
        AppointmentState.EXPECTED: 1,
        AppointmentState.CANCELLED: 1,
    }
    assert (board.on_time, board.bars[0].punctuality) == (1, Punctuality.ON_TIME)


def test_board_marks_who_is_overdue(as_agent: Viewer, store: Store, booked: Booking) -> None:
    booked(), booked(NINE + timedelta(minutes=15))
    board = queries.day_board(as_agent, store, MONDAY, NINE + timedelta(minutes=20))
    assert [bar.is_overdue for bar in board.bars] == [True, False]
    assert board.now_column == 17


def test_board_shows_what_can_still_be_given(
    as_agent: Viewer, store: Store, booked: Booking, bays: list[Bay]
) -> None:
    booked(bay=bays[0])
    at_eleven = NINE + timedelta(hours=2)
    board = queries.day_board(as_agent, store, MONDAY, at_eleven)
    gaps = {
        lane.bay.name: [f"{gap.at:%H:%M}" for gap in lane.gaps] for lane in board.lanes if lane.bay
    }
    assert gaps["A"][:3] == ["11:00", "11:30", "13:00"]
    assert gaps["B"] == gaps["A"]  # of the two bays not dedicated one stays free
    assert gaps["C"] == []
    assert board.free == 2 * len(gaps["A"])


def test_board_keeps_imported_ones_apart_where_they_overlap(
    as_agent: Viewer, store: Store, books: Books
) -> None:
    for minutes in (0, 15, 60):
        books.appointment(NINE + timedelta(minutes=minutes))
    board = queries.day_board(as_agent, store, MONDAY, NOW)
    without_bay = [len(lane.bars) for lane in board.lanes if lane.bay is None]
    assert without_bay == [2, 1]


def test_board_of_a_shut_day_is_empty(as_agent: Viewer, store: Store) -> None:
    board = queries.day_board(as_agent, store, datetime(2027, 1, 1).date(), NOW)
    assert (board.is_open, board.free, board.bars) == (False, 0, ())


def test_board_reads_no_more_with_fifty_appointments(
    as_agent: Viewer, store: Store, books: Books, django_assert_max_num_queries: Any
) -> None:
    for number in range(50):
        at = NINE + timedelta(minutes=5 * number)
        books.appointment(at, vehicle=books.vehicle(), advisor_no=f"A{number}")
    with django_assert_max_num_queries(6):
        board = queries.day_board(as_agent, store, MONDAY, NOW)
        assert all(bar.appointment.vehicle for bar in board.bars)
    assert Appointment.objects.count() == 50
