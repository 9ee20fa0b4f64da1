"""A slow clock to check the fast one against: it looks at every real minute, one after the other.

It shares nothing with ``careloop.core.kernel.clock`` but the calendar's hours of a day. Each minute
is asked three things: what the wall clock shows, whether it counts, whether a pause lies over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from careloop.core.kernel.calendar import WorkingCalendar
from careloop.core.kernel.clock import Limit, Span, Unit

MINUTE = timedelta(minutes=1)
ZERO = datetime(1990, 1, 1)
NEVER = 10**9


@dataclass(frozen=True, slots=True)
class Minute:
    """A minute: the wall clock at its begin and end, and for which units it counts."""

    wall: datetime
    ends: datetime
    is_open: bool
    works_that_day: bool


class Waiting:
    """The pauses as real minutes; from ``stops`` on the clock never runs again."""

    def __init__(self, spans: list[tuple[int, int | None]]) -> None:
        self.spans = [(began, ended) for began, ended in spans if ended is not None]
        self.stops = min([began for began, ended in spans if ended is None], default=NEVER)

    def covers(self, at: int) -> bool:
        return bool(self.spans) and any(began <= at < ended for began, ended in self.spans)


class MinuteByMinute:
    """The minutes of one calendar in one zone; looked at once, kept for the next question."""

    def __init__(self, calendar: WorkingCalendar, zone: tzinfo | None = None) -> None:
        self.calendar, self.zone = calendar, zone
        self.seen: dict[int, Minute] = {}

    def due(self, start: datetime, limit: Limit, pauses: Sequence[Span] = ()) -> datetime | None:
        """The same question as ``clock.due``."""
        if limit.amount == 0:
            return start
        if limit.unit in (Unit.WORKING_DAYS, Unit.DAYS):
            return self._end_of_day(start, limit, pauses)
        by_hours = limit.unit is Unit.HOURS
        wanted = limit.amount * 60 if by_hours else limit.amount
        at, waiting = self._real(start), self._waiting(pauses)
        while at < waiting.stops:
            minute = self._look(at)
            counts = minute.works_that_day if by_hours else minute.is_open
            if counts and not waiting.covers(at):
                wanted -= 1
                if wanted == 0:
                    return minute.ends
            at += 1
        return None

    def elapsed(self, start: datetime, end: datetime, pauses: Sequence[Span] = ()) -> int:
        """The same question as ``clock.elapsed``."""
        waiting = self._waiting(pauses)
        minutes = 0
        for at in range(self._real(start), min(self._real(end), waiting.stops)):
            if self._look(at).is_open and not waiting.covers(at):
                minutes += 1
        return minutes

    def _end_of_day(self, start: datetime, limit: Limit, pauses: Sequence[Span]) -> datetime | None:
        """Goes on until a later day begins: then it is known which minute was a day's last."""
        at, waiting, counted = self._real(start), self._waiting(pauses), 0
        last: tuple[int, Minute] | None = None
        while True:
            minute = self._look(at)
            day = minute.wall.toordinal()
            if last is not None and day > last[1].wall.toordinal():
                if last[0] >= waiting.stops:
                    return None
                counted += not waiting.covers(last[0])
                if counted == limit.amount:
                    return last[1].ends
                last = None
            if day > start.toordinal() and self._is_of_day(minute, limit.unit):
                last = (at, minute)
            at += 1

    def _is_of_day(self, minute: Minute, unit: Unit) -> bool:
        if unit is Unit.DAYS:
            return (minute.wall.hour, minute.wall.minute) != (23, 59)
        return minute.is_open

    def _look(self, at: int) -> Minute:
        found = self.seen.get(at)
        if found is None:
            wall = self._wall(at)
            hours = self.calendar.hours(wall.date())
            shown = wall.hour * 60 + wall.minute
            found = self.seen[at] = Minute(
                wall=wall,
                ends=self._wall(at + 1),
                is_open=any(opens <= shown < shuts for opens, shuts in hours),
                works_that_day=hours != (),
            )
        return found

    def _waiting(self, pauses: Sequence[Span]) -> Waiting:
        real = self._real
        return Waiting([(real(began), real(ended) if ended else None) for began, ended in pauses])

    def _real(self, wall: datetime) -> int:
        if self.zone is not None:
            wall = wall.replace(tzinfo=self.zone).astimezone(UTC).replace(tzinfo=None)
        return (wall - ZERO) // MINUTE

    def _wall(self, at: int) -> datetime:
        shown = ZERO + at * MINUTE
        if self.zone is None:
            return shown
        return shown.replace(tzinfo=UTC).astimezone(self.zone).replace(tzinfo=None)
