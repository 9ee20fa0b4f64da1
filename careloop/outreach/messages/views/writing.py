"""Writing to one customer, or to many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages as told
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from careloop.core.kernel.codes import CONTACT_TYPE
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers import queries as customers
from careloop.customers.choices import Channel, Purpose
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, store_page
from careloop.outreach import gate
from careloop.outreach import queries as contacts
from careloop.outreach.messages import actions, queries, ways
from careloop.outreach.messages.batches import Subject
from careloop.outreach.messages.fields import About
from careloop.outreach.messages.forms import SendForm
from careloop.outreach.messages.views import asked
from careloop.outreach.models import ContactTask, MessageTemplate
from careloop.service import queries as service
from careloop.service.models import Appointment

APPOINTMENTS = "appointments"
EXPECTED_SOON = Text(
    zh="12 至 24 小时内的预约，尚未提醒",
    en="Appointments in 12 to 24 hours, not reminded yet",
)


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a page writes to, as its address names them."""

    customer: Customer
    vehicle: Vehicle | None = None
    task: ContactTask | None = None
    appointment: Appointment | None = None


@store_page(Permission.SEND_MESSAGE)
def write(request: StoreRequest, store: Store) -> HttpResponse:
    """One message: shown as it will read, with what stands against it; posted, written."""
    whom = _whom(request, store)
    templates = queries.templates(request.viewer, store, only_active=True)
    form = SendForm(request.POST or request.GET or None, templates=templates)
    context: dict[str, Any] = {"form": form, "whom": whom, "templates": templates}
    if form.is_valid():
        try:
            if request.method == "POST" and request.POST.get("deed") == "send":
                return _sent(request, store, whom, form)
            context |= _shown(request, store, whom, form)
        except Refused as refusal:
            form.add_error(None, asked.said(refusal))
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "outreach/messages/write.html", context, status=status)


def _sent(request: StoreRequest, store: Store, whom: Whom, form: SendForm) -> HttpResponse:
    said = form.cleaned_data
    message = actions.send(
        by=request.viewer,
        store=store,
        template=said["template"],
        customer=whom.customer,
        vehicle=whom.vehicle,
        now=asked.now(),
        task=whom.task,
        appointment=whom.appointment,
        language=said["language"],
        address=said.get("address", ""),
    )
    if message.state == "by_hand":
        told.info(request, _("The message is written. Copy it, send it, and note that it is sent."))
    else:
        told.success(request, _("The message is on its way."))
    return redirect("messages:messages", store_code=store.code)


def _shown(request: StoreRequest, store: Store, whom: Whom, form: SendForm) -> dict[str, Any]:
    template: MessageTemplate = form.cleaned_data["template"]
    verdict = gate.verdict(
        store=store, customer=whom.customer, vehicle=whom.vehicle,
        channel=Channel(template.channel), purpose=Purpose(template.purpose), now=asked.now(),
    )  # fmt: skip
    about = About(
        request.viewer, store, whom.customer, whom.vehicle, asked.now(),
        form.cleaned_data["language"], whom.appointment, whom.task,
    )  # fmt: skip
    return {
        "verdict": verdict,
        "written": actions.preview(template, about),
        "is_by_hand": not ways.is_set_up(template),
    }


def _whom(request: StoreRequest, store: Store) -> Whom:
    """The customer, car, contact or appointment of the address; 404 for what is not the store's."""
    asked_for = {name: asked.number(request.GET.get(name)) for name in request.GET}
    if task_id := asked_for.get("task"):
        return _of_task(request, store, task_id)
    if appointment_id := asked_for.get("appointment"):
        return _of_appointment(request, store, appointment_id)
    try:
        customer = customers.customer(request.viewer, store, asked_for.get("customer") or 0)
        vehicle_id = asked_for.get("vehicle")
        file = customers.vehicle(request.viewer, store, vehicle_id) if vehicle_id else None
    except Refused as refusal:
        raise Http404 from refusal
    return Whom(customer, file.vehicle if file else _first_car(request, customer))


def _first_car(request: StoreRequest, customer: Customer) -> Vehicle | None:
    files = customers.vehicles_of(request.viewer, customer)
    return files[0].vehicle if files else None


def _of_task(request: StoreRequest, store: Store, task_id: int) -> Whom:
    task = contacts.task(request.viewer, store, task_id)
    if task is None or task.customer is None:
        raise Http404
    return Whom(task.customer, task.vehicle, task)


def _of_appointment(request: StoreRequest, store: Store, appointment_id: int) -> Whom:
    booked = service.appointment(request.viewer, store, appointment_id)
    if booked is None or booked.customer is None:
        raise Http404
    return Whom(booked.customer, booked.vehicle, None, booked)


@store_page(Permission.ASSIGN_CONTACTS)
def write_many(request: StoreRequest, store: Store) -> HttpResponse:
    """The same message to all of a list: first who may get it, then, posted, sent."""
    request.viewer.require(Permission.SEND_MESSAGE, store.pk)
    asked_for = request.POST or request.GET
    templates = queries.templates(request.viewer, store, only_active=True)
    template = next((t for t in templates if str(t.pk) == asked_for.get("template")), None)
    subjects = _subjects(request, store, asked_for.get("list", ""))
    if request.method == "POST" and template is not None:
        return _sent_to_many(request, store, template, subjects)
    context = {
        "templates": templates,
        "template": template,
        "lists": _lists(request, store),
        "chosen": asked_for.get("list", ""),
        "subjects": subjects,
        "batch": template
        and actions.plan_many(
            by=request.viewer, store=store, template=template, subjects=subjects, now=asked.now()
        ),
        "is_by_hand": template is not None and not ways.is_set_up(template),
    }
    return render(request, "outreach/messages/write_many.html", context)


def _sent_to_many(
    request: StoreRequest, store: Store, template: MessageTemplate, subjects: list[Subject]
) -> HttpResponse:
    batch = actions.send_many(
        by=request.viewer, store=store, template=template, subjects=subjects, now=asked.now()
    )
    count = len(batch.allowed)
    said = ngettext("%(n)d message was written.", "%(n)d messages were written.", count)
    told.success(request, said % {"n": count})
    return redirect("messages:messages", store_code=store.code)


def _lists(request: StoreRequest, store: Store) -> list[tuple[str, Text | str]]:
    """What a message may go to: appointments to remind of, due contacts of a kind, a tag."""
    kinds = [(f"kind:{code}", CONTACT_TYPE.text(code)) for code in CONTACT_TYPE.codes]
    tags = [(f"tag:{tag.pk}", tag.label) for tag in customers.tags(request.viewer, store) if tag.pk]
    return [(APPOINTMENTS, EXPECTED_SOON), *kinds, *tags]


def _subjects(request: StoreRequest, store: Store, chosen: str) -> list[Subject]:
    if chosen == APPOINTMENTS:
        return queries.of_appointments(request.viewer, store, asked.now())
    sort, _colon, which = chosen.partition(":")
    if sort == "kind":
        return queries.of_tasks(request.viewer, store, which, asked.now())
    tag_id = asked.number(which)
    return queries.of_tag(request.viewer, store, tag_id) if sort == "tag" and tag_id else []
