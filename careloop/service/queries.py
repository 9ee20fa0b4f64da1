"""Reads of the workshop: visits of a car, orders by number, appointments and free slots."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from careloop.common.models import AuditRow
from careloop.core.kernel.calendar import moment
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.choices import Permission
from careloop.organisation.models import Employee, Store
from careloop.organisation.queries import working_calendar
from careloop.organisation.rules import Viewer
from careloop.service.board import Board, Known, made_board
from careloop.service.choices import BayKind
from careloop.service.models import Appointment, Bay, CapacitySettings, DeclinedWork, RepairOrder
from careloop.service.rules import DEFAULT_BAYS
from careloop.service.slots import Booked, Place, Plan, Slot

RECEIVING_POSTS = ("service_advisor", "gold_tie")
OFFERED_DAYS = 14
OFFERED = 3


def visits(viewer: Viewer, store: Store, vehicle: Vehicle, limit: int = 50) -> list[RepairOrder]:
    """The last orders of a car in the store, newest first, with lines and parts (three queries)."""
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    orders = RepairOrder.objects.filter(store=store, vehicle=vehicle).order_by("-opened_at", "-id")
    people = orders.select_related("advisor", "technician", "customer")
    return list(people.prefetch_related("labour_lines", "part_lines")[:limit])


def declined(viewer: Viewer, store: Store, vehicle: Vehicle) -> list[DeclinedWork]:
    """Work of a car that was put off and is not done yet, the latest first."""
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    found = DeclinedWork.objects.filter(store=store, vehicle=vehicle, done_at=None)
    return list(found.order_by("-declined_on", "-id"))


def find_order(viewer: Viewer, store_ids: Collection[int], text: str) -> list[RepairOrder]:
    """Orders with exactly that number, in the stores whose customers the viewer may see."""
    allowed = [pk for pk in store_ids if viewer.may(Permission.VIEW_CUSTOMERS, pk)]
    wanted = text.strip()
    found = RepairOrder.objects.filter(store_id__in=allowed, ro_no__in={wanted, wanted.upper()})
    return list(found.select_related("vehicle", "customer")) if wanted else []


def appointment(viewer: Viewer, store: Store, appointment_id: int) -> Appointment | None:
    """One appointment of the store."""
    return _appointments(viewer, store).filter(pk=appointment_id).first()


def appointments(
    viewer: Viewer,
    store: Store,
    *,
    vehicle: Vehicle | None = None,
    customer: Customer | None = None,
) -> list[Appointment]:
    """Every appointment of a car, of a customer, or of both, newest first."""
    about = {"vehicle": vehicle, "customer": customer}
    named = {name: value for name, value in about.items() if value is not None}
    return list(_appointments(viewer, store).filter(**named).order_by("-appointed_at", "-id"))


def next_appointments(
    viewer: Viewer,
    store: Store,
    now: datetime,
    *,
    vehicle: Vehicle | None = None,
    customer: Customer | None = None,
) -> list[Appointment]:
    """What a car or a customer is still expected for, today or later, soonest first."""
    known = appointments(viewer, store, vehicle=vehicle, customer=customer)
    return [
        booked
        for booked in reversed(known)
        if booked.appointed_at >= moment(now.date(), 0)
        and booked.cancelled_at is None
        and booked.arrived_at is None
        and booked.no_show_at is None
        and not booked.ro_no
    ]


def _appointments(viewer: Viewer, store: Store) -> QuerySet[Appointment]:
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    return Appointment.objects.filter(store=store).select_related("vehicle", "customer", "bay")


def advisors(viewer: Viewer, store: Store) -> list[tuple[str, str]]:
    """Staff number and name of those who receive customers now."""
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    receiving = Employee.objects.filter(
        store=store, tenures__post__in=RECEIVING_POSTS, tenures__ended_on=None
    )
    return list(receiving.distinct().order_by("employee_no").values_list("employee_no", "name"))


def history(viewer: Viewer, appointment: Appointment) -> list[AuditRow]:
    """What was done to an appointment, oldest first (预约跟踪记录, APT-01)."""
    viewer.require(Permission.VIEW_CUSTOMERS, appointment.store_id)
    kind = Appointment._meta.label_lower
    return list(
        AuditRow.objects.filter(subject_kind=kind, subject_id=str(appointment.pk)).order_by("id")
    )


def capacity(store: Store) -> CapacitySettings:
    """How the store gives out its bays; unsaved where it has not said."""
    return CapacitySettings.objects.filter(store=store).first() or CapacitySettings(store=store)


def every_bay(viewer: Viewer, store: Store) -> list[Bay]:
    """The store's bays, those out of use too."""
    viewer.require(Permission.MANAGE_CAPACITY, store.pk)
    return list(Bay.objects.filter(store=store)) or bays(store)


def bays(store: Store) -> list[Bay]:
    """The bays in use, dedicated ones first; two unsaved ones where the store has named none."""
    named = list(Bay.objects.filter(store=store))
    default = [Bay(store=store, name=name) for name in DEFAULT_BAYS]
    return [bay for bay in named if bay.is_active] if named else default


def plan(store: Store, first: date, days: int = 1, *, without: int | None = None) -> Plan:
    """Hours, bays and what is booked on ``days`` days (five queries).

    ``without`` is the appointment that is being moved: what it takes is free for it.
    """
    taken = Appointment.objects.filter(
        store=store,
        appointed_at__gte=moment(first, 0),
        appointed_at__lt=moment(first + timedelta(days=days), 0),
        cancelled_at=None,
        no_show_at=None,
    ).exclude(pk=without or 0)
    return plan_of(store, first, bays(store), list(taken), capacity(store))


def plan_of(
    store: Store, day: date, bays: list[Bay], taken: list[Appointment], settings: CapacitySettings
) -> Plan:
    """The reckoning over bays and appointments already read."""
    return Plan(
        calendar=working_calendar(store, day),
        places=tuple(place(bay, number) for number, bay in enumerate(bays, 1)),
        booked=tuple(Booked(a.bay_id, a.appointed_at, a.ends_at) for a in taken),
        slot_minutes=settings.slot_minutes,
        walk_in_percent=settings.walk_in_percent,
    )


def place(bay: Bay, number: int) -> Place:
    """A bay in the reckoning; one not saved yet is known by its number."""
    return Place(bay.pk or -number, BayKind(bay.kind), bay.is_dedicated)


def free_slots(
    viewer: Viewer,
    store: Store,
    day: date,
    minutes: int,
    *,
    job_type: str = "",
    after: datetime | None = None,
) -> list[Slot]:
    """The moments of ``day`` at which a bay is free, those before ``after`` left out."""
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    slots = plan(store, day).slots(day, minutes, job_type)
    return [slot for slot in slots if slot.free and (after is None or slot.at >= after)]


def next_free(
    viewer: Viewer,
    store: Store,
    after: datetime,
    minutes: int,
    *,
    job_type: str = "",
    count: int = OFFERED,
) -> list[datetime]:
    """The next moments at which a bay is free, at most two weeks ahead."""
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    found = plan(store, after.date(), OFFERED_DAYS)
    return found.next_free(after, minutes, job_type, days=OFFERED_DAYS, count=count)


def day_board(viewer: Viewer, store: Store, day: date, now: datetime) -> Board:
    """The day by bay and hour: who comes, who came, where there is room (six queries)."""
    first, last = moment(day, 0), moment(day + timedelta(days=1), 0)
    booked = list(
        _appointments(viewer, store)
        .filter(appointed_at__gte=first, appointed_at__lt=last)
        .order_by("appointed_at", "id")
    )
    used, settings = bays(store), capacity(store)
    taking = [one for one in booked if one.cancelled_at is None and one.no_show_at is None]
    known = Known(
        day=day,
        now=now,
        plan=plan_of(store, day, used, taking, settings),
        places=[(bay, place(bay, number)) for number, bay in enumerate(used, 1)],
        appointments=booked,
        advisors=_names(store, {one.advisor_no for one in booked}),
        late_minutes=settings.late_minutes,
    )
    return made_board(known)


def _names(store: Store, numbers: Collection[str]) -> dict[str, str]:
    """Staff number → name."""
    known = Employee.objects.filter(store=store, employee_no__in=numbers)
    return dict(known.values_list("employee_no", "name"))
