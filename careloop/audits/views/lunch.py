"""Lunch tickets: handed out by plate, the day's list, taken in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.audits import actions, queries
from careloop.audits.forms import TicketForm
from careloop.audits.models import LunchTicket
from careloop.audits.views.frame import asked_day, frame, missing_is_404, now
from careloop.core.kernel.errors import Refused
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.rules import Forbidden


@store_page(Permission.VIEW_INSPECTIONS)
def lunch(request: StoreRequest, store: Store) -> HttpResponse:
    """A day's tickets (GET); a ticket handed out (POST): plate, Enter."""
    form = TicketForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (made := _issued(request, store, form)):
        said = _("Ticket %(no)s for %(plate)s.") % {"no": made.ticket_no, "plate": made.plate}
        messages.success(request, said)
        address = reverse("audits:lunch", kwargs={"store_code": store.code})
        return redirect(f"{address}?new={made.pk}")
    day = asked_day(request.GET.get("day", "")) or now().date()
    context = {
        "form": form,
        "lunch": queries.lunch(request.viewer, store, day),
        "new": request.GET.get("new", ""),
        "is_today": day == now().date(),
        **frame(request, store, "lunch"),
    }
    return render(request, "audits/lunch.html", context, status=422 if form.errors else 200)


def _issued(request: StoreRequest, store: Store, form: TicketForm) -> LunchTicket | None:
    given = form.cleaned_data
    try:
        return actions.issue_ticket(
            by=request.viewer,
            store=store,
            plate=given["plate"],
            diners=given["diners"],
            now=now(),
        )
    except Forbidden:
        raise
    except Refused as refusal:
        form.add_error("plate", refusal.say(language()))
        return None


def _ticket(request: StoreRequest, store: Store, ticket_id: int) -> LunchTicket:
    with missing_is_404():
        return queries.ticket(request.viewer, store, ticket_id)


@store_page(Permission.VIEW_INSPECTIONS)
def ticket(request: StoreRequest, store: Store, ticket_id: int) -> HttpResponse:
    """One ticket, to be printed."""
    found = _ticket(request, store, ticket_id)
    context = {"ticket": found, **frame(request, store, "lunch")}
    return render(request, "audits/ticket.html", context)


@require_POST
@store_page(Permission.INSPECT)
def use(request: StoreRequest, store: Store, ticket_id: int) -> HttpResponse:
    """Take a ticket in for its meal."""
    found = _ticket(request, store, ticket_id)
    try:
        actions.use_ticket(by=request.viewer, ticket=found, now=now())
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
    return redirect("audits:lunch", store_code=store.code)
