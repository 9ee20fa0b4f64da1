"""What a booking holds on to: the store's lock, the bay it is given, its number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.models import Vehicle
from careloop.organisation.models import Store
from careloop.service import queries, rules
from careloop.service.models import Appointment, Bay, CapacitySettings

BOOKED_THAT_DAY = Text(
    zh="该车当天已有预约 {number}（{at}）。请改期，不要重复预约。",
    en="This car is booked that day already: {number} ({at}). Move that one instead.",
)


@dataclass(frozen=True, slots=True)
class Wish:
    """The time asked for. ``bay`` is given where it is free; ``moving`` frees its own time."""

    at: datetime
    minutes: int
    job_type: str = ""
    bay: Bay | None = None
    moving: int | None = None


def locked(store: Store) -> CapacitySettings:
    """The store's settings, held until the transaction ends: one booking at a time."""
    rows = CapacitySettings.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("store").get_or_create(store=store)[0]


def refuse_a_second(
    store: Store, vehicle: Vehicle | None, at: datetime, but: Appointment | None = None
) -> None:
    """A car is booked once a day: the same form sent twice books once."""
    if vehicle is None:
        return
    expected = Appointment.objects.filter(
        cancelled_at=None, arrived_at=None, no_show_at=None, ro_no=""
    )
    that_day = expected.filter(store=store, vehicle=vehicle, appointed_at__date=at.date())
    other = that_day.exclude(pk=but.pk if but else 0).first()
    if other is not None:
        shown = rules.shown(other.appointed_at)
        raise Refused(BOOKED_THAT_DAY, number=other.appointment_no, at=shown)


def room_for(settings: CapacitySettings, wish: Wish, now: datetime) -> Bay:
    """The bay to give: the one wished for where it is free, else the first that is.

    Raises:
        NoRoom: past, too far ahead, shut or full; with the next moments that can be had.
    """
    rules.check_minutes(wish.minutes)
    store = settings.store
    bays = _bays(store)
    plan = queries.plan(store, wish.at.date(), without=wish.moving)
    fault = rules.time_fault(plan.calendar, wish.at, wish.minutes, now, settings.horizon_days)
    free = [] if fault else plan.free_places(wish.at, wish.minutes, wish.job_type)
    if not free:
        raise _no_room(settings, wish, now, fault or rules.FULL)
    ids = [place.id for place in free]
    return bays[wish.bay.pk if wish.bay and wish.bay.pk in ids else ids[0]]


def _bays(store: Store) -> dict[int, Bay]:
    """The bays in use by id; a store that named none keeps the two it begins with from now on."""
    bays = queries.bays(store)
    unsaved = [bay for bay in bays if bay.pk is None]
    Bay.objects.bulk_create(unsaved)
    return {bay.pk: bay for bay in bays}


def _no_room(settings: CapacitySettings, wish: Wish, now: datetime, fault: Text) -> rules.NoRoom:
    """The refusal, with offers from the time asked for on; from now on where that is no use."""
    since = now if fault in (rules.PAST, rules.TOO_FAR) else wish.at
    days = queries.OFFERED_DAYS
    plan = queries.plan(settings.store, since.date(), days, without=wish.moving)
    offers = plan.next_free(since, wish.minutes, wish.job_type, days=days, count=queries.OFFERED)
    return rules.NoRoom(
        fault,
        offers=offers,
        at=rules.shown(wish.at),
        minutes=wish.minutes,
        days=settings.horizon_days,
    )


def next_number(settings: CapacitySettings, now: datetime) -> str:
    """The day's next number in the store, past those an import brought."""
    today, taken = now.date(), Appointment.objects.filter(store_id=settings.store_id)
    counter = settings.numbered if settings.numbered_on == today else 0
    counter += 1
    while taken.filter(appointment_no=rules.number(today, counter)).exists():
        counter += 1
    settings.numbered_on, settings.numbered = today, counter
    settings.save(update_fields=["numbered_on", "numbered"])
    return rules.number(today, counter)
