"""Customers, the numbers they are called on, their vehicles and who owned which when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.crypto import EncryptedTextField
from careloop.common.models import IMPORT_MARKS, Imported
from careloop.organisation.models import Group, Store


class Customer(Imported):
    """A person or a company on a store's file (客户档案, CUS-01).

    ``identity`` is ``no:<customer_no>``, else ``ph:<phone index>:<digest of the name>``.
    """

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    identity = models.CharField(max_length=128)
    customer_no = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=128, blank=True)
    kind = models.CharField(max_length=16, blank=True)  # person, company
    level = models.CharField(max_length=32, blank=True)
    sex = models.CharField(max_length=8, blank=True)
    birthday = models.DateField(null=True)
    occupation = models.CharField(max_length=64, blank=True)
    region = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=255, blank=True)
    filed_on = models.DateField(null=True)
    do_not_contact = models.BooleanField(default=False)
    is_stub = models.BooleanField(default=False)

    personal_fields: ClassVar[frozenset[str]] = frozenset(
        {"identity", "name", "sex", "birthday", "occupation", "address"}
    )
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "store",
        "customer_no",
        "kind",
        "level",
        "region",
        "filed_on",
        "do_not_contact",
        "is_stub",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "identity"], name="customer_once_a_store")
        ]


class Contact(Imported):
    """A party to call about a customer's vehicles: owner, decision maker or driver (CUS-03).

    ``kind`` tells mobile from home. A number that is no Chinese number is kept as seen and
    marked by ``is_valid``.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="contacts", db_index=False
    )
    role = models.CharField(max_length=16)  # owner, decision_maker, driver
    kind = models.CharField(max_length=8, default="mobile")  # mobile, home
    name = models.CharField(max_length=128, blank=True)
    phone = EncryptedTextField(blank=True, default="")
    phone_index = models.CharField(max_length=32, blank=True, db_index=True)
    last_four_index = models.CharField(max_length=32, blank=True, db_index=True)
    is_valid = models.BooleanField(default=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset(
        {"name", "phone", "phone_index", "last_four_index"}
    )
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {"customer", "role", "kind", "is_valid"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "role", "kind"], name="one_number_a_role_and_kind"
            )
        ]


class Vehicle(Imported):
    """A car, by its VIN: the unit of retention. One row for all stores of a group."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, db_index=False)
    vin = models.CharField(max_length=32)
    plate = models.CharField(max_length=32, blank=True, db_index=True)
    model = models.CharField(max_length=64, blank=True)
    model_line = models.CharField(max_length=64, blank=True)
    is_company_car = models.BooleanField(default=False)
    is_fleet = models.BooleanField(default=False)
    purchased_on = models.DateField(null=True)
    warranty_ends_on = models.DateField(null=True)
    insurance_ends_on = models.DateField(null=True)
    inspection_due_on = models.DateField(null=True)
    mileage = models.IntegerField(null=True)
    is_stub = models.BooleanField(default=False)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"vin", "plate"})
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "group",
        "model",
        "model_line",
        "is_company_car",
        "is_fleet",
        "purchased_on",
        "warranty_ends_on",
        "insurance_ends_on",
        "inspection_due_on",
        "mileage",
        "is_stub",
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "vin"], name="vin_once_a_group")]


class StoreVehicle(Imported):
    """A vehicle on a store's file, and the customer it belongs to there."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="at_stores")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {"store", "vehicle", "customer"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "vehicle"], name="vehicle_once_on_file")
        ]


class Ownership(Imported):
    """Who owned a vehicle from when to when, as the store's file saw it."""

    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.CASCADE, related_name="ownerships", db_index=False
    )
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="ownerships")
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "vehicle",
        "customer",
        "started_on",
        "ended_on",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vehicle", "customer"], name="ownership_once")
        ]
