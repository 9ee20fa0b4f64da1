"""Pure decisions of the desk: what is due next for a car, whom to call how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from careloop.core.kernel.periods import add_months
from careloop.core.kernel.text import Text
from careloop.organisation.choices import Role

# decisions.md, "periodic canvassing": five months after the last one or the car's own interval.
MAINTENANCE_MONTHS = 5
FIRST_MAINTENANCE_MONTHS = 3
SOON_DAYS = 30
# Who did not come for half a year after a day is no longer reminded of it.
LONG_PAST_DAYS = 180
# The kinds of contact whose numbers stay closed until the history was opened.
HISTORY_FIRST = frozenset({"lost_customer"})
# Whom contacts are given to.
CALLERS = (Role.CALL_AGENT, Role.SERVICE_ADVISOR, Role.SERVICE_MANAGER, Role.CARE_DIRECTOR)

MAINTENANCE = Text(zh="保养", en="Maintenance")
FIRST_MAINTENANCE = Text(zh="首保", en="First maintenance")
INSURANCE = Text(zh="保险到期", en="Insurance ends")
WARRANTY = Text(zh="质保到期", en="Warranty ends")
INSPECTION = Text(zh="年检", en="Inspection")
# These come to an end; maintenance that was missed stays due.
ENDING = (INSURANCE, WARRANTY, INSPECTION)


@dataclass(frozen=True, slots=True)
class Due:
    """Something a car needs by a day."""

    name: Text
    on: date

    def is_expired(self, today: date) -> bool:
        """Whether it ended so long ago that nothing is to be done about it any more."""
        return self.name in ENDING and self.on < today - timedelta(days=LONG_PAST_DAYS)

    def tone(self, today: date) -> str:
        """``bad`` when it is past, ``warn`` when it is near; nothing calls for what expired."""
        if self.on < today:
            return "" if self.is_expired(today) else "bad"
        return "warn" if self.on <= today + timedelta(days=SOON_DAYS) else ""


def next_maintenance(
    *, purchased_on: date | None, last_on: date | None, average_days: int | None
) -> Due | None:
    """When the car is next due by date: its own interval where it has one (CUS-02)."""
    if last_on is not None:
        own = last_on + timedelta(days=average_days) if average_days else None
        return Due(MAINTENANCE, own or add_months(last_on, MAINTENANCE_MONTHS))
    if purchased_on is not None:
        return Due(FIRST_MAINTENANCE, add_months(purchased_on, FIRST_MAINTENANCE_MONTHS))
    return None


def must_open_history(contact_type: str) -> bool:
    """Whether last visit and all earlier lines are to be seen before the number is dialled."""
    return contact_type in HISTORY_FIRST
