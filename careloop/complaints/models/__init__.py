"""Complaints, what was done about each, and how a store wants them handled."""

from careloop.complaints.models.complaint import Complaint, Fault
from careloop.complaints.models.life import (
    Attachment,
    CallBack,
    EscalationStep,
    Event,
    Pause,
    RootCause,
)
from careloop.complaints.models.tuning import LadderStep, StoreCause, StoreClocks, TimeLimit

__all__ = [
    "Attachment",
    "CallBack",
    "Complaint",
    "EscalationStep",
    "Event",
    "Fault",
    "LadderStep",
    "Pause",
    "RootCause",
    "StoreCause",
    "StoreClocks",
    "TimeLimit",
]
