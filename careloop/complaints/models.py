"""Complaints as they were received, answered and closed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.models import IMPORT_MARKS, Imported
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.models import Store
from careloop.service.models import RepairOrder


class Complaint(Imported):
    """A customer's complaint (客户抱怨/投诉). ``cause`` and ``severity`` are stable codes.

    ``source_kind`` and ``source_id`` say, without a key upward, what it came from: a contact
    attempt, an answer sheet.
    """

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    complaint_no = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=64, blank=True)
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.SET_NULL)
    order = models.ForeignKey(RepairOrder, null=True, on_delete=models.SET_NULL)
    ro_no = models.CharField(max_length=64, blank=True)
    vin = models.CharField(max_length=32, blank=True)
    phone_index = models.CharField(max_length=32, blank=True)
    cause = models.CharField(max_length=32)
    severity = models.CharField(max_length=8, blank=True)
    description = models.TextField(blank=True)
    responsible_no = models.CharField(max_length=64, blank=True)
    first_reply_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    is_valid = models.BooleanField(null=True)
    invalid_reason = models.CharField(max_length=255, blank=True)
    satisfied = models.BooleanField(null=True)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL)
    source_kind = models.CharField(max_length=32, blank=True)
    source_id = models.BigIntegerField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset(
        {"vin", "phone_index", "description", "invalid_reason"}
    )
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "store",
        "complaint_no",
        "received_at",
        "channel",
        "vehicle",
        "order",
        "ro_no",
        "cause",
        "severity",
        "responsible_no",
        "first_reply_at",
        "solved_at",
        "closed_at",
        "is_valid",
        "satisfied",
        "customer",
        "source_kind",
        "source_id",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "complaint_no"], name="complaint_no_once_a_store"
            )
        ]
        indexes = [
            models.Index(fields=["store", "received_at"]),
            models.Index(
                fields=["source_kind", "source_id"],
                condition=~models.Q(source_kind=""),
                name="complaints_by_source",
            ),
        ]
