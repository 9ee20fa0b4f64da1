"""Vehicles: read, put on file, corrected."""

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
from careloop.customers.models import StoreVehicle

router = Router(tags=["vehicles"])
READ, WRITE = With(Scope.READ_CUSTOMERS), With(Scope.WRITE_CUSTOMERS)


class VehicleOut(Schema):
    """A vehicle on the store's file; ``customer_id`` is its keeper, where one is known."""

    id: int
    vin: str
    plate: str
    model: str
    model_line: str
    is_company_car: bool
    purchased_on: date | None
    warranty_ends_on: date | None
    insurance_ends_on: date | None
    inspection_due_on: date | None
    customer_id: int | None


class VehicleIn(Schema):
    """Fields as they are typed on a page; those left out stay as they are."""

    plate: str | None = None
    model: str | None = None
    model_line: str | None = None
    is_company_car: str | None = None
    purchased_on: str | None = None
    warranty_ends_on: str | None = None
    insurance_ends_on: str | None = None
    inspection_due_on: str | None = None
    mileage: str | None = None

    def given(self) -> dict[str, str]:
        return {name: value or "" for name, value in self.dict(exclude_unset=True).items()}


class NewVehicle(VehicleIn):
    """A vehicle to put on file, a customer's where one is named."""

    vin: str
    customer_id: int | None = None


class VehicleCorrection(VehicleIn):
    """What is put right, and why."""

    why: str = ""


class VehiclePage(Schema):
    """Vehicles by id; ``after`` is where the next page goes on."""

    items: list[VehicleOut]
    after: int | None


@router.get("", response=VehiclePage, auth=READ, summary="All vehicles, a page at a time")
def listed(request: TokenRequest, after: int = 0, limit: int = Query(100, ge=1, le=200)) -> Any:
    files = queries.vehicles_after(request.viewer, request.store, after, limit)
    more = files[-1].vehicle_id if len(files) == limit else None
    return {"items": [_shown(file) for file in files], "after": more}


@router.get("/{vehicle_id}", response={200: VehicleOut, 404: Fault}, auth=READ)
def one(request: TokenRequest, vehicle_id: int) -> Any:
    """One vehicle of the store's file. By plate or VIN: ``/customers/search``."""
    return _shown(_file(request, vehicle_id))


@router.post("", response={201: VehicleOut, 404: Fault, 422: Fault}, auth=WRITE)
def add(request: TokenRequest, payload: NewVehicle) -> Any:
    """Put a vehicle on the store's file."""
    values = payload.given()
    customer_id = payload.customer_id
    values.pop("customer_id", None)
    customer = (
        found(lambda: customers.customer(request.viewer, request.store, customer_id))
        if customer_id is not None
        else None
    )
    file = actions.add_vehicle(
        by=request.viewer, store=request.store, now=now(), values=values, customer=customer
    )
    return Status(201, _shown(_file(request, file.vehicle_id)))


@router.patch("/{vehicle_id}", response={200: VehicleOut, 404: Fault, 422: Fault}, auth=WRITE)
def correct(request: TokenRequest, vehicle_id: int, payload: VehicleCorrection) -> Any:
    """Put fields right, all of them or none."""
    file = _file(request, vehicle_id)
    fields = payload.given()
    fields.pop("why", None)
    with transaction.atomic():
        for field, value in fields.items():
            actions.correct_vehicle(
                by=request.viewer, store=request.store, vehicle=file.vehicle, field=field,
                value=value, now=now(), why=payload.why,
            )  # fmt: skip
    return _shown(_file(request, vehicle_id))


def _file(request: TokenRequest, vehicle_id: int) -> StoreVehicle:
    return found(lambda: customers.vehicle(request.viewer, request.store, vehicle_id))


def _shown(file: StoreVehicle) -> dict[str, Any]:
    own = [name for name in VehicleOut.model_fields if name != "customer_id"]
    shown = {name: getattr(file.vehicle, name) for name in own}
    return shown | {"customer_id": file.customer_id}
