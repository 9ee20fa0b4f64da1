"""How the complaints of a month were handled, beyond what the mart counts (CMP-09, CMP-10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from careloop.complaints.choices import OPEN, UNSOLVED, Level, State
from careloop.complaints.clocks import StoreTime
from careloop.complaints.models import Complaint
from careloop.core.kernel import clock
from careloop.core.kernel.clock import Span
from careloop.core.kernel.periods import Period
from careloop.core.kernel.rounding import divide
from careloop.core.metrics.figures import Figure
from careloop.organisation.models import Store
from careloop.reports.figures import own


@dataclass(frozen=True, slots=True)
class Handling:
    """Complaints received in a month: those the ladder told somebody of or that were raised to
    another level, those opened again after the call-back, those open past their time, and the
    working minutes until they were solved, pauses left out."""

    received: int
    escalated: int
    reopened: int
    overdue: int
    solved: int
    minutes: int

    @property
    def hours(self) -> Fraction | None:
        """Working hours until a complaint was solved, on the average."""
        return divide(self.minutes, 60 * self.solved)


def figures(told: Handling | None, month: Period) -> tuple[Figure, ...]:
    """The counts as figures, to be kept with the month."""
    if told is None:
        return ()
    counts = {
        "complaints_escalated": (told.escalated, told.received),
        "complaints_reopened": (told.reopened, told.received),
        "complaints_overdue": (told.overdue, told.received),
        "complaints_solving": (told.minutes, told.solved),
    }
    return tuple(own(code, month, *pair) for code, pair in counts.items())


def of_month(store: Store, month: Period, now: datetime) -> Handling | None:
    """What stands ``now``; ``None`` where no complaint was received. Four queries, those of the
    store's time not counted. The caller asks the permission."""
    found = list(
        Complaint.objects.filter(
            store=store, received_at__gte=month.start, received_at__lt=month.end
        )
        .exclude(state=State.MERGED)
        .prefetch_related("steps", "pauses")
    )
    if not found:
        return None
    time = StoreTime.of(store, month.start)
    solved = [one for one in found if one.solved_at is not None and one.state not in UNSOLVED]
    return Handling(
        received=len(found),
        escalated=sum(_is_escalated(one) for one in found),
        reopened=sum(one.reopened > 0 for one in found),
        overdue=sum(_is_overdue(one, now) for one in found),
        solved=len(solved),
        minutes=sum(_minutes(one, time) for one in solved),
    )


def _is_escalated(complaint: Complaint) -> bool:
    return complaint.level != Level.STORE or bool(complaint.steps.all())


def _is_overdue(complaint: Complaint, now: datetime) -> bool:
    due = complaint.next_due_at
    return complaint.state in OPEN and due is not None and due < now


def _minutes(complaint: Complaint, time: StoreTime) -> int:
    """From receipt to solution, in the store's working time."""
    pauses: list[Span] = [(one.began_at, one.ended_at) for one in complaint.pauses.all()]
    until = complaint.solved_at or complaint.received_at
    return clock.elapsed(time.calendar, complaint.received_at, until, pauses, time.zone)
