"""Appointments, the bays they take, and how a store gives those out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db import models

from careloop.common.models import IMPORT_MARKS, Imported
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.models import Store
from careloop.service.choices import AppointmentState, BayKind
from careloop.service.rules import USUAL_MINUTES


class Bay(models.Model):
    """A place in the workshop that appointments take up (工位).

    ``kind`` is a code of ``service.choices.BayKind``. A dedicated bay (预约工位, APT-06) is
    kept for appointments; of the others a share stays free for cars that come without one.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    name = models.CharField(max_length=32)
    kind = models.CharField(max_length=16, default=BayKind.ANY.value)
    is_dedicated = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"store", "name", "kind", "is_dedicated", "is_active"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "name"], name="bay_name_once_a_store")
        ]
        ordering = ["-is_dedicated", "id"]

    def __str__(self) -> str:
        return self.name


class CapacitySettings(models.Model):
    """How a store gives out its bays; its row is locked while one is given.

    ``walk_in_percent`` of the bays that are not dedicated stay free for cars without appointment;
    who arrives up to ``late_minutes`` after the appointed minute is still punctual. ``numbered`` is
    the last number given on the day ``numbered_on``.
    """

    store = models.OneToOneField(Store, on_delete=models.CASCADE)
    slot_minutes = models.IntegerField(default=30)
    walk_in_percent = models.IntegerField(default=30)
    late_minutes = models.IntegerField(default=0)
    horizon_days = models.IntegerField(default=90)
    numbered_on = models.DateField(null=True)
    numbered = models.IntegerField(default=0)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "store",
            "slot_minutes",
            "walk_in_percent",
            "late_minutes",
            "horizon_days",
            "numbered_on",
            "numbered",
        }
    )


class Appointment(Imported):
    """A booked visit (预约). ``origin`` active: the store invited; passive: the customer asked."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    appointment_no = models.CharField(max_length=64)
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.SET_NULL)
    vin = models.CharField(max_length=32, blank=True)
    plate = models.CharField(max_length=32, blank=True)
    phone_index = models.CharField(max_length=32, blank=True)
    origin = models.CharField(max_length=16)
    booked_at = models.DateTimeField()
    appointed_at = models.DateTimeField()
    has_exact_time = models.BooleanField(null=True)
    reminded_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    ro_no = models.CharField(max_length=64, blank=True)
    advisor_no = models.CharField(max_length=64, blank=True)
    taken_by_no = models.CharField(max_length=64, blank=True)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL)
    job_type = models.CharField(max_length=32, blank=True)
    minutes = models.IntegerField(null=True)
    request = models.TextField(blank=True)
    bay = models.ForeignKey(Bay, null=True, on_delete=models.SET_NULL, db_index=False)
    no_show_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=32, blank=True)
    cancel_note = models.CharField(max_length=255, blank=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset(
        {"vin", "plate", "phone_index", "request", "cancel_note"}
    )
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "store",
        "appointment_no",
        "vehicle",
        "origin",
        "booked_at",
        "appointed_at",
        "has_exact_time",
        "reminded_at",
        "arrived_at",
        "cancelled_at",
        "ro_no",
        "advisor_no",
        "taken_by_no",
        "customer",
        "job_type",
        "minutes",
        "bay",
        "no_show_at",
        "cancel_reason",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "appointment_no"], name="appointment_no_once_a_store"
            )
        ]
        indexes = [models.Index(fields=["store", "appointed_at"])]

    @property
    def title(self) -> str:
        """By what it is called on a page: the plate, else the customer, else its number."""
        name = self.customer.name if self.customer else ""
        return self.plate or name or self.appointment_no

    @property
    def lasts(self) -> int:
        """Minutes its bay is taken; one of which nobody said how long is taken to last an hour."""
        return self.minutes or USUAL_MINUTES

    @property
    def ends_at(self) -> datetime:
        """When its bay is free again."""
        return self.appointed_at + timedelta(minutes=self.lasts)

    def state(self, today: date) -> AppointmentState:
        """Where it stands: an order of the DMS counts as an arrival, a day gone by as none."""
        if self.cancelled_at is not None:
            return AppointmentState.CANCELLED
        if self.arrived_at is not None or self.ro_no:
            return AppointmentState.ARRIVED
        missed = self.no_show_at is not None or self.appointed_at.date() < today
        return AppointmentState.NO_SHOW if missed else AppointmentState.EXPECTED
