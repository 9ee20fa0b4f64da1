"""Which bays are free when: a pure reckoning over hours, bays and what is booked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from careloop.core.kernel.calendar import WorkingCalendar, moment
from careloop.service.choices import BayKind
from careloop.service.rules import bays_for


@dataclass(frozen=True, slots=True)
class Place:
    """A bay as the reckoning sees it."""

    id: int
    kind: BayKind
    is_dedicated: bool


@dataclass(frozen=True, slots=True)
class Booked:
    """What is taken, and of which bay: ``None`` for an appointment nobody gave one."""

    bay_id: int | None
    starts_at: datetime
    ends_at: datetime

    def meets(self, start: datetime, end: datetime) -> bool:
        return self.starts_at < end and start < self.ends_at


@dataclass(frozen=True, slots=True)
class Slot:
    """A moment at which an appointment may begin, and how many bays are free for it."""

    at: datetime
    free: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The bays of a store over some days.

    Of the bays that are not dedicated, ``walk_in_percent`` (rounded up to whole bays) stay free
    at every moment. Appointments without a bay take up one of all.
    """

    calendar: WorkingCalendar
    places: tuple[Place, ...]
    booked: tuple[Booked, ...]
    slot_minutes: int
    walk_in_percent: int

    @property
    def bookable_shared(self) -> int:
        """How many of the bays that are not dedicated may be booked at one moment."""
        shared = sum(not place.is_dedicated for place in self.places)
        return shared * (100 - self.walk_in_percent) // 100

    @property
    def bookable(self) -> int:
        """How many appointments may run at one moment."""
        return sum(place.is_dedicated for place in self.places) + self.bookable_shared

    def free_places(self, at: datetime, minutes: int, job_type: str = "") -> list[Place]:
        """The bays fit for the job that an appointment may be given, dedicated ones first."""
        end = at + timedelta(minutes=minutes)
        near = [taken for taken in self.booked if taken.meets(at, end)]
        room = self.bookable - _most_at_once(near, at)
        shared_ids = {place.id for place in self.places if not place.is_dedicated}
        in_shared = [taken for taken in near if taken.bay_id in shared_ids]
        shared_room = self.bookable_shared - _most_at_once(in_shared, at)
        taken_ids = {taken.bay_id for taken in near}
        kinds = bays_for(job_type)
        free = [p for p in self.places if p.id not in taken_ids and p.kind in kinds]
        dedicated = [place for place in free if place.is_dedicated]
        shared = [place for place in free if not place.is_dedicated][: max(0, shared_room)]
        return (dedicated + shared)[: max(0, room)]

    def slots(self, day: date, minutes: int, job_type: str = "") -> Iterator[Slot]:
        """Every moment of ``day`` at which an appointment may begin, with none to many free."""
        for start, end in self.calendar.hours(day):
            for minute in range(start, end, self.slot_minutes):
                at = moment(day, minute)
                if self.calendar.holds(at, minutes):
                    yield Slot(at, len(self.free_places(at, minutes, job_type)))

    def next_free(
        self, after: datetime, minutes: int, job_type: str = "", *, days: int, count: int
    ) -> list[datetime]:
        """The first ``count`` moments from ``after`` on at which a bay is free, within ``days``."""
        free = (
            slot.at
            for day in self.calendar.open_days(after.date(), days)
            for slot in self.slots(day, minutes, job_type)
            if slot.free and slot.at >= after
        )
        return list(islice(free, count))


def _most_at_once(taken: list[Booked], since: datetime) -> int:
    """How many run at the busiest moment from ``since`` on; it changes only where one begins."""
    starts = {max(since, one.starts_at) for one in taken}
    return max((sum(one.meets(at, at + _INSTANT) for one in taken) for at in starts), default=0)


_INSTANT = timedelta(microseconds=1)
