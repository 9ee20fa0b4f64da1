"""Channels: who may have which, what leaves by them, what happens when it does not arrive."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.notifications import actions, queries
from careloop.notifications.choices import DeliveryState
from careloop.notifications.models import Delivery, NoticeChannel
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Forbidden, Viewer

NOW = datetime(2026, 3, 10, 12)
TEXT = Text(zh="新投诉 TS1", en="New complaint TS1")
ADDRESS = "feishu://aaaabbbbcccc"


@pytest.fixture
def group_robot(store: Store, as_director: Viewer) -> NoticeChannel:
    """The store's robot in Feishu."""
    return actions.add_channel(
        by=as_director, store=store, kind="feishu", name="售后群", address=ADDRESS
    )


def tell(store: Store, *users: User, now: datetime = NOW, is_urgent: bool = False) -> None:
    actions.notify(
        store=store, kind="test", text=TEXT, link="/notices/", now=now, users=users,
        is_urgent=is_urgent,
    )  # fmt: skip


def test_channel_is_kept_encrypted(group_robot: NoticeChannel) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM notifications_noticechannel")
        assert "aaaabbbb" not in cursor.fetchone()[0]
    assert NoticeChannel.objects.get().address == "feishu://aaaabbbbcccc/"


def test_store_channel_is_for_the_director(store: Store, as_agent: Viewer) -> None:
    with pytest.raises(Forbidden):
        actions.add_channel(by=as_agent, store=store, kind="feishu", name="x", address=ADDRESS)


def test_store_channel_gets_an_event_once(
    store: Store, director: User, agent: User, group_robot: NoticeChannel
) -> None:
    tell(store, director, agent)
    assert Delivery.objects.filter(channel=group_robot).count() == 1


def test_several_events_leave_by_each_channel_once_each(
    store: Store, director: User, agent: User, as_agent: Viewer, group_robot: NoticeChannel
) -> None:
    own = actions.add_channel(by=as_agent, kind="email", name="wang", address="wang@example.com")
    for_whom: list[tuple[User, ...]] = [(director, agent), (director,), ()]
    tellings = [actions.Telling(TEXT, f"/{n}/", users=who) for n, who in enumerate(for_whom)]
    actions.notify_many(store=store, kind="test", tellings=tellings, now=NOW)
    left = Delivery.objects.order_by("pk").values_list("channel", "notice__link")
    assert set(left) == {(group_robot.pk, "/0/"), (group_robot.pk, "/1/"), (own.pk, "/0/")}
    assert len(left) == 3


def test_own_channel_gets_ones_own_notices(
    store: Store, director: User, agent: User, as_agent: Viewer
) -> None:
    actions.add_channel(by=as_agent, kind="email", name="wang", address="wang@example.com")
    tell(store, director)
    assert not Delivery.objects.exists()
    tell(store, director, agent)
    assert Delivery.objects.get().notice.recipient == agent


def test_channel_for_urgent_notices_gets_no_others(
    store: Store, director: User, as_director: Viewer
) -> None:
    actions.add_channel(
        by=as_director, store=store, kind="feishu", name="x", address=ADDRESS, urgent_only=True
    )
    tell(store, director)
    assert not Delivery.objects.exists()
    tell(store, director, is_urgent=True)
    assert Delivery.objects.count() == 1


def test_delivery_is_queued_when_committed(
    store: Store,
    director: User,
    group_robot: NoticeChannel,
    queue: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        tell(store, director)
        assert queue == []
    with django_capture_on_commit_callbacks(execute=True):
        tell(store, director, now=NOW.replace(hour=23))
    first, second = Delivery.objects.order_by("id")
    assert queue == [(first.pk, None), (second.pk, datetime(2026, 3, 11, 8))]


def test_delivery_is_sent_once(
    store: Store, director: User, group_robot: NoticeChannel, robot: Any, settings: Any
) -> None:
    settings.CARELOOP_URL = "https://care.example.com"
    tell(store, director)
    for _ in range(2):
        actions.deliver(delivery_id=Delivery.objects.get().pk, now=NOW)
    assert robot.said == [("关爱闭环", "新投诉 TS1\nhttps://care.example.com/notices/")]
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_delivery_that_fails_is_tried_again_and_then_shown(
    store: Store,
    director: User,
    as_director: Viewer,
    group_robot: NoticeChannel,
    robot: Any,
    queue: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    robot.is_down = True
    tell(store, director)
    delivery = Delivery.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        states = [actions.deliver(delivery_id=delivery.pk, now=NOW) for _ in range(5)]
    assert states == ["waiting"] * 4 + ["failed"]
    assert queue[0] == (delivery.pk, NOW + timedelta(minutes=1))
    assert [one.tries for one in queries.failures(as_director, store)] == [5]


def test_delivery_that_recovers_is_no_failure_any_more(
    store: Store, director: User, as_director: Viewer, group_robot: NoticeChannel, robot: Any
) -> None:
    robot.is_down = True
    tell(store, director)
    delivery = Delivery.objects.get()
    actions.deliver(delivery_id=delivery.pk, now=NOW)
    robot.is_down = False
    actions.deliver(delivery_id=delivery.pk, now=NOW)
    assert queries.failures(as_director, store) == []


def test_mail_needs_a_server(as_agent: Viewer, settings: Any) -> None:
    channel = actions.add_channel(
        by=as_agent, kind="email", name="wang", address="wang@example.com"
    )
    settings.CARELOOP_EMAIL_URL = ""
    with pytest.raises(Refused, match="CARELOOP_EMAIL_URL"):
        actions.try_channel(by=as_agent, channel=channel)
    settings.CARELOOP_EMAIL_URL = "smtp://localhost/?from=care@example.com"
    actions.try_channel(by=as_agent, channel=channel)
    assert mail.outbox[0].to == ["wang@example.com"]


def test_colleagues_channel_cannot_be_used(as_agent: Viewer, as_director: Viewer) -> None:
    channel = actions.add_channel(
        by=as_agent, kind="email", name="wang", address="wang@example.com"
    )
    with pytest.raises(Refused):
        actions.drop_channel(by=as_director, channel=channel)
    assert queries.channel(as_director, None, channel.pk) is None


def test_page_adds_tries_switches_and_drops(store: Store, at_li: Client, robot: Any) -> None:
    page = "/stores/S1/channels/"
    at_li.post(page, {"kind": "feishu", "name": "售后群", "address": ADDRESS})
    channel = NoticeChannel.objects.get(store=store)
    shown = at_li.get(page).content.decode()
    assert "售后群" in shown
    assert "aaaabbbb" not in shown
    deed = f"{page}{channel.pk}/"
    at_li.post(deed, {"deed": "test"})
    assert robot.said == [("关爱闭环", "测试消息：渠道已接通。")]
    at_li.post(deed, {"deed": "switch"})
    assert not NoticeChannel.objects.get().is_on
    at_li.post(deed, {"deed": "drop"})
    assert not NoticeChannel.objects.exists()


def test_page_names_the_fault_of_an_address(store: Store, at_li: Client) -> None:
    answer = at_li.post(
        "/stores/S1/channels/", {"kind": "wecom", "name": "x", "address": "http://10.0.0.1/"}
    )
    assert answer.status_code == 422
    assert "qyapi.weixin.qq.com" in answer.content.decode()


def test_page_of_a_store_is_forbidden_to_an_agent(store: Store, at_wang: Client) -> None:
    assert at_wang.get("/stores/S1/channels/").status_code == 403


def test_own_page_is_everybodys(store: Store, agent: User, at_wang: Client) -> None:
    page = "/notices/channels/"
    at_wang.post(page, {"kind": "email", "name": "我", "address": "wang@example.com"})
    assert NoticeChannel.objects.get().user == agent
    at_wang.post(f"{page}{NoticeChannel.objects.get().pk}/", {"deed": "drop"})
    assert not NoticeChannel.objects.exists()
