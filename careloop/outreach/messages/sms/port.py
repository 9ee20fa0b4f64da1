"""What we ask of an SMS provider: send one message made from a template it approved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Sms:
    """One message. ``values`` stand in the order of the template's fields; ``reference`` is ours
    and names no person."""

    number: str
    signature: str
    template: str
    values: Mapping[str, str]
    reference: str = ""


class SmsFailed(Exception):
    """The provider did not take the message; says its code, never the number."""


class SmsProvider(Protocol):
    """A provider's account."""

    def send(self, sms: Sms) -> str:
        """Send; the provider's number of the message.

        Raises:
            SmsFailed: it cannot be reached or refuses.
        """
