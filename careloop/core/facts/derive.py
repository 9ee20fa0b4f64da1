"""Facts made of facts: visits, reworks, and what they add to vehicles, sales and policies.

Each function takes whole tables (all months), because the previous and the next visit of a car
may lie years apart, and gives a whole table back in the schema of its fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
import pyarrow as pa

from careloop.core.facts.building import backend, conform
from careloop.core.facts.schema import (
    FACTS,
    POLICY,
    REPAIR_ORDER,
    REWORK,
    VEHICLE,
    VEHICLE_SALE,
    VISIT,
    Fact,
)

LONGEST_REWORK_WINDOW = 90
RENEWAL_DAYS = 30
DERIVED = (REWORK, VISIT, VEHICLE, VEHICLE_SALE, POLICY)


def visits(orders: pa.Table, vehicles: pa.Table, exclude: Sequence[str] = ()) -> pa.Table:
    """The gap table: every qualifying visit with the one before and the one after it.

    A qualifying visit is a settled, non-internal order (``exclude`` names job types that do not
    qualify); orders of one vehicle opened on one day in one store are one visit, dated on that
    day. ``_any_`` columns look over all stores.
    """
    o = _table(orders, REPAIR_ORDER)
    qualifying = o.filter(o.settled_on.notnull() & (o.is_internal.fill_null(0) != 1))
    if exclude:
        job = qualifying.job_type
        qualifying = qualifying.filter(job.isnull() | ~job.isin(list(exclude)))
    one_a_day = _one_a_day(qualifying)
    in_store = ibis.window(
        group_by=[one_a_day.store_id, one_a_day.vehicle_id], order_by=one_a_day.visited_on
    )
    day = one_a_day.visited_on
    linked = one_a_day.mutate(
        previous_on=day.lag().over(in_store),
        next_on=day.lead().over(in_store),
        third_previous_on=day.lag(3).over(in_store),
    )
    return _run(_with_vehicle(_with_any_store(linked), _table(vehicles, VEHICLE)), VISIT)


def _one_a_day(orders: Any) -> Any:
    same_day = ibis.window(group_by=[orders.store_id, orders.vehicle_id, orders.opened_on])
    first = orders.filter(orders.order_id == orders.order_id.min().over(same_day))
    return first.select(
        "order_id",
        "store_id",
        "vehicle_id",
        "advisor_id",
        "group_code",
        "model",
        "model_line",
        visited_on=first.opened_on,
    )


def _with_any_store(linked: Any) -> Any:
    days = linked.select("vehicle_id", "visited_on").distinct()
    over = ibis.window(group_by=days.vehicle_id, order_by=days.visited_on)
    days = days.mutate(
        previous_any_on=days.visited_on.lag().over(over),
        next_any_on=days.visited_on.lead().over(over),
        third_previous_any_on=days.visited_on.lag(3).over(over),
    )
    joined = linked.left_join(days, ["vehicle_id", "visited_on"]).drop(
        "vehicle_id_right", "visited_on_right"
    )
    same_day = ibis.window(group_by=[joined.vehicle_id, joined.visited_on])
    first = joined.order_id == joined.order_id.min().over(same_day)
    return joined.mutate(is_first_any=first.cast("int8"))


def _with_vehicle(visits: Any, vehicles: Any) -> Any:
    v = vehicles.select(
        "store_id",
        "vehicle_id",
        "region",
        "is_company_car",
        "is_fleet",
        "purchased_on",
        "warranty_ends_on",
        model_on_file=vehicles.model,
        line_on_file=vehicles.model_line,
    )
    joined = visits.left_join(v, ["store_id", "vehicle_id"])
    return joined.mutate(
        model=joined.model_on_file.fill_null(joined.model),
        model_line=joined.line_on_file.fill_null(joined.model_line),
    )


def reworks(orders: pa.Table) -> pa.Table:
    """Orders that came back: confirmed, or the same fault code within the longest window.

    ``days_between`` counts from the day the earlier order of that car, store and fault was
    settled (opened, while it was still open). Advisor, technician, group, model and job type are
    the original order's where it is known.
    """
    o = _table(orders, REPAIR_ORDER)
    same_fault = ibis.window(
        group_by=[o.store_id, o.vehicle_id, o.fault_code], order_by=[o.opened_on, o.order_id]
    )
    settled_before = o.settled_on.lag().over(same_fault)
    opened_before = o.opened_on.lag().over(same_fault)
    since = (settled_before <= o.opened_on).ifelse(settled_before, opened_before)
    earlier = o.fault_code.notnull() & (opened_before < o.opened_on)
    linked = o.mutate(
        confirmed=((o.is_rework == 1) | (o.job_type == "rework")).fill_null(False),
        before_id=earlier.ifelse(o.order_id.lag().over(same_fault), None),
        days_between=earlier.ifelse(o.opened_on.epoch_days() - since.epoch_days(), None),
    )
    again = linked.days_between <= LONGEST_REWORK_WINDOW
    came_back = linked.filter(linked.settled_on.notnull() & (linked.confirmed | again))
    return _run(_of_original(came_back, o), REWORK)


def _of_original(came_back: Any, orders: Any) -> Any:
    named = ("advisor_id", "group_code", "technician_id", "model", "model_line", "job_type")
    original = orders.select(
        first_id=orders.order_id, **{f"first_{name}": orders[name] for name in named}
    )
    found = came_back.rework_of_order_id.fill_null(came_back.before_id)
    rows = came_back.mutate(original_order_id=found)
    joined = rows.left_join(original, rows.original_order_id == original.first_id)
    known = joined.first_id.notnull()
    return joined.select(
        "order_id",
        "original_order_id",
        "store_id",
        "settled_on",
        "days_between",
        cause=joined.rework_cause,
        found_by=joined.confirmed.ifelse("confirmed", "same_fault"),
        **{name: known.ifelse(joined[f"first_{name}"], joined[name]) for name in named},
    )


def vehicles(on_file: pa.Table, visit_table: pa.Table) -> pa.Table:
    """The snapshot of vehicles with first and last visit and who received the last one."""
    v, t = _table(on_file, VEHICLE), _table(visit_table, VISIT)
    bare = v.drop(
        "first_visit_on", "last_visit_on", "last_visit_advisor_id", "last_visit_group_code"
    )
    last = t.group_by("store_id", "vehicle_id").aggregate(
        first_visit_on=t.visited_on.min(),
        last_visit_on=t.visited_on.max(),
        last_visit_advisor_id=t.advisor_id.argmax(t.visited_on),
        last_visit_group_code=t.group_code.argmax(t.visited_on),
    )
    joined = bare.left_join(last, ["store_id", "vehicle_id"])
    everywhere = ibis.window(
        group_by=joined.vehicle_id, order_by=[joined.on_file_on, joined.store_id]
    )
    first = ibis.row_number().over(everywhere) == 0
    return _run(joined.mutate(is_first_any=first.cast("int8")), VEHICLE)


def sales(sold: pa.Table, visit_table: pa.Table) -> pa.Table:
    """Sales with the first qualifying visit of the car from the month of the sale on."""
    s, t = _table(sold, VEHICLE_SALE), _table(visit_table, VISIT)
    bare = s.drop("first_visit_on", "first_visit_any_on")
    after = bare.left_join(
        t.select("vehicle_id", "visited_on", visit_store=t.store_id),
        [
            bare.vehicle_id == t.vehicle_id,
            t.visited_on >= bare.counted_on.truncate("M"),
        ],
    )
    here = (after.visit_store == after.store_id).ifelse(after.visited_on, None)
    first = after.group_by("sale_id").aggregate(
        first_visit_on=here.min(), first_visit_any_on=after.visited_on.min()
    )
    return _run(bare.left_join(first, "sale_id"), VEHICLE_SALE)


def policies(policy_table: pa.Table) -> pa.Table:
    """Policies with the start of the one that renews them.

    The same vehicle, store and kind, starting within 30 days around the end, and later than the
    policy itself began.
    """
    p = _table(policy_table, POLICY)
    bare = p.drop("renewed_on")
    n = p.select(
        next_store=p.store_id, next_vehicle=p.vehicle_id, next_kind=p.kind, next_on=p.starts_on
    )
    days = n.next_on.epoch_days() - bare.ends_on.epoch_days()
    following = bare.inner_join(
        n,
        [
            bare.store_id == n.next_store,
            bare.vehicle_id == n.next_vehicle,
            bare.kind == n.next_kind,
            days.between(-RENEWAL_DAYS, RENEWAL_DAYS),
            n.next_on > bare.starts_on,
        ],
    )
    renewed = following.group_by("policy_id").aggregate(renewed_on=following.next_on.min())
    return _run(bare.left_join(renewed, "policy_id"), POLICY)


def _table(table: pa.Table, fact: Fact) -> Any:
    return ibis.memtable(conform(table, fact))


def _run(expression: Any, fact: Fact) -> pa.Table:
    chosen = expression.select(
        *[c for c in expression.columns if c in FACTS[fact.name].schema.names]
    )
    return conform(backend().to_pyarrow(chosen), fact)
