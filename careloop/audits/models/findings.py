"""What an inspection found wrong, who puts it right by when, and the check whether it is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.audits.choices import FindingState
from careloop.audits.models.inspections import Inspection
from careloop.common.models import KeptFile
from careloop.organisation.models import Employee, Store, User


class Finding(models.Model):
    """Something wrong, its action, owner and due day; it comes back while a re-check fails.

    ``done`` is what was done about it, as told by ``acted_by``.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="findings")
    item = models.CharField(max_length=48)
    text = models.TextField()
    action = models.TextField(blank=True)
    owner = models.ForeignKey(
        Employee, null=True, on_delete=models.SET_NULL, related_name="findings"
    )
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=16, default=FindingState.OPEN.value)
    acted_at = models.DateTimeField(null=True)
    acted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    done = models.TextField(blank=True)
    cured_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"text", "action", "done"})
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "store",
            "inspection",
            "item",
            "owner",
            "due_on",
            "state",
            "acted_at",
            "acted_by",
            "cured_at",
            "revision",
        }
    )

    class Meta:
        indexes = [models.Index(fields=["store", "state", "due_on"])]


class Recheck(models.Model):
    """Somebody looked again (AUD-05)."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="rechecks")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    is_cured = models.BooleanField()
    remark = models.TextField(blank=True)
    photo = models.ForeignKey(KeptFile, null=True, on_delete=models.PROTECT)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"remark"})
    plain_fields: ClassVar[frozenset[str]] = frozenset({"finding", "at", "by", "is_cured", "photo"})
