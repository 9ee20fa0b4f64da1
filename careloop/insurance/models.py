"""Insurance policies and their renewals."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.models import IMPORT_MARKS, Imported
from careloop.customers.models import Vehicle
from careloop.organisation.models import Store


class InsurancePolicy(Imported):
    """A policy (保单): compulsory 交强险 or commercial 商业险."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    policy_no = models.CharField(max_length=64)
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.SET_NULL)
    vin = models.CharField(max_length=32, blank=True)
    insurer = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=16, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField()
    premium_fen = models.BigIntegerField(null=True)
    is_new_car = models.BooleanField(null=True)
    is_renewal = models.BooleanField(null=True)
    agent_no = models.CharField(max_length=64, blank=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"policy_no", "vin"})
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "store",
        "vehicle",
        "insurer",
        "kind",
        "starts_on",
        "ends_on",
        "premium_fen",
        "is_new_car",
        "is_renewal",
        "agent_no",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "policy_no"], name="policy_no_once_a_store")
        ]
        indexes = [models.Index(fields=["store", "ends_on"])]
