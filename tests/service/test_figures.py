"""KPIs 1–3 over a day of appointments booked here equal a count by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from careloop.core.kernel.periods import Period
from careloop.kpis.queries import figures
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.service import actions
from careloop.service.models import Appointment
from tests.mart.books import Books
from tests.service.conftest import Booking

# Days that have come: figures leave out what is still ahead.
NOW, NINE = datetime(2026, 10, 23, 8, 0), datetime(2026, 10, 26, 9, 0)
MONDAY, OCTOBER, MONTH_OVER = NINE.date(), Period.month(2026, 10), date(2026, 11, 1)


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    """The data folder of one test."""
    settings.CARELOOP_HOME = tmp_path
    return tmp_path


@pytest.fixture
def monday(booked: Booking, books: Books, as_agent: Viewer, store: Store) -> None:
    """Six booked (one off, one missed), two who came without, one car of the store's own."""

    def remind(appointment: Appointment, hours_before: int) -> None:
        at = appointment.appointed_at - timedelta(hours=hours_before)
        actions.mark_reminded(by=as_agent, appointment=appointment, reminded_at=at, now=at)

    def come(appointment: Appointment, minutes_late: int) -> None:
        at = appointment.appointed_at + timedelta(minutes=minutes_late)
        actions.arrive(by=as_agent, appointment=appointment, now=at)
        assert appointment.vehicle is not None
        books.order(appointment.vehicle, MONDAY)

    on_time, late = booked(NINE, now=NOW), booked(NINE, now=NOW)
    missed = booked(NINE + timedelta(hours=1), now=NOW)
    same_day = booked(NINE.replace(hour=15), now=NINE.replace(hour=8, minute=30))
    off = booked(NINE + timedelta(hours=5), now=NOW)
    no_time = booked(NINE.replace(hour=16), now=NOW, has_exact_time=False, origin="passive")
    remind(on_time, 16)
    remind(late, 3)
    remind(no_time, 24)
    come(on_time, -3)
    come(late, 5)
    come(same_day, -10)
    come(no_time, 0)
    actions.cancel(by=as_agent, appointment=off, reason="no_time", now=NOW)
    actions.mark_no_show(by=as_agent, appointment=missed, now=NINE + timedelta(hours=3))
    for _ in range(2):
        books.order(books.vehicle(), MONDAY)
    books.order(books.vehicle(), MONDAY, is_internal=True)


@pytest.mark.parametrize(
    ("kpi", "by_hand"),
    [
        ("appointment_rate", (3, 6)),  # on time, late, same day came exactly; six external cars
        ("appointment_reminder_rate", (2, 4)),  # 16 and 24 hours before; four booked ahead
        ("customer_punctuality_rate", (2, 5)),  # three minutes early and to the minute
        ("active_appointment_success_rate", (3, 4)),
    ],
)
def test_figures_equal_the_count_by_hand(
    monday: None, as_director: Viewer, kpi: str, by_hand: tuple[int, int]
) -> None:
    (figure,) = figures(as_director, [kpi], period=OCTOBER, as_of=MONTH_OVER)
    assert (figure.numerator, figure.denominator) == by_hand
    assert figure.value is not None
    assert Fraction(figure.value).limit_denominator(100) * 100 in (
        Fraction(*by_hand) * 100,
        Fraction(*by_hand) * 10_000,
    )


def test_figure_read_before_an_arrival_was_noted_moves_with_it(
    booked: Booking, as_agent: Viewer, as_director: Viewer
) -> None:
    made = booked(NINE, now=NOW)

    def punctual() -> tuple[Any, Any]:
        (figure,) = figures(
            as_director, ["customer_punctuality_rate"], period=OCTOBER, as_of=MONTH_OVER
        )
        return figure.numerator, figure.denominator

    assert punctual() == (0, 1)
    actions.arrive(by=as_agent, appointment=made, now=NINE)
    assert punctual() == (1, 1)


def test_order_linked_later_makes_a_visit_of_an_arrival_nobody_noted(
    booked: Booking, books: Books, as_agent: Viewer, as_director: Viewer, store: Store
) -> None:
    made = booked(NINE, now=NOW)
    assert made.vehicle is not None
    books.order(made.vehicle, MONDAY)

    def came() -> tuple[Any, Any]:
        (figure,) = figures(as_director, ["appointment_rate"], period=OCTOBER, as_of=MONTH_OVER)
        return figure.numerator, figure.denominator

    assert came() == (0, 1)
    actions.link_orders(by=as_agent, store=store, now=NINE + timedelta(hours=9))
    assert came() == (1, 1)
