"""Writes of improvement: problems, measures, what is carried on, meetings, training."""

from careloop.improvement.actions.carrying import carry_over
from careloop.improvement.actions.measures import (
    add_evidence,
    add_measure,
    change_measure,
    remove_evidence,
    remove_measure,
    report_progress,
)
from careloop.improvement.actions.meetings import (
    cancel_meeting,
    change_meeting,
    hold_meeting,
    plan_meeting,
)
from careloop.improvement.actions.ordering import reorder
from careloop.improvement.actions.problems import (
    add_problem,
    change_problem,
    close_problem,
    remove_problem,
    reopen_problem,
)
from careloop.improvement.actions.reminding import remind
from careloop.improvement.actions.training import (
    Came,
    cancel_training,
    change_training,
    hold_training,
    plan_training,
)

__all__ = [
    "Came",
    "add_evidence",
    "add_measure",
    "add_problem",
    "cancel_meeting",
    "cancel_training",
    "carry_over",
    "change_measure",
    "change_meeting",
    "change_problem",
    "change_training",
    "close_problem",
    "hold_meeting",
    "hold_training",
    "plan_meeting",
    "plan_training",
    "remind",
    "remove_evidence",
    "remove_measure",
    "remove_problem",
    "reopen_problem",
    "reorder",
    "report_progress",
]
