"""From the reasons that hold now to the tasks to make, to open again and to close.

Nothing is made twice: a task's ``occasion`` is ``rule:`` and its reason, with the due day where
the contact repeats, and the database holds each occasion once. Of a repeating contact the next one
follows the last by its interval, unless the last is still open or its outcome ended the matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db.models import Q

from careloop.customers.choices import Purpose
from careloop.outreach.choices import Closed, Pool, TaskState
from careloop.outreach.consents import refusals
from careloop.outreach.kinds.kind import Asking, Candidate, Kind
from careloop.outreach.models import ContactTask
from careloop.outreach.rules import STOPS, opens_on

RULE = "rule:"
LOOKS_BACK = 800  # days; an outcome that ended a matter is remembered longer than any window
SETTLED = 60  # days after its interval a task no longer says when the next one is due
# Imports name the subject of these by order number or VIN: a call brought by one is then a call
# on the task made here. Others are told apart by their occasion.
NAMED_BY_IMPORTS = ("order", "vehicle", "sale")


@dataclass(slots=True)
class Plan:
    """What one kind of contact comes to now: tasks to make, ids to open again, ids to close."""

    make: list[ContactTask] = field(default_factory=list)
    reopen: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)

    @property
    def added(self) -> int:
        return len(self.make) + len(self.reopen)


@dataclass(slots=True)
class Series:
    """The tasks made so far for one reason."""

    is_open: bool = False
    is_stopped: bool = False
    last_due: date | None = None


@dataclass(slots=True)
class Known:
    """The rule's own tasks that still matter: by reason, those gone by occasion, open ones."""

    series: dict[str, Series] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)
    open_ids: dict[int, str] = field(default_factory=dict)


def plan(kind: Kind, asking: Asking) -> Plan:
    """What ``kind`` comes to in a store now; reads only."""
    known, plan, live = _known(kind, asking), Plan(), set()
    for candidate in _allowed(kind, asking):
        live.add(candidate.reason)
        due = _next(candidate, known.series.get(candidate.reason), asking)
        if due is None:
            continue
        occasion = _occasion(due)
        if occasion in known.gone:
            plan.reopen.append(known.gone[occasion])
        else:
            plan.make.append(_task(kind, asking, due, occasion))
    plan.gone = [pk for pk, reason in known.open_ids.items() if reason not in live]
    return plan


def _allowed(kind: Kind, asking: Asking) -> Iterator[Candidate]:
    """The candidates of a kind that is on, without customers who do not agree to it at all."""
    if not asking.settings.is_on:
        return
    refused = refusals(asking.store.pk, kind.channel, kind.purpose)
    for candidate in kind.candidates(asking):
        if candidate.customer_id is None and candidate.vehicle_id is None:
            continue
        if candidate.model_line in asking.settings.models_off:
            continue
        if kind.purpose != Purpose.REQUESTED and refused.standing(
            candidate.customer_id, candidate.vehicle_id
        ):
            continue
        yield candidate


def _known(kind: Kind, asking: Asking) -> Known:
    long_ago = asking.today - timedelta(days=LOOKS_BACK)
    recent = asking.today - timedelta(days=asking.settings.most("repeat_days") + SETTLED)
    matters = (
        Q(state=TaskState.OPEN)
        | Q(due_on__gte=recent)
        | Q(expires_at__gt=asking.now)
        | Q(last_outcome__in=STOPS, due_on__gte=long_ago)
    )
    tasks = ContactTask.objects.filter(
        matters, store_id=asking.store.pk, contact_type=kind.code, occasion__startswith=RULE
    ).exclude(occasion="")
    known = Known()
    columns = ("pk", "occasion", "due_on", "state", "last_outcome", "closed_reason")
    for pk, occasion, due_on, state, outcome, closed in tasks.values_list(*columns).iterator(5000):
        reason = _reason(occasion)
        if state == TaskState.GONE and closed == Closed.REASON_GONE:
            known.gone[occasion] = pk
            continue
        series = known.series.setdefault(reason, Series())
        series.is_open |= state == TaskState.OPEN
        series.is_stopped |= outcome in STOPS
        series.last_due = max(due_on, series.last_due or due_on)
        if state == TaskState.OPEN:
            known.open_ids[pk] = reason
    return known


def _next(candidate: Candidate, series: Series | None, asking: Asking) -> Candidate | None:
    """The contact that is to be made for a reason now, if any."""
    if series is not None and (series.is_open or series.is_stopped):
        return None
    if not candidate.repeat_days:
        return candidate if series is None else None
    last = series.last_due if series else None
    return repeated(candidate, last, asking.now)


def repeated(candidate: Candidate, last_due: date | None, now: datetime) -> Candidate | None:
    """A repeating contact's next turn after ``last_due``: pure.

    It opens as long before its day as the first one does and ends when the turn after it opens,
    or with the window. What was due before anybody looked is due today.
    """
    lead = candidate.due_on - candidate.opens_at.date()
    every = timedelta(days=candidate.repeat_days)
    due = max(candidate.due_on, now.date())
    if last_due is not None:
        due = max(due, last_due + every)
    opens = opens_on(due - lead)
    expires = min(opens + every, candidate.expires_at)
    if opens > now or expires <= now or opens_on(due) >= candidate.expires_at:
        return None
    return replace(candidate, due_on=due, opens_at=opens, expires_at=expires)


def _occasion(candidate: Candidate) -> str:
    turn = f"@{candidate.due_on:%Y%m%d}" if candidate.repeat_days else ""
    return f"{RULE}{candidate.reason}{turn}"


def _reason(occasion: str) -> str:
    return occasion.removeprefix(RULE).partition("@")[0]


def _task(kind: Kind, asking: Asking, due: Candidate, occasion: str) -> ContactTask:
    return ContactTask(
        store_id=asking.store.pk,
        contact_type=kind.code,
        occasion=occasion,
        subject=_subject(due, occasion),
        due_on=due.due_on,
        vehicle_id=due.vehicle_id,
        order_id=due.order_id,
        customer_id=due.customer_id,
        advisor_id=due.advisor_id,
        ro_no=due.ro_no,
        vin=due.vin,
        state=TaskState.OPEN.value,
        opens_at=due.opens_at,
        expires_at=due.expires_at,
        priority=kind.priority,
        pool=(Pool.SERVICE_MANAGER if due.is_company_car else kind.pool).value,
        barred_no=due.barred_no,
        note=due.note,
        changed_at=asking.now,
    )


def _subject(due: Candidate, occasion: str) -> str:
    if due.reason.partition(":")[0] in NAMED_BY_IMPORTS:
        return due.ro_no or due.vin or occasion
    return occasion
