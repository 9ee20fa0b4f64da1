"""Customers: found, read, added, corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from ninja import Query, Router, Schema, Status

from careloop.api import queries
from careloop.api.choices import Scope
from careloop.api.door import TokenRequest, With, now
from careloop.api.faults import Fault, found
from careloop.customers import actions
from careloop.customers import queries as customers
from careloop.customers.models import Customer

router = Router(tags=["customers"])
READ, WRITE = With(Scope.READ_CUSTOMERS), With(Scope.WRITE_CUSTOMERS)
MOST = 200


class PartyOut(Schema):
    """Somebody to call; the number is masked."""

    contact_id: int
    role: str
    kind: str
    name: str
    phone: str
    is_valid: bool


class CarOut(Schema):
    """A vehicle in short."""

    id: int
    vin: str
    plate: str
    model: str


class CustomerOut(Schema):
    """A customer of the store's file."""

    id: int
    customer_no: str
    name: str
    kind: str
    level: str
    sex: str
    birthday: date | None
    occupation: str
    region: str
    address: str
    do_not_contact: bool


class CustomerFile(CustomerOut):
    """A customer with parties and vehicles."""

    parties: list[PartyOut]
    vehicles: list[CarOut]


class HitOut(Schema):
    """One line of a search; ``is_exact`` marks a whole plate, VIN, phone or number."""

    kind: str
    customer_id: int | None
    vehicle_id: int | None
    title: str
    plates: list[str]
    models: list[str]
    phone: str
    is_exact: bool


class CustomerPage(Schema):
    """Customers by id; ``after`` is where the next page goes on."""

    items: list[CustomerOut]
    after: int | None


class CustomerIn(Schema):
    """Fields as they are typed on a page; those left out stay as they are."""

    name: str | None = None
    kind: str | None = None
    level: str | None = None
    sex: str | None = None
    birthday: str | None = None
    occupation: str | None = None
    region: str | None = None
    address: str | None = None
    phone: str | None = None
    home_phone: str | None = None
    decision_maker_name: str | None = None
    decision_maker_phone: str | None = None
    driver_name: str | None = None
    driver_phone: str | None = None

    def given(self) -> dict[str, str]:
        return {name: value or "" for name, value in self.dict(exclude_unset=True).items()}


class NewCustomer(CustomerIn):
    """A customer to put on file. ``anyway``: though somebody on file looks the same."""

    customer_no: str | None = None
    plate: str = ""
    anyway: bool = False


class Correction(CustomerIn):
    """What is put right, and why."""

    why: str = ""


@router.get("/search", response=list[HitOut], auth=READ, summary="Search customers and cars")
def search(request: TokenRequest, q: str, limit: int = Query(20, ge=1, le=50)) -> Any:
    """By name, pinyin, phone or its last digits, plate, VIN, customer number."""
    return customers.search(request.viewer, [request.store.pk], q, limit=limit)


@router.get("", response=CustomerPage, auth=READ, summary="All customers, a page at a time")
def listed(request: TokenRequest, after: int = 0, limit: int = Query(100, ge=1, le=MOST)) -> Any:
    rows = queries.customers_after(request.viewer, request.store, after, limit)
    return {"items": rows, "after": rows[-1].pk if len(rows) == limit else None}


@router.get("/{customer_id}", response={200: CustomerFile, 404: Fault}, auth=READ)
def one(request: TokenRequest, customer_id: int) -> Any:
    """One customer; of one merged into another, that other."""
    return _file(request, _customer(request, customer_id))


@router.post("", response={201: CustomerFile, 409: Fault, 422: Fault}, auth=WRITE)
def add(request: TokenRequest, payload: NewCustomer) -> Any:
    """Put a customer on file; 409 where somebody on file looks the same."""
    values = payload.given()
    plate, anyway = values.pop("plate", ""), payload.anyway
    values.pop("anyway", None)
    made = actions.add_customer(
        by=request.viewer, store=request.store, now=now(), values=values, plate=plate,
        anyway=anyway,
    )  # fmt: skip
    return Status(201, _file(request, made))


@router.patch("/{customer_id}", response={200: CustomerFile, 404: Fault, 422: Fault}, auth=WRITE)
def correct(request: TokenRequest, customer_id: int, payload: Correction) -> Any:
    """Put fields right, all of them or none; what the file said before is kept."""
    customer = _customer(request, customer_id)
    fields = payload.given()
    fields.pop("why", None)
    with transaction.atomic():
        for field, value in fields.items():
            actions.correct(
                by=request.viewer, customer=customer, field=field, value=value, now=now(),
                why=payload.why,
            )  # fmt: skip
    return _file(request, _customer(request, customer_id))


def _customer(request: TokenRequest, customer_id: int) -> Customer:
    return found(lambda: customers.customer(request.viewer, request.store, customer_id))


def _file(request: TokenRequest, customer: Customer) -> dict[str, Any]:
    cars = customers.vehicles_of(request.viewer, customer)
    return {
        **{name: getattr(customer, name) for name in CustomerOut.model_fields},
        "parties": customers.parties(request.viewer, customer),
        "vehicles": [row.vehicle for row in cars],
    }
