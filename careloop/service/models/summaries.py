"""What a car's visits come to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.customers.models import Customer, Vehicle
from careloop.organisation.models import Employee, Store
from careloop.service.models.orders import RepairOrder


class VisitSummary(models.Model):
    """What a store's settled visits of a vehicle come to, made from its orders and remade at will.

    ``visits`` counts settled, non-internal orders, each on the day it was opened; ``paid_visits``
    leaves out first maintenance, warranty claims and insurance jobs (SEG-01);
    ``visits_12_months`` reaches back to the same day a year ago. A maintenance is an order of type
    first or periodic maintenance, two on one day are one. ``average_days`` is the days from the
    first maintenance to the last over the intervals between, rounded half up (CUS-02), null with
    fewer than two. ``last_mileage`` is the highest reading of the last day that has one;
    ``daily_mileage`` is kilometres a day from the first such day to the last, in thousandths
    rounded down, null where there is one day only or the reading fell.
    ``last_maintenance_mileage`` is the highest reading of the last maintenance day. Customer,
    order and advisor are those of the last visit; of two on one day the later.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL)
    first_visit_on = models.DateField(null=True)
    last_visit_on = models.DateField(null=True)
    visits = models.IntegerField(default=0)
    paid_visits = models.IntegerField(default=0)
    visits_12_months = models.IntegerField(default=0)
    total_fen = models.BigIntegerField(default=0)
    last_maintenance_on = models.DateField(null=True)
    maintenances = models.IntegerField(default=0)
    average_days = models.IntegerField(null=True)
    last_mileage = models.IntegerField(null=True)
    last_mileage_on = models.DateField(null=True)
    last_maintenance_mileage = models.IntegerField(null=True)
    daily_mileage = models.IntegerField(null=True)
    last_order = models.ForeignKey(
        RepairOrder, null=True, related_name="+", on_delete=models.SET_NULL, db_index=False
    )
    last_advisor = models.ForeignKey(
        Employee, null=True, related_name="+", on_delete=models.SET_NULL, db_index=False
    )

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "store",
            "vehicle",
            "customer",
            "first_visit_on",
            "last_visit_on",
            "visits",
            "paid_visits",
            "visits_12_months",
            "total_fen",
            "last_maintenance_on",
            "maintenances",
            "average_days",
            "last_mileage",
            "last_mileage_on",
            "last_maintenance_mileage",
            "daily_mileage",
            "last_order",
            "last_advisor",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "vehicle"], name="visit_summary_once")
        ]
        indexes = [models.Index(fields=["store", "last_visit_on"])]
