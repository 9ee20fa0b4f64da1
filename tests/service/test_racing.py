"""Front desks that book at the same time: no bay is given twice, no number either."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from careloop.organisation.actions import add_store
from careloop.organisation.rules import Viewer
from tests.apart import Apart
from tests.mart.books import Books

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
DESKS, CARS = 3, 4
BOOKED = "SELECT appointment_no, bay_id, appointed_at FROM service_appointment ORDER BY 1"


def test_desks_that_book_at_once_get_different_bays_and_numbers(tmp_path: Path) -> None:
    books = Books(add_store(by=Viewer.system(), code="S1", name="测试一店", group="G1"))
    cars = [str(books.vehicle().pk) for _ in range(DESKS * CARS)]
    apart = Apart.of_this_test(tmp_path)
    said = apart.at_once("tests.service.racing", "main", *[cars[n::DESKS] for n in range(DESKS)])
    booked = apart.rows(BOOKED)
    numbers = [number for number, _, _ in booked]
    assert numbers == [f"YY20261120-{counter:03d}" for counter in range(1, DESKS * CARS + 1)]
    places = [(bay, at) for _, bay, at in booked]
    assert not [pair for pair in combinations(places, 2) if pair[0] == pair[1]]
    assert len({bay for bay, _ in places}) == 2  # the two a store begins with, made once
    assert sum(map(int, said)) >= DESKS * CARS - 2
