"""Reads of responses: one, its answers, the list of the latest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from careloop.complaints.models import Complaint
from careloop.core.kernel.codes import SURVEY_ITEM
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring.questions import Question
from careloop.customers.models import Vehicle
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.service.models import RepairOrder
from careloop.surveys.choices import RESPONSE_SOURCE
from careloop.surveys.models import Answer, Response

NO_SUCH_RESPONSE = Text(
    zh="没有这份答卷，或您无权查看。", en="There is no such response, or you may not see it."
)
NO_SUCH_ORDER = Text(
    zh="没有工单“{ro_no}”。请核对工单号，或留空。",
    en="There is no order “{ro_no}”. Check the number, or leave it blank.",
)


def response(viewer: Viewer, store: Store, pk: int) -> Response:
    """One response of the store, with what it is about.

    Raises:
        Refused: there is none in this store.
    """
    viewer.require(Permission.VIEW_ANSWERS, store.pk)
    found = (
        Response.objects.select_related("version__questionnaire", "vehicle", "customer", "order")
        .filter(store=store, pk=pk)
        .first()
    )
    if found is None:
        raise Refused(NO_SUCH_RESPONSE)
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as it is read: the question, the answer in words, its score."""

    question: Text
    answer: Text
    score_e4: int | None
    is_alerting: bool


def answers_of(response: Response) -> list[Said]:
    """The answers of a response, in the words of the version it answered."""
    rows = sorted(response.answers.all(), key=lambda row: row.pk)
    sheet = response.version.sheet if response.version else None
    return [_said(row, sheet.question(row.question) if sheet else None) for row in rows]


def _said(row: Answer, question: Question | None) -> Said:
    if question is None:
        words = Text(zh=row.text, en=row.text)
        return Said(question_name(row.question), words, row.score_e4, False)
    value = row.value or row.text
    return Said(question.text, question.say(value), row.score_e4, question.alerts(value))


def question_name(code: str) -> Text:
    """A question known only by its code: a survey item by its name, any other as it came."""
    return SURVEY_ITEM.text(SURVEY_ITEM.find(code) or code)


def complaint_from(response: Response) -> Complaint | None:
    """The complaint an alerting answer opened."""
    return _complaints().filter(store_id=response.store_id, source_id=response.pk).first()


def _complaints() -> QuerySet[Complaint]:
    return Complaint.objects.filter(source_kind=RESPONSE_SOURCE)


@dataclass(frozen=True, slots=True)
class After:
    """Where a page of the list ended."""

    answered_at: datetime
    pk: int


def responses(
    viewer: Viewer,
    store: Store,
    *,
    only_red: bool = False,
    after: After | None = None,
    limit: int = 50,
) -> list[Response]:
    """The latest responses, each with ``is_red``: the complaint it opened is not closed.

    One more than ``limit`` comes where there are more: the sign for the next page.
    """
    viewer.require(Permission.VIEW_ANSWERS, store.pk)
    still_open = _complaints().filter(source_id=OuterRef("pk"), closed_at=None)
    found = Response.objects.filter(store=store).annotate(is_red=Exists(still_open))
    if only_red:
        found = found.filter(is_alerting=True, is_red=True)
    if after:
        earlier = Q(answered_at=after.answered_at, pk__lt=after.pk)
        found = found.filter(Q(answered_at__lt=after.answered_at) | earlier)
    found = found.select_related("version__questionnaire", "vehicle")
    return list(found.order_by("-answered_at", "-pk")[: limit + 1])


def responses_about(
    viewer: Viewer, store: Store, vehicle: Vehicle, *, limit: int = 50
) -> list[Response]:
    """What the customers of a car answered, latest first; imported ones are found by the order."""
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    orders = RepairOrder.objects.filter(store=store, vehicle=vehicle).values("ro_no")
    about = Q(vehicle=vehicle) | Q(ro_no__in=orders)
    found = Response.objects.filter(about, store=store).select_related("version__questionnaire")
    return list(found.order_by("-answered_at")[:limit])


def order_named(viewer: Viewer, store: Store, ro_no: str) -> RepairOrder | None:
    """The order an interview is about; ``None`` for a blank number.

    Raises:
        Refused: the store has no order of that number.
    """
    viewer.require(Permission.MAKE_CONTACTS, store.pk)
    if not ro_no.strip():
        return None
    found = RepairOrder.objects.select_related("vehicle", "customer", "advisor")
    order = found.filter(store=store, ro_no=ro_no.strip()).first()
    if order is None:
        raise Refused(NO_SUCH_ORDER, ro_no=ro_no.strip()[:64])
    return order
