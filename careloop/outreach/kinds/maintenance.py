"""First and periodic maintenance: by date and by mileage, whichever is first (REM-01, REM-03).

A car sold three months ago is canvassed once (REM-03, 定保招揽): for its first maintenance where
that is still to come, else for the periodic one. Each reminder comes again every thirty days and
stops a year after the day it rests on; then the car is lost (``lost_customer``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q

from careloop.core.kernel.periods import add_months
from careloop.core.kernel.text import Text
from careloop.customers.choices import Purpose
from careloop.outreach.kinds import dates
from careloop.outreach.kinds.cars import Car, cars
from careloop.outreach.kinds.kind import Asking, Candidate, Kind, Parameter

LEAD = Parameter("lead_days", Text(zh="提前", en="Opens before"), 14, "days", 0, 60)
REPEAT = Parameter("repeat_days", Text(zh="重复间隔", en="Repeated every"), 30, "days", 7, 180)
UNTIL = Parameter("until_months", Text(zh="到期停止", en="Stops after"), 12, "months", 2, 36)


def _months(default: int) -> Parameter:
    return Parameter("months", Text(zh="到期间隔", en="Due after"), default, "months", 1, 24)


def _mileage(default: int) -> Parameter:
    name = Text(zh="到期里程", en="Due at mileage")
    return Parameter("mileage_km", name, default, "km", 500, 100_000)


def first_due(asking: Asking) -> Iterator[Candidate]:
    """Cars that had no maintenance yet."""
    since = add_months(asking.today, -asking.settings.most("until_months"))
    new = Q(visits__last_maintenance_on=None, bought_on__gt=since, bought_on__lte=asking.today)
    for car in cars(asking, new):
        if car.bought_on is None:
            continue
        values = asking.settings.of(car.model_line)
        pace = car.daily or dates.pace_since_new(car.bought_on, car.reading, car.read_on)
        reached = dates.by_mileage(
            reading=car.reading, read_on=car.read_on, daily=pace, target=values["mileage_km"]
        )
        due = dates.first_of(add_months(car.bought_on, values["months"]), reached)
        yield from _reminder(asking, car, car.bought_on, due)


def periodic_due(asking: Asking) -> Iterator[Candidate]:
    """Cars maintained before, and cars with other visits only that are past the first one."""
    since = add_months(asking.today, -asking.settings.most("until_months"))
    maintained = Q(visits__last_maintenance_on__gt=since)
    young = Q(bought_on__gt=since)
    others = Q(visits__last_maintenance_on=None, visits__last_visit_on__gt=since) & ~young
    for car in cars(asking, maintained | others):
        base = car.maintained_on or car.visited_on
        if base is not None:
            yield from _reminder(asking, car, base, periodic_day(asking, car, base))


def periodic_day(asking: Asking, car: Car, base: date) -> date | None:
    """The first of: the interval in months or the car's own, the mileage, the canvassing."""
    values = asking.settings.of(car.model_line)
    usual = add_months(base, values["months"])
    own = dates.own_interval(base, car.average_days, values["least_months"], values["most_months"])
    reached = dates.by_mileage(
        reading=car.reading,
        read_on=car.read_on,
        daily=car.daily,
        target=(car.maintained_at_km or 0) + values["mileage_km"],
    )
    known_mileage = reached if car.maintained_at_km is not None else None
    own_or_usual = own if own is not None and values["own_interval"] else usual
    return dates.first_of(own_or_usual, known_mileage, _canvassed(car, base, values["canvass"]))


def _canvassed(car: Car, base: date, months: int) -> date | None:
    """A car sold so many months ago is canvassed then, unless it was maintained since."""
    if not months or car.bought_on is None:
        return None
    day = add_months(car.bought_on, months)
    return day if base < day else None


def _reminder(asking: Asking, car: Car, base: date, due: date | None) -> Iterator[Candidate]:
    values = asking.settings.of(car.model_line)
    last_day = add_months(base, values["until_months"]) - timedelta(days=1)
    if due is None:
        return
    opens = due - timedelta(days=values["lead_days"])
    if opens <= asking.today <= last_day:
        yield car.candidate(
            base.isoformat(),
            due_on=due,
            opens=opens,
            last_day=last_day,
            repeat_days=values["repeat_days"],
        )


FIRST = Kind(
    code="first_maintenance",
    purpose=Purpose.REMINDER,
    priority=30,
    parameters=(_months(3), _mileage(5000), LEAD, REPEAT, UNTIL),
    ordered=(("months", "until_months"), ("lead_days", "repeat_days")),
    candidates=first_due,
)
PERIODIC = Kind(
    code="periodic_maintenance",
    purpose=Purpose.REMINDER,
    priority=20,
    parameters=(
        _months(5),
        _mileage(10_000),
        Parameter(
            "own_interval",
            Text(zh="采用车辆自己的平均间隔", en="Use the car's own average"),
            1,
            "switch",
            0,
            1,
        ),
        Parameter(
            "least_months", Text(zh="自身间隔至少", en="Own interval at least"), 3, "months", 1, 12
        ),
        Parameter(
            "most_months", Text(zh="自身间隔至多", en="Own interval at most"), 12, "months", 2, 24
        ),
        Parameter(
            "canvass", Text(zh="售后招揽", en="Canvassed after the sale"), 3, "months", 0, 12
        ),
        LEAD,
        REPEAT,
        UNTIL,
    ),
    ordered=(
        ("months", "until_months"),
        ("lead_days", "repeat_days"),
        ("least_months", "most_months"),
    ),
    candidates=periodic_due,
)
