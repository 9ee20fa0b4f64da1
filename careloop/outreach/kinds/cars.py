"""The cars on a store's file with what its orders say of them, as the kinds of contact ask it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from careloop.customers.models import StoreVehicle
from careloop.organisation.models import Store
from careloop.outreach.kinds.kind import Asking, Candidate
from careloop.outreach.rules import ends_on, opens_on
from careloop.service.models import Appointment

CHUNK = 5000


class Car(NamedTuple):
    """A car on file. ``bought_on`` is the purchase, else the sale by this store."""

    customer_id: int | None
    vehicle_id: int
    vin: str
    model_line: str
    is_company_car: bool
    bought_on: date | None
    warranty_ends_on: date | None
    inspection_due_on: date | None
    insured_until: date | None
    advisor_id: int | None
    visited_on: date | None
    maintained_on: date | None
    average_days: int | None
    daily: int | None
    reading: int | None
    read_on: date | None
    maintained_at_km: int | None

    def candidate(
        self, base: str, *, due_on: date, opens: date, last_day: date, repeat_days: int = 0
    ) -> Candidate:
        """The car as a reason to contact its keeper from one day to another, both included.

        ``base`` tells this reason from others of the same kind and car: the day it rests on.
        """
        return Candidate(
            reason=f"vehicle:{self.vehicle_id}:{base}",
            due_on=due_on,
            opens_at=opens_on(opens),
            expires_at=ends_on(last_day),
            repeat_days=repeat_days,
            customer_id=self.customer_id,
            vehicle_id=self.vehicle_id,
            advisor_id=self.advisor_id,
            vin=self.vin,
            model_line=self.model_line,
            is_company_car=self.is_company_car,
        )


COLUMNS = (
    "customer_id",
    "vehicle_id",
    "vehicle__vin",
    "vehicle__model_line",
    "vehicle__is_company_car",
    "bought_on",
    "vehicle__warranty_ends_on",
    "vehicle__inspection_due_on",
    "vehicle__insurance_ends_on",
    "visits__last_advisor_id",
    "visits__last_visit_on",
    "visits__last_maintenance_on",
    "visits__average_days",
    "visits__daily_mileage",
    "visits__last_mileage",
    "visits__last_mileage_on",
    "visits__last_maintenance_mileage",
)


def cars(asking: Asking, *conditions: Q) -> Iterator[Car]:
    """The store's cars that meet ``conditions``, read in one query.

    Conditions may name ``visits`` (the summary of the car's orders in this store, null where it
    never came) and ``bought_on``. Taxis and fleets are left out, and cars that are booked
    already: their reminder has done its work.
    """
    found = on_file(asking.store).filter(*conditions, vehicle__is_fleet=False)
    rows = found.exclude(booked(asking)).values_list(*COLUMNS)
    return map(Car._make, rows.iterator(chunk_size=CHUNK))


def on_file(store: Store) -> QuerySet[StoreVehicle]:
    here = {"condition": Q(vehicle__visitsummary__store_id=store.pk)}
    sold = {"condition": Q(vehicle__vehiclesale__store_id=store.pk)}
    return (
        StoreVehicle.objects.filter(store_id=store.pk)
        .annotate(
            visits=FilteredRelation("vehicle__visitsummary", **here),
            sale=FilteredRelation("vehicle__vehiclesale", **sold),
        )
        .annotate(
            bought_on=Coalesce(
                F("vehicle__purchased_on"), F("sale__delivered_on"), F("sale__sold_on")
            )
        )
    )


def booked(asking: Asking) -> Exists:
    """Whether the car has an appointment still to come."""
    to_come = Appointment.objects.filter(
        store_id=asking.store.pk,
        vehicle_id=OuterRef("vehicle_id"),
        appointed_at__gte=opens_on(asking.today),
        cancelled_at=None,
        arrived_at=None,
    )
    return Exists(to_come)
