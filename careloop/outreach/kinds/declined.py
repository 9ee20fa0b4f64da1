"""Work the customer put off is offered again after a while, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef

from careloop.core.kernel.text import Text
from careloop.customers.choices import Purpose
from careloop.customers.models import StoreVehicle
from careloop.outreach.kinds.kind import Asking, Candidate, Kind, Parameter
from careloop.outreach.rules import ends_on, opens_on
from careloop.service.models import DeclinedWork, RepairOrder


def put_off(asking: Asking) -> Iterator[Candidate]:
    """Work not done yet, of cars that have not come in since they were asked."""
    values = asking.settings.of()
    came = RepairOrder.objects.filter(
        store_id=asking.store.pk,
        vehicle_id=OuterRef("vehicle_id"),
        opened_at__date__gt=OuterRef("declined_on"),
    )
    keeper = StoreVehicle.objects.filter(
        store_id=asking.store.pk, vehicle_id=OuterRef("vehicle_id")
    )
    found = DeclinedWork.objects.filter(
        ~Exists(came),
        store_id=asking.store.pk,
        done_at=None,
        declined_on__gte=asking.today - timedelta(days=values["last_day"]),
        declined_on__lte=asking.today - timedelta(days=values["first_day"]),
        vehicle__is_fleet=False,
    ).annotate(keeper=keeper.values("customer_id")[:1])
    for declined in found.select_related("vehicle", "order"):
        day = declined.declined_on
        yield Candidate(
            reason=f"declined:{declined.pk}",
            due_on=day + timedelta(days=values["due_day"]),
            opens_at=opens_on(day + timedelta(days=values["first_day"])),
            expires_at=ends_on(day + timedelta(days=values["last_day"])),
            customer_id=declined.keeper,
            vehicle_id=declined.vehicle_id,
            advisor_id=declined.order.advisor_id if declined.order else None,
            vin=declined.vehicle.vin,
            is_company_car=declined.vehicle.is_company_car,
            note=declined.work,
        )


KIND = Kind(
    code="declined_work",
    purpose=Purpose.REMINDER,
    priority=35,
    parameters=(
        Parameter("first_day", Text(zh="第几天开始", en="Opens on day"), 14, "days", 1, 180),
        Parameter("due_day", Text(zh="第几天到期", en="Due on day"), 30, "days", 1, 365),
        Parameter("last_day", Text(zh="第几天结束", en="Ends with day"), 90, "days", 2, 366),
    ),
    ordered=(("first_day", "last_day"), ("due_day", "last_day")),
    candidates=put_off,
)
