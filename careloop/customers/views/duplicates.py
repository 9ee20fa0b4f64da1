"""Who may be one and the same: the list, looking anew, merging two, taking a merge back."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import language_of
from careloop.customers import actions, queries, tasks
from careloop.customers.merging import Side
from careloop.customers.models import Customer
from careloop.customers.queries import merges
from careloop.customers.queries.duplicates import GROUPS_A_PAGE
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, store_page
from careloop.organisation.rules import Forbidden

SIDES: tuple[Side, Side] = ("kept", "absorbed")


@store_page(Permission.MERGE_CUSTOMERS)
def duplicates(request: StoreRequest, store: Store) -> HttpResponse:
    """Groups of customers who may be one, and the merges made."""
    asked = request.GET.get("page", "1")
    page = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
    groups, total = queries.duplicate_groups(request.viewer, store, page)
    context = {
        "groups": groups,
        "total": total,
        "page": page,
        "next_page": page + 1 if page * GROUPS_A_PAGE < total else None,
        "merges": merges.merges(request.viewer, store),
    }
    return render(request, "customers/duplicates.html", context)


@require_POST
@store_page(Permission.MERGE_CUSTOMERS)
def find(request: StoreRequest, store: Store) -> HttpResponse:
    """Have the whole file compared by the job server."""
    tasks.find_duplicates_later(request.viewer, store)
    messages.success(
        request, _("All customers are being compared. Reload the page in about a minute.")
    )
    return redirect("customers:duplicates", store_code=store.code)


@require_POST
@store_page(Permission.MERGE_CUSTOMERS)
def different(request: StoreRequest, store: Store) -> HttpResponse:
    """Call the customers of a group different persons."""
    ids = [int(value) for value in request.POST.getlist("customer") if value.isdecimal()]
    actions.dismiss_duplicates(by=request.viewer, store=store, customer_ids=ids, now=datetime.now())
    messages.success(request, _("They are kept as different customers."))
    return redirect("customers:duplicates", store_code=store.code)


@store_page(Permission.MERGE_CUSTOMERS)
def merging(request: StoreRequest, store: Store) -> HttpResponse:
    """Choose field by field what the merged customer keeps; then merge."""
    kept, absorbed = (_customer(request, store, side) for side in SIDES)
    if kept == absorbed:
        messages.error(request, _("Choose two different customers."))
        return redirect("customers:duplicates", store_code=store.code)
    if request.method == "POST":
        return _merged(request, store, kept, absorbed)
    context = {
        "kept": kept,
        "absorbed": absorbed,
        "differences": merges.differences(request.viewer, kept, absorbed),
    }
    return render(request, "customers/merging.html", context)


def _customer(request: StoreRequest, store: Store, side: Side) -> Customer:
    given = (request.POST if request.method == "POST" else request.GET).get(side, "")
    if not given.isdecimal():
        raise Http404(side)
    try:
        return queries.customer(request.viewer, store, int(given))
    except Forbidden:
        raise
    except Refused as missing:
        raise Http404(given) from missing


def _merged(
    request: StoreRequest, store: Store, kept: Customer, absorbed: Customer
) -> HttpResponse:
    choices: dict[str, Side] = {
        name.removeprefix("field-"): side
        for name, value in request.POST.items()
        for side in SIDES
        if name.startswith("field-") and value == side
    }
    try:
        actions.merge(
            by=request.viewer, kept=kept, absorbed=absorbed, choices=choices, now=datetime.now()
        )
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.say(language_of(get_language())))
    else:
        messages.success(request, _("The two are one customer now. It can be taken back below."))
    return redirect("customers:duplicates", store_code=store.code)


@require_POST
@store_page(Permission.MERGE_CUSTOMERS)
def undo(request: StoreRequest, store: Store, merge_id: int) -> HttpResponse:
    """Take a merge back."""
    try:
        actions.unmerge(
            by=request.viewer,
            merge=merges.merge(request.viewer, store, merge_id),
            now=datetime.now(),
        )
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.say(language_of(get_language())))
    else:
        messages.success(request, _("The merge is undone; both customers are as they were."))
    return redirect("customers:duplicates", store_code=store.code)
