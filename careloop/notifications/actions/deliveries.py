"""Notices on their way out of the house."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from careloop.notifications import queue, rules, sending
from careloop.notifications.choices import DeliveryState
from careloop.notifications.models import Delivery, Notice, NoticeChannel
from careloop.organisation.models import Store


def send_outside(
    store: Store, notices: list[Notice], *, is_urgent: bool, now: datetime
) -> list[Delivery]:
    """Hand notices of one event to the channels; sent when the transaction is committed, or in
    the morning."""
    due_at = rules.leaves_at(now, is_urgent=is_urgent)
    made = Delivery.objects.bulk_create(
        Delivery(channel=channel, notice=notice, due_at=due_at)
        for channel, notice in _addressed(store, notices)
        if is_urgent or not channel.urgent_only
    )
    for delivery in made:
        queue.deliver(delivery.pk, at=due_at, now=now)
    return made


def _addressed(store: Store, notices: list[Notice]) -> Iterator[tuple[NoticeChannel, Notice]]:
    """The store's channels get the event once, a person's channels get that person's notice."""
    if not notices:
        return
    of_person = {notice.recipient_id: notice for notice in notices}
    concerned = Q(store=store) | Q(user_id__in=of_person)
    for channel in NoticeChannel.objects.filter(concerned, is_on=True):
        yield channel, of_person[channel.user_id] if channel.user_id else notices[0]


def deliver(*, delivery_id: int, now: datetime) -> str:
    """Send one delivery; what failed is tried again later. Doing it twice sends it once.

    The row is locked while it is sent, so that two workers never send the same.
    """
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(of=("self",)).select_related("channel", "notice")
        delivery = rows.filter(pk=delivery_id, state=DeliveryState.WAITING).first()
        if delivery is None:
            return "done before"
        delivery.tries += 1
        try:
            sending.send(delivery.channel, delivery.notice.text, delivery.notice.link)
        except sending.NotSent as fault:
            _failed(delivery, fault, now)
        else:
            delivery.state, delivery.sent_at = DeliveryState.SENT.value, now
            delivery.fault = ""
        delivery.save()
    return delivery.state


def _failed(delivery: Delivery, fault: sending.NotSent, now: datetime) -> None:
    delivery.fault = fault.fault.value
    again = rules.retry_at(delivery.tries, now)
    if again is None:
        delivery.state = DeliveryState.FAILED.value
        return
    delivery.due_at = again
    queue.deliver(delivery.pk, at=again, now=now)
