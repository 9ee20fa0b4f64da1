"""The search box: who is found by what, and who is not."""

from __future__ import annotations

from typing import Any

import pytest

from careloop.customers.actions import refresh_search_keys
from careloop.customers.models import Customer, CustomerKey
from careloop.customers.queries import search
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from tests.customers.conftest import add_contact, add_customer, add_vehicle

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    ["王小明", "小明", "明", "wangxiaoming", "Wang Xiao Ming", "xiaoming", "wxm", "WXM", "王 小"],
)
def test_name_is_found_by_any_part_pinyin_and_initials(
    typed: str, wang: Customer, as_agent: Viewer
) -> None:
    (hit,) = search(as_agent, [wang.store_id], typed)
    assert (hit.title, hit.kind, hit.why, hit.is_exact) == ("王小明", "customer", "name", False)
    assert (hit.plates, hit.phone) == (("沪A12345",), "138****5678")


@pytest.mark.parametrize("typed", ["shan", "stf", "tianfang", "单"])
def test_surname_is_read_as_a_surname(typed: str, shan: Customer, as_agent: Viewer) -> None:
    assert [hit.title for hit in search(as_agent, [shan.store_id], typed)] == ["单田芳"]
    assert not search(as_agent, [shan.store_id], "dantianfang")


def test_last_four_digits_find_all_who_have_them(
    wang: Customer, shan: Customer, as_agent: Viewer
) -> None:
    hits = search(as_agent, [wang.store_id], "5678")
    assert {hit.title for hit in hits} == {"王小明", "单田芳"}
    assert not any(hit.is_exact for hit in hits)


def test_more_digits_are_compared_to_the_end(
    wang: Customer, shan: Customer, as_agent: Viewer
) -> None:
    assert [h.title for h in search(as_agent, [wang.store_id], "345678")] == ["王小明"]
    assert not search(as_agent, [wang.store_id], "995678")


@pytest.mark.parametrize("typed", ["13812345678", "138 1234 5678", "+86 138-1234-5678"])
def test_whole_number_is_an_exact_hit(typed: str, wang: Customer, as_agent: Viewer) -> None:
    (hit,) = search(as_agent, [wang.store_id], typed)
    assert (hit.customer_id, hit.why, hit.is_exact) == (wang.pk, "phone", True)


@pytest.mark.parametrize("typed", ["沪A12345", "沪a·12345", "Ａ12345", "a12345"])
def test_whole_plate_is_an_exact_hit(typed: str, wang: Customer, as_agent: Viewer) -> None:
    (hit,) = search(as_agent, [wang.store_id], typed)
    assert (hit.kind, hit.title, hit.why, hit.is_exact) == ("vehicle", "王小明", "plate", True)


def test_beginning_of_a_plate_is_found_and_not_exact(wang: Customer, as_agent: Viewer) -> None:
    (hit,) = search(as_agent, [wang.store_id], "沪A12")
    assert (hit.kind, hit.is_exact) == ("vehicle", False)


@pytest.mark.parametrize(
    ("typed", "is_exact"), [("1234", False), ("c2001234", False), ("LSVAB2A31C2001234", True)]
)
def test_end_of_a_vin_is_found(
    typed: str, is_exact: bool, wang: Customer, as_agent: Viewer
) -> None:
    (hit,) = search(as_agent, [wang.store_id], typed)
    assert (hit.kind, hit.why, hit.is_exact) == ("vehicle", "vin", is_exact)


@pytest.mark.parametrize("typed", ["K77", "k77"])
def test_customer_number_is_an_exact_hit(typed: str, wang: Customer, as_agent: Viewer) -> None:
    (hit,) = search(as_agent, [wang.store_id], typed)
    assert (hit.customer_id, hit.why, hit.is_exact) == (wang.pk, "customer_no", True)


def test_exact_hits_come_first(wang: Customer, as_agent: Viewer) -> None:
    add_customer(wang.store, "K77租车")
    refresh_search_keys(store=wang.store)
    hits = search(as_agent, [wang.store_id], "K77")
    assert [hit.title for hit in hits] == ["王小明", "K77租车"]


@pytest.mark.parametrize("typed", ["", "  ", "***", "%", "_", "'; DROP TABLE", "\x00", "无此人"])
def test_nothing_is_found_by_nothing(typed: str, wang: Customer, as_agent: Viewer) -> None:
    assert search(as_agent, [wang.store_id], typed) == []


def test_script_in_a_name_is_found_as_text(store: Store, as_agent: Viewer) -> None:
    add_customer(store, "<script>alert(1)</script>")
    refresh_search_keys(store=store)
    (hit,) = search(as_agent, [store.pk], "script")
    assert hit.title == "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "typed", ["王小明", "wxm", "5678", "13812345678", "沪A12345", "1234", "K77"]
)
def test_other_stores_customers_are_never_found(
    typed: str, wang: Customer, other_store: Store, as_outsider: Viewer
) -> None:
    assert search(as_outsider, [wang.store_id, other_store.pk], typed) == []


def test_limit_is_kept(store: Store, as_agent: Viewer) -> None:
    for _ in range(5):
        add_customer(store, "李雷")
    refresh_search_keys(store=store)
    assert len(search(as_agent, [store.pk], "李", limit=3)) == 3


def test_refresh_twice_makes_nothing_twice(wang: Customer) -> None:
    made = refresh_search_keys(store=wang.store)
    assert refresh_search_keys(store=wang.store) == made


def test_keys_of_a_row_taken_back_find_nothing(wang: Customer, as_agent: Viewer) -> None:
    Customer.objects.filter(pk=wang.pk).delete()
    assert not search(as_agent, [wang.store_id], "王小明")


def test_search_takes_few_queries(
    wang: Customer, shan: Customer, as_agent: Viewer, django_assert_max_num_queries: Any
) -> None:
    add_vehicle(shan, "沪B88888")
    add_contact(shan, "13700001111", role="driver")
    with django_assert_max_num_queries(9):
        search(as_agent, [wang.store_id], "5678")


def test_number_on_file_is_not_in_the_keys(wang: Customer) -> None:
    keys = [bytes(key) for key in CustomerKey.objects.values_list("key", flat=True)]
    assert keys
    assert not any(b"5678" in key for key in keys)
