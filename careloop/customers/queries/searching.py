"""Who and what is found by what a person typed: names, pinyin, phones, plates, VINs, numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db import models

from careloop.common.crypto import last_four_index, phone_index
from careloop.customers.asking import Asked, asked
from careloop.customers.models import Contact, Customer, CustomerKey, StoreVehicle, VehicleKey
from careloop.customers.queries.phones import masked_phones
from careloop.customers.spelling import backwards
from careloop.organisation.choices import Permission
from careloop.organisation.rules import Viewer

Why = Literal["phone", "customer_no", "plate", "vin", "name", "order_no"]
BEYOND = b"\xff"  # sorts after every byte of UTF-8
CANDIDATES = 200  # numbers decrypted at most to compare more than four digits


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the results.

    ``title`` names the customer, or the car where nobody is known to own it; ``plates`` and
    ``models`` are of the vehicle found, else of all the customer's; ``phone`` is masked.
    ``is_exact`` marks a whole plate, VIN, phone or number: where one hit is exact its page opens
    at once.
    """

    kind: Literal["customer", "vehicle", "order"]
    store_id: int
    customer_id: int | None
    vehicle_id: int | None
    order_id: int | None
    title: str
    plates: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    phone: str = ""
    why: Why = "name"
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A subject found, before it is described."""

    kind: Literal["customer", "vehicle"]
    store_id: int
    subject_id: int
    why: Why
    is_exact: bool


def search(viewer: Viewer, store_ids: Collection[int], text: str, limit: int = 20) -> list[Hit]:
    """At most ``limit`` hits, exact ones first; none outside the stores the viewer may look at."""
    allowed = [pk for pk in store_ids if viewer.may(Permission.VIEW_CUSTOMERS, pk)]
    sought = asked(text)
    if not allowed or not sought.words:
        return []
    found = [
        *_by_number(allowed, sought),
        *_by_phone(allowed, sought, limit),
        *_by_plate_or_vin(allowed, sought, limit),
    ]
    if len(found) < limit:
        found += _by_name(allowed, sought, limit)
    return _described(_once(found)[:limit])


def _once(found: Iterable[Found]) -> list[Found]:
    """Each subject once, for the best reason."""
    best: dict[tuple[str, int, int], Found] = {}
    for one in sorted(found, key=lambda one: not one.is_exact):
        best.setdefault((one.kind, one.store_id, one.subject_id), one)
    return list(best.values())


def _shown() -> models.QuerySet[Customer]:
    return Customer.objects.filter(merged_into=None)


def _by_number(stores: list[int], sought: Asked) -> list[Found]:
    names = {f"no:{sought.number}", f"no:{sought.number.upper()}"}
    rows = _shown().filter(store_id__in=stores, identity__in=names)
    return [
        Found("customer", store_id, pk, "customer_no", True)
        for pk, store_id in rows.values_list("pk", "store_id")
    ]


def _by_phone(stores: list[int], sought: Asked, limit: int) -> list[Found]:
    """A whole number by its index; last digits by the index of four, the rest compared."""
    if sought.phone:
        index, same = {"phone_index": phone_index(sought.phone)}, sought.phone
    elif sought.digits:
        index, same = {"last_four_index": last_four_index(sought.digits)}, sought.digits
    else:
        return []
    rows = Contact.objects.filter(
        customer__store_id__in=stores, customer__merged_into=None, **index
    ).values_list("customer_id", "customer__store_id", "phone")
    longer = len(same) > 4 and not sought.phone
    return [
        Found("customer", store_id, pk, "phone", bool(sought.phone))
        for pk, store_id, number in rows[: CANDIDATES if longer else limit]
        if not longer or "".join(filter(str.isdigit, number)).endswith(same)
    ]


def _beginning(
    rows: models.QuerySet[Any], stores: list[int], beginning: str
) -> models.QuerySet[Any]:
    """Rows of keys that begin so, in the order of the index."""
    key = beginning.encode()
    rows = rows.filter(store_id__in=stores, key__gte=key, key__lt=key + BEYOND)
    return rows.order_by("store_id", "key")


def _by_plate_or_vin(stores: list[int], sought: Asked, limit: int) -> list[Found]:
    endings = backwards(sought.ending)
    rows = [*_vehicle_keys(stores, sought.words, limit)]
    if endings:
        rows += _vehicle_keys(stores, endings, limit)
    ids = {vehicle_id for vehicle_id, _, _ in rows}
    whole = _whole(stores, ids, sought)
    return [
        Found("vehicle", store_id, pk, "vin" if key.startswith(b"<") else "plate", pk in whole)
        for pk, store_id, key in rows
    ]


def _vehicle_keys(stores: list[int], beginning: str, limit: int) -> list[tuple[int, int, bytes]]:
    rows = _beginning(VehicleKey.objects.all(), stores, beginning)
    found = rows.values_list("vehicle_id", "store_id", "key")[:limit]
    return [(pk, store_id, bytes(key)) for pk, store_id, key in found]


def _whole(stores: list[int], ids: set[int], sought: Asked) -> set[int]:
    """The vehicles whose whole plate, with or without province, or whole VIN was typed."""
    if not ids:
        return set()
    rows = VehicleKey.objects.filter(
        store_id__in=stores,
        vehicle_id__in=ids,
        key__in=[sought.words.encode(), backwards(sought.ending or sought.words).encode()],
    )
    return set(rows.values_list("vehicle_id", flat=True))


def _by_name(stores: list[int], sought: Asked, limit: int) -> list[Found]:
    rows = _beginning(CustomerKey.objects.all(), stores, sought.words)
    pairs = dict.fromkeys(rows.values_list("customer_id", "store_id")[: 3 * limit])
    return [Found("customer", store_id, pk, "name", False) for pk, store_id in pairs]


def _described(found: Sequence[Found]) -> list[Hit]:
    """The hits with names, cars and masked numbers; what is no more is left out."""
    customers = {one.subject_id for one in found if one.kind == "customer"}
    vehicles = {one.subject_id for one in found if one.kind == "vehicle"}
    filed = _filed({one.store_id for one in found}, customers, vehicles)
    customers |= {row.customer_id for row in filed if row.customer_id}
    names = dict(_shown().filter(pk__in=customers).values_list("pk", "name"))
    phones = masked_phones(customers)
    hits = [
        _customer_hit(one, names, filed, phones)
        if one.kind == "customer"
        else _vehicle_hit(one, names, filed, phones)
        for one in found
    ]
    return [hit for hit in hits if hit is not None]


def _filed(stores: set[int], customers: set[int], vehicles: set[int]) -> list[StoreVehicle]:
    """Few rows, found by their customer or vehicle; the store is looked at afterwards, for a
    database might otherwise walk all of the store's."""
    rows = StoreVehicle.objects.select_related("vehicle")
    found = {row.pk: row for row in rows.filter(customer_id__in=customers)}
    found |= {row.pk: row for row in rows.filter(vehicle_id__in=vehicles)}
    return [row for _, row in sorted(found.items()) if row.store_id in stores]


def _customer_hit(
    one: Found, names: dict[int, str], filed: list[StoreVehicle], phones: dict[int, str]
) -> Hit | None:
    if one.subject_id not in names:
        return None
    cars = [
        row for row in filed if row.customer_id == one.subject_id and row.store_id == one.store_id
    ]
    return Hit(
        kind="customer",
        store_id=one.store_id,
        customer_id=one.subject_id,
        vehicle_id=cars[0].vehicle_id if len(cars) == 1 else None,
        order_id=None,
        title=names[one.subject_id],
        plates=tuple(row.vehicle.plate for row in cars if row.vehicle.plate),
        models=tuple(row.vehicle.model for row in cars if row.vehicle.model),
        phone=phones.get(one.subject_id, ""),
        why=one.why,
        is_exact=one.is_exact,
    )


def _vehicle_hit(
    one: Found, names: dict[int, str], filed: list[StoreVehicle], phones: dict[int, str]
) -> Hit | None:
    file = next(
        (r for r in filed if r.vehicle_id == one.subject_id and r.store_id == one.store_id), None
    )
    if file is None:
        return None
    car, owner = file.vehicle, file.customer_id
    return Hit(
        kind="vehicle",
        store_id=one.store_id,
        customer_id=owner if owner in names else None,
        vehicle_id=car.pk,
        order_id=None,
        title=names.get(owner or 0, "") or car.plate or car.vin,
        plates=(car.plate,) if car.plate else (),
        models=(car.model,) if car.model else (),
        phone=phones.get(owner or 0, ""),
        why=one.why,
        is_exact=one.is_exact,
    )
