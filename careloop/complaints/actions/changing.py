"""How every change begins and ends: permission, lock, rule; clocks, history, audit row."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from careloop.common import audit
from careloop.complaints.clocks import StoreTime, reckon
from careloop.complaints.models import Complaint, Event
from careloop.complaints.queries.one import facts, pauses
from careloop.complaints.rules import NOW, RECEIVED, RULES, Deed, Stale, refusal, require_order
from careloop.organisation.rules import Viewer


def locked(by: Viewer, complaint: Complaint, revision: int, deed: Deed, now: datetime) -> Complaint:
    """The complaint as it is now, locked until the end of the transaction.

    Raises:
        Forbidden: the viewer may not do that in the store.
        Stale: somebody changed it after it was shown.
        Refused: the deed is not possible where the complaint stands.
    """
    by.require(RULES[deed].permission, complaint.store_id)
    found = Complaint.objects.select_for_update(of=("self",)).select_related("store")
    current = found.get(pk=complaint.pk)
    if current.revision != revision:
        raise Stale(current)
    require_possible(by, current, deed)
    require_order(current.received_at, RECEIVED, now, NOW)
    return current


def require_possible(by: Viewer, complaint: Complaint, deed: Deed) -> None:
    """Raises ``Refused`` where the complaint stands elsewhere or something is missing."""
    refused = refusal(deed, complaint, facts(by, complaint))
    if refused is not None:
        raise refused


def done(
    by: Viewer,
    complaint: Complaint,
    deed: Deed,
    now: datetime,
    *,
    note: str = "",
    code: str = "",
    **detail: object,
) -> Complaint:
    """Store a change: one revision more, the clocks as they now stand, history and audit row.

    ``code`` is what the deed was about (``rules.about``); ``detail`` goes to the audit row:
    codes and numbers only.
    """
    complaint.revision += 1
    complaint.changed_at, complaint.changed_run = now, None
    set_clocks(complaint)
    complaint.save()
    record_event(by, complaint, deed, now, note=note, code=code)
    audit.record(
        actor_id=by.user_id,
        action=f"complaint.{deed}",
        subject=complaint,
        store_id=complaint.store_id,
        detail={"state": complaint.state, **detail},
    )
    return complaint


def set_clocks(complaint: Complaint) -> None:
    """Write on the complaint when it is due; does not save."""
    time = StoreTime.of(complaint.store, complaint.received_at.date())
    reckon(complaint, time, pauses(complaint))


def record_event(
    by: Viewer,
    complaint: Complaint,
    deed: Deed,
    now: datetime,
    *,
    note: str = "",
    code: str = "",
) -> Event:
    """Add a line to the complaint's history."""
    return Event.objects.create(
        complaint=complaint,
        at=now,
        by_id=by.user_id,
        deed=deed.value,
        state=complaint.state,
        code=code,
        note=note.strip(),
    )


def page_of(complaint: Complaint) -> str:
    """The address of a complaint's page."""
    return reverse("complaints:complaint", args=[complaint.store.code, complaint.pk])
