"""Asking at the store: choose sheet and order, hand over the tablet; or make a link."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import language_of
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, store_page
from careloop.organisation.rules import Forbidden
from careloop.surveys import queries
from careloop.surveys.actions import make_link, record_response
from careloop.surveys.asking import posted
from careloop.surveys.choices import Mode


@store_page(Permission.MAKE_CONTACTS)
def choose(request: StoreRequest, store: Store) -> HttpResponse:
    """Which sheet, about which order; asked here or by link."""
    return _choose(request, store)


@store_page(Permission.MAKE_CONTACTS)
def ask(request: StoreRequest, store: Store) -> HttpResponse:
    """The sheet on a tablet, without the menu: the customer holds it."""
    source = request.POST if request.method == "POST" else request.GET
    try:
        sheet = queries.require_sheet(store, source.get("sheet", ""))
        order = queries.order_named(request.viewer, store, source.get("order", ""))
    except Forbidden:
        raise
    except Refused as fault:
        return _choose(request, store, fault)
    context: dict[str, Any] = {"store": store, "sheet": sheet, "order": order}
    if request.method != "POST":
        return render(request, "surveys/on_site.html", context)
    answers = posted(sheet, request.POST)
    try:
        record_response(
            by=request.viewer,
            store=store,
            sheet=sheet,
            answers=answers,
            mode=Mode.ON_SITE,
            now=datetime.now(),
            order=order,
        )
    except Forbidden:
        raise
    except Refused as fault:
        context |= {"answers": answers, "fault": fault, "faults": getattr(fault, "faults", {})}
        return render(request, "surveys/on_site.html", context, status=422)
    messages.success(request, _("Thank you. The answers are stored."))
    return redirect("asking:choose", store_code=store.code)


@require_POST
@store_page(Permission.MAKE_CONTACTS)
def start(request: StoreRequest, store: Store) -> HttpResponse:
    """Open the sheet here, or make a link whose address is shown once."""
    try:
        sheet = queries.require_sheet(store, request.POST.get("sheet", ""))
        order = queries.order_named(request.viewer, store, request.POST.get("order", ""))
    except Forbidden:
        raise
    except Refused as fault:
        return _choose(request, store, fault)
    if request.POST.get("do") != "link":
        query = urlencode({"sheet": sheet.code, "order": order.ro_no if order else ""})
        return redirect(f"{reverse('asking:ask', args=[store.code])}?{query}")
    address = make_link(
        by=request.viewer,
        store=store,
        sheet=sheet,
        order=order,
        vehicle=order.vehicle if order else None,
        customer=order.customer if order else None,
        now=datetime.now(),
        base_url=request.build_absolute_uri("/"),
    )
    return _choose(request, store, address=address)


def _choose(
    request: StoreRequest, store: Store, fault: Refused | None = None, address: str = ""
) -> HttpResponse:
    source = request.POST if request.method == "POST" else request.GET
    context = {
        "sheets": queries.askable(store),
        "chosen": source.get("sheet", "nine_questions"),
        "order": source.get("order", ""),
        "fault": fault.say(language_of(get_language())) if fault else "",
        "address": address,
        "days": queries.survey_settings(store).link_days,
    }
    return render(request, "surveys/choose.html", context, status=422 if fault else 200)
