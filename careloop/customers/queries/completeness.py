"""How complete the file of a store is: what share of each field is filled, and where it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet

from careloop.core.ingest.feeds.people import CUSTOMERS
from careloop.core.ingest.feeds.vehicles import VEHICLES
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.rounding import divide
from careloop.core.kernel.text import Text
from careloop.customers.models import Contact, Customer, StoreVehicle
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

ROWS_A_PAGE = 50
NO_SUCH_FIELD = Text(
    zh="“{field}”不是完整度检查的项目。请从表中选择。",
    en="“{field}” is not a field that is checked. Choose one of the table.",
)
# All who have a number, as one set: asked for each customer by itself it takes twice as long.
NUMBERS = Contact.objects.filter(is_valid=True).exclude(phone_index="").values("customer")


@dataclass(frozen=True, slots=True)
class Check:
    """A field that ought to be filled, and which rows lack it."""

    name: str
    label: Text
    lacking: Q


@dataclass(frozen=True, slots=True)
class Filled:
    """How many rows have a field; ``share`` is ``None`` where there are no rows at all."""

    check: Check
    rows: int
    filled: int

    @property
    def lacking(self) -> int:
        return self.rows - self.filled

    @property
    def share(self) -> Fraction | None:
        return divide(self.filled, self.rows)


@dataclass(frozen=True, slots=True)
class Lacking:
    """One incomplete row, by what it is known."""

    kind: str  # customer, vehicle
    id: int
    title: str
    detail: str
    row_id: int


def _blank(name: str) -> Check:
    return Check(name, CUSTOMERS.column(name).label, Q(**{name: ""}))


def _car(name: str, lacking: Q) -> Check:
    return Check(name, VEHICLES.column(name).label, lacking)


CUSTOMER_CHECKS: tuple[Check, ...] = (
    Check("name", CUSTOMERS.column("name").label, Q(name="")),
    Check("number", Text(zh="有效电话", en="A valid number"), ~Q(pk__in=NUMBERS)),
    _blank("kind"),
    _blank("sex"),
    Check("birthday", CUSTOMERS.column("birthday").label, Q(birthday=None)),
    _blank("occupation"),
    _blank("region"),
    _blank("address"),
    _blank("level"),
)
VEHICLE_CHECKS: tuple[Check, ...] = (
    Check("owner", Text(zh="车主", en="Owner"), Q(customer=None)),
    _car("plate", Q(vehicle__plate="")),
    _car("model", Q(vehicle__model="")),
    _car("purchased_on", Q(vehicle__purchased_on=None)),
    _car("mileage", Q(vehicle__mileage=None)),
    _car("warranty_ends_on", Q(vehicle__warranty_ends_on=None)),
    _car("insurance_ends_on", Q(vehicle__insurance_ends_on=None)),
    _car("inspection_due_on", Q(vehicle__inspection_due_on=None)),
)


def completeness(viewer: Viewer, store: Store) -> tuple[list[Filled], list[Filled]]:
    """Of customers and of vehicles on file, how far each field is filled; two queries."""
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    return _filled(_customers(store), CUSTOMER_CHECKS), _filled(_vehicles(store), VEHICLE_CHECKS)


def _customers(store: Store) -> QuerySet[Customer]:
    return Customer.objects.filter(store=store, merged_into=None)


def _vehicles(store: Store) -> QuerySet[StoreVehicle]:
    return StoreVehicle.objects.filter(store=store)


def _filled(rows: QuerySet[Any], checks: tuple[Check, ...]) -> list[Filled]:
    counts: Mapping[str, int] = rows.aggregate(
        rows_in_all=Count("pk"),
        **{f"lack_{one.name}": Count("pk", filter=one.lacking) for one in checks},
    )
    total = counts["rows_in_all"]
    return [Filled(one, total, total - counts[f"lack_{one.name}"]) for one in checks]


def incomplete(viewer: Viewer, store: Store, field: str, after: int = 0) -> list[Lacking]:
    """A page of the rows that lack a field, beyond the row ``after``.

    Raises:
        Refused: no permission, or the field is not checked.
    """
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    for one in CUSTOMER_CHECKS:
        if one.name == field:
            rows = _customers(store).filter(one.lacking, pk__gt=after).order_by("pk")
            return [_customer(row) for row in rows[:ROWS_A_PAGE]]
    for one in VEHICLE_CHECKS:
        if one.name == field:
            filed = _vehicles(store).filter(one.lacking, pk__gt=after).order_by("pk")
            filed = filed.select_related("vehicle", "customer")
            return [_vehicle(file) for file in filed[:ROWS_A_PAGE]]
    raise Refused(NO_SUCH_FIELD, field=field)


def label_of(field: str) -> Text:
    """What a checked field is called."""
    known = {one.name: one.label for one in (*CUSTOMER_CHECKS, *VEHICLE_CHECKS)}
    return known.get(field, Text(zh=field, en=field))


def _customer(row: Customer) -> Lacking:
    detail = " · ".join(part for part in (row.customer_no, row.region) if part)
    return Lacking("customer", row.pk, row.name or row.customer_no, detail, row.pk)


def _vehicle(file: StoreVehicle) -> Lacking:
    car = file.vehicle
    owner = file.customer.name if file.customer else ""
    detail = " · ".join(part for part in (car.model, owner) if part)
    return Lacking("vehicle", car.pk, car.plate or car.vin, detail, file.pk)
