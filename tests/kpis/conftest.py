"""A store with books, and a data folder of its own for each test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from careloop.organisation.models import Store
from tests.mart.books import Books


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    """The data folder of one test."""
    settings.CARELOOP_HOME = tmp_path
    return tmp_path


@pytest.fixture
def books(store: Store) -> Books:
    return Books(store)
