"""Problems, the measures against them, and what proves that those were carried out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.models import KeptFile
from careloop.improvement.choices import MeasureState
from careloop.improvement.models.meetings import Meeting
from careloop.organisation.models import Employee, Store, User


class Problem(models.Model):
    """A problem of a month, in order of priority within its topic and department (IMP-01).

    ``month_on`` is the first day of the month whose report names it; its measures are reviewed
    in the report of the month after. ``kpi_code`` links it to a KPI, ``item`` to a MOT item or a
    reason of loss; ``obstacles`` are the numbers of those of the KPI's own obstacles that apply.
    ``before_…`` is the KPI of that month when the problem was put down: numerator, denominator,
    unit as computed. ``carried_from`` is the same problem in an earlier month.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    month_on = models.DateField()
    topic = models.CharField(max_length=24)
    department = models.CharField(max_length=32, blank=True)
    priority = models.PositiveSmallIntegerField(default=1)
    title = models.TextField()
    situation = models.TextField(blank=True)
    root_cause = models.TextField(blank=True)
    resources = models.CharField(max_length=255, blank=True)
    kpi_code = models.CharField(max_length=64, blank=True)
    item = models.CharField(max_length=120, blank=True)
    obstacles = models.JSONField(default=list)
    before_numerator = models.BigIntegerField(null=True)
    before_denominator = models.BigIntegerField(null=True)
    before_unit = models.CharField(max_length=16, blank=True)
    carried_from = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="carried_to", db_index=False
    )
    revision = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField()

    personal_fields: ClassVar[frozenset[str]] = frozenset({"title", "situation", "root_cause"})
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "store",
            "month_on",
            "topic",
            "department",
            "priority",
            "resources",
            "kpi_code",
            "item",
            "obstacles",
            "before_numerator",
            "before_denominator",
            "before_unit",
            "carried_from",
            "revision",
            "closed_at",
            "made_by",
            "made_at",
        }
    )

    class Meta:
        indexes = [
            models.Index(fields=["store", "month_on", "topic", "department", "priority"]),
            models.Index(fields=["store", "kpi_code", "month_on"]),
        ]
        constraints = [models.UniqueConstraint(fields=["carried_from"], name="carried_once")]


class Measure(models.Model):
    """One measure against a problem, with its own owner, due day and supervisor (IMP-02).

    A person of the staff file is linked; one who is not stands by name. A measure without a
    problem was decided by a ``meeting``.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    problem = models.ForeignKey(
        Problem, null=True, on_delete=models.CASCADE, related_name="measures"
    )
    meeting = models.ForeignKey(
        Meeting, null=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    text = models.TextField()
    owner = models.ForeignKey(
        Employee, null=True, on_delete=models.SET_NULL, related_name="measures"
    )
    owner_name = models.CharField(max_length=80, blank=True)
    supervisor = models.ForeignKey(
        Employee, null=True, on_delete=models.SET_NULL, related_name="measures_supervised"
    )
    supervisor_name = models.CharField(max_length=80, blank=True)
    due_on = models.DateField(null=True)
    control_nodes = models.TextField(blank=True)
    evidence_kind = models.CharField(max_length=24, blank=True)
    state = models.CharField(max_length=16, default=MeasureState.NOT_DONE.value)
    progress = models.TextField(blank=True)
    done_on = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField()

    personal_fields: ClassVar[frozenset[str]] = frozenset(
        {"text", "owner_name", "supervisor_name", "control_nodes", "progress"}
    )
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "store",
            "problem",
            "meeting",
            "owner",
            "supervisor",
            "due_on",
            "evidence_kind",
            "state",
            "done_on",
            "revision",
            "made_by",
            "made_at",
        }
    )

    class Meta:
        indexes = [models.Index(fields=["store", "state", "due_on"])]


class Evidence(models.Model):
    """A file that proves a measure."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="evidence")
    file = models.ForeignKey(KeptFile, on_delete=models.PROTECT)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset({"measure", "file"})
