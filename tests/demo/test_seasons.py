from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from careloop.demo.dice import Dice
from careloop.demo.seasons import OpenDays, busyness


@pytest.mark.parametrize("day", [date(2026, 2, 16), date(2026, 2, 17), date(2026, 2, 22)])
def test_the_store_is_closed_at_spring_festival(day: date) -> None:
    assert busyness(day) == 0


def test_the_weeks_before_the_festival_are_busier_than_those_after() -> None:
    before = sum(busyness(date(2026, 2, 2) + timedelta(n)) for n in range(7))
    after = sum(busyness(date(2026, 2, 23) + timedelta(n)) for n in range(7))
    assert before > 2 * after


def test_saturday_is_busier_than_tuesday() -> None:
    assert busyness(date(2026, 5, 16)) > busyness(date(2026, 5, 12))


def test_summer_is_busier_than_spring() -> None:
    assert busyness(date(2026, 7, 15)) > busyness(date(2026, 4, 15))


def test_about_stays_near_and_within_open_days() -> None:
    days = OpenDays(date(2026, 1, 1), date(2026, 3, 31))
    dice = Dice("about")
    drawn = [days.about(date(2026, 2, 14), 6, dice) for _ in range(300)]
    assert all(day and abs((day - date(2026, 2, 14)).days) <= 6 for day in drawn)
    assert all(day and busyness(day) > 0 for day in drawn)


def test_about_outside_the_period_is_none() -> None:
    days = OpenDays(date(2026, 1, 1), date(2026, 3, 31))
    assert days.about(date(2026, 5, 1), 6, Dice("outside")) is None


def test_open_days_leave_the_closed_ones_out() -> None:
    days = list(OpenDays(date(2026, 2, 1), date(2026, 2, 28)))
    assert len(days) == 28 - 7
    assert date(2026, 2, 17) not in days


def test_dice_of_one_name_repeat_and_of_another_differ() -> None:
    first, again, other = Dice(1, "a"), Dice(1, "a"), Dice(1, "b")
    thrown = [first.random() for _ in range(5)]
    assert thrown == [again.random() for _ in range(5)]
    assert thrown != [other.random() for _ in range(5)]


def test_count_has_the_mean_asked_for() -> None:
    dice = Dice("count")
    counts = Counter(dice.count(1.5) for _ in range(4000))
    mean = sum(value * times for value, times in counts.items()) / 4000
    assert mean == pytest.approx(1.5, abs=0.1)
    assert counts[0] > 0
