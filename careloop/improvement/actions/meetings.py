"""Meetings: planned, held with minutes, their decisions made measures (MTG-01, IMP-04)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.improvement import rules
from careloop.improvement.actions.measures import add_measure
from careloop.improvement.actions.rows import current, note, save, staff_of
from careloop.improvement.choices import MeetingKind
from careloop.improvement.models import Meeting
from careloop.organisation.choices import Permission
from careloop.organisation.models import Employee, Store
from careloop.organisation.rules import Viewer

HELD = Text(
    zh="这次会议已于 {day} 召开并有记录。需要更正请修改记录。",
    en="This meeting was held on {day} and has its record. Correct the record instead.",
)
NOBODY_CAME = Text(
    zh="没有写明谁参加了会议。请勾选与会人员或填写姓名。",
    en="It is not said who was there. Tick those present or write their names.",
)
CHANGEABLE = ("kind", "planned_at", "chaired_by", "people", "others", "agenda", "minutes")


@transaction.atomic
def plan_meeting(
    *,
    by: Viewer,
    store: Store,
    kind: str,
    planned_at: datetime,
    now: datetime,
    chaired_by: Employee | None = None,
    people: Collection[Employee] = (),
    others: str = "",
    agenda: str = "",
) -> Meeting:
    """Plan a meeting; one that was held already is planned for then and held at once.

    Raises:
        Refused: no permission, no such kind, somebody who is not on the staff.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, store.pk)
    staff_of(store.pk, [*people, *filter(None, [chaired_by])], planned_at.date())
    meeting = Meeting.objects.create(
        store=store,
        kind=rules.chosen("kind", kind, MeetingKind),
        planned_at=planned_at,
        chaired_by=chaired_by,
        others=rules.said("others", others),
        agenda=rules.said("agenda", agenda),
        made_by_id=by.user_id,
        made_at=now,
    )
    meeting.people.set(people)
    note(by, "meeting.plan", meeting, store.pk, kind=meeting.kind)
    return meeting


@transaction.atomic
def hold_meeting(
    *,
    by: Viewer,
    meeting: Meeting,
    revision: int,
    held_at: datetime,
    people: Collection[Employee],
    minutes: str,
    now: datetime,
    others: str = "",
    decisions: Sequence[Mapping[str, Any]] = (),
) -> Meeting:
    """Write the record of a meeting. Each decision has what ``add_measure`` takes: ``text``,
    ``owner`` or ``owner_name``, ``due_on`` and the rest.

    Raises:
        Refused: no permission; held already; not yet held; nobody there; no minutes; a decision
            that is no measure. Then nothing is kept.
        Stale: somebody changed it meanwhile.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, meeting.store_id)
    found = current(meeting, revision)
    if found.held_at is not None:
        raise Refused(HELD, day=found.held_at.date().isoformat())
    rules.happened("held_at", held_at, now)
    if not people and not others.strip():
        raise Refused(NOBODY_CAME)
    staff_of(found.store_id, people, held_at.date())
    save(
        found,
        held_at=held_at,
        others=rules.said("others", others),
        minutes=rules.said("minutes", minutes, needed=True),
    )
    found.people.set(people)
    for decision in decisions:
        add_measure(by=by, meeting=found, now=now, **decision)
    note(by, "meeting.hold", found, found.store_id, decisions=len(decisions))
    return found


@transaction.atomic
def change_meeting(
    *, by: Viewer, meeting: Meeting, revision: int, now: datetime, **fields: Any
) -> Meeting:
    """Change any of :data:`CHANGEABLE`: the plan of one to come, the record of one held.

    Raises:
        Refused: no permission; what planning and holding refuse.
        Stale: somebody changed it meanwhile.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, meeting.store_id)
    unknown = set(fields) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"a meeting has no {sorted(unknown)} to change")
    found = current(meeting, revision)
    day = (found.held_at or fields.get("planned_at", found.planned_at)).date()
    people = fields.pop("people", None)
    staff_of(found.store_id, [*(people or ()), *filter(None, [fields.get("chaired_by")])], day)
    if "kind" in fields:
        rules.chosen("kind", fields["kind"], MeetingKind)
    for name in ("others", "agenda", "minutes"):
        if name in fields:
            needed = name == "minutes" and found.held_at is not None
            fields[name] = rules.said(name, fields[name], needed=needed)
    save(found, **fields)
    if people is not None:
        found.people.set(people)
    note(by, "meeting.change", found, found.store_id, fields=sorted(fields))
    return found


@transaction.atomic
def cancel_meeting(*, by: Viewer, meeting: Meeting, revision: int, now: datetime) -> None:
    """Take a planned meeting off the list.

    Raises:
        Refused: no permission; it was held: its record stays.
        Stale: somebody changed it meanwhile.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, meeting.store_id)
    found = current(meeting, revision)
    if found.held_at is not None:
        raise Refused(HELD, day=found.held_at.date().isoformat())
    note(by, "meeting.cancel", found, found.store_id, kind=found.kind)
    found.delete()
