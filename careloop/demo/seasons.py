"""When a workshop is busy: weekdays, Spring Festival, summer heat, the rush before holidays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

from careloop.demo.dice import Dice

# New Year's Day of the Chinese calendar.
SPRING_FESTIVAL = {
    2015: (2, 19), 2016: (2, 8), 2017: (1, 28), 2018: (2, 16), 2019: (2, 5),
    2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10),
    2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13),
    2030: (2, 3), 2031: (1, 23), 2032: (2, 11), 2033: (1, 31), 2034: (2, 19),
    2035: (2, 8), 2036: (1, 28), 2037: (2, 15), 2038: (2, 4), 2039: (1, 24),
    2040: (2, 12),
}  # fmt: skip
BY_WEEKDAY = (0.95, 0.88, 0.88, 0.92, 1.0, 1.35, 1.2)
BY_MONTH = (1.0, 1.0, 0.97, 1.0, 0.97, 1.06, 1.16, 1.14, 1.02, 0.94, 0.97, 1.04)


@cache
def busyness(day: date) -> float:
    """How busy a day is against an ordinary one; 0 when the store is closed."""
    days_to_festival = (spring_festival(day.year) - day).days
    if -5 <= days_to_festival <= 1:
        return 0.0
    factor = BY_WEEKDAY[day.weekday()] * BY_MONTH[day.month - 1]
    if 1 < days_to_festival <= 18:
        factor *= 1.45
    elif -24 <= days_to_festival < -5:
        factor *= 0.62
    return factor * _national_day(day)


def spring_festival(year: int) -> date:
    return date(year, *SPRING_FESTIVAL.get(year, (2, 5)))


def _national_day(day: date) -> float:
    if day.month == 10 and day.day <= 7:
        return 0.5
    return 1.25 if day.month == 9 and day.day >= 20 else 1.0


class OpenDays:
    """The days a store is open, from ``first`` to ``last``, to be drawn as busy as they are."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self._weights = [busyness(first + timedelta(n)) for n in range((last - first).days + 1)]

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(n) for n, weight in enumerate(self._weights) if weight > 0)

    def about(self, wanted: date, spread: int, dice: Dice) -> date | None:
        """An open day within ``spread`` days of the wanted one; None when outside the period."""
        middle = (wanted - self.first).days
        low, high = max(0, middle - spread), min(len(self._weights), middle + spread + 1)
        cumulated = list(accumulate(self._weights[low:high]))
        if low >= high or cumulated[-1] <= 0:
            return None
        return self.first + timedelta(dice.choices(range(low, high), cum_weights=cumulated)[0])
