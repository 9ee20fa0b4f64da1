"""A store with staff, a data folder of its own, and October's problems."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from careloop.core.kernel.periods import Period
from careloop.improvement import actions
from careloop.improvement.models import Measure, Problem
from careloop.organisation import queries
from careloop.organisation.models import Employee, Store, User
from careloop.organisation.rules import Viewer
from tests.mart.books import Books

NOW = datetime(2026, 11, 3, 10, 0)
OCTOBER, NOVEMBER = Period.month(2026, 10), Period.month(2026, 11)

AddProblem = Callable[..., Problem]
AddMeasure = Callable[..., Measure]


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    """The data folder of one test."""
    settings.CARELOOP_HOME = tmp_path
    return tmp_path


@pytest.fixture
def books(store: Store) -> Books:
    return Books(store)


@pytest.fixture
def sun(books: Books) -> Employee:
    """Sun, an advisor, employed since 2020."""
    return books.employee("A1")


@pytest.fixture
def gone(books: Books) -> Employee:
    """Qian, who left in October."""
    employee = books.employee("A9", until=date(2026, 10, 20))
    employee.left_on = date(2026, 10, 20)
    employee.save()
    return employee


@pytest.fixture
def as_sun(sun: Employee, agent: User) -> Viewer:
    """Sun signed in: works on measures, leads nobody."""
    agent.employee = sun
    agent.save()
    return queries.viewer_for(agent)


@pytest.fixture
def problem(as_director: Viewer, store: Store) -> AddProblem:
    """Puts down a problem of October's TOP5 at the front desk."""

    def add(title: str = "预约率低", **fields: Any) -> Problem:
        usual = {"month": OCTOBER, "topic": "top5", "department": "front_desk", "now": NOW}
        return actions.add_problem(by=as_director, store=store, title=title, **(usual | fields))

    return add


@pytest.fixture
def measure(as_director: Viewer) -> AddMeasure:
    """Decides a measure against a problem."""

    def add(problem: Problem, text: str = "预约专线专人接听", **fields: Any) -> Measure:
        usual = {"owner_name": "服务经理", "due_on": date(2026, 11, 30), "now": NOW}
        return actions.add_measure(by=as_director, problem=problem, text=text, **(usual | fields))

    return add
