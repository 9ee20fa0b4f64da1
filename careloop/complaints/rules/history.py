"""What a line of a complaint's history was about, said in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from careloop.complaints.choices import LEVEL_LABELS, PAUSE_LABELS
from careloop.complaints.rules.deeds import Deed
from careloop.core.kernel.codes import DEPARTMENT
from careloop.core.kernel.text import Text

REACHED_NOBODY, SATISFIED, NOT_SATISFIED = "nobody", "satisfied", "not_satisfied"
CALL_BACK_LABELS = {
    REACHED_NOBODY: Text(zh="没有联系上客户", en="nobody reached"),
    SATISFIED: Text(zh="客户满意", en="the customer is satisfied"),
    NOT_SATISFIED: Text(zh="客户不满意", en="the customer is not satisfied"),
}
VALID, NOT_VALID = "valid", "not_valid"
VALID_LABELS = {
    VALID: Text(zh="投诉有效", en="found valid"),
    NOT_VALID: Text(zh="投诉无效", en="found not valid"),
}
STEP = Text(zh="第 {step} 级", en="step {step}")


def about(deed: str, code: str) -> Text | str:
    """The level, reason or outcome a deed names by its code; else the code itself: a number."""
    if deed == Deed.ESCALATE and code:
        return Text(zh=STEP.say("zh", step=code), en=STEP.say("en", step=code))
    if deed == Deed.ROOT_CAUSE:
        return DEPARTMENT.text(code)
    return _LABELS.get(deed, {}).get(code, code)


_LABELS: Mapping[str, Mapping[Any, Text]] = {
    Deed.RAISE_LEVEL: LEVEL_LABELS,
    Deed.PAUSE: PAUSE_LABELS,
    Deed.CALL_BACK: CALL_BACK_LABELS,
    Deed.REOPEN: CALL_BACK_LABELS,
    Deed.INVESTIGATE: VALID_LABELS,
}


def validity(is_valid: bool | None) -> str:
    """What an investigation found, as its line in the history keeps it."""
    return "" if is_valid is None else (VALID if is_valid else NOT_VALID)
