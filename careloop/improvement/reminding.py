"""Whom to remind of what, and how often: pure decisions.

Of a measure people hear two days before its day, the day after it, and then once a week until it
is done; of a meeting or training that is late the same. A thing is told once a stage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from careloop.core.kernel.text import Text
from careloop.improvement.models import Measure
from careloop.improvement.rhythm import DAYS_AHEAD, Beat
from careloop.improvement.verdicts import spoken

SOON = "soon"
TO_OWNER = {
    False: Text(
        zh="您负责的 {n} 项整改措施即将到期，最早的在 {day}。",
        en="Your measures due soon: {n}, the first on {day}.",
    ),
    True: Text(
        zh="您负责的 {n} 项整改措施已逾期，最早的应于 {day} 完成。",
        en="Your measures overdue: {n}, the first since {day}.",
    ),
}
TO_SUPERVISOR = Text(
    zh="您监督的 {n} 项整改措施已逾期，最早的应于 {day} 完成。",
    en="Measures you supervise overdue: {n}, the first since {day}.",
)
TO_LEADERS = Text(
    zh="{n} 项整改措施已逾期，其责任人不使用本系统；最早的应于 {day} 完成。",
    en="Measures overdue whose owner has no account: {n}, the first since {day}.",
)
RHYTHM_LATE = Text(
    zh="{name}已逾期：上次 {last}，最迟应于 {due} 举行。",
    en="{name} is late: last held on {last}, due by {due}.",
)


@dataclass(frozen=True, slots=True)
class Due:
    """A measure somebody is to hear of, and at which stage."""

    measure: Measure
    stage: str

    @property
    def is_late(self) -> bool:
        return self.stage != SOON

    @property
    def thing(self) -> str:
        """What is told once: the measure, its day as agreed, the stage."""
        return f"measure:{self.measure.pk}:{self.measure.due_on}:{self.stage}"


def stage_of(due_on: date, today: date) -> str | None:
    """``soon``, or ``late`` with the week of being late; ``None`` where there is time."""
    days = (today - due_on).days
    if days > 0:
        return f"late{(days - 1) // 7}"
    return SOON if -days <= DAYS_AHEAD else None


def due_ones(measures: Sequence[Measure], today: date) -> list[Due]:
    """Those of ``measures`` that people should hear of today."""
    stages = [(m, stage_of(m.due_on, today)) for m in measures if m.due_on is not None]
    return [Due(measure, stage) for measure, stage in stages if stage is not None]


def thing_of(beat: Beat, today: date) -> str | None:
    """What is told once of a rhythm that is late and for which nothing is planned."""
    if not beat.is_late or beat.planned_on is not None or beat.due_on is None:
        return None
    return f"{beat.code}:{beat.due_on}:{stage_of(beat.due_on, today)}"


def said_of(text: Text, dues: Sequence[Due]) -> Text:
    """A sentence on several measures, with the earliest of their days."""
    days = [due.measure.due_on for due in dues if due.measure.due_on is not None]
    return spoken(text, n=len(dues), day=f"{min(days):%m-%d}")


def said_of_beat(beat: Beat) -> Text:
    return spoken(RHYTHM_LATE, name=beat.name, last=beat.last_on, due=beat.due_on)
