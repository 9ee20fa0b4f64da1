"""What an address of the appointment pages asks for: a day, a time, for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers import queries as customers
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

NO_SUCH_DAY = Text(
    zh="“{day}”不是日期，请写成 2026-11-23 的样子。",
    en="“{day}” is no day. Write it like 2026-11-23.",
)


@dataclass(frozen=True, slots=True)
class Whom:
    """For whom an appointment is made: a car on file, a customer, or a plate alone."""

    vehicle: Vehicle | None = None
    customer: Customer | None = None
    vehicles: tuple[Vehicle, ...] = ()

    @property
    def is_known(self) -> bool:
        return self.vehicle is not None or self.customer is not None


def day(query: Mapping[str, str], now: datetime) -> date:
    """The day asked for, today if none.

    Raises:
        Refused: what was asked for is no day.
    """
    text = query.get("day", "")
    try:
        return date.fromisoformat(text) if text else now.date()
    except ValueError as fault:
        raise Refused(NO_SUCH_DAY, day=text[:32]) from fault


def moment(text: str) -> datetime | None:
    """A moment as addresses write it; none where there is none."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def number(text: str, usual: int = 0) -> int:
    """A whole number of an address; ``usual`` where there is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else usual


def whom(viewer: Viewer, store: Store, query: Mapping[str, str]) -> Whom:
    """The car with its owner, or the customer with the cars to choose from.

    Raises:
        Http404: the car or the customer is not on the store's file.
    """
    vehicle_id, customer_id = number(query.get("vehicle", "")), number(query.get("customer", ""))
    try:
        if vehicle_id:
            filed = customers.vehicle(viewer, store, vehicle_id)
            return Whom(filed.vehicle, filed.customer)
        if customer_id:
            return _customer(viewer, customers.customer(viewer, store, customer_id))
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal
    return Whom()


def _customer(viewer: Viewer, customer: Customer) -> Whom:
    """With an only car it is that one."""
    cars = tuple(filed.vehicle for filed in customers.vehicles_of(viewer, customer))
    return Whom(cars[0] if len(cars) == 1 else None, customer, cars)
