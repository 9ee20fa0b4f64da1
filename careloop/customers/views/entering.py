"""A customer or a vehicle entered by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from careloop.core.kernel.errors import Refused
from careloop.customers import actions
from careloop.customers.actions import LooksLike
from careloop.customers.asking import as_entry
from careloop.customers.forms import customer_form, vehicle_form
from careloop.customers.views import asked
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.rules import Forbidden

NEW_CUSTOMER, NEW_VEHICLE = "customers/new.html", "customers/new_vehicle.html"
UNREADABLE = 422


@store_page(Permission.EDIT_CUSTOMER)
def new_customer(request: StoreRequest, store: Store) -> HttpResponse:
    """Enter a customer and, if they have one, their vehicle; ``?q=`` is what was searched for."""
    told = request.POST if request.method == "POST" else None
    initial = as_entry(request.GET.get("q", ""))
    form = customer_form(told, language(), initial)
    car_form = vehicle_form(told, language(), initial, is_required=False)
    forms = {"form": form, "car_form": car_form}
    if told is None:
        return render(request, NEW_CUSTOMER, forms)
    if not (form.is_valid() and car_form.is_valid()):
        return _again(request, NEW_CUSTOMER, forms)
    try:
        made = actions.add_customer_with_vehicle(
            by=request.viewer,
            store=store,
            now=datetime.now(),
            values=form.cleaned_data,
            vehicle=car_form.cleaned_data,
            anyway="anyway" in told,
        )
    except LooksLike as warning:
        return _again(request, NEW_CUSTOMER, forms | {"found": warning.found})
    except Forbidden:
        raise
    except Refused as refusal:
        return _again(request, NEW_CUSTOMER, forms, refusal)
    messages.success(request, _("The customer is on file."))
    return redirect("desk:customer", store_code=store.code, customer_id=made.pk)


@store_page(Permission.EDIT_CUSTOMER)
def new_vehicle(request: StoreRequest, store: Store, customer_id: int) -> HttpResponse:
    """Put a vehicle of a customer on file."""
    customer = asked.customer(request, store, customer_id)
    told = request.POST if request.method == "POST" else None
    form = vehicle_form(told, language(), is_required=True)
    context = {"car_form": form, "customer": customer}
    if told is None:
        return render(request, NEW_VEHICLE, context)
    if not form.is_valid():
        return _again(request, NEW_VEHICLE, context)
    try:
        actions.add_vehicle(
            by=request.viewer,
            store=store,
            now=datetime.now(),
            values=form.cleaned_data,
            customer=customer,
        )
    except Forbidden:
        raise
    except Refused as refusal:
        return _again(request, NEW_VEHICLE, context, refusal)
    messages.success(request, _("The vehicle is on file."))
    return redirect("desk:customer", store_code=store.code, customer_id=customer.pk)


def _again(
    request: StoreRequest, page: str, context: dict[str, Any], refusal: Refused | None = None
) -> HttpResponse:
    """The page with what was typed, and what is to be put right."""
    said = refusal.say(language()) if refusal else ""
    return render(request, page, context | {"refusal": said}, status=UNREADABLE)
