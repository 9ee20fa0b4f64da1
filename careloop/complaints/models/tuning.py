"""How a store wants its complaints handled: limits of time, the ladder, its own causes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.organisation.models import Store


class TimeLimit(models.Model):
    """A store's own limit of one clock for one class; else the usual one (``rules``) holds.

    ``unit`` is a code of ``core.kernel.clock.Unit``, ``amount`` is counted in it.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    clock = models.CharField(max_length=16)
    severity = models.CharField(max_length=8)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=16)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"store", "clock", "severity", "amount", "unit"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "clock", "severity"], name="limit_of_a_clock_once"
            )
        ]


class LadderStep(models.Model):
    """A step of a store's own ladder for one class; a store with any uses these alone.

    After ``minutes`` of the store's working time since receipt, not solved, ``roles`` are told.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    severity = models.CharField(max_length=8)
    step = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField()
    roles = models.CharField(max_length=200)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"store", "severity", "step", "minutes", "roles"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "severity", "step"], name="ladder_step_once")
        ]


class StoreCause(models.Model):
    """A cause a store names itself, counted as one of the eight of the monthly table (CMP-01)."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    name = models.CharField(max_length=60)
    cause = models.CharField(max_length=32)
    is_active = models.BooleanField(default=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset({"store", "name", "cause", "is_active"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "name"], name="cause_named_once_a_store")
        ]


class StoreClocks(models.Model):
    """By which calendar, limits and ladder the due moments of a store's open complaints stand.

    A digest: where it differs from today's, all of them are reckoned anew.
    """

    store = models.OneToOneField(Store, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset({"store", "digest"})
