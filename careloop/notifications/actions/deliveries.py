"""Notices on their way out of the house."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from careloop.notifications import queue, rules, sending
from careloop.notifications.choices import DeliveryState
from careloop.notifications.models import Delivery, Notice, NoticeChannel
from careloop.organisation.models import Store


def send_outside(
    store: Store, events: Sequence[Sequence[Notice]], *, now: datetime
) -> list[Delivery]:
    """Hand the notices of each event to the channels; sent when the transaction is committed, or
    in the morning."""
    made = Delivery.objects.bulk_create(
        Delivery(
            channel=channel,
            notice=notice,
            due_at=rules.leaves_at(now, is_urgent=notice.is_urgent),
        )
        for channel, notice in _addressed(store, events)
        if notice.is_urgent or not channel.urgent_only
    )
    for delivery in made:
        queue.deliver(delivery.pk, at=delivery.due_at, now=now)
    return made


def _addressed(
    store: Store, events: Sequence[Sequence[Notice]]
) -> Iterator[tuple[NoticeChannel, Notice]]:
    """The store's channels get each event once, a person's channels get that person's notice."""
    told = {notice.recipient_id for event in events for notice in event}
    if not told:
        return
    concerned = Q(store=store) | Q(user_id__in=told)
    channels = list(NoticeChannel.objects.filter(concerned, is_on=True))
    for event in events:
        of_person = {notice.recipient_id: notice for notice in event}
        for channel in channels:
            notice = of_person.get(channel.user_id) if channel.user_id else next(iter(event), None)
            if notice is not None:
                yield channel, notice


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
