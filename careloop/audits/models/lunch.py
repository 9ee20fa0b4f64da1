"""Lunch for waiting customers, against tickets with the plate on them (LNG-01, LNG-04)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.customers.models import Vehicle
from careloop.organisation.models import Store, User


class LunchTicket(models.Model):
    """A meal ticket (客餐票): one diner, one meal, one plate."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    ticket_no = models.CharField(max_length=32)
    plate = models.CharField(max_length=16)
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.SET_NULL)
    diners = models.PositiveSmallIntegerField(default=1)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    used_at = models.DateTimeField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"plate"})
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"store", "ticket_no", "vehicle", "diners", "issued_at", "issued_by", "used_at"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "ticket_no"], name="lunch_ticket_once")
        ]
        indexes = [models.Index(fields=["store", "issued_at"])]
