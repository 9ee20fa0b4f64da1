"""Pure decisions about notices: when one leaves the house, how often it is tried, what an address
may be."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.notifications.choices import ChannelKind

NIGHT_FROM, NIGHT_UNTIL = 21, 8
# After the first failure, the second, … ; then it has failed for good and is shown.
RETRY_MINUTES = (1, 5, 30, 120)

# What the groups' own settings show, or what apprise writes; the token is all there is to it.
# Nothing else gets in: an address of choice would let a user call into the house's network.
_ADDRESSES: dict[ChannelKind, re.Pattern[str]] = {
    ChannelKind.EMAIL: re.compile(r"(?P<token>[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+)"),
    ChannelKind.WECOM: re.compile(
        r"(?:https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=|wecombot://)"
        r"(?P<token>[\w-]{8,64})/?"
    ),
    ChannelKind.DINGTALK: re.compile(
        r"(?:https://oapi\.dingtalk\.com/robot/send\?access_token=|dingtalk://)"
        r"(?P<token>[A-Za-z0-9]{8,128})/?"
    ),
    ChannelKind.FEISHU: re.compile(
        r"(?:https://open\.feishu\.cn/open-apis/bot/v2/hook/|feishu://)(?P<token>[\w-]{8,64})/?"
    ),
}
_SCHEMES = {
    ChannelKind.WECOM: "wecombot",
    ChannelKind.DINGTALK: "dingtalk",
    ChannelKind.FEISHU: "feishu",
}
_EXAMPLES = {
    ChannelKind.EMAIL: "name@example.com",
    ChannelKind.WECOM: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…",
    ChannelKind.DINGTALK: "https://oapi.dingtalk.com/robot/send?access_token=…",
    ChannelKind.FEISHU: "https://open.feishu.cn/open-apis/bot/v2/hook/…",
}
BAD_ADDRESS = Text(
    zh="地址无法识别。应类似：{example}",
    en="The address is not understood. It looks like {example}",
)
BAD_SECRET = Text(
    zh="加签密钥以 SEC 开头，只含字母和数字。请从钉钉机器人设置中复制。",
    en="The signing secret begins with SEC and holds letters and digits. Copy it from DingTalk.",
)


def leaves_at(now: datetime, *, is_urgent: bool) -> datetime:
    """When a notice leaves the house: at night only an urgent one, the others in the morning."""
    if is_urgent or NIGHT_UNTIL <= now.hour < NIGHT_FROM:
        return now
    day = now.date() if now.hour < NIGHT_UNTIL else now.date() + timedelta(days=1)
    return datetime.combine(day, time(NIGHT_UNTIL))


def retry_at(tries: int, now: datetime) -> datetime | None:
    """When to try again after ``tries`` failures; ``None``: no more."""
    if tries > len(RETRY_MINUTES):
        return None
    return now + timedelta(minutes=RETRY_MINUTES[tries - 1])


def address_of(kind: ChannelKind, typed: str, secret: str = "") -> str:
    """What is kept of a typed address: the e-mail address, or the robot in apprise's writing.

    Raises:
        Refused: not an address of that kind, or a secret that is none.
    """
    found = _ADDRESSES[kind].fullmatch(typed.strip())
    if found is None:
        raise Refused(BAD_ADDRESS, example=_EXAMPLES[kind])
    token, secret = found["token"], secret.strip()
    if kind is ChannelKind.EMAIL:
        return token
    if kind is not ChannelKind.DINGTALK or not secret:
        return f"{_SCHEMES[kind]}://{token}/"
    if re.fullmatch(r"SEC[A-Za-z0-9]{8,128}", secret) is None:
        raise Refused(BAD_SECRET)
    return f"dingtalk://{secret}@{token}/"


def shown_address(kind: str, address: str) -> str:
    """An address as a page may show it: enough to tell robots apart, not to use one."""
    if kind == ChannelKind.EMAIL:
        name, _, host = address.partition("@")
        return f"{name[:2]}…@{host}"
    return f"…{address.rstrip('/')[-4:]}"
