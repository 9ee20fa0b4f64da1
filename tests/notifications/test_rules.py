"""When notices leave, how often they are tried, what an address may be."""

from __future__ import annotations

from datetime import datetime

import apprise
import pytest

from careloop.core.kernel.errors import Refused
from careloop.notifications.choices import ChannelKind
from careloop.notifications.rules import address_of, leaves_at, retry_at, shown_address

NOON = datetime(2026, 3, 10, 12)


@pytest.mark.parametrize(
    ("hour", "morning"),
    [(8, None), (20, None), (21, datetime(2026, 3, 11, 8)), (3, datetime(2026, 3, 10, 8))],
)
def test_notice_of_the_night_waits_for_the_morning(hour: int, morning: datetime | None) -> None:
    now = NOON.replace(hour=hour)
    assert leaves_at(now, is_urgent=False) == (morning or now)


def test_urgent_notice_leaves_at_night() -> None:
    night = NOON.replace(hour=2)
    assert leaves_at(night, is_urgent=True) == night


def test_retry_waits_longer_each_time_and_then_ends() -> None:
    waits = [retry_at(tries, NOON) for tries in range(1, 6)]
    minutes = [int((at - NOON).total_seconds() // 60) for at in waits if at]
    assert minutes == [1, 5, 30, 120]
    assert waits[-1] is None


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (ChannelKind.EMAIL, " li@example.com ", "li@example.com"),
        (
            ChannelKind.WECOM,
            "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=633a31f6-7f9c-4bc4",
            "wecombot://633a31f6-7f9c-4bc4/",
        ),
        (
            ChannelKind.DINGTALK,
            "https://oapi.dingtalk.com/robot/send?access_token=abcdef123456",
            "dingtalk://abcdef123456/",
        ),
        (
            ChannelKind.FEISHU,
            "https://open.feishu.cn/open-apis/bot/v2/hook/aaaa-bbbb-cccc",
            "feishu://aaaa-bbbb-cccc/",
        ),
        (ChannelKind.FEISHU, "feishu://aaaabbbb", "feishu://aaaabbbb/"),
    ],
)
def test_address_is_what_the_robots_settings_show(kind: ChannelKind, typed: str, kept: str) -> None:
    assert address_of(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "robot"),
    [
        (ChannelKind.WECOM, "wecombot://633a31f6-7f9c-4bc4", "NotifyWeComBot"),
        (ChannelKind.DINGTALK, "dingtalk://abcdef123456", "NotifyDingTalk"),
        (ChannelKind.FEISHU, "feishu://aaaabbbb", "NotifyFeishu"),
    ],
)
def test_address_kept_is_one_apprise_understands(kind: ChannelKind, typed: str, robot: str) -> None:
    made = apprise.Apprise.instantiate(address_of(kind, typed))
    assert type(made).__name__ == robot


def test_address_of_a_signing_robot_holds_its_secret() -> None:
    typed = "https://oapi.dingtalk.com/robot/send?access_token=abcdef123456"
    kept = address_of(ChannelKind.DINGTALK, typed, "SEC0123456789")
    assert kept == "dingtalk://SEC0123456789@abcdef123456/"
    with pytest.raises(Refused):
        address_of(ChannelKind.DINGTALK, typed, "nonsense")


@pytest.mark.parametrize(
    "typed",
    [
        "json://127.0.0.1/",
        "feishu://aaaabbbb/?verify=no",
        "feishu://10.0.0.1:8080/x",
        "https://open.feishu.cn.evil.example/open-apis/bot/v2/hook/aaaabbbb",
        "wecombot://aaaabbbb",
    ],
)
def test_address_of_choice_does_not_get_in(typed: str) -> None:
    with pytest.raises(Refused) as refusal:
        address_of(ChannelKind.FEISHU, typed)
    assert "open.feishu.cn" in refusal.value.say("en")


def test_shown_address_opens_nothing() -> None:
    assert shown_address("feishu", "feishu://aaaabbbbcccc/") == "…cccc"
    assert shown_address("email", "wang@example.com") == "wa…@example.com"
