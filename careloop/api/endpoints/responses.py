"""Questionnaires: the questions of one, and answered sheets."""

from __future__ import annotations

from typing import Any

from ninja import Router, Schema, Status

from careloop.api.choices import Scope
from careloop.api.door import TokenRequest, With, now
from careloop.api.faults import Fault, found
from careloop.core.scoring.questions import Question
from careloop.core.scoring.sheets import Sheet
from careloop.customers import queries as customers
from careloop.outreach import queries as contacts
from careloop.service import queries as service
from careloop.surveys import actions, queries
from careloop.surveys.choices import Mode

router = Router(tags=["responses"])
WRITE = With(Scope.WRITE_RESPONSES)


class OptionOut(Schema):
    """What may be chosen."""

    code: str
    zh: str
    en: str


class QuestionOut(Schema):
    """One question of a sheet."""

    code: str
    kind: str
    zh: str
    en: str
    required: bool
    options: list[OptionOut]


class SheetOut(Schema):
    """A sheet as it is asked now."""

    code: str
    version: int
    questions: list[QuestionOut]


class ResponseIn(Schema):
    """A whole interview: answers by question. About a contact, an order or a customer."""

    sheet: str
    answers: dict[str, str]
    mode: Mode = Mode.PHONE
    task_id: int | None = None
    ro_no: str = ""
    customer_id: int | None = None
    is_external: bool = False


class ResponseOut(Schema):
    """The answer as it was stored; an alerting one opened a complaint."""

    id: int
    response_no: str
    score_e4: int | None
    is_alerting: bool


@router.get("/sheets/{code}", response={200: SheetOut, 404: Fault}, auth=WRITE)
def sheet(request: TokenRequest, code: str) -> Any:
    """The questions of a sheet, to be shown by another system."""
    asked = found(lambda: queries.sheet_named(request.store, code))
    return {
        "code": asked.code,
        "version": asked.version,
        "questions": [_question(one) for one in asked.questions],
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "code": question.code,
        "kind": question.kind.value,
        "zh": question.text.zh,
        "en": question.text.en,
        "required": question.is_required,
        "options": [
            {"code": one.code, "zh": one.text.zh, "en": one.text.en} for one in question.choices
        ],
    }


@router.post("", response={201: ResponseOut, 404: Fault, 422: Fault}, auth=WRITE)
def record(request: TokenRequest, payload: ResponseIn) -> Any:
    """Store an answered sheet, whole or not at all; ``field`` names the question at fault."""
    made = actions.record_response(
        by=request.viewer,
        store=request.store,
        sheet=_sheet(request, payload.sheet),
        answers=payload.answers,
        mode=payload.mode,
        now=now(),
        is_external=payload.is_external,
        **_about(request, payload),
    )
    return Status(201, made)


def _sheet(request: TokenRequest, code: str) -> Sheet:
    return queries.require_sheet(request.store, code)


def _about(request: TokenRequest, payload: ResponseIn) -> dict[str, Any]:
    viewer, store = request.viewer, request.store
    about: dict[str, Any] = {}
    if payload.task_id is not None:
        task_id = payload.task_id
        about["task"] = found(lambda: contacts.task(viewer, store, task_id))
    if payload.ro_no:
        orders = service.find_order(viewer, [store.pk], payload.ro_no)
        about["order"] = found(lambda: orders[0] if orders else None)
    if payload.customer_id is not None:
        customer_id = payload.customer_id
        about["customer"] = found(lambda: customers.customer(viewer, store, customer_id))
    return about
