"""Which number stands for a customer in a list."""

from __future__ import annotations

from collections.abc import Collection

from careloop.common.crypto import masked
from careloop.customers.models import Contact


def masked_phones(customers: Collection[int]) -> dict[int, str]:
    """The masked number of each customer: one that works, the owner's mobile before any other.

    The ids come from a read that is scoped already.
    """
    numbers = Contact.objects.filter(customer_id__in=customers).exclude(phone_index="")
    found: dict[int, str] = {}
    for contact in sorted(numbers, key=_preference):
        found.setdefault(contact.customer_id, masked(contact.phone))
    return found


def _preference(contact: Contact) -> tuple[bool, bool, bool, int]:
    return (not contact.is_valid, contact.role != "owner", contact.kind != "mobile", contact.pk)
