"""What a complaint must say: pure decisions about what people type."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from careloop.core.kernel.codes import COMPLAINT_CAUSE, SEVERITY, CodeList
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

NO_SUCH_CODE = Text(
    zh="“{value}”不是投诉{what}。请选择：{known}。",
    en="“{value}” is no complaint {what}. Choose one of: {known}.",
)
SAYS_NOTHING = Text(
    zh="投诉内容是空的。请写明客户不满意什么。",
    en="The complaint says nothing. Write what the customer is unhappy with.",
)
OUT_OF_ORDER = Text(
    zh="“{later}”（{late}）早于“{earlier}”（{early}）。请核对时间。",
    en="“{later}” ({late}) lies before “{earlier}” ({early}). Check the times.",
)
CAUSE, CLASS = Text(zh="原因", en="cause"), Text(zh="等级", en="class")
# What is done about a complaint, by the moment it was done.
DEEDS = {
    "first_reply_at": Text(zh="首次回复", en="first reply"),
    "taken_over_at": Text(zh="接手", en="taken over"),
    "investigated_at": Text(zh="调查完成", en="investigated"),
    "solved_at": Text(zh="解决", en="solved"),
}
RECEIVED, NOW = Text(zh="接到投诉", en="received"), Text(zh="现在", en="now")


class Dated(Protocol):
    """A complaint by its moments."""

    received_at: datetime


def require_complete(*, cause: str, severity: str, description: str) -> None:
    """Raises :class:`Refused`: the cause or class is none we know, or nothing is described."""
    require_codes(cause=cause, severity=severity)
    if not description.strip():
        raise Refused(SAYS_NOTHING)


def require_codes(*, cause: str, severity: str) -> None:
    """Raises :class:`Refused`: the cause or class is none we know."""
    _require_code(COMPLAINT_CAUSE, cause, CAUSE)
    if severity:
        _require_code(SEVERITY, severity, CLASS)


def require_order(early: datetime, earlier: Text, late: datetime, later: Text) -> None:
    """Raises :class:`Refused` where what comes later lies before what comes earlier."""
    if late < early:
        said = {"early": f"{early:%Y-%m-%d %H:%M}", "late": f"{late:%Y-%m-%d %H:%M}"}
        raise Refused(OUT_OF_ORDER, earlier=earlier, later=later, **said)


def require_deeds_after(complaint: Dated) -> None:
    """Raises :class:`Refused` where something was done about it before it was received."""
    for field, name in DEEDS.items():
        if (at := getattr(complaint, field)) is not None:
            require_order(complaint.received_at, RECEIVED, at, name)


def distinct(texts: list[str]) -> list[str]:
    """The texts that say something, each once, in their order."""
    return list(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _require_code(codes: CodeList, value: str, what: Text) -> None:
    if value not in codes.codes:
        names = [entry.text for entry in codes.entries]
        known = Text(zh="、".join(n.zh for n in names), en=", ".join(n.en for n in names))
        raise Refused(NO_SUCH_CODE, value=value, what=what, known=known)
