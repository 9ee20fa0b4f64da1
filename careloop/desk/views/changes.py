"""What is changed from the page of a customer: a number shown, a value put right, a wish noted,
a contact or a visit agreed on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers import actions as customers
from careloop.customers import queries as files
from careloop.customers.models import Customer
from careloop.desk.forms import NewTaskForm
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, missing_is_404, store_page
from careloop.organisation.rules import Forbidden
from careloop.outreach.actions import schedule_contact
from careloop.service.actions import book
from careloop.service.asked import moment

PAGE = "page"
CHOOSE_A_TIME = Text(zh="请选择一个空闲时段。", en="Choose one of the free times.")


@require_POST
@store_page(Permission.REVEAL_PHONE)
def reveal(request: StoreRequest, store: Store, customer_id: int, contact_id: int) -> HttpResponse:
    """A number in the clear; that it was shown is on record."""
    with missing_is_404():
        contact = files.contact(request.viewer, _customer(request, store, customer_id), contact_id)
    number = customers.reveal_phone(
        by=request.viewer, contact=contact, reason=PAGE, now=datetime.now()
    )
    return render(request, "desk/number.html", {"number": number, "customer_id": customer_id})


@require_POST
@store_page(Permission.EDIT_CUSTOMER)
def correct(request: StoreRequest, store: Store, customer_id: int) -> HttpResponse:
    """Put one field right."""
    found = _customer(request, store, customer_id)
    given = request.POST

    def put_right() -> str:
        kept = customers.correct(
            by=request.viewer,
            customer=found,
            field=given.get("field", ""),
            value=given.get("value", ""),
            why=given.get("why", ""),
            now=datetime.now(),
        )
        return _("Put right; the old value is kept.") if kept else _("It says so already.")

    return _done(request, store, found, put_right)


@require_POST
@store_page(Permission.EDIT_CUSTOMER)
def wish(request: StoreRequest, store: Store, customer_id: int) -> HttpResponse:
    """Note what the customer agrees to or forbids."""
    found = _customer(request, store, customer_id)
    given = request.POST

    def note() -> str:
        customers.record_consent(
            by=request.viewer,
            customer=found,
            channel=given.get("channel", ""),
            purpose=given.get("purpose", ""),
            is_given=given.get("is_given") == "yes",
            reason=given.get("reason", ""),
            now=datetime.now(),
        )
        return _("The wish is noted.")

    return _done(request, store, found, note)


@require_POST
@store_page(Permission.MAKE_CONTACTS)
def new_task(request: StoreRequest, store: Store, customer_id: int) -> HttpResponse:
    """Make a contact due by hand."""
    found = _customer(request, store, customer_id)
    cars = [entry.vehicle for entry in files.vehicles_of(request.viewer, found)]
    form = NewTaskForm(request.POST, cars=cars, language=language())
    if not form.is_valid():
        return HttpResponseBadRequest("; ".join(str(e) for e in form.errors.values()))
    given, now = form.cleaned_data, datetime.now()

    def make() -> str:
        schedule_contact(
            by=request.viewer,
            store=store,
            contact_type=given["contact_type"],
            occasion=f"hand:{found.pk}:{now:%Y%m%d%H%M%S}",
            due_on=given["due_on"],
            customer=found,
            vehicle=next((car for car in cars if car.pk == given["vehicle"]), None),
            note=given["note"],
            now=now,
        )
        return _("The task is on the worklist.")

    return _done(request, store, found, make)


@require_POST
@store_page(Permission.BOOK_APPOINTMENT)
def new_appointment(request: StoreRequest, store: Store, customer_id: int) -> HttpResponse:
    """Book one of the free times."""
    found = _customer(request, store, customer_id)
    given = request.POST
    appointed_at = moment(given.get("appointed_at", ""))
    held = {
        str(entry.vehicle_id): entry.vehicle for entry in files.vehicles_of(request.viewer, found)
    }

    def take() -> str:
        if appointed_at is None:
            raise Refused(CHOOSE_A_TIME)
        booked = book(
            by=request.viewer,
            store=store,
            vehicle=held.get(given.get("vehicle", "")),
            customer=found,
            appointed_at=appointed_at,
            job_type=given.get("job_type", ""),
            origin="passive",
            now=datetime.now(),
        )
        moment = booked.appointed_at.strftime("%Y-%m-%d %H:%M")
        return _("Booked for %(moment)s.") % {"moment": moment}

    return _done(request, store, found, take)


def _customer(request: StoreRequest, store: Store, customer_id: int) -> Customer:
    with missing_is_404():
        return files.customer(request.viewer, store, customer_id)


def _done(request: StoreRequest, store: Store, customer: Customer, act: Any) -> HttpResponse:
    """Do it, say what came of it, and show the customer's page again."""
    try:
        messages.success(request, act())
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
    return redirect("desk:customer", store_code=store.code, customer_id=customer.pk)
