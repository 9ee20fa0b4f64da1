"""Signing in: accounts are made by an administrator, never by a visitor."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]
    """No open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
