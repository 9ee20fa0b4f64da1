"""Suggestions: accepted, then carried out (KPI 24)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.models import IMPORT_MARKS, Imported
from careloop.organisation.models import Employee, Store, User


class Suggestion(Imported):
    """A suggestion for doing better (合理化建议): made, accepted or declined, carried out."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    suggestion_no = models.CharField(max_length=64)
    made_on = models.DateField()
    department = models.CharField(max_length=32)
    text = models.TextField()
    accepted_on = models.DateField(null=True)
    executed_on = models.DateField(null=True)
    declined_on = models.DateField(null=True)
    decision_note = models.CharField(max_length=255, blank=True)
    owner = models.ForeignKey(Employee, null=True, on_delete=models.SET_NULL)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    revision = models.PositiveIntegerField(default=0)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"text", "decision_note"})
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "store",
        "suggestion_no",
        "made_on",
        "department",
        "accepted_on",
        "executed_on",
        "declined_on",
        "owner",
        "made_by",
        "revision",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "suggestion_no"], name="suggestion_no_once_a_store"
            )
        ]
