"""Showing a number in the clear."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.models import Contact
from careloop.organisation.choices import Permission
from careloop.organisation.rules import Viewer

NO_NUMBER = Text(
    zh="这里没有登记电话。请先补登电话号码。",
    en="No number is on file here. Add the number first.",
)


@transaction.atomic
def reveal_phone(*, by: Viewer, contact: Contact, reason: str, now: datetime) -> str:
    """The number of a contact in the clear; that it was shown, to whom and why stays on record.

    Raises:
        Refused: no permission, or there is no number.
    """
    store_id = contact.customer.store_id
    by.require(Permission.REVEAL_PHONE, store_id)
    if not contact.phone:
        raise Refused(NO_NUMBER)
    audit.record(
        actor_id=by.user_id,
        action="contact.reveal_phone",
        subject=contact,
        store_id=store_id,
        detail={"reason": reason[:64], "role": contact.role, "kind": contact.kind},
    )
    number: str = contact.phone
    return number
