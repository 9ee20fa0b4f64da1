"""Work a customer put off: written down at the desk, so that it can be offered again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.models import Vehicle
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.service.models import DeclinedWork, RepairOrder

NO_WORK = Text(zh="请填写客户未做的项目。", en="Say which work the customer put off.")
NEGATIVE = Text(
    zh="预估金额不能是负数（{fen} 分）。请改正或留空。",
    en="An estimate cannot be negative ({fen} fen). Put it right or leave it empty.",
)


@transaction.atomic
def note_declined(
    *,
    by: Viewer,
    store: Store,
    vehicle: Vehicle,
    work: str,
    declined_on: date,
    order: RepairOrder | None = None,
    estimate_fen: int | None = None,
) -> DeclinedWork:
    """Write down work the customer put off on a day; the same again is the same row.

    Raises:
        Refused: no permission, no work named, a negative estimate.
    """
    by.require(Permission.EDIT_CUSTOMER, store.pk)
    named = work.strip()[:255]
    if not named:
        raise Refused(NO_WORK)
    if estimate_fen is not None and estimate_fen < 0:
        raise Refused(NEGATIVE, fen=estimate_fen)
    noted, is_new = DeclinedWork.objects.get_or_create(
        store=store,
        vehicle=vehicle,
        work=named,
        declined_on=declined_on,
        defaults={"order": order, "estimate_fen": estimate_fen},
    )
    if is_new:
        _audit(by, "declined.note", noted)
    return noted


@transaction.atomic
def settle_declined(*, by: Viewer, declined: DeclinedWork, now: datetime) -> DeclinedWork:
    """The work was done after all, or is no longer wanted: nobody asks about it again.

    Raises:
        Refused: no permission.
    """
    by.require(Permission.EDIT_CUSTOMER, declined.store_id)
    found = DeclinedWork.objects.select_for_update().get(pk=declined.pk)
    if found.done_at is None:
        found.done_at = now
        found.save(update_fields=["done_at"])
        _audit(by, "declined.settle", found)
    return found


def _audit(by: Viewer, action: str, declined: DeclinedWork) -> None:
    audit.record(actor_id=by.user_id, action=action, subject=declined, store_id=declined.store_id)
