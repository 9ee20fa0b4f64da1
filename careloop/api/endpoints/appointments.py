"""Appointments: free times, booking, moving, calling off."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Query, Router, Schema, Status

from careloop.api.choices import Scope
from careloop.api.door import TokenRequest, With, now
from careloop.api.faults import Fault, found
from careloop.api.queries import appointments_on
from careloop.customers import queries as customers
from careloop.service import actions, queries
from careloop.service.models import Appointment
from careloop.service.rules import USUAL_MINUTES, check_minutes

router = Router(tags=["appointments"])
READ, WRITE = With(Scope.READ_APPOINTMENTS), With(Scope.WRITE_APPOINTMENTS)


class SlotOut(Schema):
    """A moment at which a bay is free."""

    at: datetime


class AppointmentOut(Schema):
    """A booked visit; ``state`` is expected, arrived, no_show or cancelled."""

    id: int
    appointment_no: str
    appointed_at: datetime
    minutes: int | None
    origin: str
    job_type: str
    request: str
    plate: str
    vehicle_id: int | None
    customer_id: int | None
    state: str


class NewAppointment(Schema):
    """Whom and when. ``origin``: active (the store invited), passive (the customer asked)."""

    appointed_at: datetime
    origin: str
    minutes: int = USUAL_MINUTES
    vehicle_id: int | None = None
    customer_id: int | None = None
    plate: str = ""
    job_type: str = ""
    request: str = ""
    advisor_no: str = ""


class Move(Schema):
    """The new time, and the new length where it changes."""

    appointed_at: datetime
    minutes: int | None = None


class Cancel(Schema):
    """Why it is called off: a code of the cancel reasons."""

    reason: str
    note: str = ""


@router.get("/slots", response={200: list[SlotOut], 422: Fault}, auth=READ)
def slots(
    request: TokenRequest, day: date, minutes: int = Query(USUAL_MINUTES), job_type: str = ""
) -> Any:
    """The free times of a day, from now on."""
    check_minutes(minutes)
    return queries.free_slots(
        request.viewer, request.store, day, minutes, job_type=job_type, after=now()
    )


@router.get("", response=list[AppointmentOut], auth=READ, summary="The appointments of a day")
def of_day(request: TokenRequest, day: date) -> Any:
    return [_shown(one) for one in appointments_on(request.viewer, request.store, day)]


@router.get("/{appointment_id}", response={200: AppointmentOut, 404: Fault}, auth=READ)
def one(request: TokenRequest, appointment_id: int) -> Any:
    """One appointment."""
    return _shown(_appointment(request, appointment_id))


@router.post("", response={201: AppointmentOut, 404: Fault, 409: Fault, 422: Fault}, auth=WRITE)
def book(request: TokenRequest, payload: NewAppointment) -> Any:
    """Book a visit; 409 with the next free times in its sentence where there is no room."""
    viewer, store = request.viewer, request.store
    vehicle_id, customer_id = payload.vehicle_id, payload.customer_id
    file = vehicle_id and found(lambda: customers.vehicle(viewer, store, vehicle_id))
    customer = customer_id and found(lambda: customers.customer(viewer, store, customer_id))
    made = actions.book(
        by=viewer,
        store=store,
        vehicle=file.vehicle if file else None,
        customer=customer or None,
        appointed_at=_local(payload.appointed_at),
        now=now(),
        origin=payload.origin,
        minutes=payload.minutes,
        job_type=payload.job_type,
        request=payload.request,
        advisor_no=payload.advisor_no,
        plate=payload.plate,
    )
    return Status(201, _shown(made))


@router.patch(
    "/{appointment_id}", response={200: AppointmentOut, 404: Fault, 409: Fault}, auth=WRITE
)
def move(request: TokenRequest, appointment_id: int, payload: Move) -> Any:
    """Give it another time."""
    moved = actions.move(
        by=request.viewer,
        appointment=_appointment(request, appointment_id),
        appointed_at=_local(payload.appointed_at),
        now=now(),
        minutes=payload.minutes,
    )
    return _shown(moved)


@router.post("/{appointment_id}/cancel", response={200: AppointmentOut, 404: Fault}, auth=WRITE)
def cancel(request: TokenRequest, appointment_id: int, payload: Cancel) -> Any:
    """Call it off."""
    called_off = actions.cancel(
        by=request.viewer,
        appointment=_appointment(request, appointment_id),
        reason=payload.reason,
        note=payload.note,
        now=now(),
    )
    return _shown(called_off)


def _appointment(request: TokenRequest, appointment_id: int) -> Appointment:
    return found(lambda: queries.appointment(request.viewer, request.store, appointment_id))


def _local(at: datetime) -> datetime:
    """Local store time: a moment with a zone is brought to that of this machine."""
    return at if at.tzinfo is None else at.astimezone().replace(tzinfo=None)


def _shown(booked: Appointment) -> dict[str, Any]:
    own = {name: getattr(booked, name) for name in AppointmentOut.model_fields if name != "state"}
    return own | {"state": booked.state(now().date())}
