"""The page of a customer and of a car: who, which cars, what they are worth, what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from careloop.complaints.models import Complaint
from careloop.core.segments.dormancy import Band, dormancy
from careloop.customers import queries as customers
from careloop.customers.models import Customer, Vehicle
from careloop.desk import rules
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach.choices import TaskState
from careloop.outreach.models import ContactTask
from careloop.service.models import Appointment, VisitSummary


@dataclass(frozen=True, slots=True)
class Car:
    """A car on the store's file and what its visits come to."""

    vehicle: Vehicle
    customer: Customer | None
    summary: VisitSummary | None

    def band(self, today: date) -> Band:
        return dormancy(self.summary.last_visit_on if self.summary else None, today)

    @property
    def dues(self) -> list[rules.Due]:
        """What it needs next, the nearest first."""
        seen, car = self.summary, self.vehicle
        maintenance = rules.next_maintenance(
            purchased_on=car.purchased_on,
            last_on=seen.last_maintenance_on if seen else None,
            average_days=seen.average_days if seen else None,
        )
        dated = (
            (rules.INSURANCE, car.insurance_ends_on),
            (rules.WARRANTY, car.warranty_ends_on),
            (rules.INSPECTION, car.inspection_due_on),
        )
        dues = [rules.Due(name, on) for name, on in dated if on is not None]
        return sorted(dues + ([maintenance] if maintenance else []), key=lambda due: due.on)


@dataclass(frozen=True, slots=True)
class Worth:
    """What all cars of a customer brought: visits and money (fen), the mean interval in days."""

    visits: int
    paid_visits: int
    total_fen: int
    last_visit_on: date | None
    average_days: int | None


@dataclass(frozen=True, slots=True)
class Open:
    """What waits to be done for a customer or a car."""

    tasks: list[ContactTask]
    complaints: list[Complaint]
    appointments: list[Appointment]


def car(viewer: Viewer, store: Store, vehicle_id: int) -> Car:
    """A car on the store's file.

    Raises:
        Refused: no permission, or the car is not on this store's file.
    """
    found = customers.vehicle(viewer, store, vehicle_id)
    return Car(found.vehicle, found.customer, summaries(store, [vehicle_id]).get(vehicle_id))


def cars_of(viewer: Viewer, customer: Customer) -> list[Car]:
    """The cars a customer has on the store's file, the one seen last first."""
    held = customers.vehicles_of(viewer, customer)
    seen = summaries(customer.store, [entry.vehicle_id for entry in held])
    cars = [Car(entry.vehicle, customer, seen.get(entry.vehicle_id)) for entry in held]
    return sorted(cars, key=_seen_last, reverse=True)


def _seen_last(car: Car) -> date:
    return (car.summary and car.summary.last_visit_on) or date.min


def summaries(store: Store, vehicle_ids: Sequence[int]) -> dict[int, VisitSummary]:
    """What the store's visits of some cars come to, by car."""
    found = VisitSummary.objects.filter(store=store, vehicle_id__in=vehicle_ids)
    return {summary.vehicle_id: summary for summary in found.select_related("last_advisor")}


def worth(cars: Sequence[Car]) -> Worth:
    """The value of a customer, summed over their cars."""
    seen = [car.summary for car in cars if car.summary is not None]
    days = [summary.last_visit_on for summary in seen if summary.last_visit_on]
    gaps = [summary.average_days for summary in seen if summary.average_days]
    return Worth(
        visits=sum(summary.visits for summary in seen),
        paid_visits=sum(summary.paid_visits for summary in seen),
        total_fen=sum(summary.total_fen for summary in seen),
        last_visit_on=max(days, default=None),
        average_days=round(sum(gaps) / len(gaps)) if gaps else None,
    )


def waiting(
    viewer: Viewer,
    store: Store,
    *,
    vehicle_ids: Sequence[int],
    customer_id: int | None,
    now: datetime,
    but: int | None = None,
) -> Open:
    """Open tasks (all ``but`` one) and complaints, and the appointments to come."""
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    whose = Q(vehicle_id__in=vehicle_ids)
    if customer_id is not None:
        whose |= Q(customer_id=customer_id)
    tasks = ContactTask.objects.filter(whose, store=store, state=TaskState.OPEN.value)
    if but is not None:
        tasks = tasks.exclude(pk=but)
    complaints = Complaint.objects.filter(whose, store=store, closed_at=None)
    booked = Appointment.objects.filter(
        whose, store=store, appointed_at__gte=now, cancelled_at=None, arrived_at=None
    )
    return Open(
        tasks=list(tasks.select_related("vehicle").order_by("due_on", "id")),
        complaints=list(complaints.order_by("-received_at")),
        appointments=list(booked.select_related("vehicle").order_by("appointed_at")),
    )
