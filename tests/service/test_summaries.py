"""What the visits of a car come to, counted by hand."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from careloop.customers.models import Vehicle
from careloop.organisation.models import Store
from careloop.service.actions import refresh_summaries
from careloop.service.models import VisitSummary
from tests.mart.books import Books

NOW = datetime(2026, 11, 2, 10, 0)


@pytest.fixture
def books(store: Store) -> Books:
    return Books(store)


def summary(store: Store, vehicle: Vehicle) -> VisitSummary:
    refresh_summaries(store, NOW)
    return VisitSummary.objects.get(store=store, vehicle=vehicle)


def test_summary_counts_settled_visits_that_are_not_the_stores_own(
    store: Store, books: Books
) -> None:
    car = books.vehicle()
    books.order(car, date(2025, 11, 2), total_fen=10_000)  # a year ago to the day: not recent
    books.order(car, date(2025, 11, 3), total_fen=20_000, job_type="insurance")
    books.order(car, date(2026, 3, 1), job_type="warranty_claim")
    books.order(car, date(2026, 4, 1), total_fen=5_000, is_internal=True)
    books.order(car, date(2026, 5, 1), total_fen=5_000, job_type="internal")
    books.order(car, date(2026, 6, 1), total_fen=5_000, settled=False)
    found = summary(store, car)
    assert (found.visits, found.paid_visits, found.visits_12_months) == (3, 1, 2)
    assert found.total_fen == 30_000
    assert (found.first_visit_on, found.last_visit_on) == (date(2025, 11, 2), date(2026, 3, 1))


def test_summary_averages_the_days_between_maintenances(store: Store, books: Books) -> None:
    car = books.vehicle()
    books.order(car, date(2026, 1, 1), job_type="first_maintenance")
    books.order(car, date(2026, 4, 1), job_type="periodic_maintenance")
    books.order(car, date(2026, 4, 1), job_type="periodic_maintenance")  # the same day: one
    books.order(car, date(2026, 5, 5), job_type="repair")
    books.order(car, date(2026, 7, 1), job_type="periodic_maintenance")
    found = summary(store, car)
    assert (found.maintenances, found.last_maintenance_on) == (3, date(2026, 7, 1))
    assert found.average_days == 91  # 181 days over two intervals, rounded half up


def test_summary_has_no_average_of_one_maintenance(store: Store, books: Books) -> None:
    car = books.vehicle()
    books.order(car, date(2026, 1, 1), job_type="first_maintenance")
    assert summary(store, car).average_days is None


def test_summary_tells_the_pace_from_the_first_reading_to_the_last(
    store: Store, books: Books
) -> None:
    car = books.vehicle()
    books.order(car, date(2026, 1, 1), mileage=1_000)
    books.order(car, date(2026, 2, 1), mileage=None)
    books.order(car, date(2026, 4, 11), mileage=4_500, job_type="periodic_maintenance")
    books.order(car, date(2026, 4, 11), mileage=4_400)
    found = summary(store, car)
    assert (found.last_mileage, found.last_mileage_on) == (4_500, date(2026, 4, 11))
    assert found.daily_mileage == 35_000  # 3,500 km in 100 days
    assert found.last_maintenance_mileage == 4_500


@pytest.mark.parametrize("readings", [[1_000], [5_000, 4_000], [None, None]])
def test_summary_has_no_pace_without_two_rising_readings(
    readings: list[int | None], store: Store, books: Books
) -> None:
    car = books.vehicle()
    for month, mileage in enumerate(readings, 1):
        books.order(car, date(2026, month, 1), mileage=mileage)
    assert summary(store, car).daily_mileage is None


def test_summary_knows_who_served_the_car_last(store: Store, books: Books) -> None:
    car, first, last = books.vehicle(), books.employee("A1"), books.employee("A2")
    books.order(car, date(2026, 2, 1), advisor=first)
    order = books.order(car, date(2026, 3, 1), advisor=last)
    found = summary(store, car)
    assert (found.last_order, found.last_advisor) == (order, last)


def test_summary_goes_when_the_orders_are_gone(store: Store, books: Books) -> None:
    order = books.order(books.vehicle(), date(2026, 2, 1))
    assert refresh_summaries(store, NOW) == 1
    order.delete()
    assert refresh_summaries(store, NOW) == 0


def test_summary_is_put_right_when_an_order_is_added(store: Store, books: Books) -> None:
    car = books.vehicle()
    books.order(car, date(2026, 2, 1))
    before = summary(store, car)
    books.order(car, date(2026, 3, 1))
    after = summary(store, car)
    assert (before.visits, after.visits) == (1, 2)
    assert before.pk == after.pk


def test_summary_of_another_store_is_left_alone(
    store: Store, other_store: Store, books: Books
) -> None:
    books.order(books.vehicle(), date(2026, 2, 1))
    refresh_summaries(store, NOW)
    assert refresh_summaries(other_store, NOW) == 0
    assert VisitSummary.objects.count() == 1
