"""Asking the customer whether the solution holds, by someone other than the owner (CMP-17)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from careloop.complaints.actions import texts
from careloop.complaints.actions.changing import done, locked
from careloop.complaints.actions.handling import tell
from careloop.complaints.choices import State
from careloop.complaints.models import CallBack, Complaint
from careloop.complaints.rules import Deed, require_order
from careloop.complaints.rules.calling import KIND, occasions_of
from careloop.complaints.rules.history import NOT_SATISFIED, REACHED_NOBODY, SATISFIED
from careloop.complaints.rules.opening import DEEDS, NOW
from careloop.core.kernel.errors import Refused
from careloop.organisation.choices import Permission, Role
from careloop.organisation.queries import holders
from careloop.organisation.rules import Viewer
from careloop.outreach.actions import close
from careloop.outreach.choices import TaskState
from careloop.outreach.models import ContactTask


@transaction.atomic
def call_back(
    *,
    by: Viewer,
    complaint: Complaint,
    revision: int,
    now: datetime,
    reached: bool,
    satisfied: bool | None = None,
    note: str = "",
    attempt_id: int | None = None,
) -> Complaint:
    """Store a call-back: satisfied confirms the solution, not satisfied opens it again.

    Opened again it goes back to its owner, is counted, and every fault is open; the owner and the
    service manager are told. Where nobody was reached it stays to be called. Who was reached was
    told, at the latest now, how the complaint is handled.

    Raises:
        Refused: by the owner or the one it is about, before it is solved, or reached without
            saying whether the customer is satisfied.
    """
    found = locked(by, complaint, revision, Deed.CALL_BACK, now)
    if found.solved_at is not None:
        require_order(found.solved_at, DEEDS["solved_at"], now, NOW)
    if reached and satisfied is None:
        raise Refused(texts.MISSING, what=texts.SATISFIED)
    CallBack.objects.create(
        complaint=found,
        at=now,
        by_id=by.user_id,
        reached=reached,
        satisfied=satisfied if reached else None,
        note=note.strip(),
        attempt_id=attempt_id,
    )
    if not reached:
        return done(by, found, Deed.CALL_BACK, now, note=note, code=REACHED_NOBODY, reached=False)
    if attempt_id is None:
        _call_no_more(by, found, now)
    found.satisfied = satisfied
    found.first_reply_at = found.first_reply_at or now
    return _confirm(by, found, now, note) if satisfied else _reopen(by, found, now, note)


def _call_no_more(by: Viewer, complaint: Complaint, now: datetime) -> None:
    """Close the contact that waits on the worklist: the customer was called from here."""
    closer = by if by.may(Permission.MAKE_CONTACTS, complaint.store_id) else Viewer.system()
    waiting = ContactTask.objects.filter(
        store_id=complaint.store_id,
        contact_type=KIND,
        occasion__startswith=occasions_of(complaint.pk),
        state=TaskState.OPEN,
    )
    for task in waiting:
        close(by=closer, task=task, revision=task.revision, now=now, state=TaskState.DONE)


def _confirm(by: Viewer, complaint: Complaint, now: datetime, note: str) -> Complaint:
    complaint.state, complaint.confirmed_at = State.CONFIRMED.value, now
    return done(by, complaint, Deed.CALL_BACK, now, note=note, code=SATISFIED, satisfied=True)


def _reopen(by: Viewer, complaint: Complaint, now: datetime, note: str) -> Complaint:
    complaint.state = State.TAKEN_OVER.value
    complaint.reopened += 1
    complaint.reopened_at = now
    complaint.solved_at = complaint.investigated_at = None
    complaint.faults.update(is_solved=None)
    done(by, complaint, Deed.REOPEN, now, note=note, code=NOT_SATISFIED, times=complaint.reopened)
    people = list(holders(complaint.store, (Role.SERVICE_MANAGER, Role.CARE_DIRECTOR)))
    owner = [complaint.owner] if complaint.owner else []
    tell(complaint, texts.REOPENED, now, *owner, *people, times=complaint.reopened)
    return complaint
