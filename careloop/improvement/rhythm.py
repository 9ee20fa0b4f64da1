"""When the next meeting and the next training are due: pure decisions.

A rhythm begins with the first one held: before that nothing is late, it has not begun.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from careloop.core.kernel.codes import DEPARTMENT
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.improvement.choices import MEETING_DAYS, MEETING_LABELS, MeetingKind

DAYS_AHEAD = 2
TWICE = 2
TRAINING_OF = Text(zh="{department}月度培训", en="Monthly training: {department}")
TWO_A_MONTH = Text(zh="薄弱项会议每月至少两次", en="Weak-point meetings: at least two a month")


class Pulse(StrEnum):
    """How a rhythm stands."""

    NOT_BEGUN = "not_begun"
    KEPT = "kept"
    DUE_SOON = "due_soon"
    LATE = "late"


PULSE_LABELS = {
    Pulse.NOT_BEGUN: Text(zh="尚未开始", en="Not begun"),
    Pulse.KEPT: Text(zh="按时", en="On time"),
    Pulse.DUE_SOON: Text(zh="即将到期", en="Due soon"),
    Pulse.LATE: Text(zh="逾期", en="Late"),
}


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing that is to happen again and again.

    ``code`` is a kind of meeting, ``weak_points_twice``, or ``training:`` and a department.
    ``due_on`` is the last day for the next one, ``None`` before the first; ``held`` and
    ``wanted`` count within the month where the rhythm is a number a month.
    """

    code: str
    name: Text
    last_on: date | None
    due_on: date | None
    planned_on: date | None
    pulse: Pulse
    held: int = 0
    wanted: int = 0

    @property
    def is_late(self) -> bool:
        return self.pulse is Pulse.LATE


def meeting_beat(
    kind: MeetingKind, *, last_on: date | None, planned_on: date | None, today: date
) -> Beat:
    """A meeting held every so many days (:data:`MEETING_DAYS`)."""
    due_on = last_on + timedelta(days=MEETING_DAYS[kind]) if last_on else None
    pulse = _pulse(due_on, today)
    return Beat(kind.value, MEETING_LABELS[kind], last_on, due_on, planned_on, pulse)


def twice_a_month(weekly: Beat, before: int, now: int, today: date) -> Beat:
    """Two weak-point meetings a month: the second is due by its last day.

    Late when the month before had fewer and this one has not made up for it; a store whose first
    meeting lies in this month has not missed any.
    """
    month = Period.month_of(today)
    began_now = weekly.last_on is not None and weekly.last_on in month and before == 0
    if now >= TWICE:
        pulse, due_on = Pulse.KEPT, month.shifted(1).last_day
    elif weekly.last_on is None:
        pulse, due_on = Pulse.NOT_BEGUN, None
    elif before < TWICE and not began_now:
        pulse, due_on = Pulse.LATE, month.previous.last_day
    else:
        pulse, due_on = _pulse(month.last_day, today), month.last_day
    return Beat(
        "weak_points_twice",
        TWO_A_MONTH,
        weekly.last_on,
        due_on,
        weekly.planned_on,
        pulse,
        held=now,
        wanted=TWICE,
    )


def training_beat(
    department: str, *, last_on: date | None, planned_on: date | None, today: date
) -> Beat:
    """One training a month: after one held in a month the next is due by the end of the next."""
    due_on = Period.month_of(last_on).shifted(1).last_day if last_on else None
    name = DEPARTMENT.text(department)
    return Beat(
        f"training:{department}",
        Text(
            zh=TRAINING_OF.zh.format(department=name.zh),
            en=TRAINING_OF.en.format(department=name.en),
        ),
        last_on,
        due_on,
        planned_on,
        _pulse(due_on, today),
        held=int(last_on is not None and last_on in Period.month_of(today)),
        wanted=1,
    )


def _pulse(due_on: date | None, today: date) -> Pulse:
    if due_on is None:
        return Pulse.NOT_BEGUN
    if due_on < today:
        return Pulse.LATE
    return Pulse.DUE_SOON if due_on - today <= timedelta(days=DAYS_AHEAD) else Pulse.KEPT
