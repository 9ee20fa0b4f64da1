"""A department's goals for a year, as one dealer wrote them (golden 001_targets_2014).

They are an example to start from: a store's own come in by the ``targets`` feed or the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from careloop.core.kernel.text import Text

Comparator = Literal[">", ">=", "=", "<=", "<"]


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal: ``metric`` is the code of the metric that measures it, where there is one."""

    code: str
    name: Text
    comparator: Comparator
    value: int
    unit: Text
    metric: str | None = None


_PERCENT = Text(zh="%", en="%")
_A_MONTH = Text(zh="每月", en="per month")
_A_QUARTER = Text(zh="每季度", en="per quarter")

DEPARTMENT_GOALS: tuple[Goal, ...] = (
    Goal(
        "callback_standard_rate",
        Text(zh="各项回访规范率", en="Calls made to standard"),
        "=",
        93,
        _PERCENT,
        "callback_standard_rate",
    ),
    Goal("callback_rate", Text(zh="回访率", en="Call rate"), "=", 100, _PERCENT, "callback_rate"),
    Goal(
        "process_check_rate",
        Text(zh="流程点检率", en="Process checks done"),
        "=",
        100,
        _PERCENT,
        "process_check_rate",
    ),
    Goal(
        "message_relay_rate",
        Text(zh="传达率", en="Findings relayed"),
        "=",
        100,
        _PERCENT,
        "relay_rate",
    ),
    Goal("follow_up", Text(zh="跟进", en="Follow-up"), "=", 100, _PERCENT, "follow_up_check_rate"),
    Goal(
        "staff_turnover_rate",
        Text(zh="人员流失率控制", en="Staff turnover"),
        "<=",
        33,
        _PERCENT,
        "staff_turnover",
    ),
    Goal(
        "internal_training_per_month",
        Text(zh="部门内部培训", en="Training in the department"),
        ">=",
        1,
        _A_MONTH,
        "trainings",
    ),
    Goal(
        "weak_item_meetings_per_month",
        Text(zh="满意度弱项改善会议", en="Meetings on weak items"),
        ">=",
        2,
        _A_MONTH,
    ),
    Goal(
        "renewals_per_month",
        Text(zh="续保任务", en="Renewals"),
        ">=",
        30,
        _A_MONTH,
        "renewals",
    ),
    Goal(
        "care_event_1plus1",
        Text(zh="1+1客户关怀活动", en="1+1 customer event"),
        ">=",
        1,
        _A_QUARTER,
    ),
)
