"""The run of the rules: every night, when an import ends, and whenever a director asks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from careloop.common import audit
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach import settings
from careloop.outreach.choices import Closed, TaskState
from careloop.outreach.kinds import registry
from careloop.outreach.kinds.kind import Asking, Kind
from careloop.outreach.models import ContactAttempt, ContactTask
from careloop.outreach.planning import Plan, plan
from careloop.outreach.rules import CONNECTED, NOT_ATTEMPTED, OUTCOMES
from careloop.outreach.storing import store_new
from careloop.service.actions import refresh_summaries

BATCH = 1000


@dataclass(slots=True)
class RulesRun:
    """What a run did: tasks made by kind, closed because their reason went away, expired, and
    settled by calls an import had brought."""

    made: dict[str, int] = field(default_factory=dict)
    gone: int = 0
    expired: int = 0
    settled: int = 0

    @property
    def made_in_all(self) -> int:
        return sum(self.made.values())


def run_rules(
    *, by: Viewer, store: Store, now: datetime, kinds: Collection[str] | None = None
) -> RulesRun:
    """Make what is due, close what is not; of all kinds, or of some.

    Each step is a transaction of its own, so that nobody at the desk waits for the whole run; each
    may be done twice, or by two at once, and makes nothing twice.

    Raises:
        Refused: no permission.
    """
    by.require(Permission.TUNE_CONTACT_RULES, store.pk)
    refresh_summaries(store, now)
    done = RulesRun(settled=_settle(store, now), expired=_expire(store, now))
    tuned = settings.kinds(store.pk)
    for kind in registry.KINDS.values():
        if kind.is_made_by_rule and (kinds is None or kind.code in kinds):
            _carry_out(kind, Asking(store, tuned[kind.code], now), done)
    _audit(by, store, done)
    return done


def _carry_out(kind: Kind, asking: Asking, done: RulesRun) -> None:
    planned = plan(kind, asking)
    with transaction.atomic():
        done.gone += _close_gone(asking, planned.gone)
        made = _make(asking, planned)
    if made:
        done.made[kind.code] = made


def _make(asking: Asking, planned: Plan) -> int:
    """Store the planned tasks; those another run has made meanwhile are left to it."""
    again = sum(
        _reopen(asking, planned.reopen[start : start + BATCH])
        for start in range(0, len(planned.reopen), BATCH)
    )
    return again + store_new(planned.make)


def _reopen(asking: Asking, ids: list[int]) -> int:
    """The reason is there again: the appointment was cancelled, the consent given anew."""
    again = ContactTask.objects.filter(pk__in=ids, state=TaskState.GONE)
    return again.update(
        state=TaskState.OPEN, closed_at=None, closed_reason="", changed_at=asking.now
    )


def _close_gone(asking: Asking, ids: list[int]) -> int:
    closed = 0
    for start in range(0, len(ids), BATCH):
        tasks = ContactTask.objects.filter(pk__in=ids[start : start + BATCH])
        closed += _close(
            _untaken(tasks, asking.store, asking.now),
            TaskState.GONE,
            Closed.REASON_GONE,
            asking.now,
        )
    return closed


@transaction.atomic
def _expire(store: Store, now: datetime) -> int:
    over = ContactTask.objects.filter(store=store, expires_at__lte=now)
    return _close(_untaken(over, store, now), TaskState.EXPIRED, Closed.WINDOW_CLOSED, now)


def _untaken(tasks: QuerySet[ContactTask], store: Store, now: datetime) -> QuerySet[ContactTask]:
    """Open tasks without those somebody is calling on right now."""
    since = settings.limits(store.pk).claims_since(now)
    free = Q(claimed_by=None) | Q(claimed_at__lte=since)
    return tasks.filter(free, state=TaskState.OPEN)


def _close(tasks: QuerySet[ContactTask], state: TaskState, why: Closed, now: datetime) -> int:
    return tasks.update(state=state, closed_at=now, closed_reason=why, next_at=None, changed_at=now)


@transaction.atomic
def _settle(store: Store, now: datetime) -> int:
    """Open tasks on which an import has brought calls become what those calls make of them."""
    brought = ContactAttempt.objects.filter(task=OuterRef("pk"), created_run__isnull=False)
    counted = Q(attempts__isnull=False) & ~Q(attempts__outcome__in=NOT_ATTEMPTED)
    found = (
        ContactTask.objects.filter(Exists(brought), store=store, state=TaskState.OPEN)
        .annotate(calls=Count("attempts", filter=counted))
        .exclude(calls=F("attempts_made"))
        .prefetch_related("attempts")
    )
    tasks = list(found)
    for task in tasks:
        _take_in(task, now)
    ContactTask.objects.bulk_update(tasks, TAKEN_IN, batch_size=500)
    return len(tasks)


TAKEN_IN = (
    "attempts_made", "last_attempt_at", "last_outcome", "last_agent_no", "state", "closed_at",
    "closed_reason", "changed_at",
)  # fmt: skip


def _take_in(task: ContactTask, now: datetime) -> None:
    calls = [call for call in task.attempts.all() if call.outcome not in NOT_ATTEMPTED]
    last = max(calls, key=lambda call: (call.attempted_at or datetime.min, call.pk))
    task.attempts_made = len(calls)
    task.last_attempt_at, task.last_outcome = last.attempted_at, last.outcome
    task.last_agent_no, task.changed_at = last.agent_no, now
    spoken = any(call.outcome in CONNECTED for call in calls)
    if spoken or OUTCOMES[last.outcome].is_terminal:
        task.state = TaskState.DONE if spoken else TaskState.GIVEN_UP
        task.closed_reason = Closed.SPOKEN if spoken else Closed.REFUSED
        task.closed_at = now


def _audit(by: Viewer, store: Store, done: RulesRun) -> None:
    audit.record(
        actor_id=by.user_id,
        action="contact.rules",
        subject=store,
        store_id=store.pk,
        detail={"made": done.made, "gone": done.gone, "expired": done.expired},
    )
