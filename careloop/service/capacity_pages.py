"""Bays, opening hours and days of their own: what the service manager sets, on one page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from careloop.core.kernel.errors import Refused
from careloop.organisation import actions as organisation
from careloop.organisation.actions import WEEKDAYS
from careloop.organisation.choices import Permission
from careloop.organisation.forms import HoursForm
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.queries import day_exceptions, working_calendar
from careloop.service import actions, asked, queries
from careloop.service.choices import BAY_KIND_LABELS
from careloop.service.forms import BayForm, CapacityForm
from careloop.service.models import Bay
from careloop.service.views import now


class DayForm(HoursForm):
    """A day with hours of its own; without hours it is shut."""

    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    note = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=128)
    field_order = ("day", "opens", "lunch_starts", "lunch_ends", "closes", "note")


@store_page(Permission.MANAGE_CAPACITY)
def capacity(request: StoreRequest, store: Store) -> HttpResponse:
    """How bays are given out, posted to be changed; the bays; the hours."""
    settings = queries.capacity(store)
    begun = {name: getattr(settings, name) for name in CapacityForm.base_fields}
    form = CapacityForm(request.POST or None, initial=begun)

    def act() -> None:
        actions.set_capacity(by=request.viewer, store=store, **form.cleaned_data)

    if request.method == "POST":
        return _tried(request, store, form, act, capacity_form=form)
    return _page(request, store, capacity_form=form)


@require_POST
@store_page(Permission.MANAGE_CAPACITY)
def bays(request: StoreRequest, store: Store) -> HttpResponse:
    """Add a bay, or change the one whose id is posted."""
    bay = (
        get_object_or_404(Bay, store=store, pk=request.POST["bay"])
        if _names_a_bay(request)
        else None
    )
    form = BayForm(request.POST)

    def act() -> None:
        actions.save_bay(by=request.viewer, store=store, bay=bay, **form.cleaned_data)

    return _tried(request, store, form, act, bay_form=form, bay=bay)


def _names_a_bay(request: StoreRequest) -> bool:
    return request.POST.get("bay", "").isdecimal()


@require_POST
@store_page(Permission.MANAGE_CAPACITY)
def hours(request: StoreRequest, store: Store) -> HttpResponse:
    """The hours of every weekday and of legal holidays."""
    rows = _week_forms(store, request.POST)
    if not all(row.is_valid() for row in rows.values()):
        return _page(request, store, week=rows, status=422)
    week = {weekday: row.hours() for weekday, row in rows.items()}
    form = rows[1]

    def act() -> None:
        organisation.set_opening_hours(by=request.viewer, store=store, week=week)

    return _tried(request, store, form, act, week=rows)


@require_POST
@store_page(Permission.MANAGE_CAPACITY)
def days(request: StoreRequest, store: Store) -> HttpResponse:
    """Give a day hours of its own, or (``unset``) let it follow its week again."""
    if "unset" in request.POST:
        day = asked.day({"day": request.POST["unset"]}, now())
        organisation.unset_day(by=request.viewer, store=store, day=day)
        return redirect("service:capacity", store_code=store.code)
    form = DayForm(request.POST)

    def act() -> None:
        given = form.cleaned_data
        organisation.set_day(
            by=request.viewer, store=store, day=given["day"], hours=form.hours(), note=given["note"]
        )

    return _tried(request, store, form, act, day_form=form)


def _tried(
    request: StoreRequest, store: Store, form: forms.Form, act: Callable[[], None], **page: Any
) -> HttpResponse:
    """Do what a valid form asks and show the page anew; else the form with what is wrong."""
    if not form.is_valid():
        return _page(request, store, status=422, **page)
    try:
        act()
    except Refused as refusal:
        form.add_error(None, refusal.say(language()))
        return _page(request, store, status=422, **page)
    messages.success(request, _("Saved."))
    return redirect("service:capacity", store_code=store.code)


def _week_forms(store: Store, posted: Any = None) -> dict[int, HoursForm]:
    """A form for each weekday and for holidays, as they are set or as they hold by default."""
    calendar = working_calendar(store, now().date())
    intervals = [*calendar.week, calendar.holiday_hours]
    return {
        number: HoursForm(
            posted,
            prefix=f"d{number}",
            initial=HoursForm.initial_of(day),
            named=WEEKDAYS[number].say(language()),
        )
        for number, day in enumerate(intervals, 1)
    }


def _page(request: StoreRequest, store: Store, *, status: int = 200, **shown: Any) -> HttpResponse:
    """The page with everything as it is stored, but for the forms that came back."""
    today = now().date()
    week = shown.get("week") or _week_forms(store)
    settings = queries.capacity(store)
    begun = {name: getattr(settings, name) for name in CapacityForm.base_fields}
    context = {
        "capacity_form": CapacityForm(initial=begun),
        "bay_form": BayForm(initial={"is_dedicated": True, "is_active": True}),
        "day_form": DayForm(),
        "bays": queries.every_bay(request.viewer, store),
        "kinds": list(BAY_KIND_LABELS.items()),
        "days": day_exceptions(request.viewer, store, since=today),
        "holidays": working_calendar(store, today).next_holidays(today),
    }
    rows = [(WEEKDAYS[number].say(language()), row) for number, row in week.items()]
    return render(request, "service/capacity.html", context | shown | {"week": rows}, status=status)
