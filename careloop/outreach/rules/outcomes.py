"""What the outcome of a call leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from careloop.core.kernel.codes import OUTCOME
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.outreach.rules.limits import Limits

TaskEnd = Literal["open", "done", "given_up"]
Group = Literal["connected", "not_connected", "void"]

GROUPS: dict[Group, Text] = {
    "connected": Text(zh="接通", en="Connected"),
    "not_connected": Text(zh="未接通", en="Not connected"),
    "void": Text(zh="接通无效", en="Connected but void"),
}
NO_SUCH_OUTCOME = Text(
    zh="没有通话结果“{outcome}”。请从列表中选择。",
    en="There is no outcome “{outcome}”. Choose one of the list.",
)
RECALL_IN_THE_PAST = Text(
    zh="再拨时间 {at} 已经过去。请选择现在之后的时间。",
    en="The time to call again, {at}, has passed. Choose a later one.",
)
RECALL_AFTER_WINDOW = Text(
    zh="再拨时间 {at} 晚于任务期限 {until}。请选择期限之前的时间。",
    en="The time to call again, {at}, lies after the task's end, {until}. Choose an earlier one.",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one outcome of a call means.

    ``minutes`` is the delay until the next call, ``None`` where there is none: then the task
    ends, ``done`` when connected, else ``given_up``. ``stops`` ends the reminders about the
    same thing, too.
    """

    code: str
    group: Group
    minutes: int | None = None
    stops: bool = False

    @property
    def text(self) -> Text:
        return OUTCOME.text(self.code)

    @property
    def is_terminal(self) -> bool:
        return self.minutes is None


_HOUR, _DAY = 60, 24 * 60

# reminders.md, "Attempt outcomes", with the codes that other exports bring beside them.
OUTCOMES: dict[str, Outcome] = {
    outcome.code: outcome
    for outcome in (
        Outcome("answered", "connected"),
        Outcome("interested", "connected", 7 * _DAY),
        Outcome("booked", "connected"),
        Outcome("come_another_time", "connected", 7 * _DAY),
        Outcome("already_done", "connected", stops=True),
        Outcome("mileage_not_reached", "connected"),
        Outcome("used_in_another_town", "connected"),
        Outcome("no_time", "connected", 2 * _HOUR),
        Outcome("due_soon", "connected"),
        Outcome("repaired_elsewhere", "connected", stops=True),
        Outcome("too_far", "connected"),
        Outcome("bad_road", "connected"),
        Outcome("used_by_others", "connected"),
        Outcome("other", "connected"),
        Outcome("no_answer", "not_connected", 2 * _HOUR),
        Outcome("cannot_connect", "not_connected", 2 * _HOUR),
        Outcome("powered_off", "not_connected", 4 * _HOUR),
        Outcome("refused", "not_connected", _DAY),
        Outcome("out_of_service", "not_connected", 3 * _DAY),
        Outcome("wrong_number", "not_connected"),
        Outcome("not_called", "not_connected", _HOUR),
        Outcome("left_message", "not_connected", _DAY),
        Outcome("letter", "not_connected", 7 * _DAY),
        Outcome("visited_only_once", "not_connected", stops=True),
        Outcome("clear_refusal", "void", stops=True),
        Outcome("hung_up", "void", _DAY),
        Outcome("line_broke", "void", 5),
        Outcome("car_sold", "void", stops=True),
        Outcome("taxi", "void", stops=True),
        Outcome("given_to_another_user", "void", stops=True),
        Outcome("insured_elsewhere", "void", stops=True),
        Outcome("refused_quote", "void", stops=True),
    )
}
CONNECTED = tuple(code for code, outcome in OUTCOMES.items() if outcome.group == "connected")
STOPS = tuple(code for code, outcome in OUTCOMES.items() if outcome.stops)
REACHED = tuple(code for code, outcome in OUTCOMES.items() if outcome.group != "not_connected")
NOT_ATTEMPTED = ("", "not_called")


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of a task after an attempt; ``next_at`` only while it stays open."""

    state: TaskEnd
    reason: str = ""
    next_at: datetime | None = None


def outcome_of(code: str, own: Mapping[str, Outcome] | None = None) -> Outcome:
    """The outcome, as the store tuned it.

    Raises:
        Refused: no such outcome.
    """
    found = (own or {}).get(code) or OUTCOMES.get(code)
    if found is None:
        raise Refused(NO_SUCH_OUTCOME, outcome=code)
    return found


def effect(
    outcome: Outcome,
    *,
    attempts: int,
    now: datetime,
    expires_at: datetime | None,
    agreed_at: datetime | None,
    limits: Limits,
) -> Effect:
    """What the attempt number ``attempts`` leads to.

    A moment agreed with the customer keeps the task open whatever the outcome's delay.

    Raises:
        Refused: the agreed moment has passed or lies after the task's window.
    """
    if agreed_at is not None:
        return Effect("open", next_at=_agreed(agreed_at, now, expires_at))
    if outcome.minutes is None:
        return _end(outcome)
    if attempts >= limits.most_attempts and outcome.group != "connected":
        return Effect("given_up", "called_enough")
    return Effect("open", next_at=limits.next_hour(now + timedelta(minutes=outcome.minutes)))


def _end(outcome: Outcome) -> Effect:
    if outcome.group == "connected":
        return Effect("done", "spoken")
    return Effect("given_up", "refused")


def _agreed(at: datetime, now: datetime, expires_at: datetime | None) -> datetime:
    if at <= now:
        raise Refused(RECALL_IN_THE_PAST, at=f"{at:%Y-%m-%d %H:%M}")
    if expires_at is not None and at > expires_at:
        raise Refused(
            RECALL_AFTER_WINDOW,
            at=f"{at:%Y-%m-%d %H:%M}",
            until=f"{expires_at:%Y-%m-%d %H:%M}",
        )
    return at
