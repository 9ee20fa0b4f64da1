"""Contacts about an appointment: the reminder before it, the call when nobody came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from careloop.core.kernel.text import Text
from careloop.customers.choices import Purpose
from careloop.customers.models import StoreVehicle
from careloop.organisation.rules import Viewer
from careloop.outreach.kinds.kind import Asking, Candidate, Kind, Parameter
from careloop.outreach.models import ContactTask
from careloop.outreach.rules import ends_on
from careloop.service.actions import mark_reminded
from careloop.service.models import Appointment, RepairOrder

AHEAD = timedelta(days=1)  # made so long before it opens, so that a nightly run covers the day


def reminders(asking: Asking) -> Iterator[Candidate]:
    """Booked at least one calendar day ahead: 12 to 24 hours before (REM-04, KPI 2)."""
    values = asking.settings.of()
    first, last = (timedelta(hours=values[code]) for code in ("opens_hours", "closes_hours"))
    horizon = asking.now + first + AHEAD
    coming = _standing(asking).filter(
        appointed_at__gt=asking.now + last, appointed_at__lte=horizon, reminded_at=None
    )
    for booked in coming:
        if booked.booked_at.date() < booked.appointed_at.date():
            opens = booked.appointed_at - first
            yield _candidate(
                booked,
                due_on=opens.date(),
                opens_at=opens,
                expires_at=booked.appointed_at - last,
            )


def missed(asking: Asking) -> Iterator[Candidate]:
    """Nobody came that day: no arrival, no order of the car. Called the next day."""
    values = asking.settings.of()
    today = datetime.combine(asking.today, time.min)
    since = today - timedelta(days=values["last_day"])
    came = RepairOrder.objects.filter(
        store_id=asking.store.pk,
        vehicle_id=OuterRef("vehicle_id"),
        opened_at__date__gte=OuterRef("appointed_at__date"),
    )
    for booked in _standing(asking).filter(
        ~Exists(came), appointed_at__gte=since, appointed_at__lt=today, ro_no=""
    ):
        day = booked.appointed_at.date()
        yield _candidate(
            booked,
            due_on=day + timedelta(days=values["due_day"]),
            opens_at=datetime.combine(day + timedelta(days=1), time.min),
            expires_at=ends_on(day + timedelta(days=values["last_day"])),
        )


def _standing(asking: Asking) -> QuerySet[Appointment]:
    """Appointments of a known car or customer; who keeps the car is asked where nobody is named."""
    found = Appointment.objects.filter(store_id=asking.store.pk, cancelled_at=None, arrived_at=None)
    on_file = StoreVehicle.objects.filter(
        vehicle_id=OuterRef("vehicle_id"), store_id=asking.store.pk
    )
    keeper = Subquery(on_file.values("customer_id")[:1])
    return (
        found.filter(Q(vehicle__isnull=False) | Q(customer__isnull=False))
        .annotate(called_id=Coalesce(F("customer_id"), keeper, output_field=BigIntegerField()))
        .select_related("vehicle")
    )


def _candidate(booked: Any, **window: Any) -> Candidate:
    return Candidate(
        reason=f"appointment:{booked.pk}:{booked.appointed_at:%Y%m%d%H%M}",
        customer_id=booked.called_id,
        vehicle_id=booked.vehicle_id,
        vin=booked.vehicle.vin if booked.vehicle else "",
        is_company_car=False,
        **window,
    )


def reminded(by: Viewer, task: ContactTask, at: datetime) -> None:
    """The customer knows: the appointment says so (KPI 2)."""
    rule, _, rest = task.occasion.partition(":appointment:")
    appointments = Appointment.objects.filter(store_id=task.store_id, reminded_at=None)
    if rule == "rule" and (found := appointments.filter(pk=rest.split(":")[0]).first()):
        mark_reminded(by=by, appointment=found, reminded_at=at, now=at)


REMINDER = Kind(
    code="appointment_reminder",
    purpose=Purpose.REQUESTED,
    priority=90,
    parameters=(
        Parameter("closes_hours", Text(zh="最晚提前", en="Ends before"), 12, "hours", 1, 48),
        Parameter("opens_hours", Text(zh="最早提前", en="Opens before"), 24, "hours", 2, 96),
    ),
    ordered=(("closes_hours", "opens_hours"),),
    candidates=reminders,
    reached=reminded,
)
NO_SHOW = Kind(
    code="no_show",
    purpose=Purpose.REQUESTED,
    priority=70,
    parameters=(
        Parameter("due_day", Text(zh="第几天到期", en="Due on day"), 1, "days", 1, 30),
        Parameter("last_day", Text(zh="第几天结束", en="Ends with day"), 7, "days", 2, 60),
    ),
    ordered=(("due_day", "last_day"),),
    candidates=missed,
)
