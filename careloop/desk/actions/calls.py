"""Saving a call: one act over the rooms it concerns, all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from careloop.complaints.actions import open_complaint
from careloop.complaints.models import Complaint
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring.sheets import check, kpi_answers
from careloop.customers import actions as customers
from careloop.customers.models import Customer
from careloop.desk.actions.drafts import forget_draft
from careloop.desk.calls import Call, Interview, PutOff, Wanted
from careloop.organisation.rules import Viewer
from careloop.outreach import actions as outreach
from careloop.outreach.models import ContactAttempt, ContactTask
from careloop.outreach.rules import outcome_of
from careloop.service.actions import book, note_declined
from careloop.service.models import Appointment
from careloop.suggestions.actions import make_suggestion
from careloop.surveys.actions import record_response
from careloop.surveys.choices import Mode
from careloop.surveys.models import Response

NOBODY_ON_FILE = Text(
    zh="该任务没有客户档案，不能更正资料或登记意愿。请先建立客户档案。",
    en="This task names no customer on file, so nothing can be corrected or recorded. Put the "
    "customer on file first.",
)

NO_CAR = Text(
    zh="该任务没有车辆，不能登记未做项目。请先在客户页添加车辆。",
    en="This task names no vehicle, so no work put off can be noted. Add the vehicle on the "
    "customer's page first.",
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What a call left behind."""

    attempt: ContactAttempt
    response: Response | None = None
    complaint: Complaint | None = None
    appointment: Appointment | None = None


@transaction.atomic
def save_call(*, by: Viewer, task: ContactTask, revision: int, call: Call, now: datetime) -> Saved:
    """Store a call and all that came of it: the attempt, the interview, a complaint, a booking,
    work put off, a suggestion, corrections, a wish. The agent's draft is gone afterwards.

    An interview is stored only when the customer was spoken to, only whole, and in the version
    that was asked.

    Raises:
        Refused: something in it cannot be stored; then nothing is.
        TakenByAnother, StaleTask: somebody else was faster.
    """
    interview = _held(call)
    attempt = outreach.record_attempt(
        by=by,
        task=task,
        revision=revision,
        outcome=call.outcome,
        now=now,
        started_at=call.started_at,
        remark=call.remark,
        next_at=call.next_at,
        seconds=call.seconds,
        **_told(interview),
    )
    saved = Saved(
        attempt=attempt,
        response=_response(by, task, interview, now),
        complaint=_complaint(by, attempt, call, now),
        appointment=_booking(by, task, call.appointment, now) if call.appointment else None,
    )
    if call.put_off:
        _put_off(by, task, call.put_off, now)
    if call.suggestion:
        make_suggestion(by=by, store=task.store, text=call.suggestion, now=now)
    _file(by, task, call, now)
    forget_draft(by=by, task=task)
    return saved


def _held(call: Call) -> Interview | None:
    """The interview, if the customer was spoken to and answered anything."""
    interview = call.interview
    if interview is None or not interview.answers:
        return None
    return interview if outcome_of(call.outcome).group == "connected" else None


def _told(interview: Interview | None) -> dict[str, Any]:
    """What the interview tells of the attempt; raises where it is not whole."""
    if interview is None:
        return {}
    checked = check(interview.sheet, interview.answers)
    return {
        "answers": kpi_answers(interview.sheet, checked.answers),
        "answers_key": _key(interview.sheet.code, checked.answers),
    }


def _key(sheet: str, answers: Mapping[str, str]) -> str:
    """Equal where every question of a questionnaire was answered alike."""
    said = repr((sheet, sorted(answers.items())))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _response(
    by: Viewer, task: ContactTask, interview: Interview | None, now: datetime
) -> Response | None:
    if interview is None:
        return None
    return record_response(
        by=by, store=task.store, sheet=interview.sheet, answers=interview.answers,
        mode=Mode.PHONE, now=now, task=task,
    )  # fmt: skip


def _complaint(by: Viewer, attempt: ContactAttempt, call: Call, now: datetime) -> Complaint | None:
    """The complaint the agent turned the call into, beside one an answer may have opened."""
    if call.complaint is None:
        return None
    task = attempt.task
    return open_complaint(
        by=by,
        store=task.store,
        cause=call.complaint.cause,
        severity=call.complaint.severity,
        description=call.complaint.description,
        faults=call.complaint.faults,
        now=now,
        customer=task.customer,
        vehicle=task.vehicle,
        order=task.order,
        source_kind=ContactAttempt._meta.label_lower,
        source_id=attempt.pk,
    )


def _booking(by: Viewer, task: ContactTask, wanted: Wanted, now: datetime) -> Appointment:
    """The visit agreed on: the store called, so the store invited."""
    return book(
        by=by,
        store=task.store,
        vehicle=task.vehicle,
        customer=task.customer,
        appointed_at=wanted.at,
        minutes=wanted.minutes,
        job_type=wanted.job_type,
        origin="active",
        now=now,
    )


def _put_off(by: Viewer, task: ContactTask, put_off: PutOff, now: datetime) -> None:
    if task.vehicle is None:
        raise Refused(NO_CAR)
    note_declined(
        by=by,
        store=task.store,
        vehicle=task.vehicle,
        work=put_off.work,
        declined_on=now.date(),
        order=task.order,
        estimate_fen=put_off.estimate_fen,
    )


def _file(by: Viewer, task: ContactTask, call: Call, now: datetime) -> None:
    """Put the customer's file right as the call told."""
    if not call.corrections and call.wish is None:
        return
    customer = _customer_of(task)
    for field, value in call.corrections.items():
        customers.correct(by=by, customer=customer, field=field, value=value, now=now)
    if call.wish:
        customers.record_consent(
            by=by,
            customer=customer,
            channel=call.wish.channel,
            purpose=call.wish.purpose,
            is_given=False,
            reason=call.wish.reason,
            now=now,
        )


def _customer_of(task: ContactTask) -> Customer:
    if task.customer is None:
        raise Refused(NOBODY_ON_FILE)
    return task.customer
