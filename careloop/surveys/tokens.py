"""Tokens of links: a random half and a signature over it, so that most guesses cost no query."""

from __future__ import annotations

import base64
import hashlib
import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "careloop.surveys.link"
SECRET_BYTES = 16
SIGNATURE_BYTES = 9  # 12 characters: links are sent by SMS


def new_token() -> str:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    return secret + _signature(secret)


def is_genuine(token: str) -> bool:
    """Whether we signed this token; says nothing of its being used or expired."""
    signature_length = len(_signature(""))
    secret, signature = token[:-signature_length], token[-signature_length:]
    return bool(secret) and constant_time_compare(signature, _signature(secret))


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _signature(secret: str) -> str:
    full = salted_hmac(SALT, secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(full[:SIGNATURE_BYTES]).decode()
