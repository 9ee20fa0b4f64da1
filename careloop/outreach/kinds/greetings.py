"""Birthday and festival greetings to the customers whose car came in the last years (CAR-02)."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from holidays import country_holidays

from careloop.core.kernel.periods import add_months
from careloop.core.kernel.text import Text
from careloop.customers.choices import Channel, Purpose
from careloop.customers.models import Customer, StoreVehicle
from careloop.organisation.models import Store
from careloop.outreach.kinds.kind import Asking, Candidate, Kind, Parameter
from careloop.outreach.models import Festival
from careloop.outreach.rules import ends_on, opens_on
from careloop.service.models import VisitSummary

CHUNK = 5000
# The legal festivals on which greetings are sent, by their names in the calendar.
GREETED = ("春节", "中秋节", "国庆节", "元旦")


def birthdays(asking: Asking) -> Iterator[Candidate]:
    """On the day itself; who was born on 29 February is greeted on the 28th in other years."""
    values = asking.settings.of()
    days = [asking.today - timedelta(days=back) for back in range(values["last_day"] + 1)]
    born = Q()
    for day in days:
        born |= _born_on(day)
    for customer_id, birthday in _active(asking).filter(born).values_list("pk", "birthday"):
        day = next(day for day in days if birthday and _is_birthday(birthday, day))
        yield _greeting(f"customer:{customer_id}:{day.year}", customer_id, day, values["last_day"])


def _born_on(day: date) -> Q:
    born = Q(birthday__month=day.month, birthday__day=day.day)
    if (day.month, day.day) == (2, 28) and not calendar.isleap(day.year):
        born |= Q(birthday__month=2, birthday__day=29)
    return born


def _is_birthday(born: date, day: date) -> bool:
    if (born.month, born.day) == (2, 29) and not calendar.isleap(day.year):
        return (day.month, day.day) == (2, 28)
    return (born.month, born.day) == (day.month, day.day)


def festivals(asking: Asking) -> Iterator[Candidate]:
    """From some days before a festival until it is over, to every active customer."""
    values = asking.settings.of()
    last = asking.today + timedelta(days=values["lead_days"])
    for day, _name in celebrated(asking.store, asking.today, last):
        for customer_id in _active(asking).values_list("pk", flat=True).iterator(CHUNK):
            greeting = _greeting(f"customer:{customer_id}:{day:%Y%m%d}", customer_id, day, 0)
            yield greeting


def celebrated(store: Store, first: date, last: date) -> list[tuple[date, str]]:
    """The festivals of a store from ``first`` to ``last``: the calendar's, and its own days."""
    legal = country_holidays("CN", years=range(first.year, last.year + 1), language="zh_CN")
    days = {
        day: name
        for day, name in sorted(legal.items())
        if first <= day <= last and any(name.startswith(known) for known in GREETED)
    }
    own = Festival.objects.filter(store=store, celebrated_on__gte=first, celebrated_on__lte=last)
    return sorted(days.items() | set(own.values_list("celebrated_on", "name")))


def _active(asking: Asking) -> QuerySet[Customer]:
    """Customers with a car that came in the last so many months."""
    since = add_months(asking.today, -asking.settings.most("active_months"))
    came = VisitSummary.objects.filter(
        store_id=asking.store.pk, vehicle_id=OuterRef("vehicle_id"), last_visit_on__gte=since
    )
    cars = StoreVehicle.objects.filter(Exists(came), store_id=asking.store.pk)
    return Customer.objects.filter(
        store_id=asking.store.pk, pk__in=cars.values("customer_id")
    ).exclude(kind="company")


def _greeting(reason: str, customer_id: int, day: date, days_after: int) -> Candidate:
    return Candidate(
        reason=reason,
        due_on=day,
        opens_at=opens_on(day),
        expires_at=ends_on(day + timedelta(days=days_after)),
        customer_id=customer_id,
    )


ACTIVE = Parameter(
    "active_months", Text(zh="近期来站", en="Seen in the last"), 24, "months", 1, 120
)
BIRTHDAY = Kind(
    code="birthday",
    purpose=Purpose.CARE,
    channel=Channel.SMS,
    priority=5,
    parameters=(
        Parameter("last_day", Text(zh="可延后", en="At the latest after"), 2, "days", 0, 14),
        ACTIVE,
    ),
    candidates=birthdays,
)
FESTIVAL = Kind(
    code="festival",
    purpose=Purpose.CARE,
    channel=Channel.SMS,
    priority=5,
    parameters=(
        Parameter("lead_days", Text(zh="提前", en="Made before"), 1, "days", 0, 14),
        ACTIVE,
    ),
    candidates=festivals,
    is_on_at_first=False,
)
