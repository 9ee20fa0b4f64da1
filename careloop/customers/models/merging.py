"""Customers who are one and the same: pairs found, merges made and taken back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.crypto import EncryptedTextField
from careloop.customers.models.parties import Customer
from careloop.organisation.models import Store, User


class DuplicatePair(models.Model):
    """Two customers of a store who may be one, and why (codes of ``customers.duplicates``).

    They are named by plain ids: a finding does not keep an import from being taken back. A pair
    that a person called different (``is_dismissed``) is not shown again.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField(db_index=True)
    reasons = models.JSONField(default=list)
    weight = models.SmallIntegerField(default=0)
    is_dismissed = models.BooleanField(default=False)
    found_at = models.DateTimeField()

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"store", "first_id", "second_id", "reasons", "weight", "is_dismissed", "found_at"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first_id", "second_id"], name="duplicate_pair_once")
        ]
        indexes = [
            models.Index(
                fields=["store", "-weight", "id"],
                condition=models.Q(is_dismissed=False),
                name="open_duplicates",
            )
        ]


class Merge(models.Model):
    """One customer taken into another (``absorbed.merged_into`` is ``kept``), until unmerged.

    ``before`` holds, as JSON, what the fields that the merge changed held: table, row, column,
    the value before and the value the merge gave.
    """

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    kept = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="absorptions")
    before = EncryptedTextField(default="")
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(
        User, null=True, related_name="+", on_delete=models.SET_NULL, db_index=False
    )
    unmerged_at = models.DateTimeField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"before"})
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"store", "kept", "absorbed", "merged_at", "merged_by", "unmerged_at"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"],
                condition=models.Q(unmerged_at=None),
                name="absorbed_by_one_at_a_time",
            )
        ]


class MovedRow(models.Model):
    """A row that pointed at the absorbed customer and was turned to the kept one."""

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="moved")
    table = models.CharField(max_length=64)
    column = models.CharField(max_length=64)
    row_id = models.BigIntegerField()

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset({"merge", "table", "column", "row_id"})
