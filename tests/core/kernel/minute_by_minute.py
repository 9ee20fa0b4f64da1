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


@dataclass(frozen=True, slots=True)
class Minute:
    """A minute: the wall clock at its begin and end, and for which units it counts."""

    wall: datetime
    ends: datetime
    is_open: bool
    works_that_day: bool


class MinuteByMinute:
    """The minutes of one calendar in one zone; looked at once, kept for the next question."""

    def __init__(self, calendar: WorkingCalendar, zone: tzinfo | None = None) -> None:
        self.calendar, self.zone = calendar, zone
        self.seen: dict[datetime, Minute] = {}

    def due(self, start: datetime, limit: Limit, pauses: Sequence[Span] = ()) -> datetime | None:
        """The same question as ``clock.due``."""
        if limit.amount == 0:
            return start
        if limit.unit in (Unit.WORKING_DAYS, Unit.DAYS):
            return self._end_of_day(start, limit, pauses)
        wanted = limit.amount * 60 if limit.unit is Unit.HOURS else limit.amount
        at, spans = self._real(start), self._spans(pauses)
        while True:
            if self._stopped(at, spans):
                return None
            minute = self._look(at)
            counts = minute.works_that_day if limit.unit is Unit.HOURS else minute.is_open
            if counts and not self._paused(at, spans):
                wanted -= 1
                if wanted == 0:
                    return minute.ends
            at += MINUTE

    def elapsed(self, start: datetime, end: datetime, pauses: Sequence[Span] = ()) -> int:
        """The same question as ``clock.elapsed``."""
        at, last, spans = self._real(start), self._real(end), self._spans(pauses)
        minutes = 0
        while at < last and not self._stopped(at, spans):
            minutes += self._look(at).is_open and not self._paused(at, spans)
            at += MINUTE
        return minutes

    def _end_of_day(self, start: datetime, limit: Limit, pauses: Sequence[Span]) -> datetime | None:
        """Goes on until a later day begins: then it is known which minute was a day's last."""
        at, spans, counted = self._real(start), self._spans(pauses), 0
        last: tuple[datetime, Minute] | None = None
        while True:
            minute = self._look(at)
            if last is not None and minute.wall.date() > last[1].wall.date():
                if self._stopped(last[0], spans):
                    return None
                counted += not self._paused(last[0], spans)
                if counted == limit.amount:
                    return last[1].ends
                last = None
            if minute.wall.date() > start.date() and self._is_of_day(minute, limit.unit):
                last = (at, minute)
            at += MINUTE

    def _is_of_day(self, minute: Minute, unit: Unit) -> bool:
        if unit is Unit.DAYS:
            return (minute.wall.hour, minute.wall.minute) != (23, 59)
        return minute.is_open

    def _look(self, at: datetime) -> Minute:
        if at not in self.seen:
            wall = self._wall(at)
            hours = self.calendar.hours(wall.date())
            shown = wall.hour * 60 + wall.minute
            self.seen[at] = Minute(
                wall=wall,
                ends=self._wall(at + MINUTE),
                is_open=any(opens <= shown < shuts for opens, shuts in hours),
                works_that_day=hours != (),
            )
        return self.seen[at]

    def _spans(self, pauses: Sequence[Span]) -> list[tuple[datetime, datetime | None]]:
        return [
            (self._real(began), self._real(ended) if ended else None) for began, ended in pauses
        ]

    def _paused(self, at: datetime, spans: list[tuple[datetime, datetime | None]]) -> bool:
        return any(ended is not None and began <= at < ended for began, ended in spans)

    def _stopped(self, at: datetime, spans: list[tuple[datetime, datetime | None]]) -> bool:
        return any(ended is None and began <= at for began, ended in spans)

    def _real(self, wall: datetime) -> datetime:
        wall = wall.replace(second=0, microsecond=0)
        if self.zone is None:
            return wall
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def _wall(self, at: datetime) -> datetime:
        return at if self.zone is None else at.astimezone(self.zone).replace(tzinfo=None)
