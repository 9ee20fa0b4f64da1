"""Vehicles, on which store's file they are, and who owned which when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.models import IMPORT_MARKS, Imported
from careloop.customers.models.parties import Customer
from careloop.organisation.models import Group, Store


class Vehicle(Imported):
    """A car, by its VIN: the unit of retention. One row for all stores of a group."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, db_index=False)
    vin = models.CharField(max_length=32)
    plate = models.CharField(max_length=32, blank=True, db_index=True)
    model = models.CharField(max_length=64, blank=True)
    model_line = models.CharField(max_length=64, blank=True)
    is_company_car = models.BooleanField(default=False)
    is_fleet = models.BooleanField(default=False)
    purchased_on = models.DateField(null=True)
    warranty_ends_on = models.DateField(null=True)
    insurance_ends_on = models.DateField(null=True)
    inspection_due_on = models.DateField(null=True)
    mileage = models.IntegerField(null=True)
    is_stub = models.BooleanField(default=False)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"vin", "plate"})
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "group",
        "model",
        "model_line",
        "is_company_car",
        "is_fleet",
        "purchased_on",
        "warranty_ends_on",
        "insurance_ends_on",
        "inspection_due_on",
        "mileage",
        "is_stub",
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "vin"], name="vin_once_a_group")]


class StoreVehicle(Imported):
    """A vehicle on a store's file, and the customer it belongs to there."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="at_stores")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {"store", "vehicle", "customer"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "vehicle"], name="vehicle_once_on_file")
        ]


class Ownership(Imported):
    """Who owned a vehicle from when to when, as the store's file saw it."""

    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.CASCADE, related_name="ownerships", db_index=False
    )
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="ownerships")
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "vehicle",
        "customer",
        "started_on",
        "ended_on",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vehicle", "customer"], name="ownership_once")
        ]
