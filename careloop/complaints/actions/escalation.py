"""The ladder climbed: complaints not solved in time are told to the next posts, once per step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from careloop.common import audit
from careloop.complaints.actions.reckoning import reckon_changed
from careloop.complaints.choices import OPEN, Clock
from careloop.complaints.clocks import StoreTime, started, steps_left
from careloop.complaints.ladder import Step
from careloop.complaints.limits import FIRST
from careloop.complaints.models import Complaint, EscalationStep, Event
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
    steps: tuple[EscalationStep, ...]
    roles: tuple[Role, ...]

    @property
    def highest(self) -> int:
        return self.steps[-1].step

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
    found = list(locked.prefetch_related("pauses", "steps")[:BATCH])
    climbs = [climb for complaint in found if (climb := _climb(complaint, time, now))]
    steps = EscalationStep.objects.bulk_create(step for climb in climbs for step in climb.steps)
    Event.objects.bulk_create(_event(climb, now) for climb in climbs)
    Complaint.objects.bulk_update(found, ["escalates_at"])
    if climbs:
        _tell(store, climbs, now)
        detail = {"complaints": len(climbs), "steps": len(steps)}
        audit.record(
            actor_id=None,
            action="complaint.escalate",
            subject=store,
            store_id=store.pk,
            detail=detail,
        )
    return len(found), len(steps)


def _climb(complaint: Complaint, time: StoreTime, now: datetime) -> Climb | None:
    """The steps due now, not saved yet; the complaint gets the moment of the next one."""
    left = steps_left(complaint, time, list(complaint.pauses.all()))
    reached = [(at, step) for at, step in left if at is not None and at <= now]
    rest = left[len(reached) :]
    complaint.escalates_at = rest[0][0] if rest else None
    if not reached:
        return None
    below = max((step.step for step in complaint.steps.all()), default=0)
    return Climb(
        complaint=complaint,
        steps=tuple(
            _taken(complaint, number, step, at, now)
            for number, (at, step) in enumerate(reached, below + 1)
        ),
        roles=tuple(role for _, step in reached for role in step.roles),
    )


def _taken(
    complaint: Complaint, number: int, step: Step, at: datetime, now: datetime
) -> EscalationStep:
    roles = ",".join(step.roles)
    return EscalationStep(complaint=complaint, step=number, roles=roles, due_at=at, taken_at=now)


def _event(climb: Climb, now: datetime) -> Event:
    return Event(
        complaint=climb.complaint,
        at=now,
        deed=Deed.ESCALATE.value,
        state=climb.complaint.state,
        code=str(climb.highest),
    )


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
