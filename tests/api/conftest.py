"""Another system with a token, and a store with something to read."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from careloop.api import actions
from careloop.api.choices import Scope
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer
from tests.mart.books import Books
from tests.outreach.desk import Desk

NOW = datetime(2026, 11, 2, 10, 0)


class System:
    """Another system: sends JSON with its token, in English unless it asks otherwise."""

    def __init__(self, secret: str, language: str = "en") -> None:
        self.client = Client(headers={"accept-language": language})
        self.headers = {"authorization": f"Bearer {secret}"} if secret else {}

    def get(self, path: str, **query: Any) -> HttpResponse:
        address = f"/api/v1/{path}"
        return self.client.get(address, query, headers=self.headers)  # type: ignore[return-value]

    def send(self, method: str, path: str, body: Any, key: str = "") -> HttpResponse:
        headers = self.headers | ({"idempotency-key": key} if key else {})
        return self.client.generic(  # type: ignore[return-value]
            method,
            f"/api/v1/{path}",
            json.dumps(body),
            content_type="application/json",
            headers=headers,
        )

    def post(self, path: str, body: Any = None, key: str = "") -> HttpResponse:
        return self.send("POST", path, {} if body is None else body, key)

    def patch(self, path: str, body: Any, key: str = "") -> HttpResponse:
        return self.send("PATCH", path, body, key)


SystemWith = Callable[..., System]


@pytest.fixture(autouse=True)
def _calm() -> None:
    cache.clear()  # requests of a minute are counted there


@pytest.fixture
def system_with(store: Store, director: User) -> SystemWith:
    """A system whose token has the scopes named; all of them where none is."""

    def make(*scopes: Scope, user: User = director, at: Store = store) -> System:
        _, secret = actions.make_token(
            by=Viewer.system(), store=at, user=user, name="DMS",
            scopes=scopes or tuple(Scope), now=datetime.now(),
        )  # fmt: skip
        return System(secret)

    return make


@pytest.fixture
def system(system_with: SystemWith) -> System:
    return system_with()


@pytest.fixture
def stranger(system_with: SystemWith, other_store: Store, outsider: User) -> System:
    """A system of another group's store."""
    return system_with(user=outsider, at=other_store)


@pytest.fixture
def books(store: Store) -> Books:
    return Books(store)


@pytest.fixture
def desk(store: Store, books: Books) -> Desk:
    return Desk(store, books, datetime.now().replace(microsecond=0))


@pytest.fixture
def customer(desk: Desk) -> Customer:
    return desk.customer(name="王小明")


@pytest.fixture
def car(desk: Desk, customer: Customer) -> Vehicle:
    return desk.car(customer, plate="京A12345", model="速腾")
