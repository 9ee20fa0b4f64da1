"""The page from which the customers of a segment are called about a topic."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from careloop.core.kernel.errors import Refused
from careloop.core.segments.criteria import Criteria, read
from careloop.desk.rules import CALLERS
from careloop.desk.segments import finding
from careloop.desk.segments.calling import Called, Topic, call_customers
from careloop.desk.segments.views import address_of, told_by
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store, User
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.queries import holders
from careloop.organisation.rules import Forbidden
from careloop.outreach.choices import POOL_LABELS, Pool

DAYS_TO_CALL, DAYS_OPEN = 7, 14
UNREADABLE = 422


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


class TopicForm(forms.Form):
    """What to call about, when, and who."""

    title = forms.CharField(label=gettext_lazy("Topic"), max_length=64)
    opens_on = _day(gettext_lazy("Call from"))
    due_on = _day(gettext_lazy("To be done by"))
    last_day = _day(gettext_lazy("Ends on"))
    pool = forms.ChoiceField(label=gettext_lazy("Called by"), choices=POOL_LABELS.items)
    owner = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("One person"), required=False,
        empty_label=gettext_lazy("anybody of them"),
    )  # fmt: skip

    def __init__(self, *args: Any, store: Store, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = holders(store, CALLERS)
            owner.label_from_instance = _named  # type: ignore[method-assign,assignment]

    def topic(self) -> Topic:
        return Topic(**self.cleaned_data | {"pool": Pool(self.cleaned_data["pool"])})


def _named(user: User) -> str:
    return user.get_full_name() or user.username


@store_page(Permission.ASSIGN_CONTACTS)
def call(request: StoreRequest, store: Store) -> HttpResponse:
    """Call the customers who meet the criteria of the address."""
    try:
        criteria = read(told_by(request.GET))
    except Refused:
        return redirect("segments:segments", store_code=store.code)
    if request.method != "POST":
        form = TopicForm(store=store, initial=_usual(date.today()))
        return render(request, "desk/segments/call.html", _context(request, store, criteria, form))
    form = TopicForm(request.POST, store=store)
    if form.is_valid() and _is_called(request, store, criteria, form):
        return redirect(address_of(store, criteria))
    context = _context(request, store, criteria, form)
    return render(request, "desk/segments/call.html", context, status=UNREADABLE)


def _is_called(request: StoreRequest, store: Store, criteria: Criteria, form: TopicForm) -> bool:
    """Start the topic and say what came of it; what is to be put right stands on the form."""
    try:
        called = call_customers(
            by=request.viewer,
            store=store,
            criteria=criteria,
            topic=form.topic(),
            now=datetime.now(),
        )
    except Forbidden:
        raise
    except Refused as refusal:
        form.add_error(None, refusal.say(language()))
        return False
    (messages.success if called.started.made else messages.warning)(request, told(called))
    return True


def _usual(today: date) -> dict[str, Any]:
    return {
        "opens_on": today,
        "due_on": today + timedelta(days=DAYS_TO_CALL),
        "last_day": today + timedelta(days=DAYS_OPEN),
        "pool": Pool.CALL_AGENTS.value,
    }


def _context(
    request: StoreRequest, store: Store, criteria: Criteria, form: TopicForm
) -> dict[str, Any]:
    rows = finding.cars(request.viewer, store, criteria, date.today())
    return {"form": form, "size": finding.size(rows), "back": address_of(store, criteria)}


def told(called: Called) -> str:
    """How many contacts were made, how many customers were left out, and why."""
    started = called.started
    made = ngettext("%(n)d task is made.", "%(n)d tasks are made.", started.made)
    reasons = (
        (_("%(n)d do not want invitations"), started.unwilling),
        (_("%(n)d have no number that can be rung"), started.unreachable),
        (_("%(n)d were asked under this name before"), started.already),
        (_("%(n)d have only taxis or hired cars"), called.only_fleet),
    )
    left = [why % {"n": count} for why, count in reasons if count]
    said = made % {"n": started.made}
    return f"{said} {_('Left out')}: {_(', ').join(left)}" if left else said
