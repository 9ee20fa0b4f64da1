"""Working on a complaint until it is known what happened: CMP-04 to CMP-06, CMP-10."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from careloop.complaints.actions import texts
from careloop.complaints.actions.changing import done, locked, page_of
from careloop.complaints.actions.checking import filled, require_employee, require_owner
from careloop.complaints.choices import LEVEL_LABELS, Level, PauseReason, State
from careloop.complaints.models import Complaint, Pause
from careloop.complaints.rules import Deed, neighbours, require_codes, validity
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.notifications.actions import notify
from careloop.organisation.choices import Permission
from careloop.organisation.models import User
from careloop.organisation.rules import Viewer


@transaction.atomic
def take_over(
    *, by: Viewer, complaint: Complaint, revision: int, now: datetime, owner: User | None = None
) -> Complaint:
    """Own a complaint nobody owns, or, as a supervisor, give it to ``owner``, who is told.

    Raises:
        Refused: it has an owner already, or the new one has left or may not handle complaints.
    """
    owner = owner or _user(by)
    is_own = owner.pk == by.user_id and complaint.owner_id is None
    deed = Deed.TAKE_OVER if is_own else Deed.GIVE
    found = locked(by, complaint, revision, deed, now)
    require_owner(found.store, owner, now.date())
    found.owner = owner
    if found.state == State.RECORDED:
        found.state, found.taken_over_at = State.TAKEN_OVER.value, now
    done(by, found, deed, now, note=owner.get_full_name() or owner.username, owner=owner.pk)
    if owner.pk != by.user_id:
        tell(found, texts.GIVEN, now, owner)
    return found


def _user(by: Viewer) -> User:
    if by.user_id is None:
        raise Refused(texts.NOBODY)
    return User.objects.get(pk=by.user_id)


@transaction.atomic
def reply(
    *, by: Viewer, complaint: Complaint, revision: int, now: datetime, note: str
) -> Complaint:
    """The complainant was told how the complaint is handled; the first time stops those clocks."""
    found = locked(by, complaint, revision, Deed.REPLY, now)
    told = filled(note, texts.REPLY)
    found.first_reply_at = found.first_reply_at or now
    return done(by, found, Deed.REPLY, now, note=told)


@transaction.atomic
def investigate(
    *,
    by: Viewer,
    complaint: Complaint,
    revision: int,
    now: datetime,
    note: str,
    cause: str = "",
    responsible_no: str | None = None,
    is_valid: bool | None = None,
    invalid_reason: str = "",
    is_complete: bool = False,
) -> Complaint:
    """Write down what was found; ``is_complete`` ends the investigation (CMP-05).

    A blank ``cause`` and a ``responsible_no`` of ``None`` leave what stands. Finding a complaint
    not valid, or valid after all, is for those who supervise.

    Raises:
        Refused: nothing written, complete without saying whether it is valid, not valid without
            a reason.
    """
    found = locked(by, complaint, revision, Deed.INVESTIGATE, now)
    if (is_valid is False) != (found.is_valid is False):
        by.require(Permission.SUPERVISE_COMPLAINTS, found.store_id)
    found.investigation = filled(note, texts.INVESTIGATION)
    if is_complete and is_valid is None:
        raise Refused(texts.MISSING, what=texts.VALIDITY)
    if cause and cause != found.cause:
        require_codes(cause=cause, severity="")
        found.cause, found.store_cause = cause, None
    if responsible_no is not None:
        require_employee(found.store, responsible_no)
        found.responsible_no = responsible_no
    found.is_valid = is_valid
    reason = filled(invalid_reason, texts.INVALID_REASON) if is_valid is False else ""
    found.invalid_reason = reason[:255]
    found.state = (State.INVESTIGATED if is_complete else State.TAKEN_OVER).value
    found.investigated_at = now if is_complete else None
    code = validity(is_valid)
    return done(by, found, Deed.INVESTIGATE, now, note=found.investigation, code=code)


@transaction.atomic
def raise_level(
    *,
    by: Viewer,
    complaint: Complaint,
    revision: int,
    now: datetime,
    level: str,
    note: str = "",
) -> Complaint:
    """Ask the management, then the manufacturer's region to settle it; back with a reason only.

    To and from the region it is a supervisor's deed. The owner is told when another moves it.

    Raises:
        Refused: no such level, more than one level at once, back without a reason.
    """
    found = locked(by, complaint, revision, Deed.RAISE_LEVEL, now)
    if level not in list(Level):
        raise Refused(texts.NO_SUCH_LEVEL, level=level)
    before, after = Level(found.level), Level(level)
    if after not in neighbours(before):
        raise Refused(
            texts.NOT_THAT_LEVEL,
            number=found.complaint_no,
            now=LEVEL_LABELS[before],
            level=LEVEL_LABELS[after],
        )
    if Level.REGION in (before, after):
        by.require(Permission.SUPERVISE_COMPLAINTS, found.store_id)
    if list(Level).index(after) < list(Level).index(before):
        filled(note, texts.REASON_BACK)
    found.level = after.value
    done(by, found, Deed.RAISE_LEVEL, now, note=note, code=after.value)
    if found.owner is not None and found.owner_id != by.user_id:
        tell(found, texts.RAISED, now, found.owner, level=LEVEL_LABELS[after])
    return found


@transaction.atomic
def plan_of_region(
    *, by: Viewer, complaint: Complaint, revision: int, now: datetime, text: str
) -> Complaint:
    """Write down the handling plan the manufacturer's region drew up (CMP-04)."""
    found = locked(by, complaint, revision, Deed.PLAN_OF_REGION, now)
    found.region_plan = filled(text, texts.PLAN)
    return done(by, found, Deed.PLAN_OF_REGION, now, note=found.region_plan)


@transaction.atomic
def pause(
    *, by: Viewer, complaint: Complaint, revision: int, now: datetime, reason: str, note: str = ""
) -> Complaint:
    """Stop the clocks while the customer, a part or the manufacturer is waited for.

    Raises:
        Refused: no such reason, or they are stopped already.
    """
    found = locked(by, complaint, revision, Deed.PAUSE, now)
    if reason not in list(PauseReason):
        raise Refused(texts.NO_SUCH_REASON, reason=reason)
    Pause.objects.create(
        complaint=found, reason=reason, note=note.strip()[:255], began_at=now, by_id=by.user_id
    )
    return done(by, found, Deed.PAUSE, now, note=note, code=reason)


@transaction.atomic
def resume(*, by: Viewer, complaint: Complaint, revision: int, now: datetime) -> Complaint:
    """Let the clocks go on."""
    found = locked(by, complaint, revision, Deed.RESUME, now)
    end_pause(found, now)
    return done(by, found, Deed.RESUME, now)


def end_pause(complaint: Complaint, now: datetime) -> None:
    """Whoever solves or merges a complaint waits for nothing any more."""
    complaint.pauses.filter(ended_at=None).update(ended_at=now)


def tell(complaint: Complaint, text: Text, now: datetime, *people: User, **said: object) -> None:
    """Tell people about a complaint, with the way to its page."""
    params = {"number": complaint.complaint_no, **said}
    notify(
        store=complaint.store,
        kind="complaint",
        text=Text(zh=text.say("zh", **params), en=text.say("en", **params)),
        link=page_of(complaint),
        now=now,
        users=people,
        is_urgent=True,
    )
