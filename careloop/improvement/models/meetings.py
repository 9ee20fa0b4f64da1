"""Meetings: when, what kind, who, what was said; their decisions are measures (MTG-01)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.organisation.models import Employee, Store, User


class Meeting(models.Model):
    """A meeting planned or held; ``held_at`` is ``None`` until its record is written."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    kind = models.CharField(max_length=24)
    planned_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    chaired_by = models.ForeignKey(
        Employee, null=True, on_delete=models.SET_NULL, related_name="meetings_chaired"
    )
    people = models.ManyToManyField(Employee, related_name="meetings")
    others = models.CharField(max_length=255, blank=True)
    agenda = models.TextField(blank=True)
    minutes = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField()

    personal_fields: ClassVar[frozenset[str]] = frozenset({"others", "agenda", "minutes"})
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "store",
            "kind",
            "planned_at",
            "held_at",
            "chaired_by",
            "revision",
            "made_by",
            "made_at",
        }
    )

    class Meta:
        indexes = [models.Index(fields=["store", "kind", "planned_at"])]
