"""What is known of how a customer wishes to be treated: consent, tags; and what was corrected."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.crypto import EncryptedTextField
from careloop.customers.choices import TRAIT_LABELS, Trait
from careloop.customers.models.parties import Customer
from careloop.customers.models.vehicles import Vehicle
from careloop.organisation.models import Store, User


class Consent(models.Model):
    """What a customer agreed to, or forbade, on one channel for one purpose, and why.

    ``channel`` and ``purpose`` are codes of ``customers.choices``; ``any`` covers all. Without a
    ``vehicle`` it holds for all of the customer's. The latest row on a matter holds; older ones
    stay as its history.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="consents")
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.CASCADE, db_index=False)
    channel = models.CharField(max_length=16)
    purpose = models.CharField(max_length=16)
    is_given = models.BooleanField()
    reason = models.CharField(max_length=255, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        User, null=True, related_name="+", on_delete=models.SET_NULL, db_index=False
    )

    personal_fields: ClassVar[frozenset[str]] = frozenset({"reason"})
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "customer",
            "vehicle",
            "channel",
            "purpose",
            "is_given",
            "recorded_at",
            "recorded_by",
        }
    )


class Tag(models.Model):
    """A word a store puts on its customers. ``trait`` is the code of a ready one (CUS-14)."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    name = models.CharField(max_length=32)
    trait = models.CharField(max_length=16, blank=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset({"store", "name", "trait"})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "name"], name="tag_once_a_store")]

    @property
    def label(self) -> str:
        """What the tag is called in the language of the page."""
        return str(TRAIT_LABELS[Trait(self.trait)]) if self.trait else self.name


class CustomerTag(models.Model):
    """A tag on a customer."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="tags", db_index=False
    )
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE)
    tagged_at = models.DateTimeField()
    tagged_by = models.ForeignKey(
        User, null=True, related_name="+", on_delete=models.SET_NULL, db_index=False
    )

    personal_fields: ClassVar[frozenset[str]] = frozenset({"tag"})
    plain_fields: ClassVar[frozenset[str]] = frozenset({"customer", "tagged_at", "tagged_by"})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "tag"], name="tagged_once")]


class Correction(models.Model):
    """A value a person put right at the desk, and what stood there before (CUS-11).

    ``field`` is a column of the feed of customers or of vehicles: ``phone``, ``driver_name``,
    ``plate``. A correction of a vehicle names it, and the store's customer of it where known.
    """

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.CASCADE, related_name="corrections"
    )
    vehicle = models.ForeignKey(
        Vehicle, null=True, on_delete=models.CASCADE, related_name="corrections"
    )
    field = models.CharField(max_length=32)
    old_value = EncryptedTextField(blank=True, default="")
    new_value = EncryptedTextField(blank=True, default="")
    why = models.CharField(max_length=255, blank=True)
    corrected_at = models.DateTimeField()
    corrected_by = models.ForeignKey(
        User, null=True, related_name="+", on_delete=models.SET_NULL, db_index=False
    )

    personal_fields: ClassVar[frozenset[str]] = frozenset({"old_value", "new_value", "why"})
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"store", "customer", "vehicle", "field", "corrected_at", "corrected_by"}
    )
