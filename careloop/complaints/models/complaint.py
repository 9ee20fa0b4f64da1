"""Complaints as they were received, answered and closed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.models import IMPORT_MARKS, Imported
from careloop.complaints.choices import OPEN, Level, State
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.models import Store, User
from careloop.service.models import RepairOrder


class Complaint(Imported):
    """A customer's complaint (客户抱怨/投诉). ``cause`` and ``severity`` are stable codes.

    ``source_kind`` and ``source_id`` say, without a key upward, what it came from: a contact
    attempt, an answer sheet. ``revision`` grows with every change: a change made on an older one
    is refused. The due moments are the clocks' own (``clocks``), stored so that a board of many
    complaints is one walk along an index; ``None`` where the clock has stopped. From
    ``reopened_at``, its last reopening, the time for a solution runs anew. ``escalates_at`` is
    when the next step of the ladder is due.
    """

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    complaint_no = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=64, blank=True)
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.SET_NULL, db_index=False)
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

    state = models.CharField(max_length=16, default=State.RECORDED.value)
    level = models.CharField(max_length=16, default=Level.STORE.value)
    revision = models.PositiveIntegerField(default=0)
    owner = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="complaints_owned"
    )
    recorded_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="complaints_recorded"
    )
    store_cause = models.ForeignKey(
        "complaints.StoreCause", null=True, on_delete=models.SET_NULL, db_index=False
    )
    taken_over_at = models.DateTimeField(null=True)
    investigation = models.TextField(blank=True)
    investigated_at = models.DateTimeField(null=True)
    region_plan = models.TextField(blank=True)
    solution = models.TextField(blank=True)
    confirmed_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    reopened_at = models.DateTimeField(null=True)
    goodwill_fen = models.BigIntegerField(null=True)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="merged"
    )
    split_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    reply_due_at = models.DateTimeField(null=True)
    solution_due_at = models.DateTimeField(null=True)
    duty_due_at = models.DateTimeField(null=True)
    call_back_due_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)
    escalates_at = models.DateTimeField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "vin",
            "phone_index",
            "description",
            "invalid_reason",
            "investigation",
            "region_plan",
            "solution",
        }
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
        "state",
        "level",
        "revision",
        "owner",
        "recorded_by",
        "store_cause",
        "taken_over_at",
        "investigated_at",
        "confirmed_at",
        "reopened",
        "reopened_at",
        "goodwill_fen",
        "merged_into",
        "split_from",
        "reply_due_at",
        "solution_due_at",
        "duty_due_at",
        "call_back_due_at",
        "next_due_at",
        "escalates_at",
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
            # The board walks open complaints only, those due first before the others.
            models.Index(
                fields=["store", "next_due_at", "id"],
                condition=models.Q(state__in=[state.value for state in OPEN]),
                name="complaints_open",
            ),
            models.Index(
                fields=["escalates_at"],
                condition=models.Q(escalates_at__isnull=False),
                name="complaints_to_escalate",
            ),
            models.Index(fields=["vehicle", "received_at"]),
        ]


class Fault(models.Model):
    """One of the things a complaint is about; each is solved or not (KPI 15)."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="faults")
    text = models.TextField()
    is_solved = models.BooleanField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"text"})
    plain_fields: ClassVar[frozenset[str]] = frozenset({"complaint", "is_solved"})
