"""A whole run is taken back, or refused with the rows that stand on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from careloop.common.models import AuditRow
from careloop.core.kernel.errors import Refused
from careloop.customers.actions import add_tag, correct, merge, record_consent
from careloop.customers.models import Consent, Customer, StoreVehicle
from careloop.dms import actions
from careloop.dms.choices import RunState
from careloop.dms.loading.reverting import NAMES, imported_models, pointing_at
from careloop.dms.models import ImportRun, ReplacedRow
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from careloop.outreach.models import ContactTask
from careloop.service.models import RepairOrder
from tests.dms.files import ROWS, VIN, Row, counts, row, take

NOW = datetime(2026, 11, 20, 10)
MARKS = ("changed_at",)
CHANGED: dict[str, Row] = {
    "employees": {"name": "李四", "phone": "13800009999"},
    "customers": {"phone": "13900000000", "driver_name": "小钱", "birthday": "1990-01-01"},
    "vehicles": {"plate": "沪Z00001", "mileage": "30000", "customer_no": "C7"},
    "vehicle_sales": {"delivered_on": "2026-08-04", "introduced_to_service": "否"},
    "repair_orders": {"mileage": "1", "settled_at": "", "had_precheck": "否"},
    "labour_lines": {"amount": "1.00"},
    "part_lines": {"quantity": "7.125"},
    "appointments": {"arrived_at": ""},
    "time_records": {"clocked_hours": "7"},
    "parts_requests": {"available_at_once": "否"},
    "calls": {"due_on": "2026-10-07", "level": "失望"},
    "survey_responses": {"score": "2", "questionnaire": "Q9"},
    "survey_scores": {"weight": "", "score": "101.5"},
    "complaints": {"closed_at": "", "cause": "费用"},
    "suggestions": {"executed_on": ""},
    "insurance_policies": {"premium": "1"},
    "targets": {"value": "0.5"},
}


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows an import may write, without the mark that moves with every write."""
    return {
        model._meta.label: [
            {
                name: bytes(value) if isinstance(value, memoryview) else value
                for name, value in found.items()
                if name not in MARKS
            }
            for found in model._base_manager.order_by("pk").values()
        ]
        for model in imported_models()
    }


def revert(run: ImportRun) -> ImportRun:
    return actions.revert_import(by=Viewer.system(), run=run)


@pytest.mark.parametrize("feed", CHANGED)
def test_update_then_revert_restores_every_value(store: Store, feed: str) -> None:
    if feed in ("labour_lines", "part_lines"):
        take(store, "repair_orders", ROWS["repair_orders"])
    take(store, feed, ROWS[feed])
    before = everything()
    run = take(store, feed, row(feed, **CHANGED[feed]))
    assert counts(run) == (0, 1, 0, 0), run.message
    assert everything() != before
    assert revert(run).state == RunState.REVERTED
    assert everything() == before
    assert not ReplacedRow.objects.exists()


@pytest.mark.parametrize("feed", ["customers", "vehicles", "repair_orders", "calls", "employees"])
def test_revert_of_a_first_import_leaves_no_row(store: Store, feed: str) -> None:
    run = take(store, feed, ROWS[feed])
    revert(run)
    assert not any(everything().values())


def test_reverted_rows_can_be_imported_again(store: Store) -> None:
    revert(take(store, "repair_orders", ROWS["repair_orders"]))
    assert counts(take(store, "repair_orders", ROWS["repair_orders"])) == (1, 0, 0, 0)


def test_restored_rows_are_unchanged_to_the_file_they_came_from(store: Store) -> None:
    take(store, "repair_orders", ROWS["repair_orders"])
    revert(take(store, "repair_orders", row("repair_orders", mileage="1")))
    assert counts(take(store, "repair_orders", ROWS["repair_orders"])) == (0, 0, 1, 0)


def test_revert_moves_the_mark_the_mart_watches(store: Store) -> None:
    take(store, "repair_orders", ROWS["repair_orders"])
    run = take(store, "repair_orders", row("repair_orders", mileage="1"))
    reverted = revert(run)
    assert RepairOrder.objects.get().changed_at == reverted.reverted_at


def test_revert_is_refused_where_a_later_run_changed_the_row(store: Store) -> None:
    first = take(store, "repair_orders", ROWS["repair_orders"])
    second = take(store, "repair_orders", row("repair_orders", mileage="1"))
    with pytest.raises(Refused) as refusal:
        revert(first)
    assert "R1" in refusal.value.say("en")
    assert str(second.pk) in refusal.value.say("zh")
    revert(second)
    revert(first)


def test_revert_is_refused_where_later_rows_point_at_what_it_made(store: Store) -> None:
    vehicles = take(store, "vehicles", ROWS["vehicles"])
    take(store, "repair_orders", ROWS["repair_orders"])
    with pytest.raises(Refused, match="R1"):
        revert(vehicles)
    assert Customer.objects.filter(customer_no="C1").exists()


def test_revert_of_orders_is_refused_when_calls_were_made_about_them(store: Store) -> None:
    orders = take(store, "repair_orders", ROWS["repair_orders"])
    calls = take(store, "calls", ROWS["calls"])
    with pytest.raises(Refused, match="contact task"):
        revert(orders)
    revert(calls)
    revert(orders)


def test_refusal_names_twenty_rows_and_tells_the_total(store: Store) -> None:
    vehicles = take(store, "vehicles", ROWS["vehicles"])
    orders = [row("repair_orders", ro_no=f"R{n:03d}") for n in range(25)]
    take(store, "repair_orders", *orders)
    with pytest.raises(Refused) as refusal:
        revert(vehicles)
    said = refusal.value.say("en")
    assert said.count("(import") == 20
    assert "…" in said
    assert "25 rows depend on it" in said


def test_late_links_are_no_later_work_and_are_taken_back(store: Store) -> None:
    take(store, "calls", ROWS["calls"])
    orders = take(store, "repair_orders", ROWS["repair_orders"])
    assert ContactTask.objects.get().order is not None
    revert(orders)
    task = ContactTask.objects.get()
    assert (task.order, task.vehicle, task.ro_no, task.vin) == (None, None, "R1", VIN)


def test_revert_is_audited_and_needs_its_permission(
    store: Store, as_director: Viewer, as_agent: Viewer, as_outsider: Viewer
) -> None:
    run = take(store, "repair_orders", ROWS["repair_orders"])
    for viewer in (as_agent, as_outsider):
        with pytest.raises(Forbidden):
            actions.revert_import(by=viewer, run=run)
    assert RepairOrder.objects.exists()
    actions.revert_import(by=as_director, run=run)
    deed = AuditRow.objects.get(action="import.revert")
    assert (deed.actor_id, deed.detail["deleted"] > 0) == (as_director.user_id, True)


@pytest.mark.parametrize("dry_run", [True, False])
def test_nothing_to_revert_is_refused(store: Store, dry_run: bool) -> None:
    run = take(store, "repair_orders", ROWS["repair_orders"], dry_run=dry_run)
    if not dry_run:
        revert(run)
    with pytest.raises(Refused, match="nothing to revert"):
        revert(run)


def noted(customer: Customer) -> None:
    record_consent(
        by=Viewer.system(), customer=customer, channel="sms", purpose="marketing", is_given=False,
        reason="太多了", now=NOW,
    )  # fmt: skip


def put_right(customer: Customer) -> None:
    correct(by=Viewer.system(), customer=customer, field="region", value="石狮", now=NOW)


def tagged(customer: Customer) -> None:
    add_tag(by=Viewer.system(), customer=customer, name="爱喝茶", now=NOW)


def merged(customer: Customer) -> None:
    other = Customer.objects.create(
        store=customer.store, identity="no:K9", name="甲", changed_at=NOW
    )
    merge(by=Viewer.system(), kept=other, absorbed=customer, now=NOW)


@pytest.mark.parametrize(
    ("act", "zh", "en"),
    [
        (noted, "客户意愿，客户 C1", "wish of customer C1"),
        (put_right, "手工更正，字段 region", "correction of field region"),
        (tagged, "客户标签 C1", "tag of customer C1"),
        (merged, "客户合并 C1", "merge of customer C1"),
    ],
)
def test_what_the_desk_wrote_keeps_the_import_and_is_named(
    store: Store, act: Callable[[Customer], None], zh: str, en: str
) -> None:
    run = take(store, "customers", ROWS["customers"])
    act(Customer.objects.get(customer_no="C1"))
    with pytest.raises(Refused) as refusal:
        revert(run)
    assert zh in refusal.value.say("zh")
    assert en in refusal.value.say("en")


def test_row_without_a_number_is_named_by_its_id(store: Store) -> None:
    run = take(store, "vehicles", ROWS["vehicles"])
    car = StoreVehicle.objects.get()
    nobody = Customer.objects.create(store=store, identity="id:1", changed_at=NOW)
    consent = Consent.objects.create(
        customer=nobody, vehicle=car.vehicle, channel="sms", purpose="any", is_given=False,
        recorded_at=NOW,
    )  # fmt: skip
    with pytest.raises(Refused, match=f"wish of customer #{consent.pk}"):
        revert(run)


def test_every_table_that_may_keep_an_import_has_a_name_for_people() -> None:
    pointing = {one for model in imported_models() for one, _ in pointing_at(model)}
    labels = {model._meta.label_lower for model in (*imported_models(), *pointing)}
    assert labels - set(NAMES) == set()
