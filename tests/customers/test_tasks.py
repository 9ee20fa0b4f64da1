"""What follows an import: merged customers are followed, what was written is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from careloop.customers import actions, tasks
from careloop.customers.models import Customer, CustomerKey, DuplicatePair, StoreVehicle
from careloop.customers.queries import search
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Forbidden, Viewer
from tests.customers.conftest import NOW, add_customer, add_vehicle

pytestmark = pytest.mark.django_db


def test_after_import_is_named_in_the_settings() -> None:
    assert "careloop.customers.tasks.after_import" in settings.CARELOOP_AFTER_IMPORT


def test_first_import_makes_all_keys(store: Store, as_agent: Viewer) -> None:
    add_customer(store, "赵六")
    assert tasks.after_import(1) > 0
    assert search(as_agent, [store.pk], "zhaoliu")


def test_import_makes_the_keys_of_what_it_wrote(wang: Customer, as_agent: Viewer) -> None:
    tasks.after_import(1)
    file = add_vehicle(add_customer(wang.store, "赵六", changed_run=2), "沪D00001", changed_run=2)
    Customer.objects.filter(pk=wang.pk).update(name="王大明", changed_run=2)
    untouched = CustomerKey.objects.filter(key="王小明".encode()).exists()
    tasks.after_import(2)
    store_ids = [wang.store_id]
    assert untouched
    assert not search(as_agent, store_ids, "王小明")
    assert search(as_agent, store_ids, "wdm")
    assert search(as_agent, store_ids, "赵六")
    assert search(as_agent, store_ids, "D00001")[0].vehicle_id == file.vehicle_id


def test_revert_makes_the_keys_of_what_it_restored(wang: Customer, as_agent: Viewer) -> None:
    tasks.after_import(2)
    later = tasks.datetime.now() + timedelta(minutes=1)
    Customer.objects.filter(pk=wang.pk).update(name="王老明", changed_run=1, changed_at=later)
    tasks.after_import(2)
    assert search(as_agent, [wang.store_id], "王老明")


def test_import_follows_merged_customers(wang: Customer, as_director: Viewer) -> None:
    twin = add_customer(wang.store, "王晓明")
    actions.merge(by=as_director, kept=wang, absorbed=twin, now=NOW)
    late = add_vehicle(twin, "沪D00001")
    tasks.after_import(3)
    assert StoreVehicle.objects.get(pk=late.pk).customer == wang


def test_duplicates_are_found_by_the_job(wang: Customer, director: User) -> None:
    add_customer(wang.store, "王晓明", "13812345678")
    assert tasks.find_duplicates(director.pk, wang.store_id) == 1
    assert DuplicatePair.objects.count() == 1


def test_job_asks_for_the_permission_anew(wang: Customer, outsider: User) -> None:
    with pytest.raises(Forbidden):
        tasks.find_duplicates(outsider.pk, wang.store_id)
