"""Checklists in versions, and how often each is to be gone through."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.organisation.models import Employee, Store, User


class Checklist(models.Model):
    """One version of a store's checklist; ``content`` is ``core.scoring.inspections`` as data.

    A version that was used never changes; a change makes the next one. The newest published
    version of a code is the one in use.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    code = models.CharField(max_length=48)
    version = models.PositiveIntegerField()
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    content = models.JSONField()
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "store",
            "code",
            "version",
            "name_zh",
            "name_en",
            "content",
            "published_at",
            "retired_at",
            "made_by",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "code", "version"], name="checklist_version_once"
            )
        ]


class Plan(models.Model):
    """How often a checklist is due, on whom, and who goes through it."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    checklist_code = models.CharField(max_length=48)
    rhythm = models.CharField(max_length=16)
    subject = models.CharField(max_length=16)
    inspector = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    responsible = models.ForeignKey(Employee, null=True, on_delete=models.SET_NULL)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "store",
            "checklist_code",
            "rhythm",
            "subject",
            "inspector",
            "responsible",
            "starts_on",
            "ends_on",
        }
    )

    class Meta:
        indexes = [models.Index(fields=["store", "checklist_code"])]
