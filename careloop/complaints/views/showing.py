"""What the page of a complaint shows: where it stands, its clocks and ladder, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from careloop.complaints.choices import UNSOLVED, State
from careloop.complaints.clocks import StoreTime, steps_left
from careloop.complaints.ladder import Step
from careloop.complaints.models import Complaint, EscalationStep
from careloop.complaints.queries import one
from careloop.complaints.queries.board import names_of
from careloop.complaints.severities import DEFINITIONS
from careloop.complaints.views.chips import chips, waiting
from careloop.complaints.views.hints import hints
from careloop.core.kernel.text import Text
from careloop.customers.queries import masked_phones
from careloop.organisation.choices import ROLE_LABELS, Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

# The way of a complaint: each stage, the field that says when it was reached, its short name.
STAGES = (
    (State.RECORDED, "received_at", Text(zh="登记", en="Recorded")),
    (State.TAKEN_OVER, "taken_over_at", Text(zh="接手", en="Taken over")),
    (State.INVESTIGATED, "investigated_at", Text(zh="调查完成", en="Investigated")),
    (State.SOLVED, "solved_at", Text(zh="解决", en="Solved")),
    (State.CONFIRMED, "confirmed_at", Text(zh="客户确认", en="Confirmed")),
    (State.ARCHIVED, "closed_at", Text(zh="归档", en="Archived")),
)


def shown(viewer: Viewer, store: Store, complaint: Complaint, now: datetime) -> dict[str, Any]:
    """The reading part of the page."""
    pauses = one.pauses(complaint)
    time = StoreTime.of(store, complaint.received_at.date())
    paused = next((pause for pause in pauses if pause.ended_at is None), None)
    number, steps = complaint.responsible_no, list(complaint.steps.order_by("step"))
    return {
        "complaint": complaint,
        "now": now,
        "path": path(complaint),
        "chips": chips(complaint, time, pauses, now),
        "paused": paused,
        "waiting": waiting(paused, now) if paused else None,
        "steps": steps,
        "steps_left": _to_come(steps_left(complaint, time, pauses, roles_of(steps))),
        "events": list(reversed(one.events(viewer, complaint))),
        "call_backs": list(complaint.call_backs.select_related("by").order_by("at")),
        "root_cause": getattr(complaint, "root_cause", None),
        "papers": list(complaint.attachments.select_related("file").order_by("pk")),
        "repeats": one.repeats(viewer, complaint),
        "responsible": names_of(store, [number]).get(number, number),
        "phone": _phone(complaint),
        "definition": next((d for d in DEFINITIONS if d.code == complaint.severity), None),
        "hints": hints(viewer, store, complaint.description) if complaint.state in UNSOLVED else [],
        "may_see_customers": viewer.may(Permission.VIEW_CUSTOMERS, store.pk),
    }


def path(complaint: Complaint) -> list[dict[str, Any]]:
    """The stages of its way: those behind it, the one it has to reach now, those to come."""
    states = [state.value for state, _, _ in STAGES]
    reached = states.index(complaint.state) if complaint.state in states else len(states)
    return [
        {
            "label": label,
            "at": getattr(complaint, field) if number <= reached else None,
            "tone": "done" if number <= reached else "now" if number == reached + 1 else "",
        }
        for number, (_, field, label) in enumerate(STAGES)
    ]


def roles_of(steps: Sequence[EscalationStep]) -> frozenset[str]:
    """Whom the ladder has told already."""
    return frozenset(role for step in steps for role in step.roles.split(","))


def _to_come(left: Sequence[tuple[datetime | None, Step]]) -> list[dict[str, Any]]:
    """The steps of the ladder to come, and when; without a moment where the clocks wait."""
    return [{"at": at, "roles": [ROLE_LABELS[role] for role in step.roles]} for at, step in left]


def _phone(complaint: Complaint) -> str:
    """The customer's first number, masked."""
    if complaint.customer_id is None:
        return ""
    return masked_phones({complaint.customer_id}).get(complaint.customer_id, "")
