"""Pure decisions about repair orders and appointments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from careloop.core.kernel.calendar import WorkingCalendar
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.service.choices import BayKind, Punctuality

INTERNAL_JOB = "internal"
# How long an appointment is taken to last when nobody said so, and how long it may last.
USUAL_MINUTES = 60
SHORTEST_MINUTES, LONGEST_MINUTES = 15, 600
# Who arrives earlier than this is not punctual (decisions.md, "punctual arrival").
EARLY_MINUTES = 5
SLOT_CHOICES = range(10, 121, 5)
LATE_CHOICES = (0, 5, 10, 15)
# Two appointment bays, as a store begins (APT-06), until it names its own.
DEFAULT_BAYS = ("预约 1", "预约 2")

BAYS_FOR: dict[str, frozenset[BayKind]] = {
    "first_maintenance": frozenset({BayKind.MAINTENANCE, BayKind.REPAIR}),
    "periodic_maintenance": frozenset({BayKind.MAINTENANCE, BayKind.REPAIR}),
    "insurance": frozenset({BayKind.BODYWORK}),
}
BAYS_FOR_REPAIR = frozenset({BayKind.REPAIR})

PAST = Text(
    zh="预约时间 {at} 已经过去。最近的空位：{offers}。",
    en="The appointed time {at} is past. Next free: {offers}.",
)
TOO_FAR = Text(
    zh="{at} 太远：本店最多提前 {days} 天预约。最近的空位：{offers}。",
    en="{at} is too far off: this store books {days} days ahead at most. Next free: {offers}.",
)
SHUT = Text(
    zh="{at} 起 {minutes} 分钟不在营业时间内。最近的空位：{offers}。",
    en="{minutes} minutes from {at} are outside the opening hours. Next free: {offers}.",
)
FULL = Text(
    zh="{at} 已没有空工位。最近的空位：{offers}。",
    en="No bay is free at {at}. Next free: {offers}.",
)
NO_OFFER = Text(zh="两周内没有", en="none within two weeks")
MINUTES_OUT_OF_RANGE = Text(
    zh="预约时长须为 {shortest} 至 {longest} 分钟，现为 {minutes}。",
    en="An appointment lasts {shortest} to {longest} minutes, not {minutes}.",
)


class NoRoom(Refused):
    """The time asked for cannot be had; ``offers`` are the next that can."""

    def __init__(self, text: Text, *, offers: Sequence[datetime], **params: object) -> None:
        said = "、".join(shown(at) for at in offers) or NO_OFFER
        super().__init__(text, offers=said, **params)
        self.offers = tuple(offers)


def shown(at: datetime) -> str:
    """A moment as it stands in a sentence."""
    return f"{at:%Y-%m-%d %H:%M}"


def is_internal(job_type: str, said: bool | None) -> bool:
    """Whether an order is the store's own: as the export says, else by its job type (内部)."""
    return job_type == INTERNAL_JOB if said is None else said


def bays_for(job_type: str) -> frozenset[BayKind]:
    """The kinds of bay a job may take; for a job not named yet, every kind."""
    if not job_type:
        return frozenset(BayKind)
    return BAYS_FOR.get(job_type, BAYS_FOR_REPAIR) | {BayKind.ANY}


def check_minutes(minutes: int) -> None:
    """Raises :class:`Refused` for a length no appointment has."""
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise Refused(
            MINUTES_OUT_OF_RANGE,
            minutes=minutes,
            shortest=SHORTEST_MINUTES,
            longest=LONGEST_MINUTES,
        )


def time_fault(
    calendar: WorkingCalendar, at: datetime, minutes: int, now: datetime, horizon_days: int
) -> Text | None:
    """Why an appointment cannot begin then, whatever is free; none where it can."""
    if at < now:
        return PAST
    if at > now + timedelta(days=horizon_days):
        return TOO_FAR
    return None if calendar.holds(at, minutes) else SHUT


def is_capacity(slot: int, walk_in_percent: int, late: int, horizon_days: int) -> bool:
    """Whether settings of the bays are within their ranges."""
    return (
        slot in SLOT_CHOICES
        and 0 <= walk_in_percent <= 100
        and late in LATE_CHOICES
        and 1 <= horizon_days <= 365
    )


def punctuality(appointed_at: datetime, arrived_at: datetime, late_minutes: int) -> Punctuality:
    """How an arrival counts: on time from five minutes before to the tolerance after (KPI-03)."""
    if arrived_at < appointed_at - timedelta(minutes=EARLY_MINUTES):
        return Punctuality.EARLY
    latest = appointed_at + timedelta(minutes=late_minutes)
    return Punctuality.ON_TIME if arrived_at <= latest else Punctuality.LATE


def number(day: date, counter: int) -> str:
    """The number of the appointment given as the counter-th that day: YY20261122-001."""
    return f"YY{day:%Y%m%d}-{counter:03d}"
