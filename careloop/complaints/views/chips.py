"""The clocks of a complaint as the pages show them: how long there is, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from careloop.complaints.choices import CLOCK_LABELS, PAUSE_LABELS, PauseReason
from careloop.complaints.clocks import DUE_FIELDS, StoreTime, sentence
from careloop.complaints.models import Complaint, Pause
from careloop.complaints.wording import filled
from careloop.core.kernel.text import Text

DAYS = Text(zh="{days} 天 {hours} 小时", en="{days} d {hours} h")
HOURS = Text(zh="{hours} 小时 {minutes} 分", en="{hours} h {minutes} min")
MINUTES = Text(zh="{minutes} 分钟", en="{minutes} min")
LATE = Text(zh="超期 {span}", en="{span} overdue")
LEFT = Text(zh="剩余 {span}", en="{span} left")
SINCE = Text(zh="已等待 {span}", en="for {span}")
NEAR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Chip:
    """One clock: what has to happen, by when, how much time there is, and the sentence why."""

    label: Text
    due_at: datetime
    said: Text
    tone: str
    sentence: Text


def chips(
    complaint: Complaint, time: StoreTime, pauses: Sequence[Pause], now: datetime
) -> list[Chip]:
    """The clocks that run, the one due first before the others."""
    standing = [
        (due_at, clock)
        for clock, field in DUE_FIELDS.items()
        if (due_at := getattr(complaint, field)) is not None
    ]
    return [
        Chip(
            label=CLOCK_LABELS[clock],
            due_at=due_at,
            said=filled(LATE if due_at < now else LEFT, span=span(abs(due_at - now))),
            tone="bad" if due_at < now else "warn" if due_at < now + NEAR else "",
            sentence=sentence(complaint, clock, time, pauses),
        )
        for due_at, clock in sorted(standing)
    ]


def waiting(pause: Pause, now: datetime) -> tuple[Text, Text]:
    """What a paused complaint waits for, and how long it has."""
    reason = PauseReason(pause.reason)
    return PAUSE_LABELS[reason], filled(SINCE, span=span(now - pause.began_at))


def span(length: timedelta) -> Text:
    """A length of time in its two greatest units."""
    minutes = int(length.total_seconds()) // 60
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return filled(DAYS, days=days, hours=hours)
    if hours:
        return filled(HOURS, hours=hours, minutes=minutes % 60)
    return filled(MINUTES, minutes=minutes)
