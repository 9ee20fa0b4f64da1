"""When a complaint is due, reckoned by the store's own time, and why, in one sentence.

A reopened complaint gets the time for a solution, and the steps of the ladder not taken yet, from
its reopening on: the days it waited for the call-back were no delay. Pauses hold first reply,
solution and ladder; the legal duty and the call-back know none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from hashlib import sha256

from django.utils.timezone import get_default_timezone

from careloop.complaints.choices import OPEN, PAUSE_LABELS, UNSOLVED, Clock, PauseReason
from careloop.complaints.ladder import USUAL, Ladder, Step, left
from careloop.complaints.limits import HELD_BY_PAUSES, class_of, usual
from careloop.complaints.models import Complaint, EscalationStep, LadderStep, Pause, TimeLimit
from careloop.complaints.wording import differing, filled, length, listed, moment
from careloop.core.kernel import clock as kernel
from careloop.core.kernel.calendar import WorkingCalendar
from careloop.core.kernel.clock import Limit, Span, Unit
from careloop.core.kernel.text import Text
from careloop.organisation.choices import Role
from careloop.organisation.legal_calendar import legal_days
from careloop.organisation.models import Store
from careloop.organisation.queries import working_calendar

DUE_FIELDS = {
    Clock.FIRST_REPLY: "reply_due_at",
    Clock.SOLUTION: "solution_due_at",
    Clock.DUTY: "duty_due_at",
    Clock.CALL_BACK: "call_back_due_at",
}
RECKONED = (*DUE_FIELDS.values(), "next_due_at", "escalates_at")
# What of a complaint is looked at, where many are reckoned.
NEEDED = (
    "severity", "state", "received_at", "first_reply_at", "is_valid", "solved_at", "reopened_at",
    "confirmed_at", *RECKONED,
)  # fmt: skip
# A pause may reach into the years after a complaint was received.
YEARS = 4


@dataclass(frozen=True, slots=True)
class StoreTime:
    """Calendar, limits and ladders of one store, read once (four queries).

    ``ladders`` holds the usual ones too, where the store has none of its own for a class.
    """

    calendar: WorkingCalendar
    limits: Mapping[tuple[str, str], Limit]
    ladders: Mapping[str, Ladder]
    zone: tzinfo | None = None

    @classmethod
    def of(cls, store: Store, since: date) -> StoreTime:
        """The time of a store for what was received from ``since`` on."""
        legal = legal_days(tuple(range(since.year, since.year + YEARS)))
        calendar = working_calendar(store, since)
        rows = TimeLimit.objects.filter(store=store)
        return cls(
            calendar=replace(calendar, holidays=legal.off, make_up=legal.worked),
            limits={(row.clock, row.severity): Limit(row.amount, Unit(row.unit)) for row in rows},
            ladders=USUAL | own_ladders(store),
            zone=get_default_timezone(),
        )

    def limit(self, clock: Clock, severity: str) -> Limit:
        """How long a clock runs for a class."""
        own = self.limits.get((clock.value, class_of(severity)))
        return own or usual(clock, class_of(severity))

    def ladder(self, severity: str) -> Ladder:
        """Who is told when about a complaint of a class."""
        return self.ladders.get(class_of(severity), ())

    def due(self, start: datetime, limit: Limit, spans: Sequence[Span]) -> datetime | None:
        """When a limit is up in this store."""
        return kernel.due(self.calendar, start, limit, spans, self.zone)

    @property
    def digest(self) -> str:
        """Differs where a due moment may differ."""
        days = self.calendar
        parts = (
            days.week, days.holiday_hours, sorted(days.holidays), sorted(days.make_up),
            sorted(days.special.items()), sorted(self.limits.items(), key=lambda item: item[0]),
            [(severity, usual(clock, severity)) for clock in Clock for severity in USUAL],
            sorted(self.ladders.items()), str(self.zone),
        )  # fmt: skip
        return sha256(repr(parts).encode()).hexdigest()


def own_ladders(store: Store) -> dict[str, Ladder]:
    """The ladders a store set itself, by class."""
    found: dict[str, list[Step]] = {}
    for row in LadderStep.objects.filter(store=store).order_by("severity", "step"):
        roles = tuple(Role(code) for code in row.roles.split(","))
        found.setdefault(row.severity, []).append(Step(row.minutes, roles))
    return {severity: tuple(steps) for severity, steps in found.items()}


def reckon(
    complaint: Complaint,
    time: StoreTime,
    pauses: Sequence[Pause],
    told: Collection[str] | None = None,
) -> None:
    """Write on the complaint when it is due and when its next step is; does not save.

    ``told`` are the roles the ladder has told already, where they are known (else one query).
    """
    for clock, field in DUE_FIELDS.items():
        setattr(complaint, field, _standing(complaint, clock, time, pauses))
    standing = [at for field in DUE_FIELDS.values() if (at := getattr(complaint, field))]
    complaint.next_due_at = min(standing, default=None)
    known = _told(complaint) if told is None else told
    steps = steps_left(complaint, time, pauses, known)
    complaint.escalates_at = steps[0][0] if steps else None


def steps_left(
    complaint: Complaint, time: StoreTime, pauses: Sequence[Pause], told: Collection[str]
) -> list[tuple[datetime | None, Step]]:
    """The steps of the ladder not ``told`` yet with their moments; ``None`` behind a pause that
    still goes on. None where the complaint is solved, or found not valid and the customer told."""
    start, spans = started(complaint, Clock.SOLUTION), spans_of(pauses)
    if start is None or complaint.state not in UNSOLVED or ended(complaint, Clock.SOLUTION):
        return []
    return [
        (time.due(start, Limit(step.minutes, Unit.WORKING_MINUTES), spans), step)
        for step in left(time.ladder(complaint.severity), told)
    ]


def _told(complaint: Complaint) -> frozenset[str]:
    if complaint.pk is None:
        return frozenset()
    taken = EscalationStep.objects.filter(complaint_id=complaint.pk)
    return frozenset(
        role for roles in taken.values_list("roles", flat=True) for role in roles.split(",")
    )


def spans_of(pauses: Sequence[Pause]) -> list[Span]:
    return [(pause.began_at, pause.ended_at) for pause in pauses]


def started(complaint: Complaint, clock: Clock) -> datetime | None:
    """When a clock began to run; a call-back waits for the solution."""
    if clock is Clock.CALL_BACK:
        return complaint.solved_at
    if clock is Clock.SOLUTION:
        return complaint.reopened_at or complaint.received_at
    return complaint.received_at


def ended(complaint: Complaint, clock: Clock) -> datetime | None:
    """When what a clock waits for was done. A feed says that a customer is satisfied, not since
    when: then since the solution."""
    if clock is Clock.CALL_BACK:
        return complaint.confirmed_at or (complaint.solved_at if complaint.satisfied else None)
    if clock is Clock.SOLUTION:
        return complaint.solved_at or _found_not_valid(complaint)
    return complaint.first_reply_at


def _found_not_valid(complaint: Complaint) -> datetime | None:
    """When the customer of a complaint that is not valid was told how it is handled."""
    told_at, start = complaint.first_reply_at, started(complaint, Clock.SOLUTION)
    if complaint.is_valid is not False or told_at is None or start is None:
        return None
    return told_at if told_at >= start else None


def _standing(
    complaint: Complaint, clock: Clock, time: StoreTime, pauses: Sequence[Pause]
) -> datetime | None:
    """When a clock that still runs is up."""
    if complaint.state not in OPEN or ended(complaint, clock):
        return None
    return _due(complaint, clock, time, pauses)


def _due(
    complaint: Complaint, clock: Clock, time: StoreTime, pauses: Sequence[Pause]
) -> datetime | None:
    start = started(complaint, clock)
    if start is None:
        return None
    spans = spans_of(pauses) if clock in HELD_BY_PAUSES else []
    return time.due(start, time.limit(clock, complaint.severity), spans)


DUE = Text(zh="{due} 到期：{why}", en="due {due}: {why}")
DONE = Text(zh="{done}；原定 {due} 到期：{why}", en="{done}; was due {due}: {why}")
NO_DUE = Text(zh="没有到期时间（门店没有营业时间）：{why}", en="no due time (never open): {why}")
PAUSED = Text(
    zh="暂停计时，恢复后才有到期时间：{why}", en="paused, due when the clock goes on: {why}"
)
NOT_BEGUN = Text(zh="投诉解决后开始计时", en="runs from the moment the complaint is solved")
RECEIVED = Text(zh="{at} 受理", en="received {at}")
REOPENED = Text(zh="{at} 退回处理", en="reopened {at}")
SOLVED = Text(zh="{at} 解决", en="solved {at}")
REPLIED = Text(zh="{at} 已回复", en="replied {at}")
CALLED_BACK = Text(zh="{at} 客户已确认", en="confirmed {at}")
LIMIT = Text(zh="时限 {length}", en="{length}")
PAUSED_FROM_TO = Text(
    zh="{began} 至 {ended} 暂停（{reason}）", en="paused {began} – {ended} ({reason})"
)
PAUSED_SINCE = Text(zh="自 {began} 起暂停（{reason}）", en="paused since {began} ({reason})")
_DONE = {
    Clock.FIRST_REPLY: REPLIED,
    Clock.SOLUTION: SOLVED,
    Clock.DUTY: REPLIED,
    Clock.CALL_BACK: CALLED_BACK,
}


def sentence(complaint: Complaint, clock: Clock, time: StoreTime, pauses: Sequence[Pause]) -> Text:
    """Why a clock is due when it is: since when it runs, how long, and what it did not count."""
    start = started(complaint, clock)
    if start is None:
        return NOT_BEGUN
    due_at, limit = _due(complaint, clock, time, pauses), time.limit(clock, complaint.severity)
    held = list(pauses) if clock in HELD_BY_PAUSES else []
    why = listed(
        [
            filled(_beginning(complaint, clock), at=moment(start)),
            filled(LIMIT, length=length(limit)),
            *(_days_between(time, limit, start, due_at)),
            *(_pause(pause) for pause in held if _matters(pause, start, due_at)),
        ]
    )
    done_at = ended(complaint, clock)
    if due_at is None:
        stops = any(pause.ended_at is None for pause in held)
        return filled(PAUSED if stops else NO_DUE, why=why)
    if done_at is None:
        return filled(DUE, due=moment(due_at), why=why)
    return filled(DONE, done=filled(_DONE[clock], at=moment(done_at)), due=moment(due_at), why=why)


def _beginning(complaint: Complaint, clock: Clock) -> Text:
    if clock is Clock.CALL_BACK:
        return SOLVED
    return REOPENED if clock is Clock.SOLUTION and complaint.reopened_at else RECEIVED


def _days_between(
    time: StoreTime, limit: Limit, start: datetime, due_at: datetime | None
) -> list[Text]:
    """The calendar's own days count whatever the store works."""
    if due_at is None or limit.unit is Unit.DAYS:
        return []
    return differing(time.calendar, start.date(), due_at.date())


def _matters(pause: Pause, start: datetime, due_at: datetime | None) -> bool:
    begins_in_time = due_at is None or pause.began_at < due_at
    return begins_in_time and (pause.ended_at is None or pause.ended_at > start)


def _pause(pause: Pause) -> Text:
    said = {"began": moment(pause.began_at), "reason": PAUSE_LABELS[PauseReason(pause.reason)]}
    if pause.ended_at is None:
        return filled(PAUSED_SINCE, **said)
    return filled(PAUSED_FROM_TO, ended=moment(pause.ended_at), **said)
