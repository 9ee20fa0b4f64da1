"""Reads of contacts: the worklist with its counts, a car's earlier calls, what needs a look."""

from careloop.outreach.filters import Cursor, Filters
from careloop.outreach.queries.calls import earlier_calls
from careloop.outreach.queries.counting import Counts, counts
from careloop.outreach.queries.flags import Flag, flags
from careloop.outreach.queries.tuning import Rule, preview_rule, rules
from careloop.outreach.queries.worklist import (
    Line,
    Page,
    callable_now,
    task,
    worklist,
)

__all__ = [
    "Counts",
    "Cursor",
    "Filters",
    "Flag",
    "Line",
    "Page",
    "Rule",
    "callable_now",
    "counts",
    "earlier_calls",
    "flags",
    "preview_rule",
    "rules",
    "task",
    "worklist",
]
