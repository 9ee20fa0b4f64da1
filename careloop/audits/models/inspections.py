"""Inspections, due or done, with what was found at each item."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.audits.choices import InspectionState
from careloop.audits.models.checklists import Checklist, Plan
from careloop.common.models import KeptFile
from careloop.organisation.models import Employee, Store, User
from careloop.service.models import RepairOrder


class Inspection(models.Model):
    """One going-through of a checklist (点检).

    ``score_numerator`` over ``score_denominator`` are weighted points, stored when it is
    finished; ``relayed_at`` is when those concerned were told the result (AUD-01). ``draft``
    holds what was typed so far.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT)
    plan = models.ForeignKey(Plan, null=True, on_delete=models.SET_NULL, db_index=False)
    due_on = models.DateField()
    state = models.CharField(max_length=16, default=InspectionState.DUE.value)
    revision = models.PositiveIntegerField(default=0)
    subject = models.ForeignKey(
        Employee, null=True, on_delete=models.SET_NULL, related_name="inspections"
    )
    order = models.ForeignKey(RepairOrder, null=True, on_delete=models.SET_NULL)
    inspector = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    begun_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    relayed_at = models.DateTimeField(null=True)
    score_numerator = models.BigIntegerField(null=True)
    score_denominator = models.BigIntegerField(null=True)
    remark = models.TextField(blank=True)
    draft = models.JSONField(default=dict)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"remark", "draft"})
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "store",
            "checklist",
            "plan",
            "due_on",
            "state",
            "revision",
            "subject",
            "order",
            "inspector",
            "begun_at",
            "finished_at",
            "relayed_at",
            "score_numerator",
            "score_denominator",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "due_on", "subject"],
                condition=models.Q(subject__isnull=False),
                name="inspection_of_a_person_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["plan", "due_on"],
                condition=models.Q(plan__isnull=False, subject__isnull=True),
                name="inspection_of_a_place_once_a_day",
            ),
        ]
        indexes = [models.Index(fields=["store", "due_on"])]


class Answer(models.Model):
    """What was found at one item; ``points`` is ``None`` where the item did not apply."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="answers")
    item = models.CharField(max_length=48)
    points = models.PositiveSmallIntegerField(null=True)
    remark = models.TextField(blank=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"remark"})
    plain_fields: ClassVar[frozenset[str]] = frozenset({"inspection", "item", "points"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "item"], name="answer_of_an_item_once")
        ]


class Photo(models.Model):
    """A photo taken at an item while inspecting."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="photos")
    item = models.CharField(max_length=48)
    file = models.ForeignKey(KeptFile, on_delete=models.PROTECT)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset({"inspection", "item", "file"})
