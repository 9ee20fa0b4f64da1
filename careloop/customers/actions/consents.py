"""What a customer agrees to or forbids, written down with its reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.choices import Channel, Purpose
from careloop.customers.models import Consent, Customer, StoreVehicle, Vehicle
from careloop.organisation.choices import Permission
from careloop.organisation.rules import Viewer

UNKNOWN_MATTER = Text(
    zh="没有渠道“{channel}”或用途“{purpose}”。请从列表中选择。",
    en="There is no channel “{channel}” or purpose “{purpose}”. Choose from the lists.",
)
NOT_THEIR_CAR = Text(
    zh="这辆车不在该客户名下。请刷新页面后重新选择。",
    en="This vehicle is not the customer's. Reload the page and choose again.",
)
GIVE_A_REASON = Text(
    zh="请写明客户为什么不愿被联系，下一位同事才能看懂。",
    en="Say why the customer does not want to be contacted, so that the next one understands.",
)


@transaction.atomic
def record_consent(
    *,
    by: Viewer,
    customer: Customer,
    channel: str,
    purpose: str,
    is_given: bool,
    now: datetime,
    vehicle: Vehicle | None = None,
    reason: str = "",
) -> Consent:
    """Write down one wish; from now it holds over earlier ones on the same matter.

    Raises:
        Refused: no permission, no such channel or purpose, not the customer's vehicle, a refusal
            without a reason.
    """
    by.require(Permission.EDIT_CUSTOMER, customer.store_id)
    if channel not in set(Channel) or purpose not in set(Purpose):
        raise Refused(UNKNOWN_MATTER, channel=channel, purpose=purpose)
    if not is_given and not reason.strip():
        raise Refused(GIVE_A_REASON)
    if vehicle is not None and not _is_theirs(customer, vehicle):
        raise Refused(NOT_THEIR_CAR)
    row = Consent.objects.create(
        customer=customer,
        vehicle=vehicle,
        channel=channel,
        purpose=purpose,
        is_given=is_given,
        reason=reason.strip()[:255],
        recorded_at=now,
        recorded_by_id=by.user_id,
    )
    detail = {"channel": channel, "purpose": purpose, "is_given": is_given}
    _record(by, "customer.consent", customer, detail)
    return row


def _is_theirs(customer: Customer, vehicle: Vehicle) -> bool:
    filed = StoreVehicle.objects.filter(store_id=customer.store_id, vehicle=vehicle)
    return filed.filter(customer=customer).exists()


@transaction.atomic
def set_do_not_contact(
    *, by: Viewer, customer: Customer, value: bool, reason: str, now: datetime
) -> Customer:
    """Close a customer to every contact they did not ask for, or open them again.

    Raises:
        Refused: no permission, no reason.
    """
    by.require(Permission.EDIT_CUSTOMER, customer.store_id)
    if not reason.strip():
        raise Refused(GIVE_A_REASON)
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    customer.do_not_contact, customer.changed_run, customer.changed_at = value, None, now
    customer.save(update_fields=["do_not_contact", "changed_run", "changed_at"])
    record_consent(
        by=by, customer=customer, channel=Channel.ANY, purpose=Purpose.ANY, is_given=not value,
        now=now, reason=reason,
    )  # fmt: skip
    _record(by, "customer.do_not_contact", customer, {"value": value})
    return customer


def _record(by: Viewer, action: str, customer: Customer, detail: dict[str, object]) -> None:
    audit.record(
        actor_id=by.user_id,
        action=action,
        subject=customer,
        store_id=customer.store_id,
        detail=detail,
    )
