"""Telling people, and their having read it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from careloop.core.kernel.text import Text
from careloop.notifications.actions.deliveries import send_outside
from careloop.notifications.models import Notice
from careloop.organisation import queries
from careloop.organisation.choices import Role
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer


@transaction.atomic
def notify(
    *,
    store: Store,
    kind: str,
    text: Text,
    link: str,
    now: datetime,
    roles: Collection[Role] = (),
    users: Collection[User] = (),
    is_urgent: bool = False,
) -> list[Notice]:
    """Tell ``users`` and whoever holds one of ``roles`` in the store; each person once.

    Everybody finds it in the page; the channels of the store and of each person send it on.
    """
    people = {user.pk: user for user in (*users, *queries.holders(store, roles))}
    notices = [
        Notice(
            store=store,
            recipient=user,
            kind=kind,
            text_zh=text.zh,
            text_en=text.en,
            link=link,
            is_urgent=is_urgent,
            made_at=now,
        )
        for user in people.values()
    ]
    made = Notice.objects.bulk_create(notices)
    send_outside(store, made, is_urgent=is_urgent, now=now)
    return made


@transaction.atomic
def mark_read(*, by: Viewer, notice_id: int, now: datetime) -> Notice | None:
    """Mark one's own notice as read; ``None`` where one has no such notice."""
    notice = Notice.objects.filter(pk=notice_id, recipient_id=by.user_id).first()
    if notice is not None and notice.read_at is None:
        notice.read_at = now
        notice.save(update_fields=["read_at"])
    return notice


@transaction.atomic
def mark_all_read(*, by: Viewer, now: datetime) -> int:
    """Mark all one's own notices as read; how many were not."""
    unread = Notice.objects.filter(recipient_id=by.user_id, read_at=None)
    return unread.update(read_at=now)
