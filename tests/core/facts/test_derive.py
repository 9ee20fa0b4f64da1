from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from careloop.core.facts import derive
from careloop.core.facts.schema import POLICY, REPAIR_ORDER, VEHICLE, VEHICLE_SALE
from tests.core.metrics.marts import Rows, table
from tests.core.metrics.world import order, vehicle

NO_VEHICLES = table(VEHICLE, [])


def visits(*orders: dict[str, Any], exclude: tuple[str, ...] = ()) -> Rows:
    found = derive.visits(table(REPAIR_ORDER, list(orders)), NO_VEHICLES, exclude)
    return sorted(found.to_pylist(), key=lambda row: row["order_id"])


def reworks(*orders: dict[str, Any]) -> Rows:
    return derive.reworks(table(REPAIR_ORDER, list(orders))).to_pylist()


def test_orders_of_one_day_are_one_visit_under_the_smallest_order() -> None:
    (visit,) = visits(order(5, 1, "2025-10-02"), order(3, 1, "2025-10-02"))
    assert visit["order_id"] == 3


def test_visit_is_settled_and_not_internal() -> None:
    assert not visits(order(1, 1, "2025-10-02", settled_on=None))
    assert not visits(order(1, 1, "2025-10-02", is_internal=1))


def test_visit_leaves_out_job_types_that_do_not_qualify() -> None:
    orders = order(1, 1, "2025-10-02", job_type="accident"), order(2, 2, "2025-10-02")
    assert [v["order_id"] for v in visits(*orders, exclude=("accident",))] == [2]


def test_visit_knows_its_neighbours() -> None:
    days = ("2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01")
    *_, third, fourth = visits(*(order(i, 1, day) for i, day in enumerate(days)))
    assert third["previous_on"] == date(2025, 2, 1)
    assert third["next_on"] == date(2025, 4, 1)
    assert fourth["third_previous_on"] == date(2025, 1, 1)
    assert fourth["next_on"] is None


def test_visit_to_a_sister_store_counts_for_all_stores_together_only() -> None:
    here, there = visits(order(1, 1, "2025-01-01"), order(2, 1, "2025-02-01", store_id=2))
    assert here["next_on"] is None
    assert here["next_any_on"] == date(2025, 2, 1)
    assert there["previous_any_on"] == date(2025, 1, 1)


def test_two_stores_on_one_day_are_one_visit_of_all_together() -> None:
    rows = visits(order(1, 1, "2025-01-01"), order(2, 1, "2025-01-01", store_id=2))
    assert [row["is_first_any"] for row in rows] == [1, 0]


def test_visit_takes_what_is_on_file_of_the_vehicle() -> None:
    on_file = table(VEHICLE, [vehicle(1, "B50", "2024-01-01", is_fleet=1)])
    orders = table(REPAIR_ORDER, [order(1, 1, "2025-10-02", model="b-50")])
    (row,) = derive.visits(orders, on_file).to_pylist()
    assert (row["model"], row["is_fleet"], row["region"]) == ("B50", 1, "north")


def test_confirmed_rework_counts_without_a_fault_code() -> None:
    (row,) = reworks(order(1, 1, "2025-10-02", is_rework=1, rework_of_order_id=None))
    assert (row["found_by"], row["original_order_id"]) == ("confirmed", None)


def test_rework_belongs_to_the_original_advisor_and_technician() -> None:
    first = order(1, 1, "2025-10-02", fault_code="F", advisor_id=11, technician_id=21)
    again = order(2, 1, "2025-10-20", fault_code="F", advisor_id=12, technician_id=22)
    (row,) = reworks(first, again)
    assert (row["order_id"], row["original_order_id"]) == (2, 1)
    assert (row["advisor_id"], row["technician_id"], row["days_between"]) == (11, 21, 18)


def test_same_fault_counts_from_the_day_the_earlier_order_was_settled() -> None:
    first = order(1, 1, "2025-10-01", fault_code="F", settled_on="2025-10-15")
    (row,) = reworks(first, order(2, 1, "2025-11-14", fault_code="F"))
    assert row["days_between"] == 30


def test_same_fault_is_no_rework_elsewhere_late_same_day_or_unsettled() -> None:
    first = order(1, 1, "2025-01-01", fault_code="F")
    others = (
        order(2, 1, "2025-01-05", fault_code="F", store_id=2),
        order(3, 2, "2025-01-05", fault_code="F"),
        order(4, 1, "2025-01-05", fault_code="G"),
        order(5, 1, "2025-01-01", fault_code="F"),
        order(6, 1, "2025-06-01", fault_code="F"),
        order(7, 1, "2025-06-10", fault_code="F", settled_on=None),
    )
    assert not reworks(first, *others)


def test_vehicle_knows_first_and_last_visit_and_who_received_it() -> None:
    orders = [order(1, 7, "2025-01-01"), order(2, 7, "2025-05-01", advisor_id=12, group_code="B")]
    on_file = table(VEHICLE, [vehicle(7, "X", "2024-01-01"), vehicle(8, "X", "2024-01-01")])
    made = derive.vehicles(on_file, derive.visits(table(REPAIR_ORDER, orders), on_file))
    seen, never = sorted(made.to_pylist(), key=lambda row: row["vehicle_id"])
    assert (seen["first_visit_on"], seen["last_visit_on"]) == (date(2025, 1, 1), date(2025, 5, 1))
    assert (seen["last_visit_advisor_id"], seen["last_visit_group_code"]) == (12, "B")
    assert never["last_visit_on"] is None


def test_vehicle_of_two_stores_is_counted_once_where_it_was_on_file_first() -> None:
    rows = [vehicle(7, "X", "2024-05-01"), vehicle(7, "X", "2024-01-01", store_id=2)]
    made = derive.vehicles(
        table(VEHICLE, rows), derive.visits(table(REPAIR_ORDER, []), NO_VEHICLES)
    )
    assert {r["store_id"]: r["is_first_any"] for r in made.to_pylist()} == {1: 0, 2: 1}


def test_sale_knows_the_first_visit_from_its_month_on() -> None:
    orders = [order(1, 7, "2025-01-20"), order(2, 7, "2025-02-03"), order(3, 7, "2025-05-01")]
    sold = table(VEHICLE_SALE, [_sale(1, 7, "2025-02-10"), _sale(2, 9, "2025-02-10")])
    made = derive.sales(sold, derive.visits(table(REPAIR_ORDER, orders), NO_VEHICLES))
    first = {row["sale_id"]: row["first_visit_on"] for row in made.to_pylist()}
    assert first == {1: date(2025, 2, 3), 2: None}


def _sale(sale_id: int, vehicle_id: int, day: str) -> dict[str, Any]:
    return {"sale_id": sale_id, "store_id": 1, "vehicle_id": vehicle_id, "counted_on": day}


def test_policy_is_renewed_by_the_next_of_its_kind_within_thirty_days() -> None:
    made = derive.policies(
        _policies(
            ("2024-01-01", "2024-12-31", "commercial"),
            ("2025-01-30", "2026-01-29", "commercial"),
            ("2024-01-01", "2024-12-31", "compulsory"),
            ("2025-02-15", "2026-02-14", "compulsory"),
        )
    )
    renewed = {row["policy_id"]: row["renewed_on"] for row in made.to_pylist()}
    assert renewed == {1: date(2025, 1, 30), 2: None, 3: None, 4: None}


def _policies(*spans: tuple[str, str, str]) -> pa.Table:
    rows = [
        {"policy_id": i, "store_id": 1, "vehicle_id": 7, "starts_on": first, "ends_on": last}
        | {"kind": kind}
        for i, (first, last, kind) in enumerate(spans, start=1)
    ]
    return table(POLICY, rows)
