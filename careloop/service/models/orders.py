"""Repair orders with their lines, and work that was advised and declined."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.models import IMPORT_MARKS, Imported
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.models import Employee, Store


class RepairOrder(Imported):
    """One visit's order (维修工单, 委托书): moments in local store time, money in fen."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    ro_no = models.CharField(max_length=64)
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, db_index=False)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL)
    job_type = models.CharField(max_length=32)
    is_internal = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    promised_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    final_checked_at = models.DateTimeField(null=True)
    billed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    advisor = models.ForeignKey(
        Employee, null=True, related_name="+", on_delete=models.SET_NULL, db_index=False
    )
    technician = models.ForeignKey(
        Employee, null=True, related_name="+", on_delete=models.SET_NULL, db_index=False
    )
    mileage = models.IntegerField(null=True)
    appointment_no = models.CharField(max_length=64, blank=True)
    had_precheck = models.BooleanField(null=True)
    precheck_form_used = models.BooleanField(null=True)
    customer_present = models.BooleanField(null=True)
    all_menu_priced = models.BooleanField(null=True)
    prepick_on_time = models.BooleanField(null=True)
    bill_explained = models.BooleanField(null=True)
    is_rework = models.BooleanField(null=True)
    rework_of = models.CharField(max_length=64, blank=True)
    rework_cause = models.CharField(max_length=64, blank=True)
    fault_code = models.CharField(max_length=64, blank=True)
    minutes_sold = models.IntegerField(null=True)
    labour_fen = models.BigIntegerField(null=True)
    parts_fen = models.BigIntegerField(null=True)
    total_fen = models.BigIntegerField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "store",
        "ro_no",
        "vehicle",
        "customer",
        "job_type",
        "is_internal",
        "opened_at",
        "promised_at",
        "completed_at",
        "final_checked_at",
        "billed_at",
        "settled_at",
        "delivered_at",
        "advisor",
        "technician",
        "mileage",
        "appointment_no",
        "had_precheck",
        "precheck_form_used",
        "customer_present",
        "all_menu_priced",
        "prepick_on_time",
        "bill_explained",
        "is_rework",
        "rework_of",
        "rework_cause",
        "fault_code",
        "minutes_sold",
        "labour_fen",
        "parts_fen",
        "total_fen",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "ro_no"], name="ro_no_once_a_store")
        ]
        indexes = [
            models.Index(fields=["store", "opened_at"]),
            models.Index(fields=["vehicle", "opened_at"]),
        ]


class LabourLine(Imported):
    """One job of an order (维修项目). ``technician_no`` is what the file said, known or not."""

    order = models.ForeignKey(
        RepairOrder, related_name="labour_lines", on_delete=models.CASCADE, db_index=False
    )
    line_no = models.CharField(max_length=64)
    operation_code = models.CharField(max_length=64, blank=True)
    operation = models.CharField(max_length=255)
    technician = models.ForeignKey(
        Employee, null=True, related_name="+", on_delete=models.SET_NULL, db_index=False
    )
    technician_no = models.CharField(max_length=64, blank=True)
    minutes = models.IntegerField(null=True)
    amount_fen = models.BigIntegerField(null=True)
    payer = models.CharField(max_length=16, blank=True)
    is_additional = models.BooleanField(null=True)
    customer_signed = models.BooleanField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "order",
        "line_no",
        "operation_code",
        "operation",
        "technician",
        "technician_no",
        "minutes",
        "amount_fen",
        "payer",
        "is_additional",
        "customer_signed",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "line_no"], name="labour_line_once")
        ]


class PartLine(Imported):
    """One part of an order (维修材料, 配件)."""

    order = models.ForeignKey(
        RepairOrder, related_name="part_lines", on_delete=models.CASCADE, db_index=False
    )
    line_no = models.CharField(max_length=64)
    part_no = models.CharField(max_length=64)
    part_name = models.CharField(max_length=128, blank=True)
    quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    amount_fen = models.BigIntegerField(null=True)
    payer = models.CharField(max_length=16, blank=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "order",
        "line_no",
        "part_no",
        "part_name",
        "quantity",
        "amount_fen",
        "payer",
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "line_no"], name="part_line_once")]


class DeclinedWork(models.Model):
    """Work the workshop advised and the customer put off (未做项目), as the desk wrote it down.

    ``done_at`` is when it was done after all, or is no longer wanted.
    """

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE)
    order = models.ForeignKey(RepairOrder, null=True, on_delete=models.SET_NULL, related_name="+")
    work = models.CharField(max_length=255)
    estimate_fen = models.BigIntegerField(null=True)
    declined_on = models.DateField()
    done_at = models.DateTimeField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"store", "vehicle", "order", "work", "estimate_fen", "declined_on", "done_at"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "vehicle", "work", "declined_on"], name="declined_once_a_day"
            )
        ]
        indexes = [models.Index(fields=["store", "declined_on"])]
