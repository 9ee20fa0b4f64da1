"""Sending one text by one channel: e-mail by Django's mail, the robots by apprise."""

from __future__ import annotations

import smtplib

import apprise
from django.conf import settings
from django.core.mail import send_mail

from careloop.core.kernel.text import Text, language_of
from careloop.notifications.choices import ChannelKind, Fault
from careloop.notifications.models import NoticeChannel

TITLE = Text(zh="关爱闭环", en="CareLoop")


class NotSent(Exception):
    """The text did not reach the service; says why without naming the address."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def send(channel: NoticeChannel, text: Text, link: str) -> None:
    """Send ``text`` and where to look.

    Raises:
        NotSent: the service cannot be reached or refuses.
    """
    language = language_of(channel.language)
    said = text.say(language)
    body = f"{said}\n{settings.CARELOOP_URL}{link}" if settings.CARELOOP_URL and link else said
    if channel.kind == ChannelKind.EMAIL:
        _mail(channel.address, said, body)
    else:
        _by_robot(channel.address, TITLE.say(language), body)


def _mail(address: str, said: str, body: str) -> None:
    if not settings.CARELOOP_EMAIL_URL:
        raise NotSent(Fault.NO_MAIL_SERVER)
    subject = said.replace("\n", " ")[:78]
    try:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [address])
    except (OSError, smtplib.SMTPException) as fault:
        raise NotSent(Fault.MAIL_REFUSED) from fault


def _by_robot(address: str, title: str, body: str) -> None:
    robot = apprise.Apprise()
    if not robot.add(address):
        raise NotSent(Fault.BAD_ADDRESS)
    if not robot.notify(body=body, title=title):
        raise NotSent(Fault.NOT_TAKEN)
