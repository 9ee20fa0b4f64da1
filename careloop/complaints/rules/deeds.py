"""What may be done to a complaint where it stands: one table, read by actions and by pages.

CMP-04 and CMP-05: recorded → taken over → investigated → solved by the store, its management or
the manufacturer's region → called back → satisfied? no: back and counted → root cause → archived.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from careloop.complaints.choices import OPEN, STATE_LABELS, UNSOLVED, Level, State
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation.choices import Permission


class Deed(StrEnum):
    """What is done to a complaint, and by what name its history tells it."""

    OPEN = "open"
    TAKE_OVER = "take_over"
    GIVE = "give"
    REPLY = "reply"
    CORRECT = "correct"
    INVESTIGATE = "investigate"
    RAISE_LEVEL = "raise_level"
    PLAN_OF_REGION = "plan_of_region"
    PAUSE = "pause"
    RESUME = "resume"
    SOLVE = "solve"
    CALL_BACK = "call_back"
    REOPEN = "reopen"
    ROOT_CAUSE = "root_cause"
    ARCHIVE = "archive"
    MERGE = "merge"
    ABSORB = "absorb"
    SPLIT = "split"
    ATTACH = "attach"
    ESCALATE = "escalate"


DEED_LABELS = {
    Deed.OPEN: Text(zh="登记", en="Recorded"),
    Deed.TAKE_OVER: Text(zh="接手", en="Take over"),
    Deed.GIVE: Text(zh="转交负责人", en="Give to an owner"),
    Deed.REPLY: Text(zh="回复客户", en="Reply to the customer"),
    Deed.CORRECT: Text(zh="更正", en="Correct"),
    Deed.INVESTIGATE: Text(zh="调查", en="Investigate"),
    Deed.RAISE_LEVEL: Text(zh="变更处理层级", en="Change the level"),
    Deed.PLAN_OF_REGION: Text(zh="厂家区域处理方案", en="Plan of the region"),
    Deed.PAUSE: Text(zh="暂停计时", en="Pause the clocks"),
    Deed.RESUME: Text(zh="恢复计时", en="Start the clocks again"),
    Deed.SOLVE: Text(zh="解决", en="Solve"),
    Deed.CALL_BACK: Text(zh="回访确认", en="Call back"),
    Deed.REOPEN: Text(zh="客户不满意，退回处理", en="Reopened, not satisfied"),
    Deed.ROOT_CAUSE: Text(zh="根本原因分析", en="Root cause"),
    Deed.ARCHIVE: Text(zh="归档", en="Archive"),
    Deed.MERGE: Text(zh="并入另一投诉", en="Merge into another"),
    Deed.ABSORB: Text(zh="并入了其他投诉", en="Took in another"),
    Deed.SPLIT: Text(zh="拆分", en="Split"),
    Deed.ATTACH: Text(zh="添加附件", en="Attach a paper"),
    Deed.ESCALATE: Text(zh="自动升级", en="Escalated"),
}


class Standing(Protocol):
    """What of a complaint decides what may be done to it."""

    complaint_no: str
    state: str
    level: str
    is_valid: bool | None
    first_reply_at: datetime | None
    owner_id: int | None
    region_plan: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Who looks at a complaint, and what lies beside it (``queries.facts``).

    ``is_own``: the viewer owns it, or is the one it is about.
    """

    may_handle: bool = True
    may_supervise: bool = True
    is_own: bool = False
    is_paused: bool = False
    has_root_cause: bool = False


NOT_NOW = Text(
    zh="投诉 {number} 目前是“{state}”，不能进行“{deed}”。{next}",
    en="Complaint {number} stands at “{state}”: “{deed}” is not possible now. {next}",
)
# What comes next where a complaint stands: said to who wants something else.
NEXT = {
    State.RECORDED: Text(zh="请先由负责人接手。", en="It has to be taken over first."),
    State.TAKEN_OVER: Text(zh="请先完成调查。", en="The investigation has to be completed first."),
    State.INVESTIGATED: Text(zh="接下来请登记解决方案。", en="The solution comes next."),
    State.SOLVED: Text(
        zh="接下来请由负责人以外的同事回访客户。",
        en="The customer is called back next, by someone other than the owner.",
    ),
    State.CONFIRMED: Text(
        zh="接下来请完成根本原因分析并归档。", en="The root cause comes next, then the archive."
    ),
    State.ARCHIVED: Text(
        zh="已经结案；如客户再次投诉，请新建投诉。",
        en="It is closed; open a new complaint if the customer complains again.",
    ),
    State.MERGED: Text(
        zh="请在并入后的投诉中处理。", en="Work on the complaint it was merged into."
    ),
}
OWN_CALL_BACK = Text(
    zh="投诉 {number} 由您负责，或与您的工作有关。请由其他同事回访客户。",
    en="Complaint {number} is yours, or about your work. Somebody else has to call the customer "
    "back.",
)
PAUSED_ALREADY = Text(
    zh="投诉 {number} 的计时已经暂停。请先恢复计时。",
    en="The clocks of complaint {number} are paused already. Start them again first.",
)
NOT_PAUSED = Text(
    zh="投诉 {number} 的计时没有暂停，无需恢复。",
    en="The clocks of complaint {number} are not paused; there is nothing to start again.",
)
NOT_THE_REGION = Text(
    zh="投诉 {number} 尚未上报厂家区域。请先变更处理层级。",
    en="Complaint {number} is not with the manufacturer's region. Raise its level first.",
)
NO_PLAN = Text(
    zh="投诉 {number} 已上报厂家区域，但没有区域处理方案。请先填写方案。",
    en="Complaint {number} is with the manufacturer's region, whose plan is missing. Write down "
    "the plan first.",
)
NOT_CALLED_BACK = Text(
    zh="投诉 {number} 未经客户回访确认满意，不能归档。请先由负责人以外的同事回访。",
    en="Complaint {number} cannot be archived: no call-back has confirmed that the customer is "
    "satisfied. Somebody other than the owner calls the customer back first.",
)
NOT_TOLD = Text(
    zh="投诉 {number} 判定为无效，但还没有告知客户，不能归档。请先回复客户。",
    en="Complaint {number} was found not valid, but the customer was not told. Reply to the "
    "customer before it is archived.",
)
NO_ROOT_CAUSE = Text(
    zh="投诉 {number} 还没有根本原因分析，不能归档。请先填写。",
    en="Complaint {number} has no root cause and cannot be archived. Write it down first.",
)

Barrier = Callable[[Standing, Facts], Text | None]


def _own(complaint: Standing, facts: Facts) -> Text | None:
    return OWN_CALL_BACK if facts.is_own else None


def _paused(complaint: Standing, facts: Facts) -> Text | None:
    return PAUSED_ALREADY if facts.is_paused else None


def _running(complaint: Standing, facts: Facts) -> Text | None:
    return None if facts.is_paused else NOT_PAUSED


def _below_region(complaint: Standing, facts: Facts) -> Text | None:
    return None if complaint.level == Level.REGION else NOT_THE_REGION


def _no_plan(complaint: Standing, facts: Facts) -> Text | None:
    lacks_it = complaint.level == Level.REGION and not complaint.region_plan
    return NO_PLAN if lacks_it else None


def _unconfirmed(complaint: Standing, facts: Facts) -> Text | None:
    """Confirmed by a call-back, or found not valid and the customer told so."""
    if complaint.state == State.CONFIRMED:
        return None
    if complaint.is_valid is not False:
        return NOT_CALLED_BACK
    return None if complaint.first_reply_at else NOT_TOLD


def _no_cause(complaint: Standing, facts: Facts) -> Text | None:
    return None if facts.has_root_cause else NO_ROOT_CAUSE


@dataclass(frozen=True, slots=True)
class Rule:
    """In which states a deed is possible, who may do it, what may stand in its way."""

    states: tuple[State, ...]
    permission: Permission = Permission.HANDLE_COMPLAINT
    barriers: tuple[Barrier, ...] = ()


_AT_WORK = (State.TAKEN_OVER, State.INVESTIGATED)
_KNOWN = (State.INVESTIGATED, State.SOLVED, State.CONFIRMED)
_SUPERVISE = Permission.SUPERVISE_COMPLAINTS

RULES: dict[Deed, Rule] = {
    Deed.TAKE_OVER: Rule((State.RECORDED,)),
    Deed.GIVE: Rule(UNSOLVED, _SUPERVISE),
    Deed.REPLY: Rule((*UNSOLVED, State.SOLVED)),
    Deed.CORRECT: Rule(OPEN),
    Deed.INVESTIGATE: Rule(_AT_WORK),
    Deed.RAISE_LEVEL: Rule(_AT_WORK),
    Deed.PLAN_OF_REGION: Rule(_AT_WORK, barriers=(_below_region,)),
    Deed.PAUSE: Rule(_AT_WORK, barriers=(_paused,)),
    Deed.RESUME: Rule(_AT_WORK, barriers=(_running,)),
    Deed.SOLVE: Rule((State.INVESTIGATED,), barriers=(_no_plan,)),
    Deed.CALL_BACK: Rule((State.SOLVED,), barriers=(_own,)),
    # The analysis may begin while the customer still waits for the call.
    Deed.ROOT_CAUSE: Rule(_KNOWN),
    Deed.ARCHIVE: Rule(_KNOWN, _SUPERVISE, (_unconfirmed, _no_cause)),
    Deed.MERGE: Rule(UNSOLVED, _SUPERVISE),
    Deed.SPLIT: Rule(UNSOLVED, _SUPERVISE),
    Deed.ATTACH: Rule(OPEN),
}


def deeds(complaint: Standing, facts: Facts) -> frozenset[str]:
    """The codes of what the viewer may do to the complaint now."""
    return frozenset(
        deed.value
        for deed, rule in RULES.items()
        if _may(rule, facts) and refusal(deed, complaint, facts) is None
    )


def _may(rule: Rule, facts: Facts) -> bool:
    if rule.permission is Permission.HANDLE_COMPLAINT:
        return facts.may_handle
    return facts.may_supervise


def refusal(deed: Deed, complaint: Standing, facts: Facts) -> Refused | None:
    """Why a deed is not possible where the complaint stands; ``None`` where it is.

    Permissions are another matter: the action asks for them.
    """
    rule, number = RULES[deed], complaint.complaint_no
    if complaint.state not in rule.states:
        state = State(complaint.state)
        said = {"state": STATE_LABELS[state], "deed": DEED_LABELS[deed], "next": NEXT[state]}
        return Refused(NOT_NOW, number=number, **said)
    for barrier in rule.barriers:
        if (text := barrier(complaint, facts)) is not None:
            return Refused(text, number=number)
    return None


def neighbours(level: Level) -> frozenset[Level]:
    """The levels a complaint may move to: one up or one down."""
    levels = list(Level)
    place = levels.index(level)
    return frozenset(levels[max(0, place - 1) : place + 2]) - {level}
