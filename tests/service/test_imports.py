"""Decisions of the workshop's import that are visible in one row."""

from __future__ import annotations

from datetime import datetime

import pytest

from careloop.customers.models import Vehicle
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.service import actions, rules, tasks
from careloop.service.models import Appointment, PartLine, RepairOrder
from tests.dms.files import ROWS, Row, row, take


@pytest.mark.parametrize(
    ("job_type", "said", "internal"),
    [("内部", "", True), ("一般维修", "", False), ("一般维修", "是", True), ("内部", "否", False)],
)
def test_order_is_internal_as_said_else_by_its_type(
    store: Store, job_type: str, said: str, internal: bool
) -> None:
    take(store, "repair_orders", row("repair_orders", job_type=job_type, is_internal=said))
    order = RepairOrder.objects.get()
    assert order.is_internal is internal
    told = None if said == "" else said == "是"
    assert rules.is_internal(order.job_type, told) is internal


def test_quantity_keeps_its_thousandths(store: Store) -> None:
    take(store, "repair_orders", ROWS["repair_orders"])
    take(store, "part_lines", row("part_lines", quantity="0.125"))
    assert str(PartLine.objects.get().quantity) == "0.125"


def test_import_of_an_appointment_booked_here_updates_it(store: Store) -> None:
    take(store, "vehicles", ROWS["vehicles"])
    booked = actions.book(
        by=Viewer.system(), store=store, vehicle=Vehicle.objects.get(), customer=None,
        appointed_at=datetime(2026, 10, 13, 9, 0), now=datetime(2026, 10, 12, 9, 0),
        origin="active",
    )  # fmt: skip
    told = row(
        "appointments",
        appointment_no=booked.appointment_no,
        booked_at="2026-10-12 09:00",
        appointed_at="2026-10-13 09:00",
        arrived_at="2026-10-13 08:58",
        reminded_at="",
    )
    run = take(store, "appointments", told)
    stored = Appointment.objects.get()
    assert (run.created, run.updated) == (0, 1)
    assert (stored.pk, stored.bay, stored.minutes) == (booked.pk, booked.bay, 60)
    assert stored.arrived_at == datetime(2026, 10, 13, 8, 58)


def test_orders_of_an_import_are_linked_after_it(store: Store) -> None:
    take(store, "vehicles", ROWS["vehicles"])
    today = datetime.now().replace(hour=10, minute=0, second=0, microsecond=0)
    booked = Appointment.objects.create(
        store=store,
        appointment_no="YY1",
        vehicle=Vehicle.objects.get(),
        origin="active",
        booked_at=today,
        appointed_at=today,
        changed_at=today,
    )
    run = take(store, "repair_orders", _of(today), now=today)
    assert tasks.after_import(run.pk) == 1
    booked.refresh_from_db()
    assert booked.ro_no == "R1"


def _of(today: datetime) -> Row:
    """The sample order, opened today and named by no appointment."""
    moments = ("promised_at", "completed_at", "final_checked_at", "billed_at", "settled_at")
    cells = dict.fromkeys((*moments, "delivered_at", "appointment_no"), "")
    return row("repair_orders", opened_at=f"{today:%Y-%m-%d %H:%M}", **cells)
