"""When a store works: hours of a day in minutes since midnight, and the days that differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

Interval = tuple[int, int]
Day = tuple[Interval, ...]
SHUT: Day = ()
# Who looks for an open moment gives up after this many days: the store never opens.
SEARCHED_DAYS = 400


def minute_of(at: datetime) -> int:
    """Minutes since midnight."""
    return at.hour * 60 + at.minute


def clock(minute: int) -> str:
    """A minute of the day as people write it: 08:30."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def moment(day: date, minute: int) -> datetime:
    """The moment ``minute`` minutes after the midnight that begins ``day``."""
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minute)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The hours of a store on every day.

    ``week`` holds seven days from Monday. On legal ``holidays`` ``holiday_hours`` hold; on a
    weekend day worked in exchange (``make_up``, 调休上班) a store otherwise shut works Monday's
    hours. ``special`` are days the store set by hand: they go before everything else.
    """

    week: tuple[Day, ...]
    holidays: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()
    holiday_hours: Day = SHUT
    special: Mapping[date, Day] = field(default_factory=dict)

    def hours(self, day: date) -> Day:
        """The open intervals of ``day``, in order; none where the store is shut."""
        if day in self.special:
            return self.special[day]
        if day in self.holidays:
            return self.holiday_hours
        usual = self.week[day.weekday()]
        return self.week[0] if day in self.make_up and not usual else usual

    def is_open(self, at: datetime) -> bool:
        """Whether the store is open in that minute."""
        return any(start <= minute_of(at) < end for start, end in self.hours(at.date()))

    def holds(self, at: datetime, minutes: int) -> bool:
        """Whether a visit beginning in open hours ends before the store shuts that day."""
        return self.is_open(at) and minute_of(at) + minutes <= self.hours(at.date())[-1][1]

    def open_days(self, start: date, limit: int = SEARCHED_DAYS) -> Iterator[date]:
        """The open ones among the ``limit`` days from ``start`` on."""
        days = (start + timedelta(days=ahead) for ahead in range(limit))
        return (day for day in days if self.hours(day))

    def next_holidays(self, since: date, limit: int = 12) -> list[date]:
        """The next legal days off from ``since`` on."""
        return sorted(day for day in self.holidays if day >= since)[:limit]

    def after(self, at: datetime, minutes: int) -> datetime | None:
        """The moment when ``minutes`` open minutes have passed since ``at``.

        None where the store does not open that long within :data:`SEARCHED_DAYS` days.
        """
        left = minutes
        for day in self.open_days(at.date()):
            for start, end in self.hours(day):
                begins = max(start, minute_of(at)) if day == at.date() else start
                if begins + left <= end:
                    return moment(day, begins + left)
                left -= max(0, end - begins)
        return None
