"""Hours of technicians and parts asked for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.models import IMPORT_MARKS, Imported
from careloop.organisation.models import Store


class TimeRecord(Imported):
    """A technician's hours of one day: available 可用工时 and clocked 打卡工时."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    employee_no = models.CharField(max_length=64)
    worked_on = models.DateField()
    available_minutes = models.IntegerField()
    clocked_minutes = models.IntegerField()

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "store",
        "employee_no",
        "worked_on",
        "available_minutes",
        "clocked_minutes",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "employee_no", "worked_on"], name="time_record_once"
            )
        ]
        indexes = [models.Index(fields=["store", "worked_on"])]


class PartsRequest(Imported):
    """One kind of part the workshop asked the store room for (车间申领)."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    ro_no = models.CharField(max_length=64)
    part_no = models.CharField(max_length=64)
    requested_at = models.DateTimeField()
    available_at_once = models.BooleanField()
    quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "store",
        "ro_no",
        "part_no",
        "requested_at",
        "available_at_once",
        "quantity",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "ro_no", "part_no"], name="parts_request_once")
        ]
        indexes = [models.Index(fields=["store", "requested_at"])]
