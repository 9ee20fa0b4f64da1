"""The search keys, made anew for all customers and vehicles of a store or for what changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

import pyarrow as pa
from django.db import connection, models, transaction

from careloop.common.bulk.staging import pour
from careloop.customers.models import (
    Customer,
    CustomerKey,
    KeysMade,
    StoreVehicle,
    Vehicle,
    VehicleKey,
)
from careloop.customers.spelling import name_keys, vehicle_keys
from careloop.organisation.models import Store

AT_ONCE = 2_000  # subjects in one transaction: nobody waits long for it
# The store, the subject and its keys.
Named = tuple[int, int, frozenset[str]]
# How long a revert may be under way: what it restores bears the moment it began.
OVERLAP = timedelta(minutes=2)


def refresh_search_keys(*, store: Store) -> int:
    """Make all keys by which a store's customers and vehicles are found; returns how many.

    It is called where rows have been written with permission, and asks for none. A slice at a
    time is stored, so that others may write in between.
    """
    customers = Customer.objects.filter(store=store).values_list("pk", flat=True)
    filed = StoreVehicle.objects.filter(store=store).values_list("vehicle_id", flat=True)
    CustomerKey.objects.filter(store=store).delete()
    VehicleKey.objects.filter(store=store).delete()
    return remake_keys(customer_ids=list(customers), vehicle_ids=list(filed))


def catch_up(*, store: Store, run_id: int, now: datetime) -> int:
    """Make the keys of what an import wrote or a revert gave back; of all at the first time.

    What a run wrote bears its number. After a revert nothing does, and what it restored is told
    by its moment. Returns how many keys were made.
    """
    last = KeysMade.objects.filter(store=store).first()
    if last is None:
        made = refresh_search_keys(store=store)
    else:
        made = _remake_changed(store, models.Q(changed_run=run_id)) or _remake_changed(
            store, models.Q(changed_at__gte=last.made_at - OVERLAP)
        )
    KeysMade.objects.update_or_create(store=store, defaults={"made_at": now})
    return made


def _remake_changed(store: Store, changed: models.Q) -> int:
    customers = Customer.objects.filter(changed, store=store)
    filed = StoreVehicle.objects.filter(changed, store=store).values_list("vehicle_id", flat=True)
    vehicles = Vehicle.objects.filter(changed, group_id=store.group_id)
    return remake_keys(
        customer_ids=list(customers.values_list("pk", flat=True)),
        vehicle_ids={*filed, *vehicles.values_list("pk", flat=True)},
    )


def remake_keys(*, customer_ids: Collection[int] = (), vehicle_ids: Collection[int] = ()) -> int:
    """Make the keys of some customers anew, and of some vehicles in every store that has them."""
    made = 0
    for some in _slices(customer_ids):
        with transaction.atomic():
            CustomerKey.objects.filter(customer_id__in=some).delete()
            made += _write_customers(Customer.objects.filter(pk__in=some))
    for some in _slices(vehicle_ids):
        with transaction.atomic():
            VehicleKey.objects.filter(vehicle_id__in=some).delete()
            made += _write_vehicles(StoreVehicle.objects.filter(vehicle_id__in=some))
    return made


def _slices(ids: Collection[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _write_customers(customers: models.QuerySet[Customer]) -> int:
    shown = customers.filter(merged_into=None).exclude(name="")
    rows = shown.values_list("store_id", "pk", "name").iterator(chunk_size=AT_ONCE)
    named = ((store_id, pk, name_keys(name)) for store_id, pk, name in rows)
    return _write(CustomerKey, "customer_id", named)


def _write_vehicles(filed: models.QuerySet[StoreVehicle]) -> int:
    columns = ("store_id", "vehicle_id", "vehicle__plate", "vehicle__vin")
    rows = filed.values_list(*columns).iterator(chunk_size=AT_ONCE)
    named = ((store_id, pk, vehicle_keys(plate, vin)) for store_id, pk, plate, vin in rows)
    return _write(VehicleKey, "vehicle_id", named)


def _write(model: type[models.Model], subject: str, named: Iterable[Named]) -> int:
    made, rest = 0, iter(named)
    while some := list(islice(rest, AT_ONCE)):
        rows = [(store_id, key.encode(), pk) for store_id, pk, keys in some for key in keys]
        table = pa.table(
            {
                "store_id": pa.array([store_id for store_id, _, _ in rows], pa.int64()),
                "key": pa.array([key for _, key, _ in rows], pa.binary()),
                subject: pa.array([pk for _, _, pk in rows], pa.int64()),
            }
        )
        with connection.cursor() as cursor:
            pour(cursor, model._meta.db_table, table)
        made += len(rows)
    return made
