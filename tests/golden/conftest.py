"""A store whose exports are a golden table, and the question ``kpi compute`` asks of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from careloop.cli.kpi import as_row
from careloop.core.kernel.periods import Period
from careloop.kpis import queries
from careloop.kpis.naming import names_for, spoken
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from tests.golden.cases import CASES, Case, Table
from tests.golden.feeds import Feeds

Compute = Callable[..., list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    """The data folder of one test."""
    settings.CARELOOP_HOME = tmp_path
    return tmp_path


@pytest.fixture
def feeds(store: Store) -> Feeds:
    return Feeds(store)


@pytest.fixture
def golden(shared: Path) -> Callable[[str], Table]:
    """A golden table by its name."""

    def read(name: str) -> Table:
        table: Table = json.loads(
            (shared / "spec" / "golden" / f"{name}.json").read_text(encoding="utf-8")
        )
        return table

    return read


@pytest.fixture
def loaded(golden: Callable[[str], Table], feeds: Feeds) -> Callable[[str], tuple[Case, Table]]:
    """Put the inputs of a table in through the importer."""

    def load(name: str) -> tuple[Case, Table]:
        case, table = CASES[name], golden(name)
        case.load(feeds, table["inputs"], case.month)
        return case, table

    return load


@pytest.fixture
def compute(store: Store) -> Compute:
    """The rows ``careloop kpi compute … --json`` prints, by the query the command uses."""

    def ask(
        *codes: str, period: Period, by: tuple[str, ...] = (), options: dict[str, str] | None = None
    ) -> list[dict[str, Any]]:
        found = queries.figures(
            Viewer.system(),
            codes,
            period=period,
            store_ids=[store.pk],
            by=by,
            options=options,
        )
        names = names_for(found)
        return [as_row(spoken(figure, names)) for figure in found]

    return ask
