from __future__ import annotations

import pytest

from careloop.core.engines.duck import DuckEngine
from careloop.core.facts.store import Version
from tests.core.metrics.marts import build
from tests.core.metrics.world import WORLD


@pytest.fixture(scope="session")
def engine() -> DuckEngine:
    return DuckEngine(threads=1)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Version:
    """The small dealer without a rollup: every figure comes from the facts."""
    return build(tmp_path_factory.mktemp("facts"), WORLD)


@pytest.fixture(scope="session")
def rolled(tmp_path_factory: pytest.TempPathFactory, engine: DuckEngine) -> Version:
    """The same with a rollup."""
    return build(tmp_path_factory.mktemp("rolled"), WORLD, engine)
