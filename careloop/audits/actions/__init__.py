"""Writes of audits: checklists and plans, inspections, findings, lunch tickets."""

from careloop.audits.actions.checklists import adopt, publish, retire, save_checklist
from careloop.audits.actions.discarding import discard
from careloop.audits.actions.findings import act_on_finding, recheck
from careloop.audits.actions.finishing import (
    FindingsNeeded,
    Incomplete,
    NewFinding,
    finish,
)
from careloop.audits.actions.inspecting import begin, save_draft, start_unplanned
from careloop.audits.actions.lunch import issue_ticket, use_ticket
from careloop.audits.actions.photos import add_photo, remove_photo
from careloop.audits.actions.plans import Run, end_plan, make_due, plan
from careloop.audits.actions.relaying import relay

__all__ = [
    "FindingsNeeded",
    "Incomplete",
    "NewFinding",
    "Run",
    "act_on_finding",
    "add_photo",
    "adopt",
    "begin",
    "discard",
    "end_plan",
    "finish",
    "issue_ticket",
    "make_due",
    "plan",
    "publish",
    "recheck",
    "relay",
    "remove_photo",
    "retire",
    "save_checklist",
    "save_draft",
    "start_unplanned",
    "use_ticket",
]
