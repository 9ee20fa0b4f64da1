"""What people were reminded of, so that nobody is told the same thing twice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.organisation.models import Store


class Reminder(models.Model):
    """One thing somebody was reminded of: ``thing`` names it and how far it is overdue."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    thing = models.CharField(max_length=80)
    told_at = models.DateTimeField()

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset({"store", "thing", "told_at"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "thing"], name="reminded_once_of_a_thing")
        ]
