"""Writes of the workshop, as imports make them: many rows at once, set by set.

The permission was asked and the audit row is written by the run (``dms.actions``), in whose
transaction these work. ``rows`` are rows of one store that are new or changed, with the feed's
column names, ``row_id`` (null: new) and ``digest``; where a line belongs to an order, ``order_id``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from careloop.common.bulk.columns import added, column, constant, picked
from careloop.common.bulk.finding import find
from careloop.common.bulk.scope import Scope
from careloop.common.bulk.writing import write
from careloop.customers.imports import (
    ensure_customers,
    ensure_vehicles,
    file_vehicles,
    hand_over,
)
from careloop.customers.models import StoreVehicle
from careloop.organisation.imports import ensure_employees, note_unknown_employees
from careloop.service import rules
from careloop.service.models import (
    Appointment,
    LabourLine,
    PartLine,
    PartsRequest,
    RepairOrder,
    TimeRecord,
    VehicleSale,
)
from careloop.service.naming import with_order, with_phone_index, with_vehicle

MARKS = {"row_id": "row_id", "digest": "digest"}
ORDER_COLUMNS = MARKS | {
    name: name
    for name in (
        "ro_no", "job_type", "opened_at", "promised_at", "completed_at", "final_checked_at",
        "billed_at", "settled_at", "delivered_at", "mileage", "appointment_no", "had_precheck",
        "precheck_form_used", "customer_present", "all_menu_priced", "prepick_on_time",
        "bill_explained", "is_rework", "rework_of", "rework_cause", "fault_code",
    )
} | {
    "minutes_sold": "hours_sold",
    "labour_fen": "labour_amount",
    "parts_fen": "parts_amount",
    "total_fen": "total_amount",
}  # fmt: skip
LABOUR_COLUMNS = MARKS | {
    name: name
    for name in (
        "order_id", "line_no", "operation_code", "operation", "technician_no", "payer",
        "is_additional", "customer_signed",
    )
} | {"minutes": "hours", "amount_fen": "amount"}  # fmt: skip
PART_COLUMNS = MARKS | {
    name: name for name in ("order_id", "line_no", "part_no", "part_name", "quantity", "payer")
} | {"amount_fen": "amount"}  # fmt: skip
APPOINTMENT_COLUMNS = MARKS | {
    name: name
    for name in (
        "appointment_no", "vin", "plate", "origin", "booked_at", "appointed_at", "has_exact_time",
        "reminded_at", "arrived_at", "cancelled_at", "ro_no", "advisor_no", "taken_by_no",
    )
}  # fmt: skip
TIME_COLUMNS = MARKS | {
    "employee_no": "employee_no",
    "worked_on": "on",
    "available_minutes": "available_hours",
    "clocked_minutes": "clocked_hours",
}
REQUEST_COLUMNS = MARKS | {
    name: name for name in ("ro_no", "part_no", "requested_at", "available_at_once", "quantity")
}
SALE_COLUMNS = MARKS | {
    name: name
    for name in (
        "sold_on", "delivered_on", "sales_consultant_no", "introduced_to_service",
        "first_service_contact_at",
    )
}  # fmt: skip


def import_orders(*, scope: Scope, rows: pa.Table) -> None:
    """Store rows of the feed ``repair_orders``; stubs of vehicles, customers and staff not known.

    An order that names no customer belongs to nobody known; the vehicle is put on the store's
    file.
    """
    vehicle_ids = ensure_vehicles(scope=scope, rows=rows)
    customer_ids = ensure_customers(scope=scope, rows=rows)
    file_vehicles(scope=scope, vehicle_ids=vehicle_ids, customer_ids=customer_ids)
    table = added(
        picked(rows, ORDER_COLUMNS),
        store_id=_store(scope, rows),
        vehicle_id=vehicle_ids,
        is_internal=_internal(rows),
    )
    if {"customer_no", "customer_name", "phone"} & set(rows.column_names):
        table = added(table, customer_id=customer_ids)
    for role in ("advisor", "technician"):
        if f"{role}_no" in rows.column_names:
            staff = ensure_employees(
                scope=scope, numbers=rows[f"{role}_no"], names=column(rows, f"{role}_name")
            )
            table = added(table, **{f"{role}_id": staff})
    write(scope, RepairOrder, table)


def _store(scope: Scope, rows: pa.Table) -> pa.Array:
    return constant(scope.store, rows.num_rows, pa.int64())


def _internal(rows: pa.Table) -> Any:
    by_type = pc.equal(rows["job_type"], rules.INTERNAL_JOB)
    return pc.coalesce(column(rows, "is_internal", pa.bool_()), by_type)


def import_labour_lines(*, scope: Scope, rows: pa.Table) -> None:
    """Store rows of the feed ``labour_lines``; an unknown technician is kept as a number."""
    table = picked(rows, LABOUR_COLUMNS)
    if "technician_no" in rows.column_names:
        known = note_unknown_employees(scope=scope, numbers=rows["technician_no"])
        table = added(table, technician_id=known)
    write(scope, LabourLine, table)


def import_part_lines(*, scope: Scope, rows: pa.Table) -> None:
    """Store rows of the feed ``part_lines``."""
    write(scope, PartLine, with_quantity(picked(rows, PART_COLUMNS)))


def with_quantity(table: pa.Table) -> pa.Table:
    """Thousandths, as the importer counts them, become the decimal that is stored."""
    if "quantity" not in table.column_names:
        return table
    thousandths = table["quantity"].cast(pa.decimal128(19, 0))
    exact = pc.multiply(thousandths, pa.scalar(Decimal("0.001")))
    return added(table, quantity=exact)


def import_appointments(*, scope: Scope, rows: pa.Table) -> None:
    """Store rows of the feed ``appointments``; the vehicle is linked where it is known."""
    table = added(picked(rows, APPOINTMENT_COLUMNS), store_id=_store(scope, rows))
    table = with_vehicle(scope, with_phone_index(table, rows))
    for name in ("advisor_no", "taken_by_no"):
        note_unknown_employees(scope=scope, numbers=column(rows, name))
    write(scope, Appointment, table)


def import_time_records(*, scope: Scope, rows: pa.Table) -> None:
    """Store rows of the feed ``time_records``."""
    note_unknown_employees(scope=scope, numbers=rows["employee_no"])
    write(scope, TimeRecord, added(picked(rows, TIME_COLUMNS), store_id=_store(scope, rows)))


def import_parts_requests(*, scope: Scope, rows: pa.Table) -> None:
    """Store rows of the feed ``parts_requests``; they may come before their order."""
    with_order(scope, rows.select(["ro_no"]))
    table = with_quantity(picked(rows, REQUEST_COLUMNS))
    write(scope, PartsRequest, added(table, store_id=_store(scope, rows)))


def import_vehicle_sales(*, scope: Scope, rows: pa.Table) -> None:
    """Store rows of the feed ``vehicle_sales``: the car sold, who bought it, and the hand-over.

    The row is about the car itself, so a car not known is put on file with what the row says.
    """
    car = added(rows, purchased_on=rows["sold_on"])
    vehicle_ids = ensure_vehicles(scope=scope, rows=car)
    customer_ids = ensure_customers(scope=scope, rows=rows)
    file_vehicles(scope=scope, vehicle_ids=vehicle_ids, customer_ids=customer_ids)
    table = added(
        picked(rows, SALE_COLUMNS),
        store_id=_store(scope, rows),
        vehicle_id=vehicle_ids,
        customer_id=customer_ids,
    )
    write(scope, VehicleSale, table)
    note_unknown_employees(scope=scope, numbers=column(rows, "sales_consultant_no"))
    _first_owners(scope, rows, vehicle_ids, customer_ids)


def _first_owners(scope: Scope, rows: pa.Table, vehicle_ids: pa.Array, buyers: pa.Array) -> None:
    """A buyer whom the file still names as the owner has owned the car since the hand-over."""
    keys = pa.table({"vehicle_id": vehicle_ids})
    on_file = find(StoreVehicle, keys, ("customer_id",), {"store_id": scope.store})
    owners = pa.array(on_file["customer_id"], pa.int64())
    still = pc.fill_null(pc.equal(owners, buyers), False)
    hand_over(
        scope=scope,
        vehicle_ids=vehicle_ids,
        before=pa.nulls(rows.num_rows, pa.int64()),
        after=pc.if_else(still, buyers, pa.scalar(None, pa.int64())),
        since=pc.coalesce(column(rows, "delivered_on", pa.date32()), rows["sold_on"]),
    )
