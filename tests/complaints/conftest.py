"""A store with books."""

from __future__ import annotations

import pytest

from careloop.organisation.models import Store
from tests.mart.books import Books


@pytest.fixture
def books(store: Store) -> Books:
    return Books(store)
