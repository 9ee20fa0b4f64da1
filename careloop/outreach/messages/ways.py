"""By which way a message leaves, and what its arrival means elsewhere."""

from __future__ import annotations

import smtplib
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail

from careloop.customers.choices import Channel
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach.messages.sms import chosen
from careloop.outreach.messages.sms.port import Sms, SmsFailed
from careloop.outreach.models import CustomerMessage, MessageTemplate
from careloop.service.actions import mark_reminded


class NotTaken(Exception):
    """The provider or the mail server did not take the message; says why, never to whom."""


def signature(template: MessageTemplate, store: Store) -> str:
    return template.signature or store.name


def is_set_up(template: MessageTemplate) -> bool:
    """Whether messages of this template are sent for us; else they are sent by hand."""
    if template.channel == Channel.EMAIL:
        return bool(settings.CARELOOP_EMAIL_URL)
    return chosen.provider() is not None and bool(template.provider_code)


def hand_over(message: CustomerMessage) -> str:
    """Give the message to the provider or the mail server; the provider's number of it.

    Raises:
        NotTaken: it was not taken.
    """
    return _mail(message) if message.channel == Channel.EMAIL else _sms(message)


def _mail(message: CustomerMessage) -> str:
    try:
        send_mail(message.subject, message.text, settings.DEFAULT_FROM_EMAIL, [message.address])
    except (OSError, smtplib.SMTPException) as fault:
        raise NotTaken(type(fault).__name__) from fault
    return ""


def _sms(message: CustomerMessage) -> str:
    provider, template = chosen.provider(), message.template
    if provider is None or template is None:
        raise NotTaken("CARELOOP_SMS_URL")
    sms = Sms(
        number=message.address,
        signature=signature(template, message.store),
        template=template.provider_code,
        values=message.values,
        reference=str(message.pk),
    )
    try:
        return provider.send(sms)
    except SmsFailed as fault:
        raise NotTaken(str(fault)) from fault


def note_reminder(message: CustomerMessage, now: datetime) -> None:
    """A message about an appointment is its reminder (REM-04)."""
    if message.appointment is not None:
        mark_reminded(by=Viewer.system(), appointment=message.appointment, reminded_at=now, now=now)
