"""Search from anywhere: an exact hit opens at once, the rest is a list."""

from __future__ import annotations

import pytest
from django.test import Client

from careloop.customers.actions import refresh_search_keys
from careloop.organisation.models import Store, User
from careloop.service.models import RepairOrder
from tests.desk.conftest import Desk, SignIn

pytestmark = pytest.mark.django_db
PAGE = "/stores/S1/search/"


@pytest.fixture
def wang(agent: User, signed_in: SignIn, order: RepairOrder, desk: Desk, store: Store) -> Client:
    """Wang, in a store with Chen Jing and Chen Qiang."""
    desk.customer("陈强", "13900007750", "沪C99999")
    refresh_search_keys(store=store)
    return signed_in(agent)


def test_a_plate_opens_its_car(wang: Client, order: RepairOrder) -> None:
    answer = wang.get(PAGE, {"q": "沪a12345"})
    assert answer["Location"] == f"/stores/S1/vehicles/{order.vehicle_id}/"


def test_a_whole_number_opens_its_customer(wang: Client, order: RepairOrder) -> None:
    answer = wang.get(PAGE, {"q": "139 1234 7750"})
    assert answer["Location"] == f"/stores/S1/customers/{order.customer_id}/"


def test_an_order_number_opens_its_car(wang: Client, order: RepairOrder) -> None:
    answer = wang.get(PAGE, {"q": order.ro_no})
    assert answer["Location"] == f"/stores/S1/vehicles/{order.vehicle_id}/"


@pytest.mark.parametrize("text", ["陈", "chen", "7750"])
def test_what_fits_two_is_a_list(wang: Client, text: str) -> None:
    page = wang.get(PAGE, {"q": text}).content.decode()
    assert "陈静" in page
    assert "陈强" in page
    assert "139****7750" in page


def test_palette_lists_even_an_exact_hit(wang: Client) -> None:
    page = wang.get(PAGE, {"q": "沪A12345"}, headers={"HX-Request": "true"}).content.decode()
    assert 'role="option"' in page
    assert "<html" not in page


def test_nothing_found_says_what_can_be_asked(wang: Client) -> None:
    page = wang.get(PAGE, {"q": "<b>nobody</b>"}).content.decode()
    assert "没有找到" in page
    assert "<b>nobody</b>" not in page


def test_another_stores_customers_are_not_found(
    wang: Client, outsider: User, signed_in: SignIn
) -> None:
    page = signed_in(outsider).get("/stores/S9/search/", {"q": "陈"}).content.decode()
    assert "陈静" not in page
    assert signed_in(outsider).get(PAGE, {"q": "陈"}).status_code == 404
