"""The ladder of a complaint not solved: after so much of the store's working time, who is told.

Each class climbs from those who can mend it to those who answer for it; a working day has eight
hours here. Class 1 is told at once. Who was told is not told again by a later step, whatever
becomes of class or ladder meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from careloop.complaints.wording import filled, posts, role_name
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation.choices import Role

WORKING_DAY = 8 * 60
MOST_STEPS = 8
LONGEST = 250 * WORKING_DAY


@dataclass(frozen=True, slots=True)
class Step:
    """After ``minutes`` of working time ``roles`` are told."""

    minutes: int
    roles: tuple[Role, ...]


Ladder = tuple[Step, ...]

USUAL: dict[str, Ladder] = {
    "1": (
        Step(0, (Role.SERVICE_MANAGER, Role.CARE_DIRECTOR)),
        Step(120, (Role.SERVICE_DIRECTOR,)),
        Step(WORKING_DAY, (Role.HEAD_OFFICE,)),
    ),
    "2": (
        Step(120, (Role.SERVICE_MANAGER,)),
        Step(WORKING_DAY, (Role.CARE_DIRECTOR,)),
        Step(2 * WORKING_DAY, (Role.SERVICE_DIRECTOR,)),
        Step(5 * WORKING_DAY, (Role.HEAD_OFFICE,)),
    ),
    "3": (
        Step(240, (Role.WORKSHOP_SUPERVISOR,)),
        Step(WORKING_DAY, (Role.SERVICE_MANAGER,)),
        Step(2 * WORKING_DAY, (Role.CARE_DIRECTOR,)),
        Step(5 * WORKING_DAY, (Role.SERVICE_DIRECTOR,)),
    ),
}

NO_ROLES = Text(
    zh="第 {step} 级没有选择岗位。请至少选择一个。",
    en="Step {step} tells nobody. Choose at least one post.",
)
NOT_RISING = Text(
    zh="第 {step} 级的时间（{minutes} 分钟）不晚于上一级（{before} 分钟）。每一级须晚于上一级。",
    en="Step {step} comes after {minutes} minutes, no later than the step before it ({before}). "
    "Each step has to come later than the one before.",
)
TOLD_TWICE = Text(
    zh="第 {step} 级的“{role}”在第 {before} 级已经通知过，升级会原地打转。请删去其中一个。",
    en="“{role}” of step {step} is told by step {before} already: the ladder would go round in a "
    "circle. Take one of them out.",
)
BAD_MINUTES = Text(
    zh="第 {step} 级的时间须在 0 到 {most} 分钟之间。",
    en="Step {step} has to come after 0 to {most} minutes.",
)
TOO_MANY = Text(
    zh="升级阶梯最多 {most} 级。请合并几级。",
    en="A ladder has at most {most} steps. Join some of them.",
)
NOBODY = Text(
    zh="第 {step} 级：门店目前没有人担任{roles}，到时无人收到通知。",
    en="Step {step}: nobody in the store is {roles} today; the step would tell nobody.",
)


def unheld(ladder: Ladder, held: Collection[Role]) -> list[Text]:
    """A sentence for each step none of whose posts is ``held`` by anybody."""
    return [
        filled(NOBODY, step=number, roles=posts(step.roles))
        for number, step in enumerate(ladder, 1)
        if not set(step.roles) & set(held)
    ]


def left(ladder: Sequence[Step], told: Collection[str]) -> list[Step]:
    """The steps still to come, each with those only who were not told before."""
    still = [Step(s.minutes, tuple(r for r in s.roles if r not in told)) for s in ladder]
    return [step for step in still if step.roles]


def check(ladder: Ladder) -> None:
    """Raises :class:`Refused` unless the steps rise and nobody is told twice."""
    if len(ladder) > MOST_STEPS:
        raise Refused(TOO_MANY, most=MOST_STEPS)
    for number, step in enumerate(ladder, 1):
        if not step.roles:
            raise Refused(NO_ROLES, step=number)
        if not 0 <= step.minutes <= LONGEST:
            raise Refused(BAD_MINUTES, step=number, most=LONGEST)
    for number, (before, step) in enumerate(pairwise(ladder), 2):
        if step.minutes <= before.minutes:
            minutes = {"minutes": step.minutes, "before": before.minutes}
            raise Refused(NOT_RISING, step=number, **minutes)
    _check_told_once(ladder)


def _check_told_once(ladder: Ladder) -> None:
    told: dict[Role, int] = {}
    for number, step in enumerate(ladder, 1):
        for role in step.roles:
            if role in told:
                raise Refused(TOLD_TWICE, step=number, role=role_name(role), before=told[role])
            told[role] = number
