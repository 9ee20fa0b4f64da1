"""Contact tasks and the attempts made on them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.models import IMPORT_MARKS, Imported
from careloop.customers.models import Vehicle
from careloop.organisation.models import Store
from careloop.service.models import RepairOrder


class ContactTask(Imported):
    """One contact that is due: type, subject and day (回访任务).

    ``subject`` is what the contact is about, the first of order number, VIN, blind index of the
    phone and call number that is known: with type and due day it tells one task from another.
    """

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    contact_type = models.CharField(max_length=32)
    subject = models.CharField(max_length=80)
    due_on = models.DateField()
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.SET_NULL)
    order = models.ForeignKey(RepairOrder, null=True, on_delete=models.SET_NULL)
    ro_no = models.CharField(max_length=64, blank=True)
    vin = models.CharField(max_length=32, blank=True)
    phone_index = models.CharField(max_length=32, blank=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"subject", "vin", "phone_index"})
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "store",
        "contact_type",
        "due_on",
        "vehicle",
        "order",
        "ro_no",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "contact_type", "subject", "due_on"], name="task_once"
            )
        ]
        indexes = [models.Index(fields=["store", "due_on"])]


class ContactAttempt(Imported):
    """One call made on a task, its outcome and what the customer said (拨打记录)."""

    task = models.ForeignKey(ContactTask, related_name="attempts", on_delete=models.CASCADE)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    call_no = models.CharField(max_length=64)
    attempted_at = models.DateTimeField(null=True)
    agent_no = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=32, blank=True)
    satisfied = models.BooleanField(null=True)
    level = models.CharField(max_length=16, blank=True)
    problem_raised = models.BooleanField(null=True)
    problem_solved = models.BooleanField(null=True)
    remark = models.TextField(blank=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"remark"})
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "task",
        "store",
        "call_no",
        "attempted_at",
        "agent_no",
        "outcome",
        "satisfied",
        "level",
        "problem_raised",
        "problem_solved",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "call_no"], name="call_no_once_a_store")
        ]
        indexes = [models.Index(fields=["store", "attempted_at"])]
