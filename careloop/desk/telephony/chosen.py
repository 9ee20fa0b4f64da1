"""The telephone system of this installation, by the setting ``CARELOOP_TELEPHONY_URL``."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from careloop.desk.telephony.asterisk import Asterisk
from careloop.desk.telephony.fake import FakeTelephone
from careloop.desk.telephony.port import Telephone


def telephone() -> Telephone | None:
    """The system set up; ``None`` where people dial on a phone or by ``tel:`` link."""
    return _at(settings.CARELOOP_TELEPHONY_URL)


@lru_cache(maxsize=4)
def _at(url: str) -> Telephone | None:
    scheme = url.partition(":")[0]
    if scheme == "asterisk":
        return Asterisk.at(url)
    return FakeTelephone() if scheme == "fake" else None
