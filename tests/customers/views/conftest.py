"""Who opens the pages of the customer file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from careloop.organisation import actions
from careloop.organisation.choices import Role
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer

SignIn = Callable[[User], Client]


@pytest.fixture
def signed_in() -> SignIn:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def supervisor(store: Store) -> User:
    """Qian of the workshop: sees customers, writes nothing about them."""
    return actions.add_user(
        by=Viewer.system(), username="qian", password="Right-horse-7",
        role=Role.WORKSHOP_SUPERVISOR.value, store=store, display_name="qian",
    )  # fmt: skip
