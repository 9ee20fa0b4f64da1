"""Recording an answered sheet."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from careloop.common import audit
from careloop.complaints.actions import open_complaint
from careloop.core.kernel.text import Text
from careloop.core.scoring.questions import Kind, Question
from careloop.core.scoring.sheets import Checked, Sheet, check
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach.models import ContactTask
from careloop.service.models import RepairOrder
from careloop.surveys.actions.questionnaires import version_of
from careloop.surveys.choices import RESPONSE_SOURCE, Mode
from careloop.surveys.models import Answer, Response
from careloop.surveys.rules import complaint_of, points_e4

# How the complaint came in.
CHANNELS = {Mode.PHONE: "phone", Mode.ON_SITE: "on_site", Mode.LINK: "link"}


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom and what an interview is about; what is not given is told from order and task."""

    task: ContactTask | None = None
    order: RepairOrder | None = None
    vehicle: Vehicle | None = None
    customer: Customer | None = None

    def completed(self) -> Subject:
        order = self.order or (self.task.order if self.task else None)
        told = [source for source in (self.task, order) if source]
        vehicle = self.vehicle or next((s.vehicle for s in told if s.vehicle), None)
        customer = self.customer or next((s.customer for s in told if s.customer), None)
        return Subject(self.task, order, vehicle, customer)

    @property
    def advisor_no(self) -> str:
        """The advisor who is judged: of the order, else of the task."""
        told = [source.advisor for source in (self.order, self.task) if source and source.advisor]
        return told[0].employee_no if told else ""


@transaction.atomic
def record_response(
    *,
    by: Viewer,
    store: Store,
    sheet: Sheet,
    answers: Mapping[str, str],
    mode: str,
    now: datetime,
    task: ContactTask | None = None,
    order: RepairOrder | None = None,
    vehicle: Vehicle | None = None,
    customer: Customer | None = None,
    is_external: bool = False,
) -> Response:
    """Store a complete interview; an alerting answer opens a complaint in the same act (FCB-07).

    Scores are stored in ten-thousandths of a point of 100 (``core.scoring.questions``).

    Raises:
        Forbidden: the viewer makes no contacts in the store.
        Incomplete: a required question is open or an answer is none of it; nothing is stored.
    """
    by.require(Permission.MAKE_CONTACTS, store.pk)
    checked = check(sheet, answers)
    subject = Subject(task, order, vehicle, customer).completed()
    complaint = complaint_of(checked)
    response = Response.objects.create(
        store=store,
        response_no=f"DJ{now:%Y%m%d}-{secrets.token_hex(4).upper()}",
        questionnaire=sheet.code,
        version=version_of(store, sheet, now),
        answered_at=now,
        mode=Mode(mode).value,
        is_external=is_external,
        task=subject.task,
        order=subject.order,
        vehicle=subject.vehicle,
        customer=subject.customer,
        ro_no=subject.order.ro_no if subject.order else "",
        advisor_no=subject.advisor_no,
        score_e4=points_e4(checked.score),
        is_alerting=complaint is not None,
        taken_by_id=by.user_id,
        changed_at=now,
    )
    _store_answers(response, checked)
    audit.record(
        actor_id=by.user_id,
        action="response.record",
        subject=response,
        store_id=store.pk,
        detail={"sheet": sheet.code, "version": sheet.version, "mode": mode},
    )
    if complaint:
        _open_complaint(by, response, subject, *complaint)
    return response


def _store_answers(response: Response, checked: Checked) -> None:
    Answer.objects.bulk_create(
        _answer(response, question, value) for question, value in checked.items()
    )


def _answer(response: Response, question: Question, value: str) -> Answer:
    is_text = question.kind is Kind.TEXT
    return Answer(
        response=response,
        question=question.code,
        item=question.item,
        value="" if is_text else value,
        text=value if is_text else "",
        score_e4=points_e4(question.points(value)),
        changed_at=response.changed_at,
    )


def _open_complaint(
    by: Viewer, response: Response, subject: Subject, cause: str, description: Text
) -> None:
    open_complaint(
        by=by,
        store=response.store,
        cause=cause,
        description=description.say(by.language),
        now=response.answered_at,
        channel=CHANNELS[Mode(response.mode)],
        customer=subject.customer,
        vehicle=subject.vehicle,
        order=subject.order,
        source_kind=RESPONSE_SOURCE,
        source_id=response.pk,
        link=reverse("surveys:response", args=[response.store.code, response.pk]),
    )
