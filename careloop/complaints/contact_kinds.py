"""The call-back after a solved complaint: within three days, by someone other than its owner.

It is exempt from contact hours and cap (decisions.md): the customer complained and waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from careloop.complaints.models import Complaint
from careloop.core.kernel.text import Text
from careloop.customers.choices import Purpose
from careloop.customers.models import StoreVehicle
from careloop.outreach.kinds import registry
from careloop.outreach.kinds.kind import Asking, Candidate, Kind, Parameter
from careloop.outreach.rules import ends_on


def solved(asking: Asking) -> Iterator[Candidate]:
    """Complaints solved in the days of the window whose customer was not asked yet."""
    values = asking.settings.of()
    since = asking.now - timedelta(days=values["last_day"] + 1)
    found = list(
        Complaint.objects.filter(
            store_id=asking.store.pk,
            solved_at__gte=since,
            solved_at__lte=asking.now,
            satisfied=None,
        ).select_related("vehicle", "order")
    )
    keepers = _keepers(asking, found)
    for complaint in found:
        if complaint.solved_at is None:
            continue
        day = complaint.solved_at.date()
        customer_id = complaint.customer_id or keepers.get(complaint.vehicle_id or 0)
        yield Candidate(
            reason=f"complaint:{complaint.pk}:{day.isoformat()}",
            due_on=day + timedelta(days=values["due_day"]),
            opens_at=complaint.solved_at,
            expires_at=ends_on(day + timedelta(days=values["last_day"])),
            customer_id=customer_id,
            vehicle_id=complaint.vehicle_id,
            order_id=complaint.order_id,
            ro_no=complaint.ro_no,
            vin=complaint.vin,
            barred_no=complaint.responsible_no,
            note=complaint.complaint_no,
        )


def _keepers(asking: Asking, complaints: list[Complaint]) -> dict[int, int]:
    """Whose the cars are that complaints were made about."""
    cars = StoreVehicle.objects.filter(
        store_id=asking.store.pk,
        vehicle__in=[c.vehicle_id for c in complaints if c.vehicle_id],
        customer__isnull=False,
    )
    return {car: keeper for car, keeper in cars.values_list("vehicle_id", "customer_id") if keeper}


registry.register(
    Kind(
        code="complaint_callback",
        purpose=Purpose.REQUESTED,
        priority=95,
        parameters=(
            Parameter("due_day", Text(zh="第几天到期", en="Due on day"), 3, "days", 1, 30),
            Parameter("last_day", Text(zh="第几天结束", en="Ends with day"), 15, "days", 2, 90),
        ),
        ordered=(("due_day", "last_day"),),
        candidates=solved,
        is_exempt=True,
    )
)
