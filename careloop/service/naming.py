"""From what rows name, a VIN or an order number, to what is stored; the unknown is noted."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from careloop.common.bulk.columns import added, given
from careloop.common.bulk.finding import ids
from careloop.common.bulk.scope import Scope
from careloop.common.crypto import phone_index
from careloop.customers.models import Vehicle
from careloop.service.models import RepairOrder


def with_phone_index(table: pa.Table, rows: pa.Table) -> pa.Table:
    """Add the blind index of the rows' ``phone``: the number itself is not kept here."""
    if "phone" not in rows.column_names:
        return table
    indexes = [phone_index(number or "") for number in rows["phone"].to_pylist()]
    return added(table, phone_index=pa.array(indexes, pa.string()))


def with_vehicle(scope: Scope, table: pa.Table) -> pa.Table:
    """Add ``vehicle_id`` of the table's ``vin``, null and noted where it is not known."""
    if "vin" not in table.column_names:
        return table
    found = ids(Vehicle, "vin", table["vin"], {"group_id": scope.group_id})
    return added(table, vehicle_id=_noted(scope, "vehicle", table["vin"], found))


def with_order(scope: Scope, table: pa.Table) -> pa.Table:
    """Add ``order_id`` of the table's ``ro_no``, null and noted where it is not known."""
    if "ro_no" not in table.column_names:
        return table
    found = ids(RepairOrder, "ro_no", table["ro_no"], {"store_id": scope.store})
    return added(table, order_id=_noted(scope, "order", table["ro_no"], found))


def _noted(scope: Scope, kind: str, named: Any, found: pa.Array) -> pa.Array:
    unknown = pc.and_(given(named), pc.is_null(found))
    scope.notes.unknown[kind].update(pc.filter(named, unknown).to_pylist())
    return found
