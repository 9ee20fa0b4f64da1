"""The measures of the person who looks: due, supervised, done lately; for leaders, all overdue."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from careloop.improvement import queries
from careloop.improvement.forms import progress_choices
from careloop.improvement.views import frame as asked
from careloop.improvement.views.frame import frame
from careloop.organisation import queries as organisation
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, store_page


@store_page(Permission.VIEW_IMPROVEMENT)
def mine(request: StoreRequest, store: Store) -> HttpResponse:
    """One card a measure, with everything to report on it."""
    day = asked.today()
    context = frame(request, store, "mine")
    own = queries.my_measures(request.viewer, store, day)
    shown = {row.measure.pk for row in (*own.to_do, *own.supervised)}
    others = queries.overdue(request.viewer, store, day) if context["may_manage"] else ()
    context |= {
        "mine": own,
        "others": [row for row in others if row.measure.pk not in shown],
        "is_linked": bool(organisation.staff_no(request.viewer.user_id)),
        "states": progress_choices(),
    }
    return render(request, "improvement/mine.html", context)
