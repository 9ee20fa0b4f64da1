"""A store with a served customer, the nine questions and a full set of good answers."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from careloop.core.scoring.ready_sheets import NINE_QUESTIONS
from careloop.core.scoring.sheets import Sheet
from careloop.organisation.models import Store
from careloop.service.models import RepairOrder
from tests.mart.books import Books

NOW = datetime(2026, 11, 5, 10, 30)
GOOD = {
    "Q1": "delighted", "Q2": "9", "Q3": "yes", "Q4": "yes", "Q5": "8", "Q6": "no", "Q7": "yes",
    "Q8": "10", "P1": "no",
}  # fmt: skip
BAD = GOOD | {"Q1": "disappointed", "P1": "yes", "P2": "no", "Q9": "刹车还是响"}
NINE: Sheet = NINE_QUESTIONS


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.CARELOOP_HOME = tmp_path
    return tmp_path


@pytest.fixture
def books(store: Store) -> Books:
    return Books(store)


@pytest.fixture
def order(books: Books) -> RepairOrder:
    """A settled order of 3 November, advised by A01 of group one."""
    advisor = books.employee("A01", group="一组")
    car = books.vehicle(plate="浙A12345")
    return books.order(car, date(2026, 11, 3), ro_no="R1", advisor=advisor)


def as_form(answers: dict[str, str]) -> dict[str, Any]:
    """Answers as the form sends them."""
    return {f"q-{code}": value.split(",") for code, value in answers.items()}
