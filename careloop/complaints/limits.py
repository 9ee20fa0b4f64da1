"""How long each clock of a complaint runs, where the store set no limit of its own.

First reply and solution come from CMP-13, the duty from the vehicle-sales rules (art. 18), the
call-back from CMP-04. A class 1 complaint (CMP-11) is answered within the half day.
"""

from __future__ import annotations

from careloop.complaints.choices import Clock
from careloop.core.kernel.clock import Limit, Unit

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
