"""The channels of a store and of a person."""

from __future__ import annotations

from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.notifications import rules, sending
from careloop.notifications.choices import FAULT_LABELS, ChannelKind
from careloop.notifications.models import NoticeChannel
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

NO_SUCH_KIND = Text(
    zh="没有渠道类型“{kind}”。可用：{known}。",
    en="There is no channel “{kind}”. Channels: {known}.",
)
NOT_YOURS = Text(zh="这不是您的渠道。", en="This channel is not yours.")
TEST = Text(zh="测试消息：渠道已接通。", en="A test: this channel works.")
TEST_FAILED = Text(
    zh="测试没有发出：{why}。请核对地址，并确认服务器可以访问外网。",
    en="The test was not sent: {why}. Check the address and that the server reaches the network.",
)


@transaction.atomic
def add_channel(
    *,
    by: Viewer,
    kind: str,
    name: str,
    address: str,
    store: Store | None = None,
    secret: str = "",
    urgent_only: bool = False,
) -> NoticeChannel:
    """Add a channel of ``store``, or one's own when no store is given.

    Raises:
        Refused: no permission, no such kind, an address that is none of it.
    """
    _require(by, store.pk if store else None, by.user_id)
    if kind not in list(ChannelKind):
        raise Refused(NO_SUCH_KIND, kind=kind, known="、".join(ChannelKind))
    channel = NoticeChannel.objects.create(
        store=store,
        user_id=None if store else by.user_id,
        kind=kind,
        name=name.strip(),
        address=rules.address_of(ChannelKind(kind), address, secret),
        language=by.language,
        urgent_only=urgent_only,
    )
    _audit(by, "channel.add", channel)
    return channel


def _require(by: Viewer, store_id: int | None, user_id: int | None) -> None:
    """A store's channels are its director's, a person's that person's alone."""
    if store_id is not None:
        by.require(Permission.MANAGE_CONNECTIONS, store_id)
    elif user_id is None or user_id != by.user_id:
        raise Refused(NOT_YOURS)


@transaction.atomic
def switch_channel(*, by: Viewer, channel: NoticeChannel, is_on: bool) -> None:
    """Stop a channel for a while, or let it go on."""
    _require(by, channel.store_id, channel.user_id)
    channel.is_on = is_on
    channel.save(update_fields=["is_on"])
    _audit(by, "channel.switch", channel, is_on=is_on)


@transaction.atomic
def drop_channel(*, by: Viewer, channel: NoticeChannel) -> None:
    """Forget a channel and what was sent by it."""
    _require(by, channel.store_id, channel.user_id)
    _audit(by, "channel.drop", channel)
    channel.delete()


def try_channel(*, by: Viewer, channel: NoticeChannel) -> None:
    """Send a test at once.

    Raises:
        Refused: no permission, or the test could not be sent; the sentence says why.
    """
    _require(by, channel.store_id, channel.user_id)
    try:
        sending.send(channel, TEST, "/notices/")
    except sending.NotSent as fault:
        raise Refused(TEST_FAILED, why=FAULT_LABELS[fault.fault]) from fault


def _audit(by: Viewer, action: str, channel: NoticeChannel, **detail: object) -> None:
    audit.record(
        actor_id=by.user_id,
        action=action,
        subject=channel,
        store_id=channel.store_id,
        detail={"kind": channel.kind, **detail},
    )
