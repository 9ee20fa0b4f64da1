"""Insurance renewal: from ninety days before the expiry, every thirty days, until renewed or lost.

The commercial policy leads (reminders.md): the compulsory one counts only for a car that has had
no commercial one for a year, and the day on the car's file only where no policy is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from careloop.core.kernel.text import Text
from careloop.customers.choices import Purpose
from careloop.insurance.models import InsurancePolicy
from careloop.outreach.choices import Pool
from careloop.outreach.kinds import registry
from careloop.outreach.kinds.cars import Car, cars
from careloop.outreach.kinds.kind import Asking, Candidate, Kind, Parameter

FORGOTTEN = timedelta(days=365)
COMMERCIAL = "commercial"


def expiring(asking: Asking) -> Iterator[Candidate]:
    """Cars insured until one of the next ninety days, and not beyond."""
    last = asking.today + timedelta(days=asking.settings.most("lead_days"))
    policies = _policies(asking)
    ends = leading(policies.values_list("vehicle_id", "kind", "ends_on").iterator())
    near = policies.filter(ends_on__gte=asking.today, ends_on__lte=last)
    insured = Q(vehicle_id__in=near.values("vehicle_id"))
    for car in cars(asking, insured):
        yield from _before(asking, car, ends.get(car.vehicle_id))
    unknown = ~Q(Exists(policies.filter(vehicle_id=OuterRef("vehicle_id"))))
    on_file = Q(vehicle__insurance_ends_on__gte=asking.today, vehicle__insurance_ends_on__lte=last)
    for car in cars(asking, unknown, on_file):
        yield from _before(asking, car, car.insured_until)


def _policies(asking: Asking) -> QuerySet[InsurancePolicy]:
    return InsurancePolicy.objects.filter(
        store_id=asking.store.pk,
        vehicle__isnull=False,
        ends_on__gt=asking.today - FORGOTTEN,
    )


def leading(policies: Iterable[tuple[int, str, date]]) -> dict[int, date]:
    """Until when each car is insured: by its last commercial policy, else by its last one."""
    found: dict[int, tuple[bool, date]] = {}
    for vehicle_id, kind, ends_on in policies:
        policy = (kind == COMMERCIAL, ends_on)
        found[vehicle_id] = max(policy, found.get(vehicle_id, policy))
    return {vehicle_id: ends_on for vehicle_id, (_, ends_on) in found.items()}


def _before(asking: Asking, car: Car, ends_on: date | None) -> Iterator[Candidate]:
    values = asking.settings.of(car.model_line)
    if ends_on is None:
        return
    opens = ends_on - timedelta(days=values["lead_days"])
    if opens <= asking.today <= ends_on:
        yield car.candidate(
            ends_on.isoformat(),
            due_on=opens,
            opens=opens,
            last_day=ends_on,
            repeat_days=values["repeat_days"],
        )


registry.register(
    Kind(
        code="insurance_renewal",
        purpose=Purpose.INSURANCE,
        pool=Pool.INSURANCE,
        priority=45,
        parameters=(
            Parameter("repeat_days", Text(zh="重复间隔", en="Repeated every"), 30, "days", 7, 89),
            Parameter("lead_days", Text(zh="提前", en="Opens before"), 90, "days", 8, 180),
        ),
        ordered=(("repeat_days", "lead_days"),),
        candidates=expiring,
    )
)
