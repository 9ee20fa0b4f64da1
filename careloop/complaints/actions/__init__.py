"""Writes of complaints: each keyword-only, whole or not at all, with history and audit row."""

from careloop.complaints.actions.calling_back import call_back
from careloop.complaints.actions.changing import record_event
from careloop.complaints.actions.correcting import CORRECTABLE, correct
from careloop.complaints.actions.handling import (
    investigate,
    pause,
    plan_of_region,
    raise_level,
    reply,
    resume,
    take_over,
)
from careloop.complaints.actions.joining import merge, split
from careloop.complaints.actions.opening import open_complaint
from careloop.complaints.actions.papers import attach
from careloop.complaints.actions.solving import archive, root_cause, solve

__all__ = [
    "CORRECTABLE",
    "archive",
    "attach",
    "call_back",
    "correct",
    "investigate",
    "merge",
    "open_complaint",
    "pause",
    "plan_of_region",
    "raise_level",
    "record_event",
    "reply",
    "resume",
    "root_cause",
    "solve",
    "split",
    "take_over",
]
