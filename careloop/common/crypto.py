"""Phones and other numbers that name a person: encrypted at rest, found by blind index.

The index is an HMAC of the whole number, a second one of its last four digits: the number can be
looked up by one who knows it, and read only with the field key, which is not the session key.
"""

from __future__ import annotations

import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=1)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """The cipher text of ``text``; empty stays empty."""
    if not text:
        return ""
    return _fernet(tuple(settings.CARELOOP_FIELD_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text behind ``token``.

    Raises:
        InvalidToken: the token was made with a key this installation does not hold.
    """
    if not token:
        return ""
    return _fernet(tuple(settings.CARELOOP_FIELD_KEYS)).decrypt(token.encode()).decode()


def blind_index(text: str, *, purpose: str) -> str:
    """A keyed digest (32 hex digits) of ``text``, different for each ``purpose``."""
    if not text:
        return ""
    key = f"{settings.CARELOOP_INDEX_KEY}:{purpose}".encode()
    return hmac.digest(key, text.encode(), "sha256").hex()[:32]


def phone_index(number: str) -> str:
    """The blind index of a whole number."""
    return blind_index(number, purpose="phone")


def last_four_index(number: str) -> str:
    """The blind index of a number's last four digits; empty for shorter numbers."""
    digits = "".join(ch for ch in number if ch.isdigit())
    return blind_index(digits[-4:], purpose="phone-last-four") if len(digits) >= 4 else ""


def masked(number: str) -> str:
    """A number as it may be shown to all: 139****7750."""
    if len(number) < 7:
        return "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text kept encrypted; plain in Python."""

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(value) if isinstance(value, str) else value

    def from_db_value(
        self, value: str | None, expression: object, connection: object
    ) -> str | None:
        return None if value is None else decrypt(value)


__all__ = [
    "EncryptedTextField",
    "InvalidToken",
    "blind_index",
    "decrypt",
    "encrypt",
    "last_four_index",
    "masked",
    "phone_index",
]
