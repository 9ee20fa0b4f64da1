"""Which calls a supervisor should look at (FCB)."""

from __future__ import annotations

from careloop.outreach.rules.limits import Limits


def is_too_short(seconds: int | None, has_answers: bool, limits: Limits) -> bool:
    """A call of a few seconds cannot have asked all the questions."""
    return has_answers and seconds is not None and seconds < limits.short_seconds


def runs_of_same(keys: list[str], least: int) -> list[int]:
    """Places in ``keys`` that belong to ``least`` or more equal ones in a row; blanks break it."""
    places: list[int] = []
    start = 0
    for place in range(1, len(keys) + 1):
        if place == len(keys) or keys[place] != keys[start]:
            if keys[start] and place - start >= least:
                places += range(start, place)
            start = place
    return places
