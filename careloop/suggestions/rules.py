"""Where a suggestion stands, and what may come next: pure decisions (IMP-03, KPI 24)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation.models import Employee
from careloop.suggestions.models import Suggestion

DAYS_OF_REVIEW = 7
LONGEST_NOTE = 255


class State(StrEnum):
    """Where a suggestion stands; told by its days, never stored."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    EXECUTED = "executed"
    DECLINED = "declined"


STATE_LABELS = {
    State.WAITING: Text(zh="待评审", en="To be reviewed"),
    State.ACCEPTED: Text(zh="已采纳", en="Accepted"),
    State.EXECUTED: Text(zh="已执行", en="Carried out"),
    State.DECLINED: Text(zh="未采纳", en="Declined"),
}
STALE = Text(
    zh="在您打开之后，别人已处理过这条建议，您的操作没有保存。请看现在的状态再决定。",
    en="Somebody decided about this suggestion after you opened it, and your decision was not "
    "kept. See how it stands now.",
)
OUT_OF_ORDER = Text(
    zh="建议 {number} 现在是“{state}”，不能改为“{wanted}”。{first}",
    en="Suggestion {number} is “{state}” and cannot become “{wanted}”. {first}",
)
FIRST = {
    State.ACCEPTED: Text(zh="只有待评审的建议可以采纳。", en="One to be reviewed is accepted."),
    State.DECLINED: Text(zh="只有待评审的建议可以不采纳。", en="One to be reviewed is declined."),
    State.EXECUTED: Text(
        zh="请先采纳，再确认执行完毕。", en="Accept it first, then confirm that it was carried out."
    ),
    State.WAITING: Text(zh="它还没有任何决定。", en="Nothing was decided about it yet."),
}
# From where each state may be reached; back to waiting takes the last decision back.
BEFORE: dict[State, frozenset[State]] = {
    State.ACCEPTED: frozenset({State.WAITING}),
    State.DECLINED: frozenset({State.WAITING}),
    State.EXECUTED: frozenset({State.ACCEPTED}),
    State.WAITING: frozenset({State.ACCEPTED, State.DECLINED, State.EXECUTED}),
}
NO_REASON = Text(
    zh="不采纳要写明原因，以便答复提出人。请填写。",
    en="Say why it is declined, so that whoever made it can be answered.",
)
NOTE_TOO_LONG = Text(
    zh="说明有 {length} 个字，最多 {most} 个。请缩短。",
    en="The note has {length} characters, {most} at most. Shorten it.",
)
NOT_EMPLOYED = Text(
    zh="{who} 不是本店在职人员，不能负责执行。请选择在职人员。",
    en="{who} is not employed in this store and cannot carry it out. Choose somebody who is.",
)


class Stale(Refused):
    """Somebody else decided after it was shown; ``current`` is the suggestion as it stands."""

    def __init__(self, current: Suggestion) -> None:
        super().__init__(STALE)
        self.current = current


def state_of(suggestion: Suggestion) -> State:
    """Where a suggestion stands. What was accepted counts as accepted, whatever else a file says
    of it."""
    if suggestion.executed_on is not None:
        return State.EXECUTED
    if suggestion.accepted_on is not None:
        return State.ACCEPTED
    return State.DECLINED if suggestion.declined_on is not None else State.WAITING


def may_become(suggestion: Suggestion, wanted: State) -> None:
    """Raises :class:`Refused` where ``wanted`` cannot follow on how the suggestion stands."""
    state = state_of(suggestion)
    if state not in BEFORE[wanted]:
        raise Refused(
            OUT_OF_ORDER,
            number=suggestion.suggestion_no,
            state=STATE_LABELS[state],
            wanted=STATE_LABELS[wanted],
            first=FIRST[wanted],
        )


def noted(note: str, *, needed: bool = False) -> str:
    """A note as it is kept.

    Raises:
        Refused: too long, or blank where a reason is needed.
    """
    text = note.strip()
    if needed and not text:
        raise Refused(NO_REASON)
    if len(text) > LONGEST_NOTE:
        raise Refused(NOTE_TOO_LONG, length=len(text), most=LONGEST_NOTE)
    return text


def employed(owner: Employee | None, store_id: int, day: date) -> Employee | None:
    """Raises :class:`Refused` where ``owner`` is of another store or has left."""
    if owner is None:
        return None
    has_left = owner.left_on is not None and owner.left_on < day
    if owner.store_id != store_id or has_left:
        raise Refused(NOT_EMPLOYED, who=owner.name or owner.employee_no)
    return owner
