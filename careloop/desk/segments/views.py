"""The page of segments: choose, count, see how they are made up, keep, take out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.core.kernel.errors import Refused
from careloop.core.segments.criteria import LISTS, Criteria, read
from careloop.customers.models import Segment
from careloop.desk.segments import exporting, finding, kept
from careloop.desk.segments.forms import CriteriaForm, choices
from careloop.desk.segments.structure import TITLES, structure
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.rules import Forbidden


@store_page(Permission.VIEW_CUSTOMERS)
def segments(request: StoreRequest, store: Store) -> HttpResponse:
    """Criteria and what they find; ``?segment=`` opens a saved one."""
    opened = _opened(request, store)
    told = opened.criteria if opened else told_by(request.GET)
    refusal = None
    try:
        criteria = read(told)
    except Refused as bad:
        criteria, refusal = Criteria(), bad.say(language())
    context = _page(request, store, criteria) if refusal is None else {}
    context |= {
        "form": CriteriaForm(told, choices=choices(request.viewer, store, language())),
        "segments": kept.segments(request.viewer, store),
        "opened": opened,
        "refusal": refusal,
        "query": urlencode(criteria.written(), doseq=True),
        "may_merge": request.viewer.may(Permission.MERGE_CUSTOMERS, store.pk),
        "may_export": request.viewer.may(Permission.ASSIGN_CONTACTS, store.pk),
        "may_edit": request.viewer.may(Permission.EDIT_CUSTOMER, store.pk),
    }
    return render(request, "desk/segments/segments.html", context, status=422 if refusal else 200)


def _page(request: StoreRequest, store: Store, criteria: Criteria) -> dict[str, Any]:
    today = date.today()
    rows = finding.cars(request.viewer, store, criteria, today)
    after = request.GET.get("after", "")
    first = finding.cars(request.viewer, store, criteria, today, first_only=True)
    lines = finding.page(first, int(after) if after.isdecimal() and len(after) < 19 else 0)
    by = request.GET.get("by", "model")
    by = by if by in TITLES else "model"
    return {
        "size": finding.size(rows),
        "lines": lines,
        "next": lines[-1].file.pk if len(lines) == finding.ROWS_A_PAGE else None,
        "structure": structure(rows, by, today),
        "titles": TITLES,
        "by": by,
    }


def told_by(given: QueryDict) -> dict[str, Any]:
    """The criteria an address carries, as ``core.segments.criteria.read`` takes them."""
    return {name: given.getlist(name) if name in LISTS else given.get(name, "") for name in given}


def _opened(request: StoreRequest, store: Store) -> Segment | None:
    asked = request.GET.get("segment", "")
    if not asked:
        return None
    try:
        return kept.segment(request.viewer, store, int(asked) if asked.isdecimal() else 0)
    except Forbidden:
        raise
    except Refused as unknown:
        raise Http404(asked) from unknown


def address_of(store: Store, criteria: Criteria) -> str:
    """The page of segments with these criteria."""
    query = urlencode(criteria.written(), doseq=True)
    return f"{reverse('segments:segments', kwargs={'store_code': store.code})}?{query}"


@require_POST
@store_page(Permission.VIEW_CUSTOMERS)
def save(request: StoreRequest, store: Store) -> HttpResponse:
    """Keep the criteria of the address under a name."""
    criteria = read(told_by(request.GET))
    try:
        kept.save_segment(
            by=request.viewer,
            store=store,
            name=request.POST.get("name", ""),
            criteria=criteria,
            is_shared=bool(request.POST.get("is_shared")),
            now=datetime.now(),
        )
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
    else:
        messages.success(request, _("The segment is saved."))
    return redirect(address_of(store, criteria))


@require_POST
@store_page(Permission.VIEW_CUSTOMERS)
def drop(request: StoreRequest, store: Store, segment_id: int) -> HttpResponse:
    """Drop a segment of one's own."""
    try:
        found = kept.segment(request.viewer, store, segment_id)
        kept.drop_segment(by=request.viewer, segment=found)
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
    return redirect("segments:segments", store_code=store.code)


@store_page(Permission.ASSIGN_CONTACTS)
def csv(request: StoreRequest, store: Store) -> HttpResponse:
    """The segment of the address as a file."""
    rows = finding.cars(request.viewer, store, read(told_by(request.GET)), date.today())
    content = exporting.export(by=request.viewer, store=store, rows=rows, language=language())
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"segment-{store.code}-{date.today():%Y%m%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
