"""The file of a customer and of a vehicle: who they are, whom to call, who owned what when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from careloop.common.crypto import masked
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.models import (
    Contact,
    Correction,
    Customer,
    Ownership,
    StoreVehicle,
    Vehicle,
)
from careloop.customers.rules import NUMBER_KINDS, PARTIES
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

NO_SUCH_CUSTOMER = Text(
    zh="{store}没有第 {id} 号客户。请重新搜索。",
    en="{store} has no customer {id}. Search again.",
)
NO_SUCH_VEHICLE = Text(
    zh="{store}的档案里没有第 {id} 号车辆。请重新搜索。",
    en="{store} has no vehicle {id} on file. Search again.",
)
NO_SUCH_NUMBER = Text(
    zh="该客户没有第 {id} 个电话。请刷新页面。",
    en="This customer has no number {id}. Reload the page.",
)
_ORDER = {role: place for place, role in enumerate(PARTIES)}


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody to call (CUS-03), the number masked; ``contact_id`` reveals and corrects it.

    ``field`` is what ``actions.correct`` calls the number.
    """

    contact_id: int
    role: str
    role_name: Text
    kind: str
    kind_name: Text
    name: str
    phone: str
    is_valid: bool
    field: str


def keeper(store: Store, vehicle: Vehicle | None) -> Customer | None:
    """Whom the store's file names as the owner of a vehicle of its own."""
    if vehicle is None:
        return None
    filed = StoreVehicle.objects.filter(store=store, vehicle=vehicle).select_related("customer")
    first = filed.first()
    return first.customer if first else None


def customer(viewer: Viewer, store: Store, customer_id: int) -> Customer:
    """One customer of the store; of one merged into another, that other.

    Raises:
        Refused: no permission, or the store has no such customer.
    """
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    found = Customer.objects.filter(store=store, pk=customer_id).first()
    if found is None:
        raise Refused(NO_SUCH_CUSTOMER, store=store.name, id=customer_id)
    return customer(viewer, store, found.merged_into_id) if found.merged_into_id else found


def vehicle(viewer: Viewer, store: Store, vehicle_id: int) -> StoreVehicle:
    """One vehicle on the store's file, with ``.vehicle`` and ``.customer`` at hand.

    Raises:
        Refused: no permission, or the vehicle is not on the store's file.
    """
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    rows = StoreVehicle.objects.select_related("vehicle", "customer")
    found = rows.filter(store=store, vehicle_id=vehicle_id).first()
    if found is None:
        raise Refused(NO_SUCH_VEHICLE, store=store.name, id=vehicle_id)
    return found


def vehicles_of(viewer: Viewer, customer: Customer) -> list[StoreVehicle]:
    """The vehicles the customer has on the store's file, with ``.vehicle`` at hand."""
    viewer.require(Permission.VIEW_CUSTOMERS, customer.store_id)
    rows = StoreVehicle.objects.filter(customer=customer).select_related("vehicle")
    return sorted(rows, key=lambda row: row.pk)


def owners(viewer: Viewer, file: StoreVehicle) -> list[Ownership]:
    """Who owned the vehicle, the present owner first, with ``.customer`` at hand."""
    viewer.require(Permission.VIEW_CUSTOMERS, file.store_id)
    rows = Ownership.objects.filter(vehicle_id=file.vehicle_id, customer__store_id=file.store_id)
    ordered = rows.order_by(F("ended_on").desc(nulls_first=True), "-started_on", "pk")
    return list(ordered.select_related("customer"))


def owned(viewer: Viewer, customer: Customer) -> list[Ownership]:
    """What the customer owned and owns, with ``.vehicle`` at hand."""
    viewer.require(Permission.VIEW_CUSTOMERS, customer.store_id)
    rows = Ownership.objects.filter(customer=customer).select_related("vehicle")
    return list(rows.order_by(F("ended_on").desc(nulls_first=True), "pk"))


def parties(viewer: Viewer, customer: Customer) -> list[Party]:
    """Whom to call about the customer's vehicles: owner, decision maker, driver."""
    viewer.require(Permission.VIEW_CUSTOMERS, customer.store_id)
    rows = [row for row in Contact.objects.filter(customer=customer) if row.phone or row.name]
    rows.sort(key=lambda row: (_ORDER.get(row.role, len(_ORDER)), row.kind != "mobile"))
    return [_party(row) for row in rows]


def _party(row: Contact) -> Party:
    return Party(
        contact_id=row.pk,
        role=row.role,
        role_name=PARTIES.get(row.role, Text(zh=row.role, en=row.role)),
        kind=row.kind,
        kind_name=NUMBER_KINDS.get(row.kind, Text(zh=row.kind, en=row.kind)),
        name=row.name,
        phone=masked(row.phone),
        is_valid=row.is_valid,
        field=field_of(row.role, row.kind),
    )


def field_of(role: str, kind: str) -> str:
    """What the number of a party is called in a correction."""
    number = "phone" if kind == "mobile" else "home_phone"
    return number if role == "owner" else f"{role}_{number}"


def contact(viewer: Viewer, customer: Customer, contact_id: int) -> Contact:
    """One number of the customer, to be revealed or corrected.

    Raises:
        Refused: no permission, or the customer has no such number.
    """
    viewer.require(Permission.VIEW_CUSTOMERS, customer.store_id)
    found = Contact.objects.filter(customer=customer, pk=contact_id).first()
    if found is None:
        raise Refused(NO_SUCH_NUMBER, id=contact_id)
    return found


def corrections(
    viewer: Viewer, customer: Customer | None = None, file: StoreVehicle | None = None
) -> QuerySet[Correction]:
    """What was put right on a customer or on a vehicle, the latest first.

    Old and new numbers are in the clear: show them masked (:func:`shown_value`).
    """
    subject = customer or file
    if subject is None:
        return Correction.objects.none()
    viewer.require(Permission.VIEW_CUSTOMERS, subject.store_id)
    rows = Correction.objects.filter(store_id=subject.store_id)
    rows = (
        rows.filter(customer=customer)
        if customer
        else rows.filter(
            vehicle_id=subject.vehicle_id  # type: ignore[union-attr]
        )
    )
    return rows.select_related("corrected_by").order_by("-corrected_at", "-pk")


def shown_value(field: str, value: str) -> str:
    """A corrected value as it may be shown to all: numbers masked."""
    return masked(value) if field.endswith("phone") else value


def age(birthday: date | None, on: date) -> int | None:
    """Whole years on a day; a birthday of 29 February is kept on 1 March in other years."""
    if birthday is None or birthday > on:
        return None
    return on.year - birthday.year - ((on.month, on.day) < (birthday.month, birthday.day))
