"""Merging keeps everything, and unmerging gives everything back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from careloop.core.kernel.errors import Refused
from careloop.customers.actions import (
    add_tag,
    correct,
    follow_merges,
    merge,
    record_consent,
    refresh_search_keys,
    unmerge,
)
from careloop.customers.models import Contact, Customer, Merge, MovedRow, StoreVehicle
from careloop.customers.pointing import pointers
from careloop.customers.queries import (
    corrections,
    customer,
    owned,
    parties,
    search,
    tags_of,
    vehicles_of,
)
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from careloop.service.models import RepairOrder
from tests.customers.conftest import NOW, add_contact, add_customer, add_vehicle

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
# What moves with every write tells the mart and the imports, and is no content.
MARKS = {"changed_at", "changed_run"}


@pytest.fixture
def twin(wang: Customer, as_director: Viewer) -> Customer:
    """Wang once more: another car, a driver, a birthday, an order, a tag, a wish."""
    twin = add_customer(wang.store, "王晓明", "13700001111", level="金卡")
    add_contact(twin, "13600002222", role="driver", name="赵师傅")
    car = add_vehicle(twin, "沪B00001").vehicle
    RepairOrder.objects.create(
        store=wang.store, ro_no="RO1", vehicle=car, customer=twin, job_type="repair",
        opened_at=NOW, changed_at=NOW,
    )  # fmt: skip
    add_tag(by=as_director, customer=twin, name="busy", now=NOW)
    record_consent(
        by=as_director, customer=twin, channel="sms", purpose="any", is_given=False, now=NOW,
        reason="太多",
    )  # fmt: skip
    correct(by=as_director, customer=twin, field="birthday", value="1980-02-09", now=NOW)
    twin.refresh_from_db()
    refresh_search_keys(store=wang.store)
    return twin


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of the rooms that know customers, but for what the merge writes about itself."""
    rooms = ("customers", "service", "outreach", "complaints", "surveys", "insurance")
    aside = (Merge, MovedRow)
    found = {}
    for model in apps.get_models():
        if model._meta.app_label in rooms and model not in aside:
            found[model._meta.label] = contents(model)
    return found


def contents(model: type[models.Model]) -> list[dict[str, Any]]:
    names = [f.attname for f in model._meta.concrete_fields if f.name not in MARKS]
    if model._meta.model_name == "customerkey":
        names.remove("id")  # keys are made anew
    rows = [
        {name: bytes(v) if isinstance(v, memoryview) else v for name, v in row.items()}
        for row in model._base_manager.values(*names)
    ]
    return sorted(rows, key=str)


def test_merge_turns_everything_to_the_kept_customer(
    wang: Customer, twin: Customer, as_director: Viewer
) -> None:
    merge(by=as_director, kept=wang, absorbed=twin, now=LATER)
    kept = customer(as_director, wang.store, wang.pk)
    assert (kept.name, kept.level, str(kept.birthday)) == ("王小明", "金卡", "1980-02-09")
    assert {file.vehicle.plate for file in vehicles_of(as_director, kept)} == {
        "沪A12345",
        "沪B00001",
    }
    assert len(owned(as_director, kept)) == 2
    assert [(p.role, p.phone) for p in parties(as_director, kept)] == [
        ("owner", "138****5678"), ("driver", "136****2222"),
    ]  # fmt: skip
    assert [tag.name for tag in tags_of(as_director, kept)] == ["busy"]
    assert RepairOrder.objects.get().customer == kept
    assert corrections(as_director, kept).count() == 1
    assert kept.consents.count() == 1


def test_absorbed_customer_is_found_no_more_and_leads_to_the_kept(
    wang: Customer, twin: Customer, as_director: Viewer
) -> None:
    merge(by=as_director, kept=wang, absorbed=twin, now=LATER)
    assert [h.title for h in search(as_director, [wang.store_id], "wxm")] == ["王小明"]
    assert customer(as_director, wang.store, twin.pk) == wang


def test_choices_decide_field_by_field(wang: Customer, twin: Customer, as_director: Viewer) -> None:
    choices: Any = {"name": "absorbed", "level": "kept", "phone": "absorbed"}
    merge(by=as_director, kept=wang, absorbed=twin, now=LATER, choices=choices)
    kept = customer(as_director, wang.store, wang.pk)
    assert (kept.name, kept.level) == ("王晓明", "")
    assert kept.contacts.get(role="owner").phone == "13700001111"
    assert [h.title for h in search(as_director, [wang.store_id], "13700001111")] == ["王晓明"]


@pytest.mark.parametrize("choices", [{}, {"name": "absorbed", "phone": "absorbed"}])
def test_unmerge_restores_every_row(
    choices: Any, wang: Customer, twin: Customer, as_director: Viewer
) -> None:
    Customer.objects.update(digest=b"d" * 16)
    Contact.objects.update(digest=b"c" * 16)
    before = everything()
    done = merge(by=as_director, kept=wang, absorbed=twin, now=LATER, choices=choices)
    assert everything() != before
    unmerge(by=as_director, merge=done, now=LATER)
    assert everything() == before


def test_what_came_after_the_merge_stays_with_the_kept(
    wang: Customer, twin: Customer, as_director: Viewer
) -> None:
    done = merge(by=as_director, kept=wang, absorbed=twin, now=LATER)
    late = add_vehicle(wang, "沪C00001")
    correct(by=as_director, customer=wang, field="level", value="白金", now=LATER)
    unmerge(by=as_director, merge=done, now=LATER)
    assert StoreVehicle.objects.get(pk=late.pk).customer == wang
    wang.refresh_from_db()
    assert (wang.level, wang.birthday) == ("白金", None)


def test_do_not_contact_survives_a_merge(
    wang: Customer, twin: Customer, as_director: Viewer
) -> None:
    Customer.objects.filter(pk=twin.pk).update(do_not_contact=True)
    done = merge(by=as_director, kept=wang, absorbed=twin, now=LATER)
    assert customer(as_director, wang.store, wang.pk).do_not_contact
    unmerge(by=as_director, merge=done, now=LATER)
    assert not customer(as_director, wang.store, wang.pk).do_not_contact


def test_tag_both_have_is_kept_once_and_given_back(
    wang: Customer, twin: Customer, as_director: Viewer
) -> None:
    add_tag(by=as_director, customer=wang, name="busy", now=NOW)
    done = merge(by=as_director, kept=wang, absorbed=twin, now=LATER)
    assert len(tags_of(as_director, wang)) == 1
    unmerge(by=as_director, merge=done, now=LATER)
    assert len(tags_of(as_director, twin)) == 1


def test_import_that_names_the_absorbed_is_followed(
    wang: Customer, twin: Customer, as_director: Viewer
) -> None:
    done = merge(by=as_director, kept=wang, absorbed=twin, now=LATER)
    late = add_vehicle(wang, "沪C00001")
    StoreVehicle.objects.filter(pk=late.pk).update(customer=twin)
    assert follow_merges(store=wang.store, now=LATER) == 1
    assert StoreVehicle.objects.get(pk=late.pk).customer == wang
    assert follow_merges(store=wang.store, now=LATER) == 0
    unmerge(by=as_director, merge=done, now=LATER)
    assert StoreVehicle.objects.get(pk=late.pk).customer == twin


def test_merges_are_undone_the_last_first(
    wang: Customer, twin: Customer, shan: Customer, as_director: Viewer
) -> None:
    before = everything()
    first = merge(by=as_director, kept=twin, absorbed=wang, now=LATER)
    second = merge(by=as_director, kept=shan, absorbed=twin, now=LATER)
    assert customer(as_director, wang.store, wang.pk) == shan
    with pytest.raises(Refused, match="later merge"):
        unmerge(by=as_director, merge=first, now=LATER)
    unmerge(by=as_director, merge=second, now=LATER)
    unmerge(by=as_director, merge=first, now=LATER)
    assert everything() == before


def test_merge_undone_cannot_be_undone_again(
    wang: Customer, twin: Customer, as_director: Viewer
) -> None:
    done = merge(by=as_director, kept=wang, absorbed=twin, now=LATER)
    unmerge(by=as_director, merge=done, now=LATER)
    with pytest.raises(Refused, match="undone before"):
        unmerge(by=as_director, merge=done, now=LATER)
    merge(by=as_director, kept=twin, absorbed=wang, now=LATER)


def test_same_or_merged_or_foreign_customers_are_refused(
    wang: Customer, twin: Customer, other_store: Store, as_director: Viewer
) -> None:
    foreign = add_customer(other_store, "王小明")
    for other in (wang, foreign):
        with pytest.raises(Refused, match="two different customers"):
            merge(by=as_director, kept=wang, absorbed=other, now=LATER)
    merge(by=as_director, kept=wang, absorbed=twin, now=LATER)
    with pytest.raises(Refused, match="merged before"):
        merge(by=as_director, kept=wang, absorbed=twin, now=LATER)


def test_agent_and_outsider_may_not_merge(
    wang: Customer, twin: Customer, as_director: Viewer, as_agent: Viewer, as_outsider: Viewer
) -> None:
    for viewer in (as_agent, as_outsider):
        with pytest.raises(Forbidden):
            merge(by=viewer, kept=wang, absorbed=twin, now=LATER)
    done = merge(by=as_director, kept=wang, absorbed=twin, now=LATER)
    with pytest.raises(Forbidden):
        unmerge(by=as_agent, merge=done, now=LATER)


def test_every_row_that_points_at_a_customer_is_known() -> None:
    tables = {one.table for one in pointers()}
    assert {
        "customers_contact", "customers_storevehicle", "customers_consent", "service_repairorder",
        "service_appointment", "outreach_contacttask", "complaints_complaint",
    } <= tables  # fmt: skip
