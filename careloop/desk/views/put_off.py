"""Work put off that is to be asked about no more."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from careloop.desk.views.calls import task_of
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, store_page
from careloop.service import queries
from careloop.service.actions import settle_declined


@require_POST
@store_page(Permission.EDIT_CUSTOMER)
def settle(request: StoreRequest, store: Store, task_id: int, declined_id: int) -> HttpResponse:
    """The work was done after all, or is no longer wanted: its line goes."""
    task = task_of(request, store, task_id)
    waiting = queries.declined(request.viewer, store, task.vehicle) if task.vehicle else []
    declined = next((one for one in waiting if one.pk == declined_id), None)
    if declined is None:
        raise Http404(declined_id)
    settle_declined(by=request.viewer, declined=declined, now=datetime.now())
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse()
    return redirect("desk:task", store_code=store.code, task_id=task.pk)
