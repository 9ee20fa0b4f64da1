"""New cars sold by the showroom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.models import IMPORT_MARKS, Imported
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.models import Store


class VehicleSale(Imported):
    """A new car sold by the showroom, and how it was handed to service (ACT-01, ACT-02)."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL)
    sold_on = models.DateField()
    delivered_on = models.DateField(null=True)
    sales_consultant_no = models.CharField(max_length=64, blank=True)
    introduced_to_service = models.BooleanField(null=True)
    first_service_contact_at = models.DateTimeField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "store",
        "vehicle",
        "customer",
        "sold_on",
        "delivered_on",
        "sales_consultant_no",
        "introduced_to_service",
        "first_service_contact_at",
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "vehicle"], name="sale_once")]
        indexes = [models.Index(fields=["store", "sold_on"])]
