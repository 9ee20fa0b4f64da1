"""Tags: put on a customer and taken off; the words of the store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.core.kernel.errors import Refused
from careloop.customers import actions
from careloop.customers.models import Customer, Tag
from careloop.customers.queries.tags import store_tag, tag_uses, tags_of
from careloop.customers.queries.tags import tags as offered
from careloop.customers.views import asked
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.rules import Forbidden


@require_POST
@store_page(Permission.EDIT_CUSTOMER)
def tag(request: StoreRequest, store: Store, customer_id: int) -> HttpResponse:
    """Put a tag on a customer: a ready one, one of the store's, or a new word."""
    customer = asked.customer(request, store, customer_id)
    name = request.POST.get("name", "")
    return _marked(
        request,
        customer,
        lambda: actions.add_tag(
            by=request.viewer, customer=customer, name=name, now=datetime.now()
        ),
    )


@require_POST
@store_page(Permission.EDIT_CUSTOMER)
def untag(request: StoreRequest, store: Store, customer_id: int, tag_id: int) -> HttpResponse:
    """Take a tag off a customer."""
    customer = asked.customer(request, store, customer_id)
    found = _tag(request, store, tag_id)
    return _marked(
        request,
        customer,
        lambda: actions.remove_tag(by=request.viewer, customer=customer, tag=found),
    )


def _marked(request: StoreRequest, customer: Customer, act: Callable[[], Any]) -> HttpResponse:
    """Do it and show the customer's tags; without script, the customer's page."""
    refused = _refusal(act)
    if request.htmx:  # type: ignore[attr-defined]
        context = {
            "customer": customer,
            "tags": tags_of(request.viewer, customer),
            "offered_tags": offered(request.viewer, customer.store),
            "may_edit": True,
            "refusal": refused,
        }
        return render(request, "customers/marks.html", context)
    if refused:
        messages.error(request, refused)
    return redirect("desk:customer", store_code=customer.store.code, customer_id=customer.pk)


@store_page(Permission.MERGE_CUSTOMERS)
def tags(request: StoreRequest, store: Store) -> HttpResponse:
    """The words of the store: how many customers have each; a new one is made here."""
    if request.method == "POST":
        name = request.POST.get("name", "")
        made = _("The tag is made.")
        return _changed(
            request,
            store,
            lambda: actions.make_tag(by=request.viewer, store=store, name=name),
            made,
        )
    context = {"uses": tag_uses(request.viewer, store), "may_merge": True}
    return render(request, "customers/tags.html", context)


@require_POST
@store_page(Permission.MERGE_CUSTOMERS)
def rename(request: StoreRequest, store: Store, tag_id: int) -> HttpResponse:
    """Call a tag otherwise."""
    found, name = _tag(request, store, tag_id), request.POST.get("name", "")
    return _changed(
        request,
        store,
        lambda: actions.rename_tag(by=request.viewer, tag=found, name=name),
        _("The tag has its new name, on all customers who have it."),
    )


@require_POST
@store_page(Permission.MERGE_CUSTOMERS)
def drop(request: StoreRequest, store: Store, tag_id: int) -> HttpResponse:
    """Take a tag off all customers, and away."""
    found = _tag(request, store, tag_id)
    return _changed(
        request,
        store,
        lambda: actions.drop_tag(by=request.viewer, tag=found),
        _("The tag is removed."),
    )


def _changed(
    request: StoreRequest, store: Store, act: Callable[[], Any], done: str
) -> HttpResponse:
    refused = _refusal(act)
    if refused:
        messages.error(request, refused)
    else:
        messages.success(request, done)
    return redirect("customers:tags", store_code=store.code)


def _refusal(act: Callable[[], Any]) -> str:
    """Do it; what is to be put right, blank where it is done."""
    try:
        act()
    except Forbidden:
        raise
    except Refused as refusal:
        return refusal.say(language())
    return ""


def _tag(request: StoreRequest, store: Store, tag_id: int) -> Tag:
    try:
        return store_tag(request.viewer, store, tag_id)
    except Forbidden:
        raise
    except Refused as missing:
        raise Http404(str(tag_id)) from missing
