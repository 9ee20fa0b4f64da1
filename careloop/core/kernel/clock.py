"""Clocks that run while a store works: when a limit is up, how much time has passed.

All is counted in real minutes; seconds are cut off. Moments go in and come out as the wall clock
shows them. Where a ``zone`` is given, an hour its clocks skip is not counted and an hour they
repeat is counted twice; without one the wall clock is taken as it is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from itertools import groupby

from careloop.core.kernel.calendar import SEARCHED_DAYS, Day, WorkingCalendar

DAY = 24 * 60
WHOLE_DAY: Day = ((0, DAY),)
# A calendar day ends with the minute people still call that day.
UNTIL_LAST_MINUTE: Day = ((0, DAY - 1),)
FOREVER = date.max.toordinal() * DAY

Span = tuple[datetime, datetime | None]
# On the axis of real minutes; the second number is the first minute that is out.
Stretch = tuple[int, int]


class Unit(StrEnum):
    """What a limit is counted in.

    ``hours`` run round the clock on days the store works; a day it is shut does not count.
    ``working_days`` end with the work of the n-th working day after the day of the start, ``days``
    at 23:59 of the n-th day after it.
    """

    WORKING_MINUTES = "working_minutes"
    WORKING_DAYS = "working_days"
    HOURS = "hours"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Limit:
    """So much time, from the start of a clock. None at all means: at once, open or shut."""

    amount: int
    unit: Unit


def due(
    calendar: WorkingCalendar,
    start: datetime,
    limit: Limit,
    pauses: Sequence[Span] = (),
    zone: tzinfo | None = None,
) -> datetime | None:
    """The moment the limit is up, the time of ``pauses`` (half open, in any order) not counted.

    Of limits in days a day counts unless the clock pauses in its last minute of work. ``None``
    where the clock is paused without end before, or the store opens on none of the
    :data:`SEARCHED_DAYS` days to come.
    """
    if limit.amount <= 0:
        return start
    run = _Run(calendar, limit.unit, _axis(start, zone), pauses, zone=zone)
    if limit.unit in (Unit.WORKING_DAYS, Unit.DAYS):
        ends = run.end_of_day(start.toordinal(), limit.amount)
    else:
        ends = run.after(limit.amount * (60 if limit.unit is Unit.HOURS else 1))
    return None if ends is None else _wall(ends, zone)


def elapsed(
    calendar: WorkingCalendar,
    start: datetime,
    end: datetime,
    pauses: Sequence[Span] = (),
    zone: tzinfo | None = None,
) -> int:
    """Working minutes from ``start`` to ``end`` outside of ``pauses``; none where it is before."""
    begins, until = _axis(start, zone), _axis(end, zone)
    run = _Run(calendar, Unit.WORKING_MINUTES, begins, pauses, zone=zone, until=until)
    return sum(last - first for first, last in run.running())


class _Run:
    """A clock from its start on: the stretches in which it runs, in order."""

    def __init__(
        self,
        calendar: WorkingCalendar,
        unit: Unit,
        begins: int,
        pauses: Sequence[Span],
        *,
        zone: tzinfo | None,
        until: int = FOREVER,
    ) -> None:
        stops = [_axis(began, zone) for began, ended in pauses if ended is None]
        spans = [(_axis(began, zone), _axis(ended, zone)) for began, ended in pauses if ended]
        self.calendar, self.unit, self.zone = calendar, unit, zone
        self.begins, self.until = begins, min([until, *stops])
        self.pauses = sorted(span for span in spans if span[0] < span[1])

    def after(self, minutes: int) -> int | None:
        """When so many minutes have run."""
        for first, last in self.running():
            if first + minutes <= last:
                return first + minutes
            minutes -= last - first
        return None

    def end_of_day(self, start: int, days: int) -> int | None:
        """The end of the ``days``-th day that counts after the day ``start``."""
        for day, stretches in groupby(self._counted(), lambda counted: counted[0]):
            *_, (_, _, ends) = stretches
            if ends > self.until:
                return None
            if day > start and not self._pauses_in(ends - 1):
                days -= 1
                if days == 0:
                    return ends
        return None

    def running(self) -> Iterator[Stretch]:
        """The stretches that count, without the pauses in them."""
        for _, first, last in self._counted():
            yield from self._unpaused(first, min(last, self.until))

    def _unpaused(self, begins: int, last: int) -> Iterator[Stretch]:
        for began, ended in self.pauses:
            if began >= last:
                break
            if began > begins:
                yield begins, began
            begins = max(begins, ended)
        if begins < last:
            yield begins, last

    def _pauses_in(self, minute: int) -> bool:
        return any(began <= minute < ended for began, ended in self.pauses)

    def _counted(self) -> Iterator[tuple[int, int, int]]:
        """The stretches that count for the unit, paused or not, each with its day."""
        shut = 0
        for day, begins, ends, midnight in _days(self.begins, self.until, self.zone):
            hours = self._hours(date.fromordinal(day))
            shut = 0 if hours else shut + 1
            if shut > SEARCHED_DAYS and self.until == FOREVER:
                return
            for opens, shuts in hours:
                first, last = max(midnight + opens, begins), min(midnight + shuts, ends)
                if first < last:
                    yield day, first, last

    def _hours(self, day: date) -> Day:
        if self.unit is Unit.DAYS:
            return UNTIL_LAST_MINUTE
        hours = self.calendar.hours(day)
        return WHOLE_DAY if hours and self.unit is Unit.HOURS else hours


def _days(begins: int, until: int, zone: tzinfo | None) -> Iterator[tuple[int, int, int, int]]:
    """Every day of the wall clock, or part of one where the clocks change in it: its ordinal,
    begin and end, and where on the axis midnight is (or would be, by the clocks of that part)."""
    while begins < until:
        ahead = _ahead(begins, zone)
        day = (begins + ahead) // DAY
        midnight = day * DAY - ahead
        ends = _unchanged(begins, midnight + DAY, ahead, zone)
        yield day, begins, ends, midnight
        begins = ends


def _unchanged(begins: int, ends: int, ahead: int, zone: tzinfo | None) -> int:
    """The end of the stretch in which the clocks stay ``ahead`` of UTC."""
    if _ahead(ends - 1, zone) == ahead:
        return ends
    minutes = range(begins, ends)
    return begins + bisect_left(minutes, True, key=lambda minute: _ahead(minute, zone) != ahead)


@lru_cache(maxsize=8192)
def _ahead(minute: int, zone: tzinfo | None) -> int:
    """By how many minutes the wall clock is ahead of the axis, which is UTC where there is a
    zone and the wall clock itself where there is none. Midnights are asked for again and again."""
    if zone is None:
        return 0
    offset = _plain(minute).replace(tzinfo=UTC).astimezone(zone).utcoffset() or timedelta()
    return offset // timedelta(minutes=1)


def _axis(at: datetime, zone: tzinfo | None) -> int:
    """The real minute of a moment of the wall clock."""
    minute = at.toordinal() * DAY + at.hour * 60 + at.minute
    offset = zone.utcoffset(at.replace(tzinfo=zone)) if zone else None
    return minute - (offset or timedelta()) // timedelta(minutes=1)


def _wall(minute: int, zone: tzinfo | None) -> datetime:
    """What the wall clock shows at a real minute."""
    if zone is None:
        return _plain(minute)
    return _plain(minute).replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def _plain(minute: int) -> datetime:
    day, within = divmod(minute, DAY)
    return datetime.fromordinal(day) + timedelta(minutes=within)
