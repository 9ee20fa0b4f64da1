"""Robots that only remember, in the place of apprise's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import apprise
import pytest
from django.test import Client

from careloop.organisation.models import User


class RememberingRobot(apprise.NotifyBase):
    """Keeps what it was asked to say; says it is down while ``is_down``."""

    secure_protocol = "feishu"
    said: ClassVar[list[tuple[str, str]]] = []
    is_down: ClassVar[bool] = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)

    def url(self, *args: Any, **kwargs: Any) -> str:
        return "feishu://robot/"

    def send(self, body: str, title: str = "", **kwargs: Any) -> bool:
        if self.is_down:
            return False
        self.said.append((title, body))
        return True

    @staticmethod
    def parse_url(url: str) -> Any:
        return apprise.NotifyBase.parse_url(url, verify_host=False)


@pytest.fixture
def robot() -> Iterator[type[RememberingRobot]]:
    """Feishu's place, taken for one test."""
    plugins = apprise.plugins.N_MGR
    before = plugins["feishu"]
    plugins.remove("feishu")
    plugins["feishu"] = RememberingRobot
    RememberingRobot.said.clear()
    RememberingRobot.is_down = False
    yield RememberingRobot
    plugins.remove("feishu")
    plugins["feishu"] = before


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, Any]]:
    """What the job server was asked to send, and when (``None``: at once)."""
    asked: list[tuple[int, Any]] = []
    place = "careloop.notifications.queue"
    monkeypatch.setattr(f"{place}.async_task", lambda task, pk, **how: asked.append((pk, None)))
    monkeypatch.setattr(
        f"{place}.schedule", lambda task, pk, **how: asked.append((pk, how["next_run"]))
    )
    return asked


@pytest.fixture
def at_li(director: User) -> Client:
    """Li at a browser."""
    client = Client()
    client.force_login(director, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def at_wang(agent: User) -> Client:
    """Wang at a browser."""
    client = Client()
    client.force_login(agent, backend="django.contrib.auth.backends.ModelBackend")
    return client
