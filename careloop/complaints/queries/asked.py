"""What a person asks of the board, as conditions on complaints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import BooleanField, F, Func, Q, QuerySet

from careloop.common.crypto import last_four_index, phone_index
from careloop.complaints.choices import OPEN, State
from careloop.complaints.models import Complaint, Pause
from careloop.core.kernel.text import Text
from careloop.customers.asking import Asked, asked
from careloop.customers.models import Contact, CustomerKey, VehicleKey
from careloop.customers.spelling import backwards
from careloop.organisation.models import Store

SOON = timedelta(hours=24)
BEYOND = b"\xff"  # sorts after every byte a key may hold


class Tab(StrEnum):
    """The parts of the board."""

    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    OPEN = "open"
    PAUSED = "paused"
    CALL_BACK = "call_back"
    TO_ARCHIVE = "to_archive"
    ARCHIVED = "archived"


TAB_LABELS = {
    Tab.OPEN: Text(zh="全部未结", en="All open"),
    Tab.OVERDUE: Text(zh="已超期", en="Overdue"),
    Tab.DUE_SOON: Text(zh="24 小时内到期", en="Due within 24 hours"),
    Tab.PAUSED: Text(zh="等待中", en="Waiting"),
    Tab.CALL_BACK: Text(zh="待回访", en="To call back"),
    Tab.TO_ARCHIVE: Text(zh="待归档", en="To archive"),
    Tab.ARCHIVED: Text(zh="已归档", en="Archived"),
}
OPEN_TABS = tuple(tab for tab in TAB_LABELS if tab is not Tab.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of the board, each empty unless asked for.

    ``text`` is the number of a complaint or order, or a plate, VIN, name or phone as the search
    box takes them. ``owner_id`` 0 asks for complaints nobody has taken over. Days are those of
    receipt, both ends included.
    """

    tab: Tab = Tab.OPEN
    text: str = ""
    severity: str = ""
    cause: str = ""
    level: str = ""
    owner_id: int | None = None
    responsible_no: str = ""
    received_from: date | None = None
    received_to: date | None = None

    @property
    def is_plain(self) -> bool:
        """Whether a whole tab is asked for."""
        return self == Filters(tab=self.tab)


def stands_open() -> Func:
    """Not archived and not merged.

    The states stand in the statement itself, not beside it: only so does SQLite see that the
    index of open complaints holds all that is asked for.
    """
    states = ", ".join(f"'{state.value}'" for state in OPEN)
    return Func(
        F("state"), template=f"(%(expressions)s IN ({states}))", output_field=BooleanField()
    )


def in_tab(tab: Tab, now: datetime) -> Q:
    """The condition of a tab, on complaints that stand open (archived ones apart)."""
    paused = Pause.objects.filter(ended_at=None).values("complaint_id")
    return {
        Tab.OPEN: Q(),
        Tab.OVERDUE: Q(next_due_at__lt=now),
        Tab.DUE_SOON: Q(next_due_at__gte=now, next_due_at__lt=now + SOON),
        Tab.PAUSED: Q(pk__in=paused),
        Tab.CALL_BACK: Q(state=State.SOLVED.value),
        Tab.TO_ARCHIVE: Q(state=State.CONFIRMED.value),
        Tab.ARCHIVED: Q(state=State.ARCHIVED.value),
    }[tab]


def of_tab(store: Store, tab: Tab, now: datetime) -> QuerySet[Complaint]:
    """The complaints of a tab of one store; merged ones stand in none."""
    found = Complaint.objects.filter(in_tab(tab, now), store=store)
    return found if tab is Tab.ARCHIVED else found.filter(stands_open())


def filtered(
    complaints: QuerySet[Complaint], store: Store, filters: Filters
) -> QuerySet[Complaint]:
    """Those of ``complaints`` that meet every filter that is set."""
    until = filters.received_to and filters.received_to + timedelta(days=1)
    conditions: dict[str, object] = {
        "severity": filters.severity or None,
        "cause": filters.cause or None,
        "level": filters.level or None,
        "owner_id": filters.owner_id or None,
        "owner__isnull": True if filters.owner_id == 0 else None,
        "responsible_no": filters.responsible_no or None,
        "received_at__gte": filters.received_from,
        "received_at__lt": until,
    }
    complaints = complaints.filter(
        **{n: value for n, value in conditions.items() if value is not None}
    )
    if filters.text.strip():
        complaints = complaints.filter(_named(store, filters.text.strip()))
    return complaints


def _named(store: Store, text: str) -> Q:
    """The number of the complaint or of its order, or whom the search box would find."""
    sought = asked(text)
    number = text.upper()
    found = Q(complaint_no__startswith=number) | Q(ro_no=number)
    if not sought.words:
        return found
    key = sought.words.encode()
    begins = Q(key__gte=key, key__lt=key + BEYOND)
    people = CustomerKey.objects.filter(begins, store=store)
    found |= Q(customer_id__in=people.values("customer_id"))
    found |= Q(vehicle_id__in=_cars(store, sought, begins).values("vehicle_id"))
    if numbers := _numbers(sought):
        held = Contact.objects.filter(numbers, customer__store=store)
        found |= Q(customer_id__in=held.values("customer_id"))
    return found


def _cars(store: Store, sought: Asked, begins: Q) -> QuerySet[VehicleKey]:
    if sought.ending:
        end = backwards(sought.ending).encode()
        begins |= Q(key__gte=end, key__lt=end + BEYOND)
    return VehicleKey.objects.filter(begins, store=store)


def _numbers(sought: Asked) -> Q:
    """A whole number by its index, last digits by the index of four."""
    if sought.phone:
        return Q(phone_index=phone_index(sought.phone))
    return Q(last_four_index=last_four_index(sought.digits)) if sought.digits else Q()
