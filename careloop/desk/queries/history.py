"""The history of a customer or a car, from every room that keeps a piece of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from itertools import chain
from typing import Any, TypeVar

from django.db.models import (
    Case,
    DecimalField,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.urls import reverse

from careloop.complaints.models import Complaint
from careloop.core.kernel import codes
from careloop.core.kernel.money import yuan
from careloop.core.kernel.text import Text
from careloop.customers.models import Vehicle
from careloop.desk import timeline
from careloop.desk.timeline import Entry, Page
from careloop.insurance.models import InsurancePolicy
from careloop.organisation.choices import Permission
from careloop.organisation.models import Employee, Store
from careloop.organisation.rules import Viewer
from careloop.outreach.models import ContactAttempt, CustomerMessage
from careloop.service.models import (
    Appointment,
    LabourLine,
    PartLine,
    RepairOrder,
)
from careloop.surveys.models import Response
from careloop.surveys.queries.responses import Said, answers_of
from careloop.surveys.templatetags.surveys import points

ORDER = Text(zh="{job} · 工单 {no}", en="{job} · order {no}")
OPEN_ORDER = Text(zh="未结算", en="not settled")
KILOMETRES = Text(zh="{km} 公里", en="{km} km")
APPOINTED = Text(zh="预约 {when}", en="Booked for {when}")
CANCELLED = Text(zh="已取消", en="cancelled")
ARRIVED = Text(zh="已到店", en="arrived")
POLICY_UNTIL = Text(zh="{kind}，到期 {day}", en="{kind}, ends {day}")
BOUGHT = Text(zh="购车", en="Bought the car")
COMPLAINED = Text(zh="投诉 {no} · {cause}", en="Complaint {no} · {cause}")
CLOSED = Text(zh="已结案", en="closed")
STILL_OPEN = Text(zh="未结案", en="open")
ANSWERED = Text(zh="答卷 {no}", en="Answers {no}")
EXTERNAL = Text(zh="外访", en="external")


@dataclass(frozen=True, slots=True)
class About:
    """Whose history: the cars, and the customer where the page is about one."""

    store: Store
    cars: tuple[Vehicle, ...]
    customer_id: int | None = None

    @property
    def vehicle_ids(self) -> tuple[int, ...]:
        return tuple(car.pk for car in self.cars)

    @property
    def where(self) -> Q:
        """For tables that name both the car and the customer."""
        cars = Q(vehicle_id__in=self.vehicle_ids)
        whose = cars if self.customer_id is None else cars | Q(customer_id=self.customer_id)
        return whose & Q(store=self.store)


Row = TypeVar("Row", bound=Model)
Lines = list[tuple[Text | str, Text | str]]
AGENT_NAME = Subquery(
    Employee.objects.filter(store=OuterRef("store"), employee_no=OuterRef("agent_no")).values(
        "name"
    )[:1]
)
Source = Callable[[About, datetime, int], list[Entry]]


def history(
    viewer: Viewer,
    about: About,
    *,
    before: datetime,
    kinds: Collection[str] = (),
    limit: int = 20,
) -> Page:
    """The newest entries strictly before ``before``; only of ``kinds`` where some are named."""
    viewer.require(Permission.VIEW_CUSTOMERS, about.store.pk)
    asked = [SOURCES[kind] for kind in SOURCES if not kinds or kind in kinds]
    found = chain.from_iterable(source(about, before, limit + 1) for source in asked)
    return timeline.page_of(found, limit)


def visits(about: About, before: datetime, limit: int) -> list[Entry]:
    orders = list(
        _newest(RepairOrder, about.where, "opened_at", before, limit).select_related("advisor")
    )
    lines = lines_of([order.pk for order in orders])
    return [_visit(order, lines[order.pk]) for order in orders]


def _visit(order: RepairOrder, lines: Lines) -> Entry:
    facts: list[Text | str] = []
    if order.mileage:
        facts.append(filled(KILOMETRES, km=f"{order.mileage:,}"))
    if order.advisor:
        facts.append(order.advisor.name or order.advisor.employee_no)
    facts.append(yuan(order.total_fen) if order.total_fen is not None else OPEN_ORDER)
    return Entry(
        at=order.opened_at,
        kind=timeline.VISIT,
        title=filled(ORDER, job=codes.JOB_TYPE.text(order.job_type), no=order.ro_no),
        facts=tuple(facts),
        lines=tuple(lines),
        tone="warn" if order.is_rework else "",
    )


def lines_of(order_ids: list[int]) -> dict[int, Lines]:
    """Labour, then parts, of each order: what was done and what it cost; one query."""
    labour = LabourLine.objects.filter(order_id__in=order_ids).values_list(
        "order_id", Value(0), "line_no", "operation", "amount_fen", Value(None, DecimalField())
    )
    parts = PartLine.objects.filter(order_id__in=order_ids).values_list(
        "order_id", Value(1), "line_no", _PART_NAME, "amount_fen", "quantity"
    )
    lines: dict[int, Lines] = defaultdict(list)
    for order_id, _, _, name, fen, quantity in sorted(labour.union(parts, all=True), key=_place):
        lines[order_id].append((name + _times(quantity), _cost(fen)))
    return lines


_PART_NAME = Case(When(part_name="", then=F("part_no")), default=F("part_name"))


def _place(row: tuple[Any, ...]) -> tuple[int, int, int, str]:
    """Labour before parts, each in the order of its numbers, 2 before 10."""
    order_id, is_part, line_no, *_ = row
    return order_id, is_part, len(line_no), line_no


def _times(quantity: Any) -> str:
    return "" if quantity is None else f" × {Decimal(str(quantity)).normalize():f}"


def _cost(fen: int | None) -> str:
    return "" if fen is None else yuan(fen)


def calls(about: About, before: datetime, limit: int) -> list[Entry]:
    cars = Q(task__vehicle_id__in=about.vehicle_ids)
    whose = cars if about.customer_id is None else cars | Q(task__customer_id=about.customer_id)
    found = _newest(ContactAttempt, whose & Q(store=about.store), "attempted_at", before, limit)
    attempts = found.select_related("task").annotate(agent_name=AGENT_NAME)
    return [_call(attempt, attempt.attempted_at) for attempt in attempts if attempt.attempted_at]


def _call(attempt: ContactAttempt, at: datetime) -> Entry:
    facts: list[Text | str] = [codes.OUTCOME.text(attempt.outcome)] if attempt.outcome else []
    if attempt.level:
        facts.append(codes.LEVEL.text(attempt.level))
    agent = attempt.agent_name or attempt.agent_no  # type: ignore[attr-defined]
    return Entry(
        at=at,
        kind=timeline.CALL,
        title=codes.CONTACT_TYPE.text(attempt.task.contact_type),
        facts=(*facts, agent) if agent else tuple(facts),
        note=attempt.remark,
        tone="bad" if attempt.level == "disappointed" else "",
    )


def answers(about: About, before: datetime, limit: int) -> list[Entry]:
    """Answer sheets of the customer, of these cars, and of their orders by number."""
    numbers = RepairOrder.objects.filter(about.where).exclude(ro_no="").values("ro_no")
    named = Q(store=about.store, ro_no__in=numbers)
    found = _newest(Response, about.where | named, "answered_at", before, limit)
    sheets = found.select_related("version__questionnaire").prefetch_related("answers")
    return [
        Entry(
            at=sheet.answered_at,
            kind=timeline.ANSWERS,
            title=filled(ANSWERED, no=sheet.response_no),
            facts=(EXTERNAL,) if sheet.is_external else (),
            lines=tuple(_said(said) for said in answers_of(sheet)),
            tone="bad" if sheet.is_alerting else "",
        )
        for sheet in sheets
    ]


def _said(said: Said) -> tuple[Text, str | Text]:
    """A question and its answer; a bare score where no words are known."""
    words = said.answer.zh or said.answer.en
    return said.question, said.answer if words else points(said.score_e4)


def complaints(about: About, before: datetime, limit: int) -> list[Entry]:
    found = _newest(Complaint, about.where, "received_at", before, limit)
    return [
        Entry(
            at=complaint.received_at,
            kind=timeline.COMPLAINT,
            title=filled(
                COMPLAINED,
                no=complaint.complaint_no,
                cause=codes.COMPLAINT_CAUSE.text(complaint.cause),
            ),
            facts=(CLOSED if complaint.closed_at else STILL_OPEN,),
            note=complaint.description,
            link=reverse("complaints:complaint", args=(about.store.code, complaint.pk)),
            tone="" if complaint.closed_at else "bad",
        )
        for complaint in found
    ]


def appointments(about: About, before: datetime, limit: int) -> list[Entry]:
    """Bookings stand where they were made, so that one still to come is no future entry."""
    found = _newest(Appointment, about.where, "booked_at", before, limit)
    return [
        Entry(
            at=booked.booked_at,
            kind=timeline.APPOINTMENT,
            title=filled(APPOINTED, when=f"{booked.appointed_at:%Y-%m-%d %H:%M}"),
            facts=(codes.ORIGIN.text(booked.origin), *_state_of(booked)),
            note=booked.request,
        )
        for booked in found
    ]


def _state_of(booked: Appointment) -> tuple[Text, ...]:
    if booked.cancelled_at:
        return (CANCELLED,)
    return (ARRIVED,) if booked.arrived_at else ()


def policies(about: About, before: datetime, limit: int) -> list[Entry]:
    cars = Q(store=about.store, vehicle_id__in=about.vehicle_ids)
    found = (
        InsurancePolicy.objects.filter(cars, starts_on__lt=before.date())
        .order_by("-starts_on", "-id")
        .all()[:limit]
    )
    return [
        Entry(
            at=datetime.combine(policy.starts_on, time()),
            kind=timeline.POLICY,
            title=filled(
                POLICY_UNTIL, kind=codes.POLICY_KIND.text(policy.kind), day=policy.ends_on
            ),
            facts=tuple(fact for fact in (policy.insurer, _cost(policy.premium_fen)) if fact),
        )
        for policy in found
        if policy.starts_on
    ]


def purchases(about: About, before: datetime, limit: int) -> list[Entry]:
    """The days the cars were bought, as the file says."""
    bought = (
        Entry(
            at=datetime.combine(car.purchased_on, time()),
            kind=timeline.SALE,
            title=BOUGHT,
            facts=tuple(fact for fact in (car.plate, car.model) if fact),
        )
        for car in about.cars
        if car.purchased_on
    )
    return [entry for entry in bought if entry.at < before]


def messages(about: About, before: datetime, limit: int) -> list[Entry]:
    """Messages that left for the customer, or about these cars."""
    found = _newest(CustomerMessage, about.where, "sent_at", before, limit)
    return [
        Entry(
            at=message.sent_at,
            kind=timeline.MESSAGE,
            title=message.template.name if message.template else timeline.MESSAGE.name,
            note=message.text,
        )
        for message in found.select_related("template")
        if message.sent_at
    ]


SOURCES: dict[str, Source] = {
    timeline.VISIT.code: visits,
    timeline.CALL.code: calls,
    timeline.ANSWERS.code: answers,
    timeline.COMPLAINT.code: complaints,
    timeline.APPOINTMENT.code: appointments,
    timeline.POLICY.code: policies,
    timeline.SALE.code: purchases,
    timeline.MESSAGE.code: messages,
}


def _newest(model: type[Row], where: Q, moment: str, before: datetime, limit: int) -> QuerySet[Row]:
    """The ``limit`` newest rows of a table before a moment."""
    found = model._default_manager.filter(where, **{f"{moment}__lt": before})
    return found.order_by(f"-{moment}", "-id")[:limit]


def filled(text: Text, **places: object) -> Text:
    return Text(zh=text.say("zh", **places), en=text.say("en", **places))
