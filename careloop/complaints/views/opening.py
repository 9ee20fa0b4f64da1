"""Recording a complaint: about whom and what, its cause and class; is it known already?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.complaints import actions
from careloop.complaints.clocks import StoreTime
from careloop.complaints.forms import Choices, OpenForm
from careloop.complaints.models import Complaint
from careloop.complaints.queries.one import open_about
from careloop.complaints.queries.tuning import own_causes
from careloop.complaints.severities import DEFINITIONS
from careloop.complaints.views import pages
from careloop.complaints.views.hints import hints
from careloop.complaints.wording import length
from careloop.core.kernel.clock import Limit, Unit
from careloop.core.kernel.errors import Refused
from careloop.customers import queries as customers
from careloop.organisation.choices import ROLE_LABELS, Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.rules import Forbidden
from careloop.service import asked
from careloop.service.models import RepairOrder

HITS = 8
ORDERS_OFFERED = 12


@store_page(Permission.OPEN_COMPLAINT)
def open_page(request: StoreRequest, store: Store) -> HttpResponse:
    """The form; posted, the complaint itself."""
    query = request.POST if request.method == "POST" else request.GET
    whom, at = asked.whom(request.viewer, store, query), pages.now()
    form = OpenForm(
        request.POST if request.method == "POST" else None,
        initial={"received_at": at, "order": request.GET.get("order", "")},
        store=store,
        own=own_causes(store),
        orders=_order_choices(_orders(store, whom)),
        language=language(),
    )
    if request.method != "POST":
        return _page(request, store, whom, form)
    if not form.is_valid():
        return _page(request, store, whom, form, status=422)
    try:
        made = _opened(request, store, whom, form, at)
    except Forbidden:
        raise
    except Refused as refusal:
        form.add_error(None, refusal.say(language()))
        return _page(request, store, whom, form, status=422)
    messages.success(request, _("Complaint %(number)s is open.") % {"number": made.complaint_no})
    return redirect("complaints:complaint", store_code=store.code, complaint_id=made.pk)


def _opened(
    request: StoreRequest, store: Store, whom: asked.Whom, form: OpenForm, at: datetime
) -> Complaint:
    chosen = form.cleaned_data["order"]
    orders = _orders(store, whom) if chosen else []
    return actions.open_complaint(
        by=request.viewer,
        store=store,
        customer=whom.customer,
        vehicle=whom.vehicle,
        order=next((order for order in orders if str(order.pk) == chosen), None),
        now=at,
        **form.given,
    )


def _orders(store: Store, whom: asked.Whom) -> list[RepairOrder]:
    """The last orders of the car, or of the customer's cars."""
    cars = [whom.vehicle] if whom.vehicle else list(whom.vehicles)
    if not cars:
        return []
    found = RepairOrder.objects.filter(store=store, vehicle__in=cars)
    return list(found.select_related("vehicle").order_by("-opened_at", "-pk")[:ORDERS_OFFERED])


def _order_choices(orders: list[RepairOrder]) -> Choices:
    return [
        (
            str(order.pk),
            f"{order.ro_no} · {order.opened_at:%Y-%m-%d}" if order.opened_at else order.ro_no,
        )
        for order in orders
    ]


def _page(
    request: StoreRequest, store: Store, whom: asked.Whom, form: OpenForm, status: int = 200
) -> HttpResponse:
    words = request.GET.get("q", "")
    context = {
        "form": form,
        "whom": whom,
        "q": words,
        "hits": [] if whom.is_known else _hits(request, store, words),
        "known": _known(request, store, whom),
        "definitions": _definitions(store),
    }
    return render(request, "complaints/open.html", context, status=status)


def _known(request: StoreRequest, store: Store, whom: asked.Whom) -> list[Complaint]:
    """Open complaints of the same car or customer: this one may be the same again."""
    if not whom.is_known or not request.viewer.may(Permission.VIEW_COMPLAINTS, store.pk):
        return []
    return open_about(request.viewer, store, vehicle=whom.vehicle, customer=whom.customer)


def _definitions(store: Store) -> list[dict[str, Any]]:
    """Each class with its cases and who is told when."""
    time = StoreTime.of(store, pages.now().date())
    return [
        {
            "definition": one,
            "told": [
                {
                    "minutes": step.minutes,
                    "after": length(Limit(step.minutes, Unit.WORKING_MINUTES)),
                    "roles": [ROLE_LABELS[role] for role in step.roles],
                }
                for step in time.ladder(one.code)
            ],
        }
        for one in DEFINITIONS
    ]


def _hits(request: StoreRequest, store: Store, words: str) -> list[customers.Hit]:
    return list(customers.search(request.viewer, [store.pk], words, limit=HITS)) if words else []


@store_page(Permission.OPEN_COMPLAINT)
def find(request: StoreRequest, store: Store) -> HttpResponse:
    """The hits beside the box while one types."""
    words = request.GET.get("q", "")
    return render(
        request, "complaints/hits.html", {"q": words, "hits": _hits(request, store, words)}
    )


@require_POST
@store_page(Permission.OPEN_COMPLAINT)
def suggest(request: StoreRequest, store: Store) -> HttpResponse:
    """What the words point to, beside the choice; the words come in the body: no log keeps it."""
    if not request.viewer.may(Permission.VIEW_COMPLAINTS, store.pk):
        return HttpResponse("")
    found = hints(request.viewer, store, request.POST.get("description", "")[:2000])
    return render(request, "complaints/hint.html", {"hints": found})
