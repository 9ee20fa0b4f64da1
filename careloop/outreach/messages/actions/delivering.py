"""Handing one queued message to its provider, once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from careloop.outreach.message_choices import MessageState
from careloop.outreach.messages import ways
from careloop.outreach.models import CustomerMessage


def deliver(*, message_id: int, now: datetime) -> str:
    """Send a queued message; the state it is in afterwards.

    It is marked as being sent before the provider is asked: if the process dies meanwhile it is
    not sent a second time, for nobody knows whether the customer has it.
    """
    taken = CustomerMessage.objects.filter(pk=message_id, state=MessageState.QUEUED)
    if not taken.update(state=MessageState.SENDING.value):
        return "done before"
    rows = CustomerMessage.objects.select_related("template", "store", "appointment")
    message = rows.get(pk=message_id)
    try:
        number = ways.hand_over(message)
    except ways.NotTaken as fault:
        return _end(message, MessageState.FAILED, fault=str(fault)[:255])
    with transaction.atomic():
        ways.note_reminder(message, now)
        return _end(message, MessageState.SENT, provider_id=number[:128], sent_at=now)


def _end(message: CustomerMessage, state: MessageState, **fields: object) -> str:
    CustomerMessage.objects.filter(pk=message.pk).update(state=state.value, **fields)
    return state.value
