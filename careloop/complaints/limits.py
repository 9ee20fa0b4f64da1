"""How long each clock of a complaint runs, where the store set no limit of its own.

First reply and solution come from CMP-13, the duty from the vehicle-sales rules (art. 18), the
call-back from CMP-04. A class 1 complaint (CMP-11) is answered within the half day.
"""

from __future__ import annotations

from careloop.complaints.choices import Clock
from careloop.complaints.wording import length
from careloop.core.kernel.clock import Limit, Unit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

FIRST, GENERAL = "1", "3"

_USUAL = {
    Clock.FIRST_REPLY: Limit(24, Unit.HOURS),
    Clock.SOLUTION: Limit(48, Unit.HOURS),
    Clock.DUTY: Limit(7, Unit.WORKING_DAYS),
    Clock.CALL_BACK: Limit(3, Unit.DAYS),
}
_OF_CLASS = {(Clock.FIRST_REPLY, FIRST): Limit(120, Unit.WORKING_MINUTES)}
# The law knows no pause, and a solved complaint waits for nobody but the store.
HELD_BY_PAUSES = (Clock.FIRST_REPLY, Clock.SOLUTION)


def usual(clock: Clock, severity: str) -> Limit:
    """The limit of a clock for a class, as it is without the store's own."""
    return _OF_CLASS.get((clock, severity), _USUAL[clock])


def class_of(severity: str) -> str:
    """A complaint nobody classed yet runs like a general one."""
    return severity or GENERAL


LAWFUL = _USUAL[Clock.DUTY]
_LONGEST = {
    Unit.WORKING_MINUTES: Limit(120_000, Unit.WORKING_MINUTES),
    Unit.HOURS: Limit(2_400, Unit.HOURS),
    Unit.WORKING_DAYS: Limit(250, Unit.WORKING_DAYS),
    Unit.DAYS: Limit(365, Unit.DAYS),
}
NO_TIME = Text(
    zh="“{clock}”的时限须大于 0，最长 {most}。请修改。",
    en="“{clock}” needs a limit greater than 0 and of at most {most}. Change it.",
)
AGAINST_THE_LAW = Text(
    zh="“{clock}”由法规规定为 {most}，只能以工作日缩短。请填 1 到 {days}。",
    en="“{clock}” is set by law at {most} and can only be made shorter, in working days. Give 1 "
    "to {days}.",
)


def require_limit(clock: Clock, limit: Limit, name: Text) -> None:
    """Raises :class:`Refused` where a limit is none, beyond measure, or longer than the law's."""
    most = _LONGEST[limit.unit]
    if not 0 < limit.amount <= most.amount:
        raise Refused(NO_TIME, clock=name, most=length(most))
    lawful = limit.unit is LAWFUL.unit and limit.amount <= LAWFUL.amount
    if clock is Clock.DUTY and not lawful:
        raise Refused(AGAINST_THE_LAW, clock=name, most=length(LAWFUL), days=LAWFUL.amount)
