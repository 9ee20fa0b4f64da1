"""When a maintenance is due: by date and by mileage, whichever is first. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from careloop.core.kernel.periods import add_months

FARTHEST = 3660  # days; a car that hardly moves is due by date long before


def by_mileage(
    *, reading: int | None, read_on: date | None, daily: int | None, target: int
) -> date | None:
    """The day a car reaches ``target`` kilometres at ``daily`` thousandths of a kilometre a day.

    ``None`` where a reading or the pace is not known, or the car does not move.
    """
    if reading is None or read_on is None or not daily or daily < 0:
        return None
    days = -(-(target - reading) * 1000 // daily)
    return read_on + timedelta(days=min(max(days, 0), FARTHEST))


def pace_since_new(
    purchased_on: date | None, reading: int | None, read_on: date | None
) -> int | None:
    """Thousandths of a kilometre a day since the purchase, when the car stood at nought."""
    if purchased_on is None or reading is None or read_on is None or read_on <= purchased_on:
        return None
    return reading * 1000 // (read_on - purchased_on).days


def first_of(*days: date | None) -> date | None:
    known = [day for day in days if day is not None]
    return min(known, default=None)


def own_interval(base: date, average_days: int | None, least: int, most: int) -> date | None:
    """``base`` and the vehicle's own average interval, held within so many months."""
    if average_days is None:
        return None
    day = base + timedelta(days=average_days)
    return min(max(day, add_months(base, least)), add_months(base, most))
