"""The group's life is simulated once for all tests of this folder."""

from __future__ import annotations

from datetime import date

import pytest

from careloop.demo.books import Books, live_through
from careloop.demo.simulator import ExportFile, simulate

TODAY = date(2026, 11, 22)
SEED = 20_260_101


@pytest.fixture(scope="session")
def group() -> dict[str, Books]:
    """The three stores' books by store code, over three years."""
    return {books.store.code: books for books in live_through(TODAY, SEED)}


@pytest.fixture(scope="session")
def exports(tmp_path_factory: pytest.TempPathFactory) -> list[ExportFile]:
    """One simulated year on disk."""
    return simulate(tmp_path_factory.mktemp("exports"), today=TODAY, seed=SEED, years=1)
