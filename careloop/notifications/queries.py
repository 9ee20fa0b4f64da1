"""Reads of notices: only one's own; and of channels: one's own, or those of one's store."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from careloop.notifications.choices import DeliveryState
from careloop.notifications.models import Delivery, Notice, NoticeChannel
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

MOST_COUNTED = 100
SHOWN_FAILURES = 20


@dataclass(frozen=True, slots=True)
class Page:
    """Some notices, the newest first, and the one after which the next page goes on."""

    notices: tuple[Notice, ...]
    after: int | None


def unread(viewer: Viewer) -> int:
    """How many notices the viewer has not read, counted to a hundred."""
    return Notice.objects.filter(recipient_id=viewer.user_id, read_at=None)[:MOST_COUNTED].count()


def notices(
    viewer: Viewer, *, only_unread: bool = False, after: int | None = None, limit: int = 30
) -> Page:
    """The viewer's notices after the one with the id ``after``."""
    rows = Notice.objects.filter(recipient_id=viewer.user_id).select_related("store")
    rows = rows.filter(read_at=None) if only_unread else rows
    rows = rows.filter(pk__lt=after) if after is not None else rows
    found = list(rows.order_by("-id")[: limit + 1])
    more = len(found) > limit
    return Page(tuple(found[:limit]), found[limit - 1].pk if more else None)


def channels(viewer: Viewer, store: Store | None) -> list[NoticeChannel]:
    """The channels of ``store``, or the viewer's own."""
    return list(_channels(viewer, store))


def channel(viewer: Viewer, store: Store | None, channel_id: int) -> NoticeChannel | None:
    """One of :func:`channels`."""
    return _channels(viewer, store).filter(pk=channel_id).first()


def _channels(viewer: Viewer, store: Store | None) -> QuerySet[NoticeChannel]:
    if store is None:
        return NoticeChannel.objects.filter(user_id=viewer.user_id or 0)
    viewer.require(Permission.MANAGE_CONNECTIONS, store.pk)
    return NoticeChannel.objects.filter(store=store)


def failures(viewer: Viewer, store: Store | None) -> list[Delivery]:
    """The latest deliveries that failed, or fail and are tried again, by those channels."""
    rows = Delivery.objects.filter(channel__in=_channels(viewer, store)).exclude(fault="")
    rows = rows.exclude(state=DeliveryState.SENT).select_related("channel", "notice")
    return list(rows.order_by("-id")[:SHOWN_FAILURES])
