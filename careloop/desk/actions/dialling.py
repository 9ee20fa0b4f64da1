"""Dialling: the number is opened for one call, a lost customer's only after the history."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.actions import reveal_phone
from careloop.customers.models import Contact
from careloop.desk.models import OpenedHistory
from careloop.desk.rules import must_open_history
from careloop.desk.telephony.chosen import telephone
from careloop.desk.telephony.port import NO_EXTENSION, TelephoneFault
from careloop.organisation.choices import Permission
from careloop.organisation.queries import staff_no
from careloop.organisation.rules import Viewer
from careloop.outreach.actions import claim
from careloop.outreach.models import ContactTask

HISTORY_FIRST = Text(
    zh="流失客户：请先打开该车的历史（上次进站和全部维修明细），再拨打。",
    en="A lost customer: open the car's history first (last visit and all lines), then dial.",
)
DIALLED = "dialled"


class HistoryFirst(Refused):
    """The number stays closed until the history was opened."""


@transaction.atomic
def open_history(*, by: Viewer, task: ContactTask, now: datetime) -> None:
    """Note that the person has the car's history before them."""
    by.require(Permission.VIEW_CUSTOMERS, task.store_id)
    OpenedHistory.objects.get_or_create(
        task=task, reader_id=by.user_id, defaults={"opened_at": now}
    )


@transaction.atomic
def dial(*, by: Viewer, task: ContactTask, contact: Contact, now: datetime) -> str:
    """Take the task and open the number for this call.

    Returns:
        The number in the clear.

    Raises:
        HistoryFirst: the kind of contact asks for the history first.
        TakenByAnother, StaleTask: the customer is somebody else's.
    """
    by.require(Permission.MAKE_CONTACTS, task.store_id)
    require_history(by=by, task=task)
    claim(by=by, task=task, now=now)
    number = reveal_phone(by=by, contact=contact, reason=DIALLED, now=now)
    audit.record(actor_id=by.user_id, action="task.dial", subject=task, store_id=task.store_id)
    return number


def put_through(*, by: Viewer, number: str) -> bool:
    """Let the telephone system ring the person and then the number; ``False`` without a system.

    Not part of any transaction: the number was opened whether or not the system answers.

    Raises:
        TelephoneFault: the system did not put the call through.
    """
    system = telephone()
    if system is None:
        return False
    extension = staff_no(by.user_id)  # extensions are staff numbers
    if not extension:
        raise TelephoneFault(NO_EXTENSION)
    system.ring(extension=extension, number=number)
    return True


def require_history(*, by: Viewer, task: ContactTask) -> None:
    """Raises :class:`HistoryFirst` where the history must be seen and was not."""
    if not must_open_history(task.contact_type):
        return
    if not OpenedHistory.objects.filter(task=task, reader_id=by.user_id).exists():
        raise HistoryFirst(HISTORY_FIRST)
