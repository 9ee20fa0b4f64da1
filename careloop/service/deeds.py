"""One appointment, and what is done to it: moved, cancelled, marked, linked to its order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.service import actions, asked, queries
from careloop.service.choices import AppointmentState
from careloop.service.forms import CancelForm, TimeForm
from careloop.service.models import Appointment
from careloop.service.rules import NoRoom
from careloop.service.views import now, to_board, with_slot

NO_SUCH_ORDER = Text(zh="本店没有工单“{ro_no}”。", en="This store has no repair order “{ro_no}”.")
SAID: dict[str, Promise | str] = {
    "arrive": _("Arrival noted."),
    "no_show": _("Noted that the customer did not come."),
    "again": _("Taken back: the customer is expected."),
}


@store_page(Permission.VIEW_CUSTOMERS)
def appointment(request: StoreRequest, store: Store, appointment_id: int) -> HttpResponse:
    """One appointment: beside the board (htmx) or as a page."""
    return _page(request, store, _found(request, store, appointment_id))


def _found(request: StoreRequest, store: Store, appointment_id: int) -> Appointment:
    found = queries.appointment(request.viewer, store, appointment_id)
    if found is None:
        raise Http404(str(appointment_id))
    return found


def _page(
    request: StoreRequest,
    store: Store,
    found: Appointment,
    *,
    move_form: TimeForm | None = None,
    cancel_form: CancelForm | None = None,
    offers: Sequence[datetime] = (),
    status: int = 200,
) -> HttpResponse:
    at = now()
    state = found.state(at.date())
    context = {
        "appointment": found,
        "state": state,
        "history": queries.history(request.viewer, found),
        "move_form": move_form or _move_form(store, found),
        "cancel_form": cancel_form or CancelForm(),
        "offers": offers,
        "now": at,
        "may_book": request.viewer.may(Permission.BOOK_APPOINTMENT, store.pk),
        "is_expected": state == AppointmentState.EXPECTED,
        "may_have_missed": found.appointed_at <= at and found.no_show_at is None,
    }
    beside = request.htmx and status == 200  # type: ignore[attr-defined]
    template = "service/drawer.html" if beside else "service/appointment.html"
    return render(request, template, context, status=status)


def _move_form(store: Store, found: Appointment, posted: object = None) -> TimeForm:
    begun = {"minutes": found.lasts, "bay": found.bay_id} | TimeForm.initial_at(found.appointed_at)
    return TimeForm(with_slot(posted), initial=begun, bays=queries.bays(store))


@require_POST
@store_page(Permission.BOOK_APPOINTMENT)
def move(request: StoreRequest, store: Store, appointment_id: int) -> HttpResponse:
    """Give the appointment another time."""
    found = _found(request, store, appointment_id)
    form = _move_form(store, found, request.POST)
    if not form.is_valid():
        return _page(request, store, found, move_form=form, status=422)
    try:
        moved = actions.move(
            by=request.viewer,
            appointment=found,
            appointed_at=form.appointed_at(),
            now=now(),
            minutes=form.cleaned_data["minutes"],
            bay=form.chosen_bay(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.say(language()))
        offers = refusal.offers if isinstance(refusal, NoRoom) else ()
        return _page(request, store, found, move_form=form, offers=offers, status=422)
    messages.success(request, _("The appointment was moved."))
    return to_board(store, moved)


@require_POST
@store_page(Permission.BOOK_APPOINTMENT)
def cancel(request: StoreRequest, store: Store, appointment_id: int) -> HttpResponse:
    """Call the appointment off."""
    found = _found(request, store, appointment_id)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, store, found, cancel_form=form, status=422)
    try:
        actions.cancel(by=request.viewer, appointment=found, now=now(), **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.say(language()))
        return _page(request, store, found, cancel_form=form, status=422)
    messages.success(request, _("The appointment was cancelled."))
    return to_board(store, found)


@require_POST
@store_page(Permission.BOOK_APPOINTMENT)
def mark(request: StoreRequest, store: Store, appointment_id: int) -> HttpResponse:
    """Arrived, did not come, or neither after all."""
    found, deed = _found(request, store, appointment_id), request.POST.get("deed", "")
    if deed not in SAID:
        raise Http404(deed)
    try:
        _mark(request, found, deed)
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
    else:
        messages.success(request, SAID[deed])
    return to_board(store, found)


def _mark(request: StoreRequest, found: Appointment, deed: str) -> None:
    by, at = request.viewer, now()
    if deed == "arrive":
        arrived_at = asked.moment(request.POST.get("arrived_at", ""))
        actions.arrive(by=by, appointment=found, now=at, arrived_at=arrived_at)
    elif deed == "no_show":
        actions.mark_no_show(by=by, appointment=found, now=at)
    else:
        actions.expect_again(by=by, appointment=found, now=at)


@require_POST
@store_page(Permission.BOOK_APPOINTMENT)
def link(request: StoreRequest, store: Store, appointment_id: int) -> HttpResponse:
    """Say by number which repair order the appointment led to."""
    found, ro_no = _found(request, store, appointment_id), request.POST.get("ro_no", "").strip()
    orders = queries.find_order(request.viewer, [store.pk], ro_no)
    try:
        if not orders:
            raise Refused(NO_SUCH_ORDER, ro_no=ro_no[:64])
        actions.link_order(by=request.viewer, appointment=found, order=orders[0], now=now())
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
        return redirect("service:appointment", store_code=store.code, appointment_id=found.pk)
    messages.success(request, _("The repair order was linked."))
    return to_board(store, found)
