"""Contacts after a car was sold: the sales call, a second one after delivery, the service's first.

The manufacturer calls within two days of the purchase, when most owners have not taken the car
yet; so a second call follows the delivery (ACT-04). Within ninety days of the delivery the service
department contacts the customer (REM-08, KPI 23).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from careloop.customers.choices import Purpose
from careloop.organisation.rules import Viewer
from careloop.outreach.kinds.after_repair import HOLDS, window
from careloop.outreach.kinds.kind import Asking, Candidate, Candidates, Kind
from careloop.outreach.models import ContactTask
from careloop.outreach.rules import ends_on, opens_on
from careloop.service.actions import note_first_contact
from careloop.service.models import VehicleSale

COLUMNS = (
    "pk", "customer_id", "vehicle_id", "vehicle__vin", "vehicle__model_line",
    "vehicle__is_company_car",
)  # fmt: skip


def counted_from(column: str, **where: object) -> Candidates:
    """Sales whose window, counted from the day in ``column``, holds today."""

    def candidates(asking: Asking) -> Iterator[Candidate]:
        back = asking.today - timedelta(days=asking.settings.most("last_day"))
        sales = VehicleSale.objects.filter(
            store_id=asking.store.pk,
            **{f"{column}__gte": back, f"{column}__lte": asking.today},
            **where,
        )
        for day, *row in sales.values_list(column, *COLUMNS).iterator():
            candidate = _candidate(asking, day, Sold._make(row))
            if candidate.opens_at <= asking.now < candidate.expires_at:
                yield candidate

    return candidates


class Sold(NamedTuple):
    """A car sold."""

    sale_id: int
    customer_id: int | None
    vehicle_id: int
    vin: str
    model_line: str
    is_company_car: bool


def _candidate(asking: Asking, day: date, sold: Sold) -> Candidate:
    values = asking.settings.of(sold.model_line)
    return Candidate(
        reason=f"sale:{sold.sale_id}",
        due_on=day + timedelta(days=values["due_day"]),
        opens_at=opens_on(day + timedelta(days=values["first_day"])),
        expires_at=ends_on(day + timedelta(days=values["last_day"])),
        customer_id=sold.customer_id,
        vehicle_id=sold.vehicle_id,
        vin=sold.vin,
        model_line=sold.model_line,
        is_company_car=sold.is_company_car,
    )


def contacted(by: Viewer, task: ContactTask, at: datetime) -> None:
    """The customer of a new car has heard from the service department."""
    if task.vehicle_id is not None:
        note_first_contact(store_id=task.store_id, vehicle_id=task.vehicle_id, at=at)


SALES = Kind(
    code="sales",
    purpose=Purpose.FOLLOW_UP,
    priority=50,
    parameters=window(0, 2, 15),
    ordered=HOLDS,
    candidates=counted_from("sold_on"),
)
DELIVERY = Kind(
    code="delivery",
    purpose=Purpose.FOLLOW_UP,
    priority=50,
    parameters=window(1, 3, 15),
    ordered=HOLDS,
    candidates=counted_from("delivered_on"),
)
CONTACT = Kind(
    code="delivery_contact",
    purpose=Purpose.FOLLOW_UP,
    priority=40,
    parameters=window(30, 60, 90),
    ordered=HOLDS,
    candidates=counted_from("delivered_on", first_service_contact_at=None),
    reached=contacted,
)
