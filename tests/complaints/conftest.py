"""A store with books, and a complaint that lives."""

from __future__ import annotations

import pytest

from careloop.organisation import actions
from careloop.organisation.choices import Role
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer
from tests.complaints.life import Life
from tests.mart.books import Books


@pytest.fixture
def books(store: Store) -> Books:
    return Books(store)


@pytest.fixture
def colleague(store: Store) -> User:
    """Sun, another call agent of ``store``."""
    return actions.add_user(
        by=Viewer.system(),
        username="sun",
        password="Right-horse-7",
        role=Role.CALL_AGENT.value,
        store=store,
        display_name="sun",
    )


@pytest.fixture
def life(store: Store, agent: User, colleague: User, director: User) -> Life:
    """A complaint just recorded by Wang, with two faults."""
    return Life(store, agent, colleague, director)
