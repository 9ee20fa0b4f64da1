"""Appointments: booked, moved, called off, kept and missed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.codes import ORIGIN
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.models import Customer, Vehicle
from careloop.customers.queries import keeper
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.queries import staff_no
from careloop.organisation.rules import Viewer
from careloop.service import rules
from careloop.service.actions.booking import Wish, locked, next_number, refuse_a_second, room_for
from careloop.service.choices import AppointmentState, CancelReason
from careloop.service.models import Appointment, Bay, CapacitySettings, RepairOrder

WHO = Text(
    zh="预约须写明车辆、客户或车牌中的一项。",
    en="An appointment names a vehicle, a customer or a plate.",
)
NOT_OF_THIS_STORE = Text(
    zh="该车辆或客户不在本店档案中。", en="That vehicle or customer is not on this store's file."
)
BAD_ORIGIN = Text(
    zh="预约来源“{origin}”不可用：只有主动（active）或被动（passive）。",
    en="There is no origin “{origin}”: active (the store invited) or passive (the customer asked).",
)
NOT_POSSIBLE = Text(
    zh="预约 {number} 已是“{state}”，不能再{deed}。",
    en="Appointment {number} is “{state}”: it cannot be {deed}.",
)
TOO_SOON = Text(
    zh="还没到预约时间 {at}，不能记为未到店。",
    en="It is not {at} yet: nobody has failed to come.",
)
IN_THE_FUTURE = Text(
    zh="到店时间 {at} 还没有到。", en="{at} is still to come: nobody arrived then."
)
BAD_REASON = Text(zh="请选择取消原因。", en="Choose a reason for cancelling.")
OTHER_CAR = Text(zh="工单 {ro_no} 不是这辆车的。", en="Repair order {ro_no} is of another car.")
STATES = {
    AppointmentState.EXPECTED: Text(zh="待到店", en="expected"),
    AppointmentState.ARRIVED: Text(zh="已到店", en="arrived"),
    AppointmentState.NO_SHOW: Text(zh="未到店", en="not come"),
    AppointmentState.CANCELLED: Text(zh="已取消", en="cancelled"),
}
MOVED = Text(zh="改期", en="moved")
CANCELLED = Text(zh="取消", en="cancelled")
MARKED_ARRIVED = Text(zh="登记到店", en="marked as arrived")
MARKED_MISSED = Text(zh="记为未到店", en="marked as not come")
TAKEN_BACK = Text(zh="撤回到店登记", en="expected again")


@transaction.atomic
def book(
    *,
    by: Viewer,
    store: Store,
    vehicle: Vehicle | None,
    customer: Customer | None,
    appointed_at: datetime,
    now: datetime,
    origin: str,
    minutes: int = rules.USUAL_MINUTES,
    job_type: str = "",
    request: str = "",
    advisor_no: str = "",
    bay: Bay | None = None,
    plate: str = "",
    has_exact_time: bool = True,
) -> Appointment:
    """Book a visit and give it a bay; the store's bookings wait for each other meanwhile.

    ``origin`` is active where the store invited, passive where the customer asked. Who took it is
    the viewer's staff number.

    Raises:
        NoRoom: past, too far ahead, outside opening hours, or no bay free; with the next offers.
        Refused: nobody named, not on file, booked that day already, minutes or origin unknown.
    """
    by.require(Permission.BOOK_APPOINTMENT, store.pk)
    if origin not in ORIGIN.codes:
        raise Refused(BAD_ORIGIN, origin=origin)
    _check_who(store, vehicle, customer, plate)
    settings = locked(store)
    refuse_a_second(store, vehicle, appointed_at)
    room = room_for(settings, Wish(appointed_at, minutes, job_type, bay), now)
    appointment = Appointment.objects.create(
        store=store,
        appointment_no=next_number(settings, now),
        vehicle=vehicle,
        vin=vehicle.vin if vehicle else "",
        plate=vehicle.plate if vehicle else plate.strip().upper(),
        customer=customer or keeper(store, vehicle),
        origin=origin,
        booked_at=now,
        appointed_at=appointed_at,
        has_exact_time=has_exact_time,
        minutes=minutes,
        job_type=job_type,
        request=request,
        advisor_no=advisor_no,
        taken_by_no=staff_no(by.user_id),
        bay=room,
        changed_at=now,
    )
    _note(by, appointment, "book", at=rules.shown(appointed_at), bay=room)
    return appointment


@transaction.atomic
def move(
    *,
    by: Viewer,
    appointment: Appointment,
    appointed_at: datetime,
    now: datetime,
    minutes: int | None = None,
    bay: Bay | None = None,
) -> Appointment:
    """Give an appointment another time, length or bay; a reminder of the old time is forgotten.

    Raises:
        NoRoom: the new time cannot be had; with the next offers.
        Refused: the customer has come, has not come, or the appointment was cancelled.
    """
    settings, kept = _opened(by, appointment)
    _require_expected(kept, now, MOVED)
    refuse_a_second(kept.store, kept.vehicle, appointed_at, but=kept)
    lasts, before = minutes or kept.lasts, kept.appointed_at
    wish = Wish(appointed_at, lasts, kept.job_type, bay or kept.bay, moving=kept.pk)
    room = room_for(settings, wish, now)
    _change(
        kept,
        now,
        appointed_at=appointed_at,
        minutes=lasts,
        bay=room,
        reminded_at=kept.reminded_at if appointed_at == before else None,
    )
    _note(by, kept, "move", at=rules.shown(appointed_at), bay=room, before=rules.shown(before))
    return kept


@transaction.atomic
def cancel(
    *, by: Viewer, appointment: Appointment, reason: str, now: datetime, note: str = ""
) -> Appointment:
    """Call an appointment off; it leaves KPIs 1–3, and its bay is free.

    Raises:
        Refused: no such reason, or the customer is no longer expected.
    """
    if reason not in list(CancelReason):
        raise Refused(BAD_REASON)
    _, kept = _opened(by, appointment)
    _require_expected(kept, now, CANCELLED)
    _change(kept, now, cancelled_at=now, cancel_reason=reason, cancel_note=note)
    _note(by, kept, "cancel", reason=reason)
    return kept


@transaction.atomic
def arrive(
    *, by: Viewer, appointment: Appointment, now: datetime, arrived_at: datetime | None = None
) -> Appointment:
    """Note the minute the customer came (now, if not said); a missed one may come late.

    Raises:
        Refused: cancelled, noted already, or a moment to come.
    """
    minute = (arrived_at or now).replace(second=0, microsecond=0)
    if minute > now:
        raise Refused(IN_THE_FUTURE, at=rules.shown(minute))
    _, kept = _opened(by, appointment)
    if kept.arrived_at is not None or kept.cancelled_at is not None:
        _refuse(kept, now, MARKED_ARRIVED)
    _change(kept, now, arrived_at=minute, no_show_at=None)
    _note(by, kept, "arrive", at=rules.shown(minute))
    return kept


@transaction.atomic
def mark_no_show(*, by: Viewer, appointment: Appointment, now: datetime) -> Appointment:
    """Note that the customer did not come; the bay is free again.

    Raises:
        Refused: the time has not come, or the customer has, or the appointment was cancelled.
    """
    _, kept = _opened(by, appointment)
    missed_before = kept.no_show_at is not None
    if missed_before or kept.state(kept.appointed_at.date()) != AppointmentState.EXPECTED:
        _refuse(kept, now, MARKED_MISSED)
    if now < kept.appointed_at:
        raise Refused(TOO_SOON, at=rules.shown(kept.appointed_at))
    _change(kept, now, no_show_at=now)
    _note(by, kept, "no_show")
    return kept


@transaction.atomic
def expect_again(*, by: Viewer, appointment: Appointment, now: datetime) -> Appointment:
    """Take back an arrival or a no-show that was noted by mistake.

    Raises:
        Refused: neither was noted, or the appointment was cancelled.
    """
    _, kept = _opened(by, appointment)
    noted = kept.arrived_at is not None or kept.no_show_at is not None
    if not noted or kept.cancelled_at is not None:
        _refuse(kept, now, TAKEN_BACK)
    _change(kept, now, arrived_at=None, no_show_at=None)
    _note(by, kept, "expect_again")
    return kept


@transaction.atomic
def mark_reminded(
    *, by: Viewer, appointment: Appointment, reminded_at: datetime, now: datetime
) -> Appointment:
    """Note when the customer was reminded, by a call that got through or a message (REM-04)."""
    _, kept = _opened(by, appointment)
    _change(kept, now, reminded_at=reminded_at)
    _note(by, kept, "remind", at=rules.shown(reminded_at))
    return kept


@transaction.atomic
def link_order(
    *, by: Viewer, appointment: Appointment, order: RepairOrder, now: datetime
) -> Appointment:
    """Say which repair order an appointment led to.

    Raises:
        Refused: the order is of another store or another car.
    """
    _, kept = _opened(by, appointment)
    if order.store_id != kept.store_id or kept.vehicle_id not in (None, order.vehicle_id):
        raise Refused(OTHER_CAR, ro_no=order.ro_no)
    _change(kept, now, ro_no=order.ro_no, vehicle_id=order.vehicle_id, no_show_at=None)
    _note(by, kept, "link", ro_no=order.ro_no)
    return kept


def _check_who(
    store: Store, vehicle: Vehicle | None, customer: Customer | None, plate: str
) -> None:
    if vehicle is None and customer is None and not plate.strip():
        raise Refused(WHO)
    strange_car = vehicle is not None and vehicle.group_id != store.group_id
    strange_customer = customer is not None and customer.store_id != store.pk
    if strange_car or strange_customer:
        raise Refused(NOT_OF_THIS_STORE)


def _opened(by: Viewer, appointment: Appointment) -> tuple[CapacitySettings, Appointment]:
    """The appointment as it stands now, the store's bookings held."""
    by.require(Permission.BOOK_APPOINTMENT, appointment.store_id)
    settings = locked(appointment.store)
    kept = Appointment.objects.select_related("store", "vehicle", "bay").get(pk=appointment.pk)
    return settings, kept


def _require_expected(kept: Appointment, now: datetime, deed: Text) -> None:
    if kept.state(now.date()) != AppointmentState.EXPECTED:
        _refuse(kept, now, deed)


def _refuse(kept: Appointment, now: datetime, deed: Text) -> NoReturn:
    state = STATES[kept.state(now.date())]
    raise Refused(NOT_POSSIBLE, number=kept.appointment_no, state=state, deed=deed)


def _change(kept: Appointment, now: datetime, **fields: Any) -> None:
    """Write fields by hand: an import taken back sees that somebody worked on the row since."""
    for name, value in (fields | {"changed_run": None, "changed_at": now}).items():
        setattr(kept, name, value)
    kept.save(update_fields=[*fields, "changed_run", "changed_at"])


def _note(by: Viewer, kept: Appointment, deed: str, **detail: Any) -> None:
    """The audit row, which is also the appointment's own history."""
    audit.record(
        actor_id=by.user_id,
        action=f"appointment.{deed}",
        subject=kept,
        store_id=kept.store_id,
        detail={name: str(value) for name, value in detail.items()},
    )
