"""The day board as values: lanes of bays, appointments as bars, what is free in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from careloop.core.kernel.calendar import Day, minute_of
from careloop.service.choices import AppointmentState, Punctuality
from careloop.service.models import Appointment, Bay
from careloop.service.rules import punctuality
from careloop.service.slots import Place, Plan, Slot

# The board's columns are so many minutes wide; it shows these hours of a day that is shut.
STEP = 5
SHUT_DAY = (9 * 60, 17 * 60)
OVERDUE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Axis:
    """The hours the board shows, in minutes since midnight."""

    starts: int
    ends: int

    @property
    def columns(self) -> int:
        return (self.ends - self.starts) // STEP

    def column(self, minute: int) -> int:
        """The column of a minute; 1 is the first, earlier ones are laid there too."""
        return max(0, minute - self.starts) // STEP + 1

    @property
    def hours(self) -> list[tuple[str, int]]:
        """Full hours with their columns."""
        return [(f"{m // 60:02d}:00", self.column(m)) for m in range(self.starts, self.ends, 60)]


@dataclass(frozen=True, slots=True)
class Bar:
    """An appointment with its first column and its width in columns.

    Overdue is who is still expected a quarter of an hour after the appointed time.
    """

    appointment: Appointment
    state: AppointmentState
    punctuality: Punctuality | None
    is_overdue: bool
    advisor: str
    column: int
    width: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A moment at which a bay can be given, with its column and width."""

    at: datetime
    column: int
    width: int


@dataclass(frozen=True, slots=True)
class Lane:
    """A bay's day; ``bay`` is none for appointments nobody gave one."""

    bay: Bay | None
    bars: tuple[Bar, ...]
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """A day of a store's appointments; cancelled ones are in ``bars`` and in no lane."""

    day: date
    axis: Axis
    lanes: tuple[Lane, ...]
    bars: tuple[Bar, ...]
    slots: tuple[Slot, ...]
    shut: tuple[tuple[int, int], ...]
    counts: Counter[AppointmentState]
    on_time: int
    is_open: bool
    now_column: int | None

    @property
    def free(self) -> int:
        """How many bay slots can still be given."""
        return sum(len(lane.gaps) for lane in self.lanes)


@dataclass(frozen=True, slots=True)
class Known:
    """What was read for a board."""

    day: date
    now: datetime
    plan: Plan
    places: Sequence[tuple[Bay, Place]]
    appointments: Sequence[Appointment]
    advisors: dict[str, str]
    late_minutes: int


def made_board(known: Known) -> Board:
    """Lay the day out."""
    hours = known.plan.calendar.hours(known.day)
    axis = _axis(hours, known.appointments)
    bars = tuple(_bar(one, known, axis) for one in known.appointments)
    slots = tuple(
        slot
        for slot in known.plan.slots(known.day, known.plan.slot_minutes)
        if slot.at >= known.now
    )
    return Board(
        day=known.day,
        axis=axis,
        lanes=tuple(_lanes(known, bars, slots, axis)),
        bars=bars,
        slots=slots,
        shut=tuple(_shut(hours, axis)),
        counts=Counter(bar.state for bar in bars),
        on_time=sum(bar.punctuality == Punctuality.ON_TIME for bar in bars),
        is_open=bool(hours),
        now_column=_now_column(known, axis),
    )


def _axis(hours: Day, appointments: Sequence[Appointment]) -> Axis:
    """Whole hours that hold the opening hours and every appointment."""
    first, last = (hours[0][0], hours[-1][1]) if hours else SHUT_DAY
    starts = [first, *(minute_of(one.appointed_at) for one in appointments)]
    ends = [last, *(_ends(one) for one in appointments)]
    return Axis(min(starts) // 60 * 60, -(-max(ends) // 60) * 60)


def _now_column(known: Known, axis: Axis) -> int | None:
    """Where the clock stands; none on another day or outside the board."""
    minute = minute_of(known.now)
    is_shown = known.now.date() == known.day and axis.starts <= minute < axis.ends
    return axis.column(minute) if is_shown else None


def _ends(appointment: Appointment) -> int:
    """The minute it ends, at midnight at the latest."""
    return min(24 * 60, minute_of(appointment.appointed_at) + appointment.lasts)


def _bar(appointment: Appointment, known: Known, axis: Axis) -> Bar:
    no = appointment.advisor_no
    minute = minute_of(appointment.appointed_at)
    state = appointment.state(known.now.date())
    late = known.now >= appointment.appointed_at + OVERDUE
    return Bar(
        appointment,
        state,
        _punctuality(appointment, known.late_minutes),
        state == AppointmentState.EXPECTED and late,
        known.advisors.get(no) or no,
        axis.column(minute),
        max(1, (_ends(appointment) - minute) // STEP),
    )


def _punctuality(appointment: Appointment, late_minutes: int) -> Punctuality | None:
    """None for who was not seen to arrive."""
    if appointment.arrived_at is None or appointment.cancelled_at is not None:
        return None
    return punctuality(appointment.appointed_at, appointment.arrived_at, late_minutes)


def _lanes(known: Known, bars: Sequence[Bar], slots: Sequence[Slot], axis: Axis) -> Iterator[Lane]:
    """A lane for each bay in use; more below for what has none, so that no bar hides another."""
    shown = [bar for bar in bars if bar.state != AppointmentState.CANCELLED]
    used = {place.id for _, place in known.places}
    for bay, place in known.places:
        own = tuple(bar for bar in shown if bar.appointment.bay_id == place.id)
        yield Lane(bay, own, tuple(_gaps(place, known.plan, slots, axis)))
    for stack in _stacked([bar for bar in shown if bar.appointment.bay_id not in used]):
        yield Lane(None, tuple(stack))


def _gaps(place: Place, plan: Plan, slots: Sequence[Slot], axis: Axis) -> Iterator[Gap]:
    minutes = plan.slot_minutes
    for slot in slots:
        if place in plan.free_places(slot.at, minutes):
            yield Gap(slot.at, axis.column(minute_of(slot.at)), minutes // STEP)


def _stacked(bars: Sequence[Bar]) -> list[list[Bar]]:
    """Bars in rows in which none begins before the one to its left ends."""
    rows: list[list[Bar]] = []
    for bar in bars:
        row = next((row for row in rows if row[-1].column + row[-1].width <= bar.column), None)
        if row is None:
            rows.append(row := [])
        row.append(bar)
    return rows


def _shut(hours: Day, axis: Axis) -> Iterator[tuple[int, int]]:
    """Columns and widths of the board while the store is shut, lunch among them."""
    edges = [axis.starts, *(minute for interval in hours for minute in interval), axis.ends]
    for starts, ends in zip(edges[::2], edges[1::2], strict=True):
        if ends > starts:
            yield axis.column(starts), (ends - starts) // STEP
