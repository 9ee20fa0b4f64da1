"""How complete the file is, and the rows that lack something."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from careloop.core.kernel.errors import Refused
from careloop.customers.queries import completeness as reading
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, store_page
from careloop.organisation.rules import Forbidden


@store_page(Permission.VIEW_CUSTOMERS)
def completeness(request: StoreRequest, store: Store) -> HttpResponse:
    """Shares of all fields; with ``?field=`` the rows that lack it, a page at a time."""
    customers, vehicles = reading.completeness(request.viewer, store)
    may_merge = request.viewer.may(Permission.MERGE_CUSTOMERS, store.pk)
    context = {"customers": customers, "vehicles": vehicles, "may_merge": may_merge}
    field = request.GET.get("field", "")
    if field:
        context |= _rows(request, store, field)
    return render(request, "customers/completeness.html", context)


def _rows(request: StoreRequest, store: Store, field: str) -> dict[str, object]:
    after = request.GET.get("after", "")
    try:
        rows = reading.incomplete(
            request.viewer, store, field, int(after) if after.isdecimal() else 0
        )
    except Forbidden:
        raise
    except Refused as unknown:
        raise Http404(field) from unknown
    is_full = len(rows) == reading.ROWS_A_PAGE
    return {
        "field": field,
        "label": reading.label_of(field),
        "rows": rows,
        "next": rows[-1].row_id if is_full else None,
    }
