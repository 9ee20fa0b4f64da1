"""A car's way through the years: services in its own rhythm, faults, and the day it stays away."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from careloop.demo.dice import Dice
from careloop.demo.fleet import Vehicle
from careloop.demo.people import Employee, Staff
from careloop.demo.seasons import OpenDays
from careloop.demo.stores import Profile

FIRST = "首保"
PERIODIC = "定保"
REPAIR = "一般维修"
ACCIDENT = "事故"
CLAIM = "索赔"
REWORK = "返修"
INTERNAL = "内部"
# events of a year besides maintenance
REPAIRS_A_YEAR = 0.36
ACCIDENTS_A_YEAR = 0.20
CLAIMS_A_YEAR = 0.26
HARDER = {FIRST: 0.25, PERIODIC: 0.6, REPAIR: 2.0, ACCIDENT: 1.6, CLAIM: 1.7}
LATELY = timedelta(days=150)
CAUSES = {"车辆抖动": 16, "维修技术": 34, "配件更换": 24, "行驶异响": 17, "未全部完成": 9}
FAULTS = tuple(f"{letter}{number}" for letter in "EBCU" for number in range(101, 131))


@dataclass(slots=True, eq=False)
class Visit:
    """One time a car is in a workshop; ``rework_of`` is the visit whose work did not hold."""

    vehicle: Vehicle
    store: Profile
    day: date
    job: str
    advisor: Employee
    technician: Employee
    fault: str = ""
    rework_of: Visit | None = None
    cause: str = ""
    number: str = ""  # of its repair order, given when orders are written


@dataclass(slots=True)
class Journey:
    """All visits of one car, and when it stayed away for good (None: still a customer)."""

    vehicle: Vehicle
    visits: list[Visit]
    left_after: date | None = None


class Workshops:
    """Sends cars through the workshops of the group."""

    def __init__(
        self, stores: dict[str, Profile], staff: dict[str, Staff], days: OpenDays, seed: int
    ) -> None:
        self._stores, self._staff, self._days, self._seed = stores, staff, days, seed

    def travel(self, vehicle: Vehicle, home: Profile, last: date) -> Journey:
        """The journey of a car sold by ``home``, up to ``last``."""
        dice = Dice(self._seed, "journey", vehicle.vin)
        journey = Journey(vehicle, [])
        store, job = home, FIRST
        due = vehicle.delivered_on + timedelta(dice.randint(70, 115))
        while due <= last:
            day = self._days.about(due, 6, dice)
            if day is None:
                break
            hurt = self._come(journey, store, day, job, dice)
            pause = self._interval(vehicle, dice)
            hurt = self._in_between(journey, store, day, pause, dice) or hurt
            if dice.chance(leaving_chance(store, vehicle, day, hurt)):
                back = self._leave(journey, home, day, dice)
                if back is None:
                    break
                store, pause = back
            due, job = day + timedelta(pause), PERIODIC
        journey.visits = [visit for visit in journey.visits if visit.day <= last]
        return journey

    def _interval(self, vehicle: Vehicle, dice: Dice) -> int:
        return int(vehicle.rhythm * dice.near(1.0, 0.16, 0.6, 1.7))

    def _come(self, journey: Journey, store: Profile, day: date, job: str, dice: Dice) -> bool:
        """One visit and, when the work does not hold, the way back; says whether it hurt."""
        visit = self._visit(journey.vehicle, store, day, job, dice)
        journey.visits.append(visit)
        if job in (REPAIR, CLAIM) or dice.chance(0.05):
            visit.fault = dice.choice(FAULTS)
        if not dice.chance(self._failure(visit)):
            return False
        again = self._days.about(day + timedelta(dice.randint(3, 19)), 2, dice)
        if again is None or again <= day:
            return False
        visit.fault = visit.fault or dice.choice(FAULTS)
        comeback = self._visit(journey.vehicle, store, again, REWORK, dice)
        comeback.fault, comeback.rework_of = visit.fault, visit
        comeback.cause = dice.choices(list(CAUSES), weights=list(CAUSES.values()))[0]
        journey.visits.append(comeback)
        return True

    def _failure(self, visit: Visit) -> float:
        """The chance that work does not hold: harder jobs, less skilled hands, the store's luck."""
        store = visit.store
        lately = visit.day > self._days.last - LATELY
        usual = store.fix_failure_lately if lately else store.fix_failure
        return usual * HARDER.get(visit.job, 1.0) / math.pow(visit.technician.skill, 1.6)

    def _visit(self, vehicle: Vehicle, store: Profile, day: date, job: str, dice: Dice) -> Visit:
        staff = self._staff[store.code]
        advisors = staff.on("服务顾问", day)
        technicians = staff.in_workshop(day)
        return Visit(vehicle, store, day, job, dice.choice(advisors), dice.choice(technicians))

    def _in_between(
        self, journey: Journey, store: Profile, day: date, pause: int, dice: Dice
    ) -> bool:
        """Faults, accidents and warranty claims before the next service."""
        vehicle, years, hurt = journey.vehicle, pause / 365, False
        age = vehicle.years_old(day)
        rates = {
            REPAIR: REPAIRS_A_YEAR * (0.4 + 0.25 * age),
            ACCIDENT: ACCIDENTS_A_YEAR,
            CLAIM: CLAIMS_A_YEAR if day < vehicle.warranty_ends_on else 0.0,
        }
        for job, rate in rates.items():
            for _ in range(dice.count(rate * years)):
                when = self._days.about(day + timedelta(dice.randint(8, max(9, pause))), 2, dice)
                if when is not None and when > day:
                    hurt = self._come(journey, store, when, job, dice) or hurt
        return hurt

    def _leave(
        self, journey: Journey, home: Profile, day: date, dice: Dice
    ) -> tuple[Profile, int] | None:
        """Where a leaving car is seen next and after how many days; None when never again."""
        if home.sister and dice.chance(0.11):
            return self._stores[home.sister], self._interval(journey.vehicle, dice)
        if dice.chance(0.16):
            return home, dice.randint(270, 620)
        journey.left_after = day
        return None


def leaving_chance(store: Profile, vehicle: Vehicle, day: date, hurt: bool) -> float:
    """The hazard of staying away: low in warranty, growing with age, doubled by a bad repair."""
    if vehicle.is_taxi:
        return 0.012
    ageing = 0.55 if day < vehicle.warranty_ends_on else 1.0 + 0.09 * vehicle.years_old(day)
    return min(0.8, store.leaving * ageing * vehicle.loyalty * (2.4 if hurt else 1.0))


def house_cars(
    store: Profile, staff: Staff, cars: list[Vehicle], days: OpenDays, seed: int
) -> Iterator[Visit]:
    """Work on the store's own cars: internal orders, which no customer figure counts."""
    dice = Dice(seed, store.code, "house cars")
    for day in days:
        if dice.chance(0.42):
            yield Visit(
                dice.choice(cars),
                store,
                day,
                INTERNAL,
                dice.choice(staff.on("服务顾问", day)),
                dice.choice(staff.in_workshop(day)),
            )
