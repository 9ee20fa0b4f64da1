"""Contacts that are due: read, taken, and the calls made on them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from careloop.api.choices import Scope
from careloop.api.door import TokenRequest, With, now
from careloop.api.faults import Fault, found
from careloop.core.scoring.kpi_answers import KpiAnswers
from careloop.outreach import actions, queries
from careloop.outreach.choices import Sort, Tab
from careloop.outreach.filters import Filters
from careloop.outreach.models import ContactTask
from careloop.outreach.queries.ordering import read_cursor

router = Router(tags=["tasks"])
READ, WRITE = With(Scope.READ_TASKS), With(Scope.WRITE_TASKS)


class TaskOut(Schema):
    """A contact that is due. Send ``revision`` back with the attempt."""

    id: int
    contact_type: str
    state: str
    due_on: date
    opens_at: datetime | None
    expires_at: datetime | None
    next_at: datetime | None
    priority: int
    pool: str
    customer_id: int | None
    vehicle_id: int | None
    ro_no: str
    attempts_made: int
    last_outcome: str
    owner_id: int | None
    claimed_by_id: int | None
    revision: int


class TaskPage(Schema):
    """Tasks in the order of the worklist; send ``after`` back for the next page."""

    items: list[TaskOut]
    after: str | None


class AnswersIn(Schema):
    """What the customer said, where it was asked."""

    satisfied: bool | None = None
    level: str = ""
    problem_raised: bool | None = None
    problem_solved: bool | None = None


class AttemptIn(Schema):
    """One call. ``next_at``: a moment agreed with the customer."""

    revision: int
    outcome: str
    started_at: datetime | None = None
    seconds: int | None = None
    remark: str = ""
    next_at: datetime | None = None
    answers: AnswersIn | None = None


class AttemptOut(Schema):
    """The call as it was stored, and what became of the task."""

    id: int
    outcome: str
    task: TaskOut


class Asked(Schema):
    """What of the worklist is asked for."""

    tab: Tab = Tab.TO_CALL
    sort: Sort = Sort.PRIORITY
    contact_type: str = ""
    after: str = ""
    limit: int = Field(50, ge=1, le=200)

    @property
    def filters(self) -> Filters:
        types = (self.contact_type,) if self.contact_type else ()
        return Filters(tab=self.tab, sort=self.sort, contact_types=types)


@router.get("", response=TaskPage, auth=READ, summary="The worklist")
def worklist(request: TokenRequest, asked: Query[Asked]) -> Any:
    filters = asked.filters
    cursor = read_cursor(filters, asked.after) if asked.after else None
    page = queries.worklist(
        request.viewer, request.store, filters, cursor, limit=asked.limit, now=now()
    )
    return {"items": page.tasks, "after": page.after.text if page.after else None}


@router.get("/{task_id}", response={200: TaskOut, 404: Fault}, auth=READ)
def one(request: TokenRequest, task_id: int) -> Any:
    """One contact."""
    return _task(request, task_id)


@router.post("/{task_id}/claim", response={200: TaskOut, 404: Fault, 409: Fault}, auth=WRITE)
def claim(request: TokenRequest, task_id: int) -> Any:
    """Take it: for a while nobody else gets the customer. 409 while a colleague has them."""
    return actions.claim(by=request.viewer, task=_task(request, task_id), now=now())


@router.post("/{task_id}/release", response={200: TaskOut, 404: Fault}, auth=WRITE)
def release(request: TokenRequest, task_id: int) -> Any:
    """Let it go."""
    actions.release(by=request.viewer, task=_task(request, task_id))
    return _task(request, task_id)


@router.post(
    "/{task_id}/attempts",
    response={201: AttemptOut, 404: Fault, 409: Fault, 422: Fault},
    auth=WRITE,
)
def attempt(request: TokenRequest, task_id: int, payload: AttemptIn) -> Any:
    """Store one call; 409 where the task changed since its ``revision`` was read."""
    given = payload.answers
    made = actions.record_attempt(
        by=request.viewer,
        task=_task(request, task_id),
        revision=payload.revision,
        outcome=payload.outcome,
        now=now(),
        started_at=payload.started_at,
        remark=payload.remark,
        answers=KpiAnswers(**given.dict()) if given else None,
        next_at=payload.next_at,
        seconds=payload.seconds,
    )
    return Status(201, {"id": made.pk, "outcome": made.outcome, "task": _task(request, task_id)})


def _task(request: TokenRequest, task_id: int) -> ContactTask:
    return found(lambda: queries.task(request.viewer, request.store, task_id))
