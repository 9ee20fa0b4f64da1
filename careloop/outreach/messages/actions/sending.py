"""One message: written, sent by hand, sent once more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Language, Text
from careloop.customers.choices import Channel, Purpose
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach import gate
from careloop.outreach.message_choices import MessageState
from careloop.outreach.messages import queue, ways
from careloop.outreach.messages.actions.writing import (
    mobile_of,
    note,
    require_ours,
    store_message,
)
from careloop.outreach.messages.fields import About
from careloop.outreach.models import ContactTask, CustomerMessage, MessageTemplate
from careloop.service.models import Appointment

NOT_ALLOWED_NOW = Text(zh="现在不能发送：{reasons}", en="It may not be sent now: {reasons}")
NOT_BY_HAND = Text(
    zh="该消息不是待手工发送（状态：{state}）。",
    en="This message is not waiting to be sent by hand (state: {state}).",
)
NOT_FAILED = Text(
    zh="只有发送失败的消息可以重发（状态：{state}）。",
    en="Only a message that failed can be sent again (state: {state}).",
)


@transaction.atomic
def send(
    *,
    by: Viewer,
    store: Store,
    template: MessageTemplate,
    customer: Customer,
    vehicle: Vehicle | None,
    now: datetime,
    task: ContactTask | None = None,
    appointment: Appointment | None = None,
    language: Language = "zh",
    address: str = "",
) -> CustomerMessage:
    """Write one message and have it sent once the transaction is committed.

    Without a provider it waits to be sent by hand. ``address`` is needed for e-mail: the file
    holds none.

    Raises:
        Refused: no permission, the gate does not let it through (every reason is named), no
            address, a field that is not known.
    """
    by.require(Permission.SEND_MESSAGE, store.pk)
    require_ours(store, template, customer)
    verdict = gate.verdict(
        store=store, customer=customer, vehicle=vehicle, channel=Channel(template.channel),
        purpose=Purpose(template.purpose), now=now,
    )  # fmt: skip
    if not verdict.allowed:
        raise Refused(NOT_ALLOWED_NOW, reasons=_joined(verdict.reasons))
    about = About(by, store, customer, vehicle, now, language, appointment, task)
    return store_message(template, about, address or mobile_of(template, customer))


def _joined(reasons: Sequence[Text]) -> Text:
    return Text(
        zh="；".join(reason.zh for reason in reasons), en="; ".join(reason.en for reason in reasons)
    )


@transaction.atomic
def mark_sent(*, by: Viewer, message: CustomerMessage, now: datetime) -> CustomerMessage:
    """Note that somebody sent the message by hand.

    Raises:
        Refused: no permission, or it is not waiting for that.
    """
    by.require(Permission.SEND_MESSAGE, message.store_id)
    kept = CustomerMessage.objects.select_for_update().get(pk=message.pk)
    if kept.state != MessageState.BY_HAND:
        raise Refused(NOT_BY_HAND, state=kept.state)
    kept.state, kept.sent_at = MessageState.SENT.value, now
    kept.save(update_fields=["state", "sent_at"])
    note(by, "message.sent_by_hand", kept)
    ways.note_reminder(kept, now)
    return kept


@transaction.atomic
def try_again(*, by: Viewer, message: CustomerMessage) -> CustomerMessage:
    """Have a message that failed sent once more.

    Raises:
        Refused: no permission, or it has not failed.
    """
    by.require(Permission.SEND_MESSAGE, message.store_id)
    kept = CustomerMessage.objects.select_for_update().get(pk=message.pk)
    if kept.state != MessageState.FAILED:
        raise Refused(NOT_FAILED, state=kept.state)
    kept.state, kept.fault = MessageState.QUEUED.value, ""
    kept.save(update_fields=["state", "fault"])
    note(by, "message.again", kept)
    queue.deliver(kept.pk)
    return kept
