"""A browser without a browser: three people signed in, and a data folder for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from pytest_django.live_server_helper import LiveServer

from careloop.organisation.models import User

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    """The data folder of one test."""
    settings.CARELOOP_HOME = tmp_path
    cache.clear()  # allauth counts wrong passwords there
    return tmp_path


@pytest.fixture
def signed_in() -> SignIn:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture(scope="session")
def live_server(request: pytest.FixtureRequest) -> Iterator[LiveServer]:
    """The site in a thread; style sheets and scripts come from the source, nothing is collected."""
    with override_settings(STATIC_ROOT=None):
        server = LiveServer("localhost")
    yield server
    server.stop()
