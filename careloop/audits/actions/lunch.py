"""Lunch tickets: handed out by plate, used once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from careloop.audits import rules
from careloop.audits.models import LunchTicket
from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.models import StoreVehicle, Vehicle
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.numbering import next_number
from careloop.organisation.rules import Viewer

LETTERS = "CP"  # 餐票
HOW_MANY = Text(
    zh="用餐人数 {diners} 不在 1–{most} 之间。请改正。",
    en="{diners} diners; 1 to {most} are possible. Put it right.",
)
USED = Text(
    zh="餐票 {no} 已于 {at} 使用，不能再用。",
    en="Ticket {no} was used at {at} and cannot be used again.",
)
OF_ANOTHER_DAY = Text(
    zh="餐票 {no} 是 {day} 的，只能当天使用。请重新发放。",
    en="Ticket {no} is of {day} and good on that day only. Hand out a new one.",
)


@transaction.atomic
def issue_ticket(
    *, by: Viewer, store: Store, plate: str, now: datetime, diners: int = 1
) -> LunchTicket:
    """Hand out a ticket for the customers of a car (LNG-04); a car on file is linked.

    Raises:
        Refused: no plate, or nobody to eat.
    """
    by.require(Permission.INSPECT, store.pk)
    spelled = rules.plate_of(plate)
    if not 1 <= diners <= rules.MOST_DINERS:
        raise Refused(HOW_MANY, diners=diners, most=rules.MOST_DINERS)
    ticket = LunchTicket.objects.create(
        store=store,
        ticket_no=next_number(
            LunchTicket, "ticket_no", store=store, letters=LETTERS, on=now.date()
        ),
        plate=spelled,
        vehicle=_on_file(store, spelled),
        diners=diners,
        issued_at=now,
        issued_by_id=by.user_id,
    )
    _note(by, "lunch.issue", ticket)
    return ticket


@transaction.atomic
def use_ticket(*, by: Viewer, ticket: LunchTicket, now: datetime) -> LunchTicket:
    """Take a ticket in for its meal.

    Raises:
        Refused: it was used, or is of another day.
    """
    by.require(Permission.INSPECT, ticket.store_id)
    found = LunchTicket.objects.select_for_update().get(pk=ticket.pk)
    if found.used_at is not None:
        raise Refused(USED, no=found.ticket_no, at=f"{found.used_at:%Y-%m-%d %H:%M}")
    if found.issued_at.date() != now.date():
        raise Refused(OF_ANOTHER_DAY, no=found.ticket_no, day=found.issued_at.date())
    found.used_at = now
    found.save(update_fields=["used_at"])
    _note(by, "lunch.use", found)
    return found


def _on_file(store: Store, plate: str) -> Vehicle | None:
    """The vehicle on the store's file with that plate; of several the last changed."""
    filed = StoreVehicle.objects.filter(store=store, vehicle__plate=plate)
    row = filed.select_related("vehicle").order_by("-vehicle__changed_at").first()
    return row.vehicle if row else None


def _note(by: Viewer, action: str, ticket: LunchTicket) -> None:
    audit.record(
        actor_id=by.user_id,
        action=action,
        subject=ticket,
        store_id=ticket.store_id,
        detail={"ticket": ticket.ticket_no, "diners": ticket.diners},
    )
