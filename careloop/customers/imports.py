"""Writes of customers and vehicles, as imports make them: many rows at once, set by set.

The permission was asked and the audit row is written by the run (``dms.actions``), in whose
transaction these work. ``rows`` are rows of one store that are new or changed, with the feed's
column names, ``row_id`` (null: new) and ``digest``.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from careloop.common.bulk.columns import added, column, constant, given, last_known, picked, text
from careloop.common.bulk.finding import completed, find, ids, matched
from careloop.common.bulk.scope import Scope
from careloop.common.bulk.writing import write
from careloop.customers import rules
from careloop.customers.contacts import write_contacts
from careloop.customers.identities import identities
from careloop.customers.models import Customer, Ownership, StoreVehicle, Vehicle

CUSTOMER_COLUMNS = {
    name: name
    for name in (
        "row_id", "digest", "identity", "customer_no", "name", "kind", "level", "sex", "birthday",
        "occupation", "region", "address", "filed_on", "do_not_contact",
    )
}  # fmt: skip
VEHICLE_COLUMNS = {
    name: name
    for name in (
        "vin", "plate", "model", "model_line", "is_company_car", "purchased_on",
        "warranty_ends_on", "insurance_ends_on", "inspection_due_on", "mileage",
    )
}  # fmt: skip
# Role, kind, column of the name (the owner's is the customer's own), column of the number.
PARTY_COLUMNS = (
    ("owner", "mobile", "", "phone"),
    ("owner", "home", "", "home_phone"),
    ("decision_maker", "mobile", "decision_maker_name", "decision_maker_phone"),
    ("driver", "mobile", "driver_name", "driver_phone"),
)


def import_customers(*, scope: Scope, rows: pa.Table) -> None:
    """Store rows of the feed ``customers`` (they carry ``identity``) and their parties' numbers."""
    table = added(
        picked(rows, CUSTOMER_COLUMNS),
        store_id=constant(scope.store, rows.num_rows, pa.int64()),
        is_stub=constant(False, rows.num_rows, pa.bool_()),
    )
    write(scope, Customer, table)
    customer_ids = ids(Customer, "identity", rows["identity"], {"store_id": scope.store})
    for role, kind, name, phone in PARTY_COLUMNS:
        if {name, phone} & set(rows.column_names):
            party = added(
                picked(rows, {"name": name, "phone": phone}),
                customer_id=customer_ids,
                role=constant(role, rows.num_rows, pa.string()),
                kind=constant(kind, rows.num_rows, pa.string()),
                phone=column(rows, phone),
            )
            write_contacts(scope, party)
    _mark_fleet(scope, rows, customer_ids)


def _mark_fleet(scope: Scope, rows: pa.Table, customer_ids: pa.Array) -> None:
    """Vehicles on file of a customer who hires out cars are fleet vehicles."""
    words = zip(
        column(rows, "name").to_pylist(), column(rows, "occupation").to_pylist(), strict=True
    )
    hiring = customer_ids.filter(pa.array([rules.is_fleet(None, *w) for w in words], pa.bool_()))
    if len(hiring) == 0:
        return
    owned = StoreVehicle.objects.filter(customer_id__in=hiring.to_pylist())
    vehicle_ids = list(owned.values_list("vehicle_id", flat=True))
    table = pa.table(
        {
            "row_id": pa.array(vehicle_ids, pa.int64()),
            "is_fleet": constant(True, len(vehicle_ids), pa.bool_()),
        }
    )
    write(scope, Vehicle, table, compare=["is_fleet"])


def ensure_customers(
    *, scope: Scope, rows: pa.Table, name: str = "customer_name", phone: str = "phone"
) -> pa.Array:
    """The id of each row's customer; a stub is made of one the store does not know.

    What a stored customer lacks is filled, what it has stays. Null where the row names nobody;
    for one merged into another that other's.
    """
    known_by = identities(rows, name=name, phone=phone)
    told = pa.table(
        {
            "identity": known_by,
            "customer_no": column(rows, "customer_no"),
            "name": column(rows, name),
            "phone": column(rows, phone),
        }
    ).filter(pc.is_valid(known_by))
    told = last_known(told, ["identity"], ["customer_no", "name", "phone"])
    told_ids = _fill_customers(scope, told)
    contacts = pa.table({
        "customer_id": told_ids,
        "role": constant("owner", told.num_rows, pa.string()),
        "kind": constant("mobile", told.num_rows, pa.string()),
        "phone": told["phone"],
    })  # fmt: skip
    write_contacts(scope, contacts.filter(given(contacts["phone"])), fill=True)
    return matched(known_by, told["identity"], _standing(scope, told_ids))


def _fill_customers(scope: Scope, told: pa.Table) -> pa.Array:
    where = {"store_id": scope.store}
    known = ids(Customer, "identity", told["identity"], where)
    table = added(
        told.drop_columns(["phone"]),
        row_id=known,
        store_id=constant(scope.store, told.num_rows, pa.int64()),
        is_stub=constant(True, told.num_rows, pa.bool_()),
    )
    made, _ = write(
        scope, Customer, table, fill=True, on_insert=["identity", "store_id", "is_stub"]
    )
    scope.notes.stubs["customers"] += made
    return completed(Customer, "identity", told["identity"], known, where)


def _standing(scope: Scope, customer_ids: pa.Array) -> pa.Array:
    """The same customers, those that were merged into others replaced by these."""
    merged = Customer.objects.filter(store_id=scope.store, merged_into__isnull=False)
    pairs = list(merged.values_list("pk", "merged_into"))
    if not pairs:
        return customer_ids
    absorbed, kept = (pa.array(column, pa.int64()) for column in zip(*pairs, strict=True))
    return pc.coalesce(matched(customer_ids, absorbed, kept), customer_ids)


def ensure_vehicles(*, scope: Scope, rows: pa.Table, owner: str = "customer_name") -> pa.Array:
    """The id of each row's vehicle (by ``vin``); a stub is made of one the group does not know.

    Plate and model of a stored vehicle are filled where they are empty.
    """
    told = last_known(rows, ["vin"], ["plate", "model", "purchased_on", owner])
    where = {"group_id": scope.group_id}
    known = ids(Vehicle, "vin", told["vin"], where)
    table = added(
        picked(told, {name: name for name in ("vin", "plate", "model", "purchased_on")}),
        row_id=known,
        group_id=constant(scope.group_id, told.num_rows, pa.int64()),
        is_stub=constant(True, told.num_rows, pa.bool_()),
        is_fleet=_fleet(told, owner),
    )
    made, _ = write(
        scope, Vehicle, table, fill=True, on_insert=["vin", "group_id", "is_stub", "is_fleet"]
    )
    scope.notes.stubs["vehicles"] += made
    told_ids = completed(Vehicle, "vin", told["vin"], known, where)
    return matched(rows["vin"], told["vin"], told_ids)


def _fleet(rows: pa.Table, owner: str) -> Any:
    """Which rows speak of a taxi or a car for hire (see ``rules.is_fleet``), all at once."""
    said = pc.binary_join_element_wise(text(column(rows, "model")), text(column(rows, owner)), " ")
    plate = text(column(rows, "plate"))
    by_word = pc.match_substring_regex(said, rules.FLEET_WORDS.pattern, ignore_case=True)
    return pc.or_(by_word, pc.match_substring_regex(plate, rules.FLEET_PLATES.pattern))


def file_vehicles(*, scope: Scope, vehicle_ids: pa.Array, customer_ids: pa.Array) -> None:
    """See that each vehicle is on the store's file; who is not known to own it yet is filled in."""
    told = pa.table({"vehicle_id": vehicle_ids, "customer_id": customer_ids})
    told = last_known(told, ["vehicle_id"], ["customer_id"])
    table = added(
        told,
        row_id=ids(StoreVehicle, "vehicle_id", told["vehicle_id"], {"store_id": scope.store}),
        store_id=constant(scope.store, told.num_rows, pa.int64()),
    )
    write(scope, StoreVehicle, table, fill=True, on_insert=["vehicle_id", "store_id"])


def import_vehicles(*, scope: Scope, rows: pa.Table) -> None:
    """Store rows of the feed ``vehicles``: the vehicle, its place on the store's file, its owner.

    ``row_id`` and ``digest`` are those of the place on file: two stores of a group may each keep
    their own file on one vehicle. A row that names no owner leaves the one on file.
    """
    vehicle_ids = _write_vehicles(scope, rows)
    named = ensure_customers(scope=scope, rows=rows, name="owner_name", phone="owner_phone")
    on_file = find(
        StoreVehicle,
        pa.table({"vehicle_id": vehicle_ids}),
        ("customer_id",),
        where={"store_id": scope.store},
    )
    before = pa.array(on_file["customer_id"], pa.int64())
    table = pa.table(
        {
            "row_id": rows["row_id"],
            "digest": rows["digest"],
            "store_id": constant(scope.store, rows.num_rows, pa.int64()),
            "vehicle_id": vehicle_ids,
            "customer_id": pc.coalesce(named, before),
        }
    )
    write(scope, StoreVehicle, table)
    since = column(rows, "purchased_on", pa.date32())
    hand_over(scope=scope, vehicle_ids=vehicle_ids, before=before, after=named, since=since)


def _write_vehicles(scope: Scope, rows: pa.Table) -> pa.Array:
    where = {"group_id": scope.group_id}
    table = added(
        picked(rows, VEHICLE_COLUMNS),
        row_id=ids(Vehicle, "vin", rows["vin"], where),
        group_id=constant(scope.group_id, rows.num_rows, pa.int64()),
        is_stub=constant(False, rows.num_rows, pa.bool_()),
    )
    if "owner_name" in rows.column_names:
        table = added(table, is_fleet=_fleet(rows, "owner_name"))
    compare = [name for name in table.column_names if name not in ("row_id", "group_id", "vin")]
    write(scope, Vehicle, table, compare=compare)
    return ids(Vehicle, "vin", rows["vin"], where)


def hand_over(
    *, scope: Scope, vehicle_ids: pa.Array, before: pa.Array, after: pa.Array, since: Any
) -> None:
    """Keep who owned what when: another owner ends the old ownership today and opens a new one.

    The first owner of a vehicle owns it ``since`` the day given, a later one from today.
    """
    changed = pc.fill_null(pc.not_equal(before, after), False)
    opened = pa.table(
        {
            "vehicle_id": vehicle_ids,
            "customer_id": after,
            "started_on": pc.if_else(changed, pa.scalar(scope.today, pa.date32()), since),
            "ended_on": pa.nulls(len(vehicle_ids), pa.date32()),
        }
    ).filter(pc.is_valid(after))
    _write_ownerships(scope, opened, compare=["ended_on"], on_insert=["started_on"])
    closed = pa.table(
        {
            "vehicle_id": vehicle_ids,
            "customer_id": before,
            "ended_on": constant(scope.today, len(vehicle_ids), pa.date32()),
        }
    ).filter(changed)
    _write_ownerships(scope, closed, compare=["ended_on"], on_insert=[])


def _write_ownerships(
    scope: Scope, rows: pa.Table, *, compare: list[str], on_insert: list[str]
) -> None:
    stored = find(Ownership, rows.select(["vehicle_id", "customer_id"]))
    rows = added(rows, row_id=pa.array(stored["id"], pa.int64()))
    write(scope, Ownership, rows, compare=compare, on_insert=on_insert)
