"""Renewal contacts: from ninety days before the expiry until renewed or lost."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from careloop.insurance.contact_kinds import leading
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach import actions
from careloop.outreach.models import ContactTask
from tests.mart.books import Books
from tests.outreach.desk import Desk

NOW = datetime(2026, 11, 2, 10, 0)
YEAR = timedelta(days=365)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store, Books(store), NOW)


def renew(desk: Desk, ends_on: date, **fields: object) -> None:
    desk.books.policy(desk.car(), ends_on - YEAR, ends_on, **fields)


def test_renewal_opens_ninety_days_before_the_expiry(desk: Desk) -> None:
    renew(desk, date(2027, 1, 31))
    renew(desk, date(2027, 2, 1))
    desk.run("insurance_renewal")
    task = desk.only("insurance_renewal")
    assert (task.due_on, task.pool) == (date(2026, 11, 2), "insurance")
    assert task.expires_at == datetime(2026, 12, 2)


def test_renewal_comes_again_after_thirty_days(desk: Desk) -> None:
    renew(desk, date(2027, 1, 31))
    desk.run("insurance_renewal")
    again = NOW + timedelta(days=30)
    assert desk.run("insurance_renewal", now=again).made == {"insurance_renewal": 1}
    assert desk.only("insurance_renewal").due_on == date(2026, 12, 2)


def test_renewal_ends_when_the_car_is_insured_anew(desk: Desk) -> None:
    car = desk.car()
    desk.books.policy(car, date(2026, 1, 1), date(2026, 12, 31))
    desk.run("insurance_renewal")
    desk.books.policy(car, date(2027, 1, 1), date(2027, 12, 31), is_renewal=True)
    assert desk.run("insurance_renewal").gone == 1


def test_renewal_ends_when_the_customer_insured_elsewhere(desk: Desk, as_agent: Viewer) -> None:
    renew(desk, date(2026, 12, 31))
    desk.run("insurance_renewal")
    task = desk.only("insurance_renewal")
    actions.record_attempt(by=as_agent, task=task, revision=0, outcome="insured_elsewhere", now=NOW)
    later = NOW + timedelta(days=31)
    assert desk.run("insurance_renewal", now=later).made == {}
    assert ContactTask.objects.get().state == "given_up"


def test_renewal_goes_by_the_commercial_policy(desk: Desk) -> None:
    car = desk.car()
    desk.books.policy(car, date(2026, 1, 1), date(2026, 12, 31))
    car.insurancepolicy_set.update(kind="compulsory")
    desk.books.policy(car, date(2026, 9, 1), date(2027, 8, 31))
    assert desk.run("insurance_renewal").made == {}


def test_renewal_goes_by_the_cars_file_where_no_policy_is_known(desk: Desk) -> None:
    desk.car(insurance_ends_on=date(2026, 12, 1))
    known = desk.car(insurance_ends_on=date(2026, 12, 1))
    desk.books.policy(known, date(2026, 11, 1), date(2027, 11, 1))
    desk.run("insurance_renewal")
    assert desk.only("insurance_renewal").due_on == date(2026, 11, 2)


def test_leading_policy_is_the_last_commercial_one() -> None:
    early, late = date(2026, 1, 1), date(2027, 1, 1)
    assert leading([(1, "compulsory", late), (1, "commercial", early)]) == {1: early}
    assert leading([(1, "commercial", early), (1, "commercial", late)]) == {1: late}
    assert leading([(1, "compulsory", early), (1, "compulsory", late)]) == {1: late}
