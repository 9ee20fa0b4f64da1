"""Customers and the numbers they are called on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.crypto import EncryptedTextField
from careloop.common.models import IMPORT_MARKS, Imported
from careloop.organisation.models import Store


class Customer(Imported):
    """A person or a company on a store's file (客户档案, CUS-01).

    ``identity`` is ``no:<customer_no>``, else ``ph:<phone index>:<digest of the name>``. One who
    was found to be another (``merged_into``) stays on file for the exports that name them, and
    is shown nowhere.
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
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="absorbed", db_index=False
    )

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
        "merged_into",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "identity"], name="customer_once_a_store")
        ]
        indexes = [
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="merged_customers",
            )
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
