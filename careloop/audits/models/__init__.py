"""Checklists with their plans, inspections with answers, findings, and lunch tickets."""

from careloop.audits.models.checklists import Checklist, Plan
from careloop.audits.models.findings import Finding, Recheck
from careloop.audits.models.inspections import Answer, Inspection, Photo
from careloop.audits.models.lunch import LunchTicket

__all__ = [
    "Answer",
    "Checklist",
    "Finding",
    "Inspection",
    "LunchTicket",
    "Photo",
    "Plan",
    "Recheck",
]
