"""Telling people, and their having read it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from careloop.core.kernel.text import Text
from careloop.notifications.actions.deliveries import send_outside
from careloop.notifications.models import Notice
from careloop.organisation import queries
from careloop.organisation.choices import Role
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer


@dataclass(frozen=True, slots=True)
class Telling:
    """One event: what is said of it, where to look, and who is told."""

    text: Text
    link: str
    roles: tuple[Role, ...] = ()
    users: tuple[User, ...] = ()
    is_urgent: bool = False


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
    telling = Telling(text, link, tuple(roles), tuple(users), is_urgent=is_urgent)
    return notify_many(store=store, kind=kind, tellings=[telling], now=now)


@transaction.atomic
def notify_many(
    *, store: Store, kind: str, tellings: Sequence[Telling], now: datetime
) -> list[Notice]:
    """Tell several events of one store, as :func:`notify` tells each: who holds what, and which
    channels there are, is asked once."""
    holding = {
        roles: list(queries.holders(store, roles)) for roles in {t.roles for t in tellings} if roles
    }
    events = [
        [
            _notice(store, kind, telling, person, now)
            for person in _people(telling, holding.get(telling.roles, []))
        ]
        for telling in tellings
    ]
    made = Notice.objects.bulk_create(notice for event in events for notice in event)
    send_outside(store, events, now=now)
    return made


def _people(telling: Telling, holding: Sequence[User]) -> Collection[User]:
    return {user.pk: user for user in (*telling.users, *holding)}.values()


def _notice(store: Store, kind: str, telling: Telling, person: User, now: datetime) -> Notice:
    return Notice(
        store=store,
        recipient=person,
        kind=kind,
        text_zh=telling.text.zh,
        text_en=telling.text.en,
        link=telling.link,
        is_urgent=telling.is_urgent,
        made_at=now,
    )


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
