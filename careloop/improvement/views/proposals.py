"""The KPIs below target by department, with what may be done about each."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from careloop.improvement.views.frame import frame, month_asked
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, store_page


@store_page(Permission.VIEW_IMPROVEMENT)
def proposals(request: StoreRequest, store: Store) -> HttpResponse:
    """What a month's figures propose."""
    context = frame(request, store, "proposals") | {"month": month_asked(request)}
    return render(request, "improvement/proposals.html", context)
