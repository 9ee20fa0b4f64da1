"""Days on the calendar of a car: the warranty's end and the yearly inspection."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q

from careloop.core.kernel.periods import add_months
from careloop.core.kernel.text import Text
from careloop.customers.choices import Purpose
from careloop.outreach.kinds.cars import Car, cars
from careloop.outreach.kinds.kind import Asking, Candidate, Kind, Parameter


def warranties(asking: Asking) -> Iterator[Candidate]:
    """Once, a month before the end: the day on file, else three years after the purchase."""
    told_least = asking.settings.least("warranty_months")
    told_most = asking.settings.most("warranty_months")
    soon = add_months(asking.today, asking.settings.most("months_before"))
    on_file = Q(
        vehicle__warranty_ends_on__gte=asking.today,
        vehicle__warranty_ends_on__lte=soon + timedelta(days=1),
    )
    reckoned = Q(
        vehicle__warranty_ends_on=None,
        bought_on__gte=add_months(asking.today, -told_most) - timedelta(days=3),
        bought_on__lte=add_months(soon, -told_least) + timedelta(days=3),
    )
    for car in cars(asking, on_file | reckoned):
        yield from _before_the_end(asking, car)


def _before_the_end(asking: Asking, car: Car) -> Iterator[Candidate]:
    values = asking.settings.of(car.model_line)
    ends = car.warranty_ends_on
    if ends is None and car.bought_on is not None:
        ends = add_months(car.bought_on, values["warranty_months"])
    if ends is None:
        return
    due = add_months(ends, -values["months_before"])
    if due <= asking.today <= ends:
        yield car.candidate(ends.isoformat(), due_on=due, opens=due, last_day=ends)


def inspections(asking: Asking) -> Iterator[Candidate]:
    """From some weeks before the day on file until that day."""
    soon = asking.today + timedelta(days=asking.settings.most("lead_days"))
    near = Q(vehicle__inspection_due_on__gte=asking.today, vehicle__inspection_due_on__lte=soon)
    for car in cars(asking, near):
        ends, values = car.inspection_due_on, asking.settings.of(car.model_line)
        if ends is None:
            continue
        opens = ends - timedelta(days=values["lead_days"])
        if opens <= asking.today:
            due = max(opens, ends - timedelta(days=values["due_days"]))
            yield car.candidate(ends.isoformat(), due_on=due, opens=opens, last_day=ends)


WARRANTY = Kind(
    code="warranty_expiry",
    purpose=Purpose.REMINDER,
    priority=25,
    parameters=(
        Parameter("months_before", Text(zh="提前", en="Before the end"), 1, "months", 1, 12),
        Parameter(
            "warranty_months",
            Text(zh="质保期（无登记时）", en="Warranty where none is on file"),
            36,
            "months",
            6,
            120,
        ),
    ),
    ordered=(("months_before", "warranty_months"),),
    candidates=warranties,
)
INSPECTION = Kind(
    code="inspection",
    purpose=Purpose.REMINDER,
    priority=25,
    parameters=(
        Parameter("due_days", Text(zh="最迟提前", en="Due before"), 15, "days", 1, 90),
        Parameter("lead_days", Text(zh="提前", en="Opens before"), 30, "days", 2, 120),
    ),
    ordered=(("due_days", "lead_days"),),
    candidates=inspections,
)
