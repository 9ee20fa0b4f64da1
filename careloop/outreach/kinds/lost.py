"""Customers who have not come for long: from the twelfth month to the twenty-fourth (CHN, LCM).

Beyond, a car moves to the library of the lost. The call belongs to the advisor who received the
last visit (LCM-01); company cars go to the service manager (LCM-09).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q

from careloop.core.kernel.periods import add_months
from careloop.core.kernel.text import Text
from careloop.customers.choices import Purpose
from careloop.outreach.kinds.cars import cars
from careloop.outreach.kinds.kind import Asking, Candidate, Kind, Parameter
from careloop.outreach.kinds.maintenance import REPEAT


def gone_quiet(asking: Asking) -> Iterator[Candidate]:
    """Cars whose last visit, or else purchase, lies that far back."""
    since = add_months(asking.today, -asking.settings.most("until_months"))
    until = add_months(asking.today, -asking.settings.least("months")) + timedelta(days=3)
    quiet = Q(visits__last_visit_on__gt=since, visits__last_visit_on__lte=until)
    never_came = Q(visits__last_visit_on=None, bought_on__gt=since, bought_on__lte=until)
    for car in cars(asking, quiet | never_came):
        base, values = car.visited_on or car.bought_on, asking.settings.of(car.model_line)
        if base is None:
            continue
        due = add_months(base, values["months"])
        last_day = add_months(base, values["until_months"]) - timedelta(days=1)
        if due <= asking.today <= last_day:
            yield car.candidate(
                base.isoformat(),
                due_on=due,
                opens=due,
                last_day=last_day,
                repeat_days=values["repeat_days"],
            )


KIND = Kind(
    code="lost_customer",
    purpose=Purpose.MARKETING,
    priority=10,
    parameters=(
        Parameter("months", Text(zh="未进站满", en="Not seen for"), 12, "months", 6, 24),
        Parameter("until_months", Text(zh="到期停止", en="Stops after"), 24, "months", 7, 60),
        REPEAT,
    ),
    ordered=(("months", "until_months"),),
    candidates=gone_quiet,
)
