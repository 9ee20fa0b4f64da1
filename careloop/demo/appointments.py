"""Appointments: who booked, who was reminded, who came and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from careloop.demo import visits as jobs
from careloop.demo.dice import Dice
from careloop.demo.fleet import Vehicle
from careloop.demo.orders import at
from careloop.demo.people import Employee, Staff
from careloop.demo.stores import Profile
from careloop.demo.visits import Visit

SLOTS = tuple(range(8 * 60 + 30, 17 * 60, 30))


@dataclass(slots=True, eq=False)
class Appointment:
    """One booking; ``order`` is the number of the repair order it became."""

    number: str
    vehicle: Vehicle
    origin: str
    booked_at: datetime
    appointed_at: datetime
    has_exact_time: bool
    reminded_at: datetime | None
    arrived_at: datetime | None
    cancelled_at: datetime | None
    advisor: Employee
    taken_by: Employee
    order: str = ""


class BookingDesk:
    """Takes the appointments of one store; its habits grow towards its profile over the years."""

    def __init__(self, store: Profile, staff: Staff, first: date, last: date, seed: int) -> None:
        self._store, self._staff = store, staff
        self._first, self._length = first, max(1, (last - first).days)
        self._dice = Dice(seed, store.code, "appointments")
        self._count = 0

    def book(self, visit: Visit) -> Appointment | None:
        """The appointment this visit was made on; None for a walk-in."""
        if visit.job in (jobs.INTERNAL, jobs.ACCIDENT):
            return None
        grown = 0.66 + 0.34 * (visit.day - self._first).days / self._length
        active = self._store.active_booking * grown * 1.1
        passive = self._store.passive_booking * grown * 1.1
        draw = self._dice.random()
        if draw >= active + passive:
            return None
        return self._made(visit.vehicle, visit.day, "主动" if draw < active else "被动", visit)

    def miss(self, vehicle: Vehicle, day: date) -> Appointment:
        """An invited customer who did not come, or called it off."""
        return self._made(vehicle, day, "主动", None)

    def expect(self, vehicle: Vehicle, day: date, last: date) -> Appointment:
        """A visit booked by the day ``last`` for a ``day`` to come."""
        dice = self._dice
        self._count += 1
        booked = at(last - timedelta(dice.randint(0, 4)), dice.randint(8 * 60 + 20, 17 * 60 + 30))
        return Appointment(
            number=f"YY{self._store.code}{self._count:06d}",
            vehicle=vehicle,
            origin="主动" if dice.chance(0.8) else "被动",
            booked_at=booked,
            appointed_at=at(day, dice.choice(SLOTS)),
            has_exact_time=True,
            reminded_at=None,
            arrived_at=None,
            cancelled_at=None,
            advisor=dice.choice(self._staff.on("服务顾问", last)),
            taken_by=dice.choice(self._staff.on("回访员", last)),
        )

    def misses_per_visit(self) -> float:
        """How many invited customers stay away for each one who comes."""
        return (1 - self._store.shows_up) / self._store.shows_up

    def _made(self, vehicle: Vehicle, day: date, origin: str, visit: Visit | None) -> Appointment:
        dice, store = self._dice, self._store
        self._count += 1
        appointed = at(day, dice.choice(SLOTS))
        same_day = dice.chance(0.14)
        ahead = 0 if same_day else dice.randint(1, 6)
        booked = at(day - timedelta(ahead), dice.randint(8 * 60 + 20, 17 * 60 + 30))
        if same_day:
            booked = appointed - timedelta(minutes=dice.randint(25, 240))
        gone = visit is None and dice.chance(0.25)
        agents = self._staff.on("回访员", day) + self._staff.on("服务顾问", day)
        return Appointment(
            number=f"YY{store.code}{self._count:06d}",
            vehicle=vehicle,
            origin=origin,
            booked_at=booked,
            appointed_at=appointed,
            has_exact_time=dice.chance(0.95),
            reminded_at=None if same_day else self._reminder(booked, appointed),
            arrived_at=self._arrival(appointed) if visit else None,
            cancelled_at=booked + (appointed - booked) / 2 if gone else None,
            advisor=visit.advisor if visit else dice.choice(self._staff.on("服务顾问", day)),
            taken_by=dice.choice(agents),
        )

    def _reminder(self, booked: datetime, appointed: datetime) -> datetime | None:
        """12 to 24 hours ahead as a rule, sometimes too late, sometimes never."""
        dice = self._dice
        if not dice.chance(self._store.reminded + 0.08):
            return None
        hours = dice.uniform(12.2, 23.5) if dice.chance(0.92) else dice.uniform(1.0, 8.0)
        return max(booked, appointed - timedelta(minutes=int(hours * 60)))

    def _arrival(self, appointed: datetime) -> datetime:
        dice = self._dice
        if dice.chance(self._store.punctual / 0.97):
            return appointed - timedelta(minutes=dice.randint(0, 5))
        if dice.chance(0.35):
            return appointed - timedelta(minutes=dice.randint(6, 40))
        return appointed + timedelta(minutes=dice.choice((3, 5, 8, 10, 12, 15, 20, 30, 45)))
