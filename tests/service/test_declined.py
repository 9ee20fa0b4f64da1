"""Work a customer put off."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from careloop.core.kernel.errors import Refused
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from careloop.service.actions import note_declined, note_first_contact, settle_declined
from careloop.service.models import DeclinedWork
from tests.mart.books import Books

NOW = datetime(2026, 11, 2, 10, 0)
DAY = date(2026, 11, 2)


def test_declined_work_is_noted_once_a_day(store: Store, as_agent: Viewer) -> None:
    car = Books(store).vehicle()
    for _ in range(2):
        noted = note_declined(
            by=as_agent, store=store, vehicle=car, work=" 更换轮胎 ", declined_on=DAY,
            estimate_fen=240_000,
        )  # fmt: skip
    assert DeclinedWork.objects.get() == noted
    assert (noted.work, noted.estimate_fen) == ("更换轮胎", 240_000)


@pytest.mark.parametrize(("work", "fen"), [(" ", None), ("更换轮胎", -1)])
def test_declined_work_that_makes_no_sense_is_refused(
    work: str, fen: int | None, store: Store, as_agent: Viewer
) -> None:
    car = Books(store).vehicle()
    with pytest.raises(Refused):
        note_declined(
            by=as_agent, store=store, vehicle=car, work=work, declined_on=DAY, estimate_fen=fen
        )


def test_declined_work_is_settled(store: Store, as_agent: Viewer) -> None:
    car = Books(store).vehicle()
    noted = note_declined(by=as_agent, store=store, vehicle=car, work="更换轮胎", declined_on=DAY)
    assert settle_declined(by=as_agent, declined=noted, now=NOW).done_at == NOW


def test_declined_work_is_for_those_who_edit_customers(store: Store, as_outsider: Viewer) -> None:
    car = Books(store).vehicle()
    with pytest.raises(Forbidden):
        note_declined(by=as_outsider, store=store, vehicle=car, work="轮胎", declined_on=DAY)


def test_first_contact_with_a_new_customer_is_kept(store: Store) -> None:
    books = Books(store)
    car = books.vehicle()
    sale = books.sale(car, date(2026, 10, 1), delivered_on=date(2026, 10, 5))
    assert note_first_contact(store_id=store.pk, vehicle_id=car.pk, at=NOW)
    assert not note_first_contact(store_id=store.pk, vehicle_id=car.pk, at=datetime(2026, 12, 1))
    sale.refresh_from_db()
    assert sale.first_service_contact_at == NOW


def test_contact_before_the_delivery_does_not_count(store: Store) -> None:
    books = Books(store)
    car = books.vehicle()
    books.sale(car, date(2026, 10, 1), delivered_on=date(2026, 11, 3))
    assert not note_first_contact(store_id=store.pk, vehicle_id=car.pk, at=NOW)
