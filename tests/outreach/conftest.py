"""A store with books, the morning everything happens on, and a second agent."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from careloop.organisation import actions, queries
from careloop.organisation.choices import Role
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer
from tests.mart.books import Books
from tests.outreach.desk import Desk

NOW = datetime(2026, 11, 2, 10, 0)
TODAY = date(2026, 11, 2)


@pytest.fixture
def books(store: Store) -> Books:
    return Books(store)


@pytest.fixture
def desk(store: Store, books: Books) -> Desk:
    return Desk(store, books, NOW)


@pytest.fixture
def colleague(store: Store) -> User:
    """Chen, the second call agent of ``store``."""
    return actions.add_user(
        by=Viewer.system(),
        username="chen",
        password="Right-horse-7",
        role=Role.CALL_AGENT.value,
        store=store,
        display_name="陈",
    )


@pytest.fixture
def as_colleague(colleague: User) -> Viewer:
    return queries.viewer_for(colleague)
