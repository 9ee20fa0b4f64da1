"""The supervisor's board."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from careloop.complaints.clocks import StoreTime
from careloop.complaints.forms import FilterForm, filters_of, kept
from careloop.complaints.queries.asked import OPEN_TABS, TAB_LABELS, Filters, Tab
from careloop.complaints.queries.board import Line, board, read_cursor
from careloop.complaints.queries.counting import Counts, counts
from careloop.complaints.views import pages
from careloop.complaints.views.chips import chips, waiting
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page

PAGE_ROWS = 30
BAR = ("severity", "cause", "owner")
BEYOND = ("level", "responsible", "since", "until")


@store_page(Permission.VIEW_COMPLAINTS)
def board_page(request: StoreRequest, store: Store) -> HttpResponse:
    """The board; asked by htmx for what follows, only the rows after the cursor."""
    at, filters = pages.now(), filters_of(request.GET)
    after = read_cursor(request.GET.get("after", ""))
    page = board(request.viewer, store, filters, after, PAGE_ROWS, now=at)
    context: dict[str, Any] = {
        "rows": _rows(store, page.lines, at),
        "after": page.after,
        "view": kept(request.GET),
        "filters": filters,
    }
    if after is not None and request.htmx:  # type: ignore[attr-defined]
        return render(request, "complaints/rows.html", context)
    counted = counts(request.viewer, store, now=at)
    form = FilterForm(request.GET or None).named(store, counted.people, language())
    context |= {
        "counts": counted.tabs,
        "tabs": _tabs(request, counted, filters.tab),
        "people": counted.people,
        "most": max((person.open for person in counted.people), default=0),
        "oldest": min((person.oldest_at for person in counted.people), default=None),
        "bar": [form[name] for name in BAR],
        "beyond": [form[name] for name in BEYOND],
        "is_filtered": not filters.is_plain,
        "hidden_filters": _beyond_the_bar(filters),
        "may_open": request.viewer.may(Permission.OPEN_COMPLAINT, store.pk),
        "may_tune": request.viewer.may(Permission.MANAGE_COMPLAINT_RULES, store.pk),
    }
    return render(request, "complaints/board.html", context)


def _rows(store: Store, lines: tuple[Line, ...], at: datetime) -> list[dict[str, Any]]:
    """Each line with its clocks; the store's working time is read once."""
    if not lines:
        return []
    time = StoreTime.of(store, min(line.complaint.received_at for line in lines).date())
    return [
        {
            "line": line,
            "complaint": line.complaint,
            "chips": chips(line.complaint, time, line.pauses, at),
            "waiting": waiting(line.paused, at) if line.paused else None,
        }
        for line in lines
    ]


def _tabs(request: StoreRequest, counted: Counts, current: Tab) -> list[dict[str, Any]]:
    """Each tab with its count and address; the filters stay."""
    tabs = []
    for tab, label in TAB_LABELS.items():
        query = QueryDict(kept(request.GET), mutable=True)
        query["tab"] = tab.value
        tabs.append(
            {
                "code": tab.value,
                "label": label,
                "count": counted.tabs[tab.value] if tab in OPEN_TABS else None,
                "query": query.urlencode(),
                "is_current": tab is current,
            }
        )
    return tabs


def _beyond_the_bar(filters: Filters) -> int:
    """How many filters are set that the bar does not show."""
    hidden = (
        filters.level,
        filters.responsible_no,
        filters.received_from,
        filters.received_to,
    )
    return sum(1 for value in hidden if value)
