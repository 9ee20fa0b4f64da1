"""The page of plans: what is due how often, on whom, by whom."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.audits import actions, queries
from careloop.audits.choices import Rhythm, Subject
from careloop.audits.forms import PlanForm
from careloop.audits.models import Plan
from careloop.audits.queries import Line
from careloop.audits.views.frame import asked_day, frame, missing_is_404, now
from careloop.core.kernel.errors import Refused
from careloop.core.scoring.ready_inspections import READY
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.rules import Forbidden


@store_page(Permission.MANAGE_CHECKLISTS)
def plans(request: StoreRequest, store: Store) -> HttpResponse:
    """The plans that run (GET), and one more (POST)."""
    lines = queries.checklists(request.viewer, store, now().date())
    form = _form(request, store, lines)
    if request.method == "POST" and form.is_valid() and _planned(request, store, form):
        messages.success(request, _("Planned. It is due from the first day on."))
        return redirect("audits:plans", store_code=store.code)
    names = {line.code: line.name for line in lines}
    running = queries.plans(request.viewer, store, now().date())
    context = {
        "form": form,
        "plans": [(plan, names.get(plan.checklist_code, plan.checklist_code)) for plan in running],
        "has_lists": any(line.used for line in lines),
        **frame(request, store, "plans"),
    }
    return render(request, "audits/plans.html", context, status=422 if form.errors else 200)


def _form(request: StoreRequest, store: Store, lines: list[Line]) -> PlanForm:
    """The form as posted; else as the checklist that the address names is usually planned."""
    today = now().date()
    code = request.GET.get("checklist", "")
    first: dict[str, Any] = {"checklist_code": code, "starts_on": today}
    if ready := READY.get(code):
        first |= {"rhythm": ready.rhythm, "subject": ready.subject}
    staff = queries.staff(request.viewer, store, today)
    users = queries.inspectors(request.viewer, store)
    return PlanForm(
        request.POST if request.method == "POST" else None,
        initial=first,
        lists=[(line.code, line.name.say(language())) for line in lines if line.used],
        inspectors=[(user.pk, user.get_full_name() or user.username) for user in users],
        staff=[(one.pk, one.name or one.employee_no) for one in staff],
        language=language(),
    )


def _planned(request: StoreRequest, store: Store, form: PlanForm) -> Plan | None:
    given, viewer = form.cleaned_data, request.viewer
    users = {user.pk: user for user in queries.inspectors(viewer, store)}
    staff = {one.pk: one for one in queries.staff(viewer, store, now().date())}
    try:
        return actions.plan(
            by=viewer,
            store=store,
            checklist_code=given["checklist_code"],
            rhythm=Rhythm(given["rhythm"]),
            subject=Subject(given["subject"]),
            starts_on=given["starts_on"],
            inspector=users.get(given["inspector"]),
            responsible=staff.get(given["responsible"]),
            now=now(),
        )
    except Forbidden:
        raise
    except Refused as refusal:
        form.add_error(None, refusal.say(language()))
        return None


@require_POST
@store_page(Permission.MANAGE_CHECKLISTS)
def end(request: StoreRequest, store: Store, plan_id: int) -> HttpResponse:
    """Let a plan end today, or on the day given."""
    with missing_is_404():
        plan = queries.plan(request.viewer, store, plan_id)
    at = now()
    day = asked_day(request.POST.get("ends_on", "")) or max(at.date(), plan.starts_on)
    try:
        actions.end_plan(by=request.viewer, plan=plan, ends_on=day, now=at)
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
    else:
        messages.success(request, _("The plan ends on %(day)s.") % {"day": day.isoformat()})
    return redirect("audits:plans", store_code=store.code)
