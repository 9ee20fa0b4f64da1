"""Duplicates found over a store, and called different."""

from __future__ import annotations

from typing import Any

import pytest

from careloop.customers.actions import dismiss_duplicates, find_duplicates
from careloop.customers.models import Customer, DuplicatePair
from careloop.customers.queries import duplicate_groups
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from tests.customers.conftest import NOW, add_customer, add_vehicle

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(wang: Customer) -> Customer:
    """Wang once more, by a slip of the pen."""
    return add_customer(wang.store, "王晓明", "13812345678")


def test_group_is_found_with_its_reasons(
    wang: Customer, twin: Customer, shan: Customer, as_director: Viewer
) -> None:
    assert find_duplicates(by=as_director, store=wang.store, now=NOW) == 1
    (group,), total = duplicate_groups(as_director, wang.store)
    assert total == 1
    assert [member.customer for member in group.members] == [wang, twin]
    assert [reason.en for reason in group.reasons] == [
        "Same number", "Similar names, same last four digits",
    ]  # fmt: skip
    assert group.members[0].phones == ("138****5678",)
    assert group.members[0].cars == ("沪A12345 帕萨特",)


def test_finding_again_finds_nothing_twice(
    wang: Customer, twin: Customer, as_director: Viewer
) -> None:
    for _ in range(2):
        find_duplicates(by=as_director, store=wang.store, now=NOW)
    assert DuplicatePair.objects.count() == 1


def test_those_called_different_are_not_shown_again(
    wang: Customer, twin: Customer, as_director: Viewer
) -> None:
    find_duplicates(by=as_director, store=wang.store, now=NOW)
    ids = [wang.pk, twin.pk]
    assert dismiss_duplicates(by=as_director, store=wang.store, customer_ids=ids, now=NOW) == 1
    assert find_duplicates(by=as_director, store=wang.store, now=NOW) == 0
    assert duplicate_groups(as_director, wang.store) == ([], 0)


def test_owner_of_a_car_before_counts_for_its_plate(wang: Customer, as_director: Viewer) -> None:
    file = add_vehicle(add_customer(wang.store, "王小明"), "沪A12345")
    file.customer = None
    file.save()
    assert find_duplicates(by=as_director, store=wang.store, now=NOW) == 1


def test_other_store_is_not_looked_into(
    wang: Customer, other_store: Store, as_director: Viewer
) -> None:
    add_customer(other_store, "王小明", "13812345678")
    assert find_duplicates(by=as_director, store=wang.store, now=NOW) == 0


def test_finding_takes_few_queries(
    wang: Customer, twin: Customer, as_director: Viewer, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        find_duplicates(by=as_director, store=wang.store, now=NOW)


def test_agent_and_outsider_find_nothing(
    wang: Customer, as_agent: Viewer, as_outsider: Viewer
) -> None:
    for viewer in (as_agent, as_outsider):
        with pytest.raises(Forbidden):
            find_duplicates(by=viewer, store=wang.store, now=NOW)
        with pytest.raises(Forbidden):
            dismiss_duplicates(by=viewer, store=wang.store, customer_ids=[], now=NOW)
    with pytest.raises(Forbidden):
        duplicate_groups(as_outsider, wang.store)
