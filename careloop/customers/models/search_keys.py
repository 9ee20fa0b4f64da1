"""By what customers and vehicles are found: each way of typing them, as bytes.

Bytes sort alike on every database, so that one index serves every search for a beginning. The
rows are made from customers and vehicles and can be made again (``actions.refresh_search_keys``);
they name their subject by its plain id, for a row that an import takes back leaves its keys
behind, which then find nothing.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.organisation.models import Store


class CustomerKey(models.Model):
    """The end of a name, of its pinyin or of its initials: who types the beginning of one finds
    any part of the name."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    key = models.BinaryField(max_length=96)
    customer_id = models.BigIntegerField(db_index=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"key"})
    plain_fields: ClassVar[frozenset[str]] = frozenset({"store", "customer_id"})

    class Meta:
        indexes = [models.Index(fields=["store", "key", "customer_id"], name="customer_by_key")]


class VehicleKey(models.Model):
    """A plate with or without its province, or a VIN read backwards."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    key = models.BinaryField(max_length=96)
    vehicle_id = models.BigIntegerField(db_index=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"key"})
    plain_fields: ClassVar[frozenset[str]] = frozenset({"store", "vehicle_id"})

    class Meta:
        indexes = [models.Index(fields=["store", "key", "vehicle_id"], name="vehicle_by_key")]


class KeysMade(models.Model):
    """Until when the changes of a store's customers and vehicles are in its search keys."""

    store = models.OneToOneField(Store, on_delete=models.CASCADE)
    made_at = models.DateTimeField()

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset({"store", "made_at"})
