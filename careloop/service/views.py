"""The day board and the booking form; what is done to one appointment stands in ``deeds``."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from careloop.core.kernel.errors import Refused
from careloop.customers import queries as customers
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.service import actions, asked, queries
from careloop.service.choices import AppointmentState
from careloop.service.forms import BookingForm
from careloop.service.models import Appointment
from careloop.service.rules import USUAL_MINUTES, NoRoom, check_minutes

HITS = 8


def now() -> datetime:
    """The clock, to the second."""
    return datetime.now().replace(microsecond=0)


@store_page(Permission.VIEW_CUSTOMERS)
def day_board(request: StoreRequest, store: Store) -> HttpResponse:
    """Who comes when, in which bay, and where there is room."""
    at = now()
    day = asked.day(request.GET, at)
    board = queries.day_board(request.viewer, store, day, at)
    context = {
        "board": board,
        "counts": {state.value: board.counts[state] for state in AppointmentState},
        "day": day,
        "is_today": day == at.date(),
        "previous": day - timedelta(days=1),
        "next": day + timedelta(days=1),
        "may_book": request.viewer.may(Permission.BOOK_APPOINTMENT, store.pk),
        "may_manage": request.viewer.may(Permission.MANAGE_CAPACITY, store.pk),
    }
    return render(request, "service/day_board.html", context)


@store_page(Permission.BOOK_APPOINTMENT)
def book(request: StoreRequest, store: Store) -> HttpResponse:
    """For whom, when, what for; posted, the booking itself."""
    form = _form(request, store)
    if request.method != "POST":
        return _booking_page(request, store, form)
    if not form.is_valid():
        return _booking_page(request, store, form, status=422)
    try:
        made = _booked(request, store, form)
    except Refused as refusal:
        form.add_error(None, refusal.say(language()))
        offers = refusal.offers if isinstance(refusal, NoRoom) else ()
        return _booking_page(request, store, form, offers=offers, status=422)
    said = _("Booked: %(number)s, %(at)s, %(bay)s.")
    at = f"{made.appointed_at:%Y-%m-%d %H:%M}"
    messages.success(request, said % {"number": made.appointment_no, "at": at, "bay": made.bay})
    return to_board(store, made)


def _form(request: StoreRequest, store: Store) -> BookingForm:
    """The form as posted, a slot pressed instead of a time; else as the address begins it."""
    viewer, posted = request.viewer, request.POST if request.method == "POST" else None
    at = asked.moment(request.GET.get("at", "")) or now()
    begun: dict[str, Any] = {
        "minutes": asked.number(request.GET.get("minutes", ""), USUAL_MINUTES),
        "bay": request.GET.get("bay", ""),
        "job_type": request.GET.get("job_type", ""),
        "origin": "passive",
        "plate": request.GET.get("q", ""),
    }
    return BookingForm(
        with_slot(posted),
        initial=begun | BookingForm.initial_at(at),
        bays=queries.bays(store),
        advisors=queries.advisors(viewer, store),
        language=language(),
    )


def with_slot(posted: Any) -> Any:
    """What was posted; a pressed slot (``slot``) goes before the day and time typed."""
    at = asked.moment(posted.get("slot", "")) if posted is not None else None
    if at is None:
        return posted
    changed = posted.copy()
    changed["day"], changed["time"] = at.date().isoformat(), f"{at:%H:%M}"
    return changed


def _booked(request: StoreRequest, store: Store, form: BookingForm) -> Appointment:
    given, whom = form.cleaned_data, asked.whom(request.viewer, store, request.POST)
    return actions.book(
        by=request.viewer,
        store=store,
        vehicle=whom.vehicle,
        customer=whom.customer,
        plate="" if whom.is_known else given["plate"],
        appointed_at=form.appointed_at(),
        now=now(),
        origin=given["origin"],
        minutes=given["minutes"],
        job_type=given["job_type"],
        request=given["request"],
        advisor_no=given["advisor_no"],
        bay=form.chosen_bay(),
    )


def _booking_page(
    request: StoreRequest, store: Store, form: BookingForm, *, offers: Any = (), status: int = 200
) -> HttpResponse:
    query = request.POST if request.method == "POST" else request.GET
    whom = asked.whom(request.viewer, store, query)
    words = query.get("q", "")
    context = {
        "form": form,
        "whom": whom,
        "booked_before": _booked_before(request, store, whom),
        "q": words,
        "hits": [] if whom.is_known else _hits(request, store, words),
        "kept": _kept(request),
        "offers": offers,
    }
    return render(request, "service/book.html", context, status=status)


def _booked_before(request: StoreRequest, store: Store, whom: asked.Whom) -> list[Appointment]:
    if not whom.is_known:
        return []
    about = {"vehicle": whom.vehicle} if whom.vehicle else {"customer": whom.customer}
    return queries.next_appointments(request.viewer, store, now(), **about)  # type: ignore[arg-type]


def _kept(request: StoreRequest) -> str:
    """What of the address goes along while the customer is looked for."""
    kept = request.GET.copy()
    for name in ("q", "vehicle", "customer"):
        kept.pop(name, None)
    return kept.urlencode()


def _hits(request: StoreRequest, store: Store, words: str) -> list[dict[str, Any]]:
    """Cars and customers by plate, phone, name or VIN; cars by the number of an order."""
    found = [
        {"vehicle": hit.vehicle_id, "customer": hit.customer_id, "hit": hit}
        for hit in customers.search(request.viewer, [store.pk], words, limit=HITS)
    ]
    orders = queries.find_order(request.viewer, [store.pk], words)
    return found + [{"vehicle": order.vehicle_id, "order": order} for order in orders]


@store_page(Permission.BOOK_APPOINTMENT)
def find(request: StoreRequest, store: Store) -> HttpResponse:
    """The hits beside the box while one types."""
    words = request.GET.get("q", "")
    context = {"q": words, "hits": _hits(request, store, words), "kept": _kept(request)}
    return render(request, "service/hits.html", context)


@store_page(Permission.BOOK_APPOINTMENT)
def slots(request: StoreRequest, store: Store) -> HttpResponse:
    """The free slots of the day, length and work that stand in a form."""
    at = now()
    day = asked.day(request.GET, at)
    minutes = asked.number(request.GET.get("minutes", ""), USUAL_MINUTES)
    check_minutes(minutes)
    job_type = request.GET.get("job_type", "")
    free = queries.free_slots(request.viewer, store, day, minutes, job_type=job_type, after=at)
    since = max(at, datetime.combine(day, at.min.time()))
    offers = () if free else queries.next_free(request.viewer, store, since, minutes)
    return render(request, "service/slots.html", {"day": day, "free": free, "offers": offers})


def to_board(store: Store, appointment: Appointment) -> HttpResponseRedirect:
    """Back to the day of an appointment."""
    url = reverse("service:day_board", kwargs={"store_code": store.code})
    return redirect(f"{url}?day={appointment.appointed_at.date().isoformat()}")
