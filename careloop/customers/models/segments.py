"""Groups of customers kept under a name."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.organisation.models import Store, User


class Segment(models.Model):
    """Criteria under a name, a person's own or shared in the store (section SEG).

    ``criteria`` is what ``core.segments.criteria`` reads; who falls under it is asked anew.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False, related_name="+")
    name = models.CharField(max_length=64)
    criteria = models.JSONField(default=dict)
    is_shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"store", "owner", "name", "criteria", "is_shared", "saved_at"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "owner", "name"], name="segment_name_once")
        ]
