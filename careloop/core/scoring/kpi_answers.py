"""What an interview tells the KPIs: satisfied or not, how much, problems raised and solved."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KpiAnswers:
    """The four answers KPIs 14 and 15 and the call statistics rest on.

    ``None`` (a blank ``level``) is "not asked or not answered", never "no". ``level`` is a code
    of ``core.kernel.codes.LEVEL``.
    """

    satisfied: bool | None = None
    level: str = ""
    problem_raised: bool | None = None
    problem_solved: bool | None = None


# From this many points of 100 an answer counts as satisfied, and as delighted. On a scale of 0 to
# 10 that is 7–8 and 9–10, on one of 1 to 5 it is 4 and 5 (SUR-09, CON-23).
SATISFIED_FROM = 70
DELIGHTED_FROM = 90


def level_of(points: int) -> str:
    """The level an answer of so many points of 100 stands for."""
    if points >= DELIGHTED_FROM:
        return "delighted"
    return "satisfied" if points >= SATISFIED_FROM else "disappointed"


def is_satisfied(points: int) -> bool:
    return points >= SATISFIED_FROM
