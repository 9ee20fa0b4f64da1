"""The worklist: the queue with tabs and filters, kept views, tasks given out, the list taken."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from careloop.core.kernel.codes import CONTACT_TYPE
from careloop.core.kernel.errors import Refused
from careloop.customers.models import Tag
from careloop.desk import exporting
from careloop.desk.actions.exports import MOST_ROWS, take_worklist
from careloop.desk.actions.views import delete_view, save_view
from careloop.desk.filtering import FilterForm, filters_of, kept
from careloop.desk.queries import views as saved
from careloop.desk.queries.day import day
from careloop.desk.rules import CALLERS
from careloop.organisation.choices import Permission
from careloop.organisation.models import Employee, Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.queries import holders
from careloop.organisation.rules import Forbidden
from careloop.outreach import actions as outreach
from careloop.outreach import queries as tasks
from careloop.outreach.choices import TAB_LABELS
from careloop.outreach.filters import DAYS_AHEAD
from careloop.outreach.models import ContactTask
from careloop.outreach.queries.ordering import read_cursor

PAGE_ROWS = 30
PLAIN_FIELDS = (
    "model", "pool", "km_from", "km_to", "maintained_from", "maintained_to", "due_from", "due_to",
    "attempts_from", "attempts_to", "called_from", "called_to", "outcome", "agent", "days", "sort",
)  # fmt: skip


@store_page(Permission.MAKE_CONTACTS)
def worklist(request: StoreRequest, store: Store) -> HttpResponse:
    """The queue; asked by htmx for what follows, only the rows after the cursor."""
    now = datetime.now()
    filters = filters_of(request.GET)
    after = read_cursor(filters, request.GET.get("after", ""))
    page = tasks.worklist(request.viewer, store, filters, after, PAGE_ROWS, now=now)
    context: dict[str, Any] = {
        "page": page,
        "filters": filters,
        "view": kept(request.GET),
        "view_key": quote(kept(request.GET)),
        "now": now,
        "chosen": request.GET.get("task", ""),
        "may_assign": request.viewer.may(Permission.ASSIGN_CONTACTS, store.pk),
    }
    if after is not None and request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/rows.html", context)
    counts = tasks.counts(request.viewer, store, filters, now=now)
    context |= {
        "day": day(request.viewer, store, now),
        "counts": counts,
        "days_ahead": DAYS_AHEAD,
        "tabs": _tabs(request, counts.tabs, filters.tab),
        "types": _types(counts.types, filters.contact_types),
        "filtered": len(QueryDict(kept(request.GET))) > ("tab" in request.GET),
    }
    return render(request, "desk/worklist.html", context)


def _tabs(request: StoreRequest, counts: dict[str, int], current: str) -> list[dict[str, Any]]:
    """Each tab with its count and address; the filters stay."""
    tabs = []
    for code, label in TAB_LABELS.items():
        query = QueryDict(kept(request.GET), mutable=True)
        query["tab"] = code.value
        tabs.append(
            {
                "label": label,
                "count": counts.get(code.value, 0),
                "query": query.urlencode(),
                "is_current": code == current,
            }
        )
    return tabs


def _types(counts: dict[str, int], chosen: tuple[str, ...]) -> list[tuple[str, str, int, bool]]:
    """The types that have something waiting, and those asked for."""
    return [
        (entry.code, entry.text.say(language()), counts.get(entry.code, 0), entry.code in chosen)
        for entry in CONTACT_TYPE.entries
        if counts.get(entry.code) or entry.code in chosen
    ]


@store_page(Permission.MAKE_CONTACTS)
def filtering(request: StoreRequest, store: Store) -> HttpResponse:
    """All filters and the kept views, in the drawer."""
    form = FilterForm(initial=request.GET.dict()).named(language())
    context = {
        "form": form,
        "plain_fields": [form[name] for name in PLAIN_FIELDS],
        "view": kept(request.GET),
        "types": request.GET.getlist("type"),
        "advisors": _advisors(store),
        "tags": Tag.objects.filter(store=store).order_by("name"),
        "people": holders(store, CALLERS),
        "chosen": {name: request.GET.get(name, "") for name in ("advisor", "owner", "tag")},
        "views": saved.views(request.viewer, store),
        "may_share": request.viewer.may(Permission.ASSIGN_CONTACTS, store.pk),
    }
    part = request.htmx  # type: ignore[attr-defined]
    return render(request, "desk/filters.html" if part else "desk/filters_page.html", context)


@store_page(Permission.ASSIGN_CONTACTS)
def owners(request: StoreRequest, store: Store) -> HttpResponse:
    """To whom tasks may be given."""
    return render(request, "desk/owners.html", {"people": holders(store, CALLERS)})


def _advisors(store: Store) -> Any:
    """Those on the staff who are advisors or once were."""
    staff = Employee.objects.filter(store=store, tenures__post="service_advisor")
    return staff.distinct().order_by("employee_no")


@require_POST
@store_page(Permission.MAKE_CONTACTS)
def keep_view(request: StoreRequest, store: Store) -> HttpResponse:
    """Keep the filters under a name."""
    query = kept(QueryDict(request.POST.get("view", "")))
    try:
        view = save_view(
            by=request.viewer,
            store=store,
            name=request.POST.get("name", ""),
            query=query,
            is_shared="is_shared" in request.POST,
        )
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
    else:
        messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
    return redirect(_worklist(store, query))


@require_POST
@store_page(Permission.MAKE_CONTACTS)
def drop_view(request: StoreRequest, store: Store, view_id: int) -> HttpResponse:
    """Let a kept view go."""
    view = saved.view(request.viewer, store, view_id)
    if view is None:
        raise Http404(view_id)
    delete_view(by=request.viewer, view=view)
    messages.success(request, _("The view is gone."))
    return redirect(_worklist(store, ""))


@require_POST
@store_page(Permission.ASSIGN_CONTACTS)
def assign(request: StoreRequest, store: Store) -> HttpResponse:
    """Give the chosen tasks to one person, or back to everybody."""
    numbers = [number for number in request.POST.getlist("chosen") if number.isdecimal()]
    chosen = ContactTask.objects.filter(store=store, pk__in=numbers[:MOST_ROWS])
    owner = next(
        (user for user in holders(store, CALLERS) if str(user.pk) == request.POST.get("owner")),
        None,
    )
    count = outreach.assign(by=request.viewer, tasks=list(chosen), owner=owner, now=datetime.now())
    told = ngettext("%(count)s task was given out.", "%(count)s tasks were given out.", count)
    messages.success(request, told % {"count": count})
    return redirect(_worklist(store, kept(QueryDict(request.POST.get("view", "")))))


@store_page(Permission.MAKE_CONTACTS)
def export(request: StoreRequest, store: Store, kind: str) -> HttpResponse:
    """The rows of the view as a file; that they were taken is on record."""
    lines = take_worklist(
        by=request.viewer, store=store, filters=filters_of(request.GET), now=datetime.now()
    )
    write, content_type = FILES[kind]
    answer = HttpResponse(write(lines, language()), content_type=content_type)
    name = f"worklist-{store.code}-{datetime.now():%Y%m%d}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


FILES = {
    "csv": (exporting.csv_file, "text/csv; charset=utf-8"),
    "xlsx": (
        exporting.xlsx_file,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


def _worklist(store: Store, query: str) -> str:
    address = reverse("desk:worklist", args=[store.code])
    return f"{address}?{query}" if query else address
