"""People signed in, and a clock moved by hand, for the tests of the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from careloop.complaints.models import Complaint
from careloop.organisation import actions
from careloop.organisation.choices import Role
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer
from tests.complaints.life import ON

SignIn = Callable[[User], Client]


class Clock:
    """The clock of the pages."""

    at = ON[0]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    """What time the pages think it is: ten o'clock on the day the complaint came."""
    Clock.at = ON[0]
    monkeypatch.setattr("careloop.complaints.views.pages.now", lambda: Clock.at)
    return Clock


@pytest.fixture
def signed_in(clock: type[Clock]) -> SignIn:
    def sign_in(user: User) -> Client:
        client = Client(headers={"Accept-Language": "zh-CN"})
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def checker(store: Store) -> User:
    """Qian, who runs process audits and sees no complaints."""
    return person("qian", Role.PROCESS_CHECKER, store)


def person(username: str, role: Role, store: Store) -> User:
    return actions.add_user(
        by=Viewer.system(),
        username=username,
        password="Right-horse-7",
        role=role.value,
        store=store,
        display_name=username,
    )


def address(name: str, complaint: Complaint | None = None, **more: object) -> str:
    """A page of store S1, of one complaint where given."""
    if complaint is not None:
        more["complaint_id"] = complaint.pk
    return reverse(f"complaints:{name}", kwargs={"store_code": "S1", **more})


def act(client: Client, complaint: Complaint, code: str, **typed: object) -> object:
    """Send a deed's form as the page shows it now."""
    typed = {"revision": Complaint.objects.get(pk=complaint.pk).revision} | typed
    return client.post(address("act", complaint, code=code), typed)


def at(clock: type[Clock], moment: datetime) -> None:
    clock.at = moment
