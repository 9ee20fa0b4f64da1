"""A customer who can be written to, a template, and a job server that does nothing by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from careloop.customers.models import Customer, Vehicle
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer
from careloop.outreach.messages import actions
from careloop.outreach.models import MessageTemplate
from tests.outreach.desk import Desk
from tests.outreach.messages import providers


@pytest.fixture
def customer(desk: Desk) -> Customer:
    return desk.customer(name="王小明")


@pytest.fixture
def car(desk: Desk, customer: Customer) -> Vehicle:
    return desk.car(customer, plate="京A12345", model="速腾")


@pytest.fixture
def reminder(store: Store, as_director: Viewer) -> MessageTemplate:
    """The store's reminder of maintenance."""
    return actions.save_template(
        by=as_director,
        store=store,
        template=MessageTemplate(
            code="due", name="保养提醒", channel="sms", purpose="reminder", provider_code="SMS_1",
            text_zh="{customer}您好，您的{plate}该保养了。", text_en="{customer}, {plate} is due.",
        ),
    )  # fmt: skip


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The messages the job server was asked to send."""
    asked: list[int] = []
    place = "careloop.outreach.messages.queue.async_task"
    monkeypatch.setattr(place, lambda task, pk, **how: asked.append(pk))
    return asked


@pytest.fixture
def provider(settings: Any) -> Iterator[list[bytes]]:
    """Aliyun, on this machine; the bodies it was sent."""
    with providers.listening(providers.aliyun) as (port, bodies):
        settings.CARELOOP_SMS_URL = f"aliyun://testId:testSecret@127.0.0.1:{port}/"
        yield bodies


def _at(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def at_li(director: User) -> Client:
    """Li at a browser."""
    return _at(director)


@pytest.fixture
def at_wang(agent: User) -> Client:
    """Wang at a browser."""
    return _at(agent)
