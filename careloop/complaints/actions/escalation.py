"""The ladder climbed: complaints not solved in time are told to the next posts, once per step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.urls import reverse

from careloop.common import audit
from careloop.complaints.actions.reckoning import pauses_of, reckon_changed, told_of
from careloop.complaints.actions.writing import Row, insert_many, update_many
from careloop.complaints.choices import OPEN, Clock
from careloop.complaints.clocks import NEEDED, StoreTime, started, steps_left
from careloop.complaints.ladder import Step
from careloop.complaints.limits import FIRST
from careloop.complaints.models import Complaint, EscalationStep, Event, Pause
from careloop.complaints.rules import Deed
from careloop.complaints.wording import filled, moment, posts, role_name
from careloop.core.kernel.text import Text
from careloop.notifications.actions import Telling, notify_many
from careloop.organisation.choices import Role
from careloop.organisation.models import Store

BATCH = 500
# So many are told one by one; of more, each post is told how many.
ONE_BY_ONE = 20
ESCALATED = Text(
    zh="投诉 {number} 自{since}起未解决，已升级到第 {step} 级（{posts}），请马上过问。",
    en="Complaint {number} is not solved since {since}: step {step} of the ladder ({posts}). "
    "Please act at once.",
)
MANY_ESCALATED = Text(
    zh="{count} 件投诉未按时解决，已升级到{post}，最早的是 {number}（{since}）。"
    "请在投诉看板中处理。",
    en="{count} complaints not solved in time have come up to you ({post}), the oldest {number} "
    "({since}). See the board.",
)


@dataclass(frozen=True, slots=True)
class Climb:
    """What one complaint climbed at once: its new steps, the highest last."""

    complaint: Complaint
    below: int
    steps: tuple[tuple[datetime, Step], ...]

    @property
    def highest(self) -> int:
        """The number of the highest step; numbers go on from ``below``, whatever the ladder."""
        return self.below + len(self.steps)

    @property
    def roles(self) -> tuple[Role, ...]:
        return tuple(role for _, step in self.steps for role in step.roles)

    @property
    def since(self) -> Text:
        return moment(started(self.complaint, Clock.SOLUTION) or self.complaint.received_at)


def escalate(*, now: datetime) -> int:
    """Take every step of the ladder that is due, in all stores; how many were taken.

    First the complaints of a store whose calendar, limits or ladders changed are reckoned anew.
    Each batch is a transaction of its own and locks its complaints: run again, or by two processes
    at once, no step is taken twice. Several steps due at once are all recorded and told once.
    """
    waiting = Complaint.objects.filter(store=OuterRef("pk"), state__in=OPEN)
    taken = 0
    for store in Store.objects.filter(Exists(waiting)).order_by("pk"):
        reckon_changed(store=store, now=now)
        taken += sum(_batches(store, now))
    return taken


def _batches(store: Store, now: datetime) -> Iterator[int]:
    due = Complaint.objects.filter(store=store, escalates_at__lte=now)
    oldest = due.order_by("received_at").values_list("received_at", flat=True).first()
    if oldest is None:
        return
    time, seen = StoreTime.of(store, oldest.date()), BATCH
    while seen == BATCH:
        seen, taken = _climb_batch(store, time, now)
        yield taken


@transaction.atomic
def _climb_batch(store: Store, time: StoreTime, now: datetime) -> tuple[int, int]:
    """Complaints looked at and steps taken; those another process works on are left to it."""
    due = Complaint.objects.filter(store=store, escalates_at__lte=now)
    locked = due.select_for_update(skip_locked=True).order_by("escalates_at", "pk")
    found = list(locked.only("complaint_no", *NEEDED)[:BATCH])
    held, told, below = pauses_of(found), told_of(found), _below(found)
    climbs = [
        Climb(complaint, below.get(complaint.pk, 0), steps)
        for complaint in found
        if (steps := _reached(complaint, time, held[complaint.pk], told[complaint.pk], now))
    ]
    taken = [row for climb in climbs for row in _rows(climb, now)]
    insert_many(EscalationStep, STEP_COLUMNS, taken)
    insert_many(Event, EVENT_COLUMNS, [_event(climb, now) for climb in climbs])
    update_many(Complaint, ["escalates_at"], [(row.escalates_at, row.pk) for row in found])
    if climbs:
        _tell(store, climbs, now)
        detail = {"complaints": len(climbs), "steps": len(taken)}
        audit.record(
            actor_id=None,
            action="complaint.escalate",
            subject=store,
            store_id=store.pk,
            detail=detail,
        )
    return len(found), len(taken)


def _below(complaints: Sequence[Complaint]) -> dict[int, int]:
    """The highest step taken before, of those that took any."""
    taken = EscalationStep.objects.filter(complaint__in=[row.pk for row in complaints])
    return dict(taken.values_list("complaint_id").annotate(Max("step")).order_by())


def _reached(
    complaint: Complaint,
    time: StoreTime,
    pauses: Sequence[Pause],
    told: Collection[str],
    now: datetime,
) -> tuple[tuple[datetime, Step], ...]:
    """The steps due now; the complaint gets the moment of the next one, not saved yet."""
    left = steps_left(complaint, time, pauses, told)
    reached = tuple((at, step) for at, step in left if at is not None and at <= now)
    rest = left[len(reached) :]
    complaint.escalates_at = rest[0][0] if rest else None
    return reached


STEP_COLUMNS = ("complaint_id", "step", "roles", "due_at", "taken_at")
EVENT_COLUMNS = ("complaint_id", "at", "deed", "state", "code", "note")


def _rows(climb: Climb, now: datetime) -> list[Row]:
    return [
        (climb.complaint.pk, number, ",".join(step.roles), at, now)
        for number, (at, step) in enumerate(climb.steps, climb.below + 1)
    ]


def _event(climb: Climb, now: datetime) -> Row:
    told = climb.complaint.pk, now, Deed.ESCALATE.value, climb.complaint.state
    return (*told, str(climb.highest), "")


def _tell(store: Store, climbs: list[Climb], now: datetime) -> None:
    """One notice a complaint; of many at once, as after an import, one notice a post."""
    few = len(climbs) <= ONE_BY_ONE
    tellings = [_telling(store, climb) for climb in climbs] if few else _of_many(store, climbs)
    notify_many(store=store, kind="complaint", tellings=tellings, now=now)


def _telling(store: Store, climb: Climb) -> Telling:
    said = {"number": climb.complaint.complaint_no, "since": climb.since, "step": climb.highest}
    return Telling(
        text=filled(ESCALATED, posts=posts(climb.roles), **said),
        link=reverse("complaints:complaint", args=[store.code, climb.complaint.pk]),
        roles=climb.roles,
        is_urgent=climb.complaint.severity == FIRST,
    )


def _of_many(store: Store, climbs: list[Climb]) -> list[Telling]:
    counts = Counter(role for climb in climbs for role in climb.roles)
    return [_summary(store, role, [c for c in climbs if role in c.roles]) for role in counts]


def _summary(store: Store, role: Role, climbs: list[Climb]) -> Telling:
    oldest = min(climbs, key=lambda climb: climb.complaint.received_at)
    said = {"number": oldest.complaint.complaint_no, "since": oldest.since}
    return Telling(
        text=filled(MANY_ESCALATED, count=len(climbs), post=role_name(role), **said),
        link=reverse("complaints:board", args=[store.code]),
        roles=(role,),
        is_urgent=any(climb.complaint.severity == FIRST for climb in climbs),
    )
