"""The pages of suggestions: the list by state, one, the weekly review, KPI 24."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from careloop.core.kernel.codes import DEPARTMENT
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.rounding import half_up
from careloop.organisation import queries as organisation
from careloop.organisation.choices import Permission
from careloop.organisation.models import Employee, Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.rules import Forbidden
from careloop.suggestions import actions, queries
from careloop.suggestions.forms import AcceptForm, DeclineForm, MakeForm
from careloop.suggestions.models import Suggestion
from careloop.suggestions.rules import STATE_LABELS, Stale, State

PAGE = 30
DEEDS: dict[str, tuple[Callable[..., Suggestion], Any]] = {
    "execute": (actions.execute, gettext_lazy("Noted: it was carried out.")),
    "take-back": (actions.take_back, gettext_lazy("The last decision was taken back.")),
}


def now() -> datetime:
    """The clock, to the second."""
    return datetime.now().replace(microsecond=0)


@store_page(Permission.VIEW_IMPROVEMENT)
def suggestions(request: StoreRequest, store: Store) -> HttpResponse:
    """The suggestions of one state, the latest first."""
    state = _state(request.GET.get("state", ""))
    department = request.GET.get("department", "")
    found = queries.suggestions(
        request.viewer,
        store,
        state=state,
        department=department if department in DEPARTMENT.codes else "",
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = _frame(request, store, state.value) | {
        "page": page,
        "department": department,
        "departments": [(code, DEPARTMENT.text(code)) for code in DEPARTMENT.codes],
        "form": _make_form(request, None),
    }
    return render(request, "suggestions/suggestions.html", context)


def _state(code: str) -> State:
    return State(code) if code in list(State) else State.WAITING


@store_page(Permission.VIEW_IMPROVEMENT)
def review(request: StoreRequest, store: Store) -> HttpResponse:
    """All that the weekly review goes through, since the day the address names or for a week."""
    today = now().date()
    found = queries.weekly_review(request.viewer, store, today, since=_since(request, today))
    context = _frame(request, store, "review") | {"review": found, "today": today}
    return render(request, "suggestions/review.html", context)


def _since(request: StoreRequest, today: date) -> date | None:
    """The day of the address; one that is none, or is to come, is not there."""
    try:
        day = date.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        return None
    return day if day <= today else None


@store_page(Permission.WORK_ON_MEASURES)
def make(request: StoreRequest, store: Store) -> HttpResponse:
    """One more suggestion, from anybody who works in the store."""
    form = _make_form(request, request.POST or None)
    if form.is_valid() and _kept(form, lambda: _make(request, store, form)):
        return redirect("suggestions:suggestions", store_code=store.code)
    context = {
        "heading": _("Make a suggestion"),
        "form": form,
        "back": reverse("suggestions:suggestions", kwargs={"store_code": store.code}),
    }
    return render(request, "suggestions/form.html", context, status=422 if form.errors else 200)


def _make(request: StoreRequest, store: Store, form: MakeForm) -> None:
    made = actions.make_suggestion(by=request.viewer, store=store, now=now(), **form.cleaned_data)
    said = _("Thank you: suggestion %(number)s waits for the weekly review.")
    messages.success(request, said % {"number": made.suggestion_no})


def _make_form(request: StoreRequest, posted: Any) -> MakeForm:
    return MakeForm(posted, initial={"department": "customer_care"}, language=language())


@store_page(Permission.VIEW_IMPROVEMENT)
def suggestion(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """One suggestion with all that was decided about it."""
    return _page(request, store, _found(request, store, pk))


@require_POST
@store_page(Permission.MANAGE_IMPROVEMENT)
def accept(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """It should be carried out."""
    found = _found(request, store, pk)
    form = AcceptForm(request.POST, staff=_staff(request, store))
    return _decided(request, store, found, form)


@require_POST
@store_page(Permission.MANAGE_IMPROVEMENT)
def decline(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """It is not carried out, and whoever made it is told why."""
    found = _found(request, store, pk)
    form = DeclineForm(request.POST)
    return _decided(request, store, found, form)


@require_POST
@store_page(Permission.MANAGE_IMPROVEMENT)
def settle(request: StoreRequest, store: Store, pk: int, deed: str) -> HttpResponse:
    """Carried out; or the last decision taken back."""
    found = _found(request, store, pk)
    if deed not in DEEDS:
        raise Http404(deed)
    act, said = DEEDS[deed]
    text = request.POST.get("revision", "")
    revision = int(text) if text.isdecimal() else -1
    try:
        act(by=request.viewer, suggestion=found, revision=revision, now=now())
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
        return redirect("suggestions:suggestion", store_code=store.code, pk=pk)
    messages.success(request, said)
    return _back(request, store)


def _decided(
    request: StoreRequest,
    store: Store,
    found: Suggestion,
    form: AcceptForm | DeclineForm,
) -> HttpResponse:
    """Decide; refused, the page shows what was typed beside how the suggestion stands."""
    is_yes = isinstance(form, AcceptForm)
    act: Callable[..., Suggestion] = actions.accept if is_yes else actions.decline

    def decide() -> None:
        act(by=request.viewer, suggestion=found, now=now(), **form.cleaned_data)

    if form.is_valid() and _kept(form, decide):
        messages.success(request, _("Accepted.") if is_yes else _("Declined, with the reason."))
        return _back(request, store)
    found.refresh_from_db()
    return _page(request, store, found, refused=form)


def _kept(form: forms.Form, act: Callable[[], None]) -> bool:
    """Do it; a refusal is said on the form."""
    try:
        act()
    except Forbidden:
        raise
    except Refused as refusal:
        form.add_error(None, refusal.say(language()))
        form.is_stale = isinstance(refusal, Stale)  # type: ignore[attr-defined]
        return False
    return True


def _page(
    request: StoreRequest,
    store: Store,
    found: Suggestion,
    refused: AcceptForm | DeclineForm | None = None,
) -> HttpResponse:
    begun = {"revision": found.revision, "owner": found.owner_id or ""}
    accepting: Any = AcceptForm(initial=begun, staff=_staff(request, store))
    declining: Any = DeclineForm(initial=begun)
    if isinstance(refused, AcceptForm):
        accepting = refused
    elif refused is not None:
        declining = refused
    context = _frame(request, store, "") | {
        "one": found,
        "refused": refused,
        "typed": _typed(refused),
        "accept_form": accepting,
        "decline_form": declining,
    }
    status = 200 if refused is None else 422
    return render(request, "suggestions/suggestion.html", context, status=status)


def _typed(form: AcceptForm | DeclineForm | None) -> list[tuple[str, str]]:
    """What was typed into a form that came too late, to be read and copied."""
    if form is None or not getattr(form, "is_stale", False):
        return []
    shown = {name: field for name, field in form.fields.items() if name != "revision"}
    given = {name: str(form.cleaned_data.get(name) or "–") for name in shown}
    if isinstance(owner := form.cleaned_data.get("owner"), Employee):
        given["owner"] = owner.name or owner.employee_no
    return [(str(field.label), given[name]) for name, field in shown.items()]


def _frame(request: StoreRequest, store: Store, section: str) -> dict[str, Any]:
    """What every page shows: how many stand where, KPI 24 of the month, what may be done."""
    may, month = request.viewer.may, Period.month_of(now().date())
    rate = queries.rate(request.viewer, store, month)
    counted = queries.counts(request.viewer, store)
    return {
        "section": section,
        "tabs": [(state.value, STATE_LABELS[state], counted[state]) for state in State],
        "rate": rate,
        "share": None if rate.share is None else f"{half_up(rate.share, 1)}",
        "month": month,
        "may_manage": may(Permission.MANAGE_IMPROVEMENT, store.pk),
        "may_work": may(Permission.WORK_ON_MEASURES, store.pk),
        "may_see_figures": may(Permission.VIEW_FIGURES, store.pk),
    }


def _staff(request: StoreRequest, store: Store) -> list[Employee]:
    day = now().date()
    found = organisation.employees(request.viewer, [store.pk], Permission.VIEW_IMPROVEMENT)
    return [one for one in found if not one.is_stub and (one.left_on is None or one.left_on >= day)]


def _found(request: StoreRequest, store: Store, pk: int) -> Suggestion:
    try:
        return queries.suggestion(request.viewer, store, pk)
    except Forbidden:
        raise
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal


def _back(request: StoreRequest, store: Store) -> HttpResponseRedirect:
    """The page one came from, when it is ours; else the list."""
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    home = reverse("suggestions:suggestions", kwargs={"store_code": store.code})
    return redirect(address if ours else home)
