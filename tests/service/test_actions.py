"""Decisions of the workshop's import that are visible in one row."""

from __future__ import annotations

import pytest

from careloop.organisation.models import Store
from careloop.service import rules
from careloop.service.models import PartLine, RepairOrder
from tests.dms.files import ROWS, row, take


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
