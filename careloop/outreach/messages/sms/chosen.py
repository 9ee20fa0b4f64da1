"""The SMS provider of this installation, by the setting ``CARELOOP_SMS_URL``."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from careloop.outreach.messages.sms.aliyun import Aliyun
from careloop.outreach.messages.sms.port import SmsProvider
from careloop.outreach.messages.sms.tencent import Tencent

PROVIDERS: dict[str, Callable[[str], SmsProvider]] = {"aliyun": Aliyun.at, "tencent": Tencent.at}


def provider() -> SmsProvider | None:
    """The provider set up; ``None`` where messages are sent by hand."""
    url = settings.CARELOOP_SMS_URL
    chosen = PROVIDERS.get(url.partition(":")[0])
    return chosen(url) if chosen else None
