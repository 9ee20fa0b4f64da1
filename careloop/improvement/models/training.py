"""Training: what was taught when, to whom, and why it was proposed (TRN-01 to TRN-05)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.organisation.models import Employee, Store, User


class Training(models.Model):
    """A session of a department; ``held_on`` is ``None`` until it took place.

    ``reason`` says what proposed it: ``obstacle`` (with the KPI), ``assessment``, ``plan``.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    department = models.CharField(max_length=32)
    topic = models.CharField(max_length=160)
    reason = models.CharField(max_length=16, blank=True)
    kpi_code = models.CharField(max_length=64, blank=True)
    planned_on = models.DateField()
    held_on = models.DateField(null=True)
    minutes = models.PositiveIntegerField(null=True)
    trainer = models.CharField(max_length=80, blank=True)
    content = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField()

    personal_fields: ClassVar[frozenset[str]] = frozenset({"trainer", "content"})
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "store",
            "department",
            "topic",
            "reason",
            "kpi_code",
            "planned_on",
            "held_on",
            "minutes",
            "revision",
            "made_by",
            "made_at",
        }
    )

    class Meta:
        indexes = [models.Index(fields=["store", "department", "planned_on"])]


class Attendance(models.Model):
    """Who was asked to come, whether they came, and how they did (0–100) where it was tested."""

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="attendance")
    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="trainings")
    came = models.BooleanField(null=True)
    score = models.PositiveSmallIntegerField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset({"training", "employee", "came", "score"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["training", "employee"], name="attendance_once")
        ]
