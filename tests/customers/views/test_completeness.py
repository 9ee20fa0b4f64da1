"""How complete the file is, counted by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client

from careloop.core.kernel.errors import Refused
from careloop.customers.models import Customer
from careloop.customers.queries.completeness import completeness, incomplete
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Forbidden, Viewer
from tests.customers.conftest import add_customer, add_vehicle

pytestmark = pytest.mark.django_db
PAGE = "/stores/S1/customers/completeness/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def third(store: Store, wang: Customer, shan: Customer) -> Customer:
    """A third customer, with a birthday, no number and a car without plate."""
    third = add_customer(store, "李雷", birthday=date(1990, 1, 2))
    add_vehicle(third, "")
    return third


def test_shares_are_counted_over_all_of_the_store(
    third: Customer, other_store: Store, as_agent: Viewer, django_assert_num_queries: Any
) -> None:
    add_customer(other_store, "别人", birthday=date(1990, 1, 2))
    with django_assert_num_queries(2):
        customers, vehicles = completeness(as_agent, third.store)
    told = {one.check.name: (one.filled, one.rows) for one in (*customers, *vehicles)}
    assert told["name"] == (3, 3)
    assert told["number"] == (2, 3)
    assert told["birthday"] == (1, 3)
    assert told["plate"] == (1, 2)
    assert {one.share for one in customers if one.check.name == "birthday"} == {Fraction(1, 3)}


def test_number_that_cannot_be_rung_counts_as_lacking(wang: Customer, as_agent: Viewer) -> None:
    wang.contacts.update(is_valid=False)
    customers, _ = completeness(as_agent, wang.store)
    assert {one.lacking for one in customers if one.check.name == "number"} == {1}


def test_store_without_customers_has_no_share(store: Store, as_agent: Viewer) -> None:
    customers, vehicles = completeness(as_agent, store)
    assert {one.share for one in (*customers, *vehicles)} == {None}


def test_incomplete_rows_are_listed_a_page_at_a_time(third: Customer, as_agent: Viewer) -> None:
    rows = incomplete(as_agent, third.store, "birthday")
    assert [row.title for row in rows] == ["王小明", "单田芳"]
    rest = incomplete(as_agent, third.store, "birthday", after=rows[0].row_id)
    assert [row.title for row in rest] == ["单田芳"]
    (car,) = incomplete(as_agent, third.store, "plate")
    assert car.kind == "vehicle"


def test_field_that_is_not_checked_is_refused(store: Store, as_agent: Viewer) -> None:
    with pytest.raises(Refused):
        incomplete(as_agent, store, "identity")


def test_page_shows_shares_and_the_rows_without(third: Customer, agent: User) -> None:
    page = signed_in(agent).get(PAGE, {"field": "birthday"}).content.decode()
    assert "33.3%" in page
    assert "王小明" in page
    assert "李雷" not in page


def test_page_of_an_unknown_field_is_not_there(store: Store, agent: User) -> None:
    assert signed_in(agent).get(PAGE, {"field": "identity"}).status_code == 404


def test_outsider_sees_no_page(store: Store, outsider: User, as_outsider: Viewer) -> None:
    assert signed_in(outsider).get(PAGE).status_code == 404
    with pytest.raises(Forbidden):
        completeness(as_outsider, store)
