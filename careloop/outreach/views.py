"""The rules pages: kinds of contact, outcomes and limits, and the calls to look at."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.core.kernel.codes import CONTACT_TYPE, OUTCOME
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.customers.models import Vehicle
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.outreach import actions, queries, settings, tasks
from careloop.outreach.choices import FLAG_LABELS
from careloop.outreach.forms import FestivalForm, LimitsForm, OutcomesForm, RuleForm
from careloop.outreach.kinds import registry
from careloop.outreach.kinds.greetings import celebrated
from careloop.outreach.kinds.kind import Kind
from careloop.outreach.models import Festival
from careloop.outreach.rules import GROUPS

FESTIVALS_SHOWN = timedelta(days=366)
MONTHS_OFFERED = 12


def now() -> datetime:
    """The clock, to the second."""
    return datetime.now().replace(microsecond=0)


@store_page(Permission.TUNE_CONTACT_RULES)
def rules(request: StoreRequest, store: Store) -> HttpResponse:
    """Every kind of contact with its numbers and its open tasks."""
    found = queries.rules(request.viewer, store)
    return render(request, "outreach/rules.html", {"rules": found, "here": "rules"})


@store_page(Permission.TUNE_CONTACT_RULES)
@require_POST
def run(request: StoreRequest, store: Store) -> HttpResponse:
    """Have the rules run now, in the background."""
    tasks.run_later(store)
    messages.success(request, _("The rules are running. The worklist shows what they make."))
    return redirect("outreach:rules", store_code=store.code)


@store_page(Permission.TUNE_CONTACT_RULES)
def rule(request: StoreRequest, store: Store, code: str) -> HttpResponse:
    """Switch and tune one kind of contact, for all cars or for one model line."""
    kind, model_line = _kind(code), request.GET.get("model", "")
    tuned = settings.kinds(store.pk)[code]
    form = RuleForm(kind, tuned, model_line, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_rule(
            by=request.viewer,
            store=store,
            kind=code,
            is_on=form.cleaned_data["is_on"],
            parameters=form.parameters,
            now=now(),
            model_line=model_line,
        )
        messages.success(request, _("The rule is stored. It holds from the next run."))
        return redirect("outreach:rules", store_code=store.code)
    context = _rule_context(store, kind, model_line) | {"form": form}
    return render(request, "outreach/rule.html", context)


def _rule_context(store: Store, kind: Kind, model_line: str) -> dict[str, Any]:
    context: dict[str, Any] = {"kind": kind, "model_line": model_line, "here": "rules"}
    if kind.parameters:
        on_file = Vehicle.objects.filter(at_stores__store=store).exclude(model_line="")
        lines = on_file.values_list("model_line", flat=True).distinct().order_by("model_line")
        context["model_lines"] = list(lines[:200])
    if kind.code == "festival":
        today = now().date()
        context["festivals"] = celebrated(store, today, today + FESTIVALS_SHOWN)
        context["own_festivals"] = Festival.objects.filter(store=store, celebrated_on__gte=today)
        context["festival_form"] = FestivalForm()
    return context


@store_page(Permission.TUNE_CONTACT_RULES)
@require_POST
def preview(request: StoreRequest, store: Store, code: str) -> HttpResponse:
    """“This rule would make N tasks today”: beside the form (htmx), or with it as a page."""
    kind = _kind(code)
    form = RuleForm(kind, settings.kinds(store.pk)[code], data=request.POST)
    context: dict[str, Any] = {"made": None, "form": form}
    if form.is_valid():
        context["made"] = queries.preview_rule(request.viewer, store, code, form.settings, now())
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "outreach/preview.html", context)
    return render(request, "outreach/rule.html", _rule_context(store, kind, "") | context)


def _kind(code: str) -> Kind:
    if code not in registry.KINDS:
        raise Http404(code)
    return registry.KINDS[code]


@store_page(Permission.TUNE_CONTACT_RULES)
@require_POST
def add_festival(request: StoreRequest, store: Store) -> HttpResponse:
    """Add a day of the store's own."""
    form = FestivalForm(request.POST)
    if form.is_valid():
        actions.add_festival(by=request.viewer, store=store, **form.cleaned_data)
    else:
        messages.error(request, _("Give the festival a name and a day."))
    return redirect("outreach:rule", store_code=store.code, code="festival")


@store_page(Permission.TUNE_CONTACT_RULES)
@require_POST
def drop_festival(request: StoreRequest, store: Store, festival_id: int) -> HttpResponse:
    """Take a day of the store's own off the list."""
    festival = get_object_or_404(Festival, store=store, pk=festival_id)
    actions.drop_festival(by=request.viewer, festival=festival)
    return redirect("outreach:rule", store_code=store.code, code="festival")


@store_page(Permission.TUNE_CONTACT_RULES)
def outcomes(request: StoreRequest, store: Store) -> HttpResponse:
    """What each outcome leads to, and the store's limits."""
    known, limits = settings.outcomes(store.pk), settings.limits(store.pk)
    data = request.POST or None
    form, limits_form = OutcomesForm(known, data=data), LimitsForm(limits, data=data)
    if request.method == "POST" and form.is_valid() and limits_form.is_valid():
        try:
            _store_outcomes(request, store, form, limits_form)
        except Refused as refused:
            limits_form.add_error(None, refused.say(language()))
        else:
            messages.success(request, _("The outcomes and limits are stored."))
            return redirect("outreach:outcomes", store_code=store.code)
    groups = [
        (text, [(one, form[code]) for code, one in known.items() if one.group == group])
        for group, text in GROUPS.items()
    ]
    context = {"groups": groups, "form": form, "limits_form": limits_form, "here": "outcomes"}
    return render(request, "outreach/outcomes.html", context)


def _store_outcomes(
    request: StoreRequest, store: Store, form: OutcomesForm, limits_form: LimitsForm
) -> None:
    actions.set_limits(by=request.viewer, store=store, limits=limits_form.limits)
    for code in form.changed_data:
        minutes = form.cleaned_data[code]
        actions.set_outcome(by=request.viewer, store=store, outcome=code, minutes=minutes)


@store_page(Permission.SUPERVISE_CONTACTS)
def flags(request: StoreRequest, store: Store) -> HttpResponse:
    """The calls of a month a supervisor should look at."""
    months = _months()
    asked = request.GET.get("month", "")
    month = next((one for one in months if str(one) == asked), months[0])
    context = {
        "lines": [_line(flag) for flag in queries.flags(request.viewer, store, month)],
        "month": month,
        "months": months,
        "may_tune": request.viewer.may(Permission.TUNE_CONTACT_RULES, store.pk),
        "limits": settings.limits(store.pk),
        "here": "flags",
    }
    return render(request, "outreach/flags.html", context)


def _line(flag: queries.Flag) -> dict[str, Any]:
    attempt = flag.attempt
    return {
        "attempt": attempt,
        "agent": (attempt.agent.get_full_name() or attempt.agent.username) if attempt.agent else "",
        "kind": CONTACT_TYPE.text(attempt.task.contact_type),
        "outcome": OUTCOME.text(attempt.outcome),
        "before": OUTCOME.text(attempt.outcome_before) if attempt.outcome_before else None,
        "why": [FLAG_LABELS[why] for why in flag.why],
    }


def _months() -> list[Period]:
    this = Period.month_of(now().date())
    return [this.shifted(-back) for back in range(MONTHS_OFFERED)]
