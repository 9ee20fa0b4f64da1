"""Complaints: opened by another system, and read to see how far they are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Router, Schema, Status
from pydantic import Field

from careloop.api.choices import Scope
from careloop.api.door import TokenRequest, With, now
from careloop.api.faults import Fault, found
from careloop.complaints import actions
from careloop.complaints.choices import Channel
from careloop.complaints.models import Complaint
from careloop.complaints.queries import one as queries
from careloop.customers import queries as customers
from careloop.service import queries as service
from careloop.service.models import RepairOrder

router = Router(tags=["complaints"])
READ, WRITE = With(Scope.READ_COMPLAINTS), With(Scope.WRITE_COMPLAINTS)
MOST_FAULTS = 20


class ComplaintOut(Schema):
    """How far a complaint is. ``next_due_at``: what has to happen next, by the store's clocks."""

    id: int
    complaint_no: str
    received_at: datetime
    state: str
    level: str
    cause: str
    severity: str
    customer_id: int | None
    vehicle_id: int | None
    ro_no: str
    first_reply_at: datetime | None
    solved_at: datetime | None
    closed_at: datetime | None
    next_due_at: datetime | None
    is_valid: bool | None
    satisfied: bool | None
    reopened: int
    revision: int


class NewComplaint(Schema):
    """What is complained of. ``cause`` is one of the eight codes, ``severity`` 1, 2 or 3."""

    cause: str
    description: str = Field(max_length=4000)
    faults: list[str] = Field(default_factory=list, max_length=MOST_FAULTS)
    severity: str = ""
    received_at: datetime | None = None
    customer_id: int | None = None
    vehicle_id: int | None = None
    ro_no: str = ""
    responsible_no: str = ""


@router.post("", response={201: ComplaintOut, 404: Fault, 422: Fault}, auth=WRITE)
def open_one(request: TokenRequest, payload: NewComplaint) -> Any:
    """Open a complaint; the service manager is told at once."""
    viewer, store = request.viewer, request.store
    vehicle_id, customer_id, ro_no = payload.vehicle_id, payload.customer_id, payload.ro_no
    file = vehicle_id and found(lambda: customers.vehicle(viewer, store, vehicle_id))
    customer = customer_id and found(lambda: customers.customer(viewer, store, customer_id))
    order = ro_no and found(lambda: _order(request, ro_no))
    made = actions.open_complaint(
        by=viewer,
        store=store,
        cause=payload.cause,
        description=payload.description,
        faults=payload.faults,
        severity=payload.severity,
        received_at=payload.received_at,
        customer=customer or None,
        vehicle=file.vehicle if file else None,
        order=order or None,
        responsible_no=payload.responsible_no,
        channel=Channel.API.value,
        now=now(),
    )
    return Status(201, made)


@router.get("/{complaint_id}", response={200: ComplaintOut, 404: Fault}, auth=READ)
def one(request: TokenRequest, complaint_id: int) -> Any:
    """One complaint."""
    return _complaint(request, complaint_id)


def _order(request: TokenRequest, ro_no: str) -> RepairOrder | None:
    orders = service.find_order(request.viewer, [request.store.pk], ro_no)
    return next((order for order in orders if order.ro_no == ro_no), None)


def _complaint(request: TokenRequest, complaint_id: int) -> Complaint:
    return found(lambda: _known(request, complaint_id))


def _known(request: TokenRequest, complaint_id: int) -> Complaint | None:
    try:
        return queries.complaint(request.viewer, request.store, complaint_id)
    except Complaint.DoesNotExist:
        return None
