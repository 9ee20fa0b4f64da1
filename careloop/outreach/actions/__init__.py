"""Writes of contacts: what rules and people make due, who takes it, what came of it."""

from careloop.outreach.actions.attempts import correct_outcome, record_attempt
from careloop.outreach.actions.claims import claim, next_task, release
from careloop.outreach.actions.rules import RulesRun, run_rules
from careloop.outreach.actions.tasks import assign, close, schedule_contact
from careloop.outreach.actions.topics import TopicStarted, start_topic
from careloop.outreach.actions.tuning import (
    add_festival,
    drop_festival,
    set_limits,
    set_outcome,
    set_rule,
)

__all__ = [
    "RulesRun",
    "TopicStarted",
    "add_festival",
    "assign",
    "claim",
    "close",
    "correct_outcome",
    "drop_festival",
    "next_task",
    "record_attempt",
    "release",
    "run_rules",
    "schedule_contact",
    "set_limits",
    "set_outcome",
    "set_rule",
    "start_topic",
]
