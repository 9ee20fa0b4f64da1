"""What a complaint must say to be opened: pure decisions."""

from __future__ import annotations

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
CAUSE, CLASS = Text(zh="原因", en="cause"), Text(zh="等级", en="class")


def require_complete(*, cause: str, severity: str, description: str) -> None:
    """Raises :class:`Refused`: the cause or class is none we know, or nothing is described."""
    _require_code(COMPLAINT_CAUSE, cause, CAUSE)
    if severity:
        _require_code(SEVERITY, severity, CLASS)
    if not description.strip():
        raise Refused(SAYS_NOTHING)


def _require_code(codes: CodeList, value: str, what: Text) -> None:
    if value not in codes.codes:
        names = [entry.text for entry in codes.entries]
        known = Text(zh="、".join(n.zh for n in names), en=", ".join(n.en for n in names))
        raise Refused(NO_SUCH_CODE, value=value, what=what, known=known)
