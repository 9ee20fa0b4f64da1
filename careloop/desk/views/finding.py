"""The search box, its results, and what the palette shows while one types."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careloop.customers.queries.searching import Hit
from careloop.desk.queries.finding import find, only_exact
from careloop.desk.views.pages import may
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, store_page

SHOWN_IN_THE_PALETTE = 8


@store_page(Permission.VIEW_CUSTOMERS)
def search(request: StoreRequest, store: Store) -> HttpResponse:
    """The results; one exact hit opens its page at once."""
    text = request.GET.get("q", "").strip()
    typing = bool(request.htmx)  # type: ignore[attr-defined]
    hits = find(request.viewer, store, text, SHOWN_IN_THE_PALETTE if typing else 50)
    exact = only_exact(hits)
    if exact and not typing:
        return redirect(_address(store, exact))
    found = [(hit, _address(store, hit)) for hit in hits]
    template = "desk/palette_hits.html" if typing else "desk/search.html"
    return render(request, template, may(request, store) | {"text": text, "found": found})


def _address(store: Store, hit: Hit) -> str:
    """A car's page for what was found as a car or an order, else the customer's."""
    if hit.kind == "customer":
        return reverse("desk:customer", args=[store.code, hit.customer_id])
    return reverse("desk:vehicle", args=[store.code, hit.vehicle_id])
