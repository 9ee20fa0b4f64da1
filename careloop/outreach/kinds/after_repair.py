"""The call after a repair: from the day after delivery, due by day 3, ends with day 15 (FCB-01)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import BigIntegerField, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from careloop.core.kernel.text import Text
from careloop.customers.choices import Purpose
from careloop.customers.models import StoreVehicle
from careloop.outreach.choices import TaskState
from careloop.outreach.kinds.kind import Asking, Candidate, Kind, Parameter
from careloop.outreach.models import ContactTask
from careloop.outreach.rules import ends_on, opens_on
from careloop.service.models import RepairOrder

CHUNK = 5000
LONGEST_STAY = 180  # days; an order opened earlier than that before its delivery is not sought


class Left(NamedTuple):
    """An order whose car has left."""

    order_id: int
    ro_no: str
    left_at: datetime
    keeper: int | None
    vehicle_id: int
    vin: str
    model_line: str
    is_company_car: bool
    advisor_id: int | None

    def days_later(self, days: int) -> date:
        return self.left_at.date() + timedelta(days=days)


COLUMNS = (
    "pk", "ro_no", "left_at", "keeper", "vehicle_id", "vehicle__vin", "vehicle__model_line",
    "vehicle__is_company_car", "advisor_id",
)  # fmt: skip


def delivered(asking: Asking) -> Iterator[Candidate]:
    """Settled orders, not the store's own, whose car left in the days of the window.

    Those about which an export has brought a call already are left out.
    """
    for order in _orders(asking):
        values = asking.settings.of(order.model_line)
        candidate = Candidate(
            reason=f"order:{order.order_id}",
            due_on=order.days_later(values["due_day"]),
            opens_at=opens_on(order.days_later(values["first_day"])),
            expires_at=ends_on(order.days_later(values["last_day"])),
            customer_id=order.keeper,
            vehicle_id=order.vehicle_id,
            order_id=order.order_id,
            advisor_id=order.advisor_id,
            ro_no=order.ro_no,
            vin=order.vin,
            model_line=order.model_line,
            is_company_car=order.is_company_car,
        )
        if candidate.opens_at <= asking.now < candidate.expires_at:
            yield candidate


def _orders(asking: Asking) -> Iterator[Left]:
    back = asking.today - timedelta(days=asking.settings.most("last_day"))
    told = ContactTask.objects.filter(
        order=OuterRef("pk"), contact_type=KIND.code, state=TaskState.RECORDED
    )
    on_file = StoreVehicle.objects.filter(
        store_id=asking.store.pk, vehicle_id=OuterRef("vehicle_id")
    )
    found = RepairOrder.objects.annotate(
        left_at=Coalesce("delivered_at", "settled_at"),
        keeper=Coalesce(
            "customer_id",
            Subquery(on_file.values("customer_id")[:1]),
            output_field=BigIntegerField(),
        ),
    ).filter(
        ~Exists(told),
        store_id=asking.store.pk,
        settled_at__isnull=False,
        is_internal=False,
        opened_at__gte=opens_on(back - timedelta(days=LONGEST_STAY)),
        left_at__gte=opens_on(back),
        left_at__lte=asking.now,
    )
    return map(Left._make, found.values_list(*COLUMNS).iterator(chunk_size=CHUNK))


def window(first: int, due: int, last: int) -> tuple[Parameter, ...]:
    """The three days of a contact that follows an event, counted from it."""
    return (
        Parameter("first_day", Text(zh="第几天开始", en="Opens on day"), first, "days", 0, 180),
        Parameter("due_day", Text(zh="第几天到期", en="Due on day"), due, "days", 0, 365),
        Parameter("last_day", Text(zh="第几天结束", en="Ends with day"), last, "days", 1, 366),
    )


# Due on the last day at the latest, opened on the due day at the latest.
HOLDS = (("first_day", "last_day"), ("due_day", "last_day"))

KIND = Kind(
    code="after_repair",
    purpose=Purpose.FOLLOW_UP,
    priority=60,
    parameters=window(1, 3, 15),
    ordered=HOLDS,
    candidates=delivered,
)
