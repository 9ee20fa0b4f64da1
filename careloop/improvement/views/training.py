"""Training: the year by department, what the obstacles propose, the plan, who came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.core.kernel.periods import Period
from careloop.improvement import actions, queries
from careloop.improvement.choices import TRAINED, TrainingReason
from careloop.improvement.gatherings import AttendanceForm, HoldTrainingForm, PlanTrainingForm
from careloop.improvement.models import Training
from careloop.improvement.proposals import training_proposals
from careloop.improvement.views import frame as asked
from careloop.improvement.views.frame import FormPage, form_page, frame, kept, staff
from careloop.kpis import queries as kpis
from careloop.organisation.choices import Permission
from careloop.organisation.models import Employee, Store
from careloop.organisation.pages import StoreRequest, language, missing_is_404, store_page


@dataclass(slots=True)
class Row:
    """One person on the sheet of those who came."""

    employee: Employee
    form: AttendanceForm


@store_page(Permission.VIEW_IMPROVEMENT)
def trainings(request: StoreRequest, store: Store) -> HttpResponse:
    """A year of training by department, what is proposed, what is planned and was held."""
    year, day = asked.year_asked(request), asked.today()
    listed = queries.trainings(request.viewer, store, Period.year(year))
    month = Period.month_of(day).previous
    context = frame(request, store, "training") | {
        "year": year,
        "strip": _strip(listed, year, day, queries.first_training(request.viewer, store) or day),
        "months": [Period.month(year, number) for number in range(1, 13)],
        "proposals": training_proposals(request.viewer, store, month),
        "proposed_for": month,
        "planned": [one for one in reversed(listed) if one.held_on is None],
        "held": [one for one in listed if one.held_on is not None],
    }
    return render(request, "improvement/trainings.html", context)


@store_page(Permission.MANAGE_IMPROVEMENT)
def plan(request: StoreRequest, store: Store) -> HttpResponse:
    """A session to come; the address may begin it."""
    begun = {name: request.GET.get(name, "") for name in ("department", "topic", "kpi_code")}
    form = _plan_form(request, store, begun | {"planned_on": asked.today()})
    made: list[Training] = []
    if form.is_valid() and kept(form, lambda: made.append(_plan(request, store, form))):
        return redirect("improvement:training", store_code=store.code, pk=made[0].pk)
    page = FormPage("training", _("Plan a training"), _list(store))
    return form_page(request, store, form, page)


def _plan_form(request: StoreRequest, store: Store, begun: dict[str, Any]) -> PlanTrainingForm:
    return PlanTrainingForm(
        request.POST or None,
        initial=begun,
        language=language(),
        metrics=kpis.metrics(),
        staff=staff(request, store),
    )


def _plan(request: StoreRequest, store: Store, form: PlanTrainingForm) -> Training:
    given = form.given()
    reason = TrainingReason.OBSTACLE if given["kpi_code"] else TrainingReason.PLAN
    return actions.plan_training(
        by=request.viewer, store=store, now=asked.now(), reason=reason, **given
    )


@store_page(Permission.VIEW_IMPROVEMENT)
def training(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """One session: its plan, or what was taught and who came."""
    with missing_is_404():
        found = queries.training(request.viewer, store, pk)
    context = frame(request, store, "training") | {"training": found}
    return render(request, "improvement/training.html", context)


@store_page(Permission.MANAGE_IMPROVEMENT)
def change(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """The plan of a session; once held, what it was about."""
    found = _found(request, store, pk)
    begun = {name: getattr(found, name) for name in PlanTrainingForm.fields_kept[:-1]}
    begun |= {
        "people": [one.employee for one in found.attendance.select_related("employee")],
        "revision": found.revision,
    }
    form = _plan_form(request, store, begun)
    if found.held_on is not None:
        del form.fields["people"]
    if form.is_valid() and kept(form, lambda: _change(request, found, form)):
        return redirect("improvement:training", store_code=store.code, pk=pk)
    page = FormPage("training", _("Change the training"), _page(store, pk))
    return form_page(request, store, form, page)


def _change(request: StoreRequest, found: Training, form: PlanTrainingForm) -> None:
    actions.change_training(
        by=request.viewer,
        training=found,
        revision=form.cleaned_data["revision"] or 0,
        now=asked.now(),
        **form.given(),
    )


@store_page(Permission.MANAGE_IMPROVEMENT)
def hold(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """Who came and how they did, ticked on a phone in the training room."""
    found, posted = _found(request, store, pk), request.POST or None
    begun = {name: getattr(found, name) for name in HoldTrainingForm.fields_kept}
    begun |= {
        "held_on": min(found.planned_on, asked.today()),
        "minutes": found.minutes or 60,
        "revision": found.revision,
    }
    form = HoldTrainingForm(posted, initial=begun)
    rows = _rows(found, staff(request, store), posted)
    is_valid = bool(posted) and all([form.is_valid(), *(row.form.is_valid() for row in rows)])
    if is_valid and kept(form, lambda: _hold(request, found, form, rows)):
        return redirect("improvement:training", store_code=store.code, pk=pk)
    context = frame(request, store, "training") | {"training": found, "form": form, "rows": rows}
    status = 422 if posted else 200
    return render(request, "improvement/hold_training.html", context, status=status)


def _rows(found: Training, people: list[Employee], posted: Any) -> list[Row]:
    """Those who were asked first, then the others of the store."""
    asked_to_come = {one.employee_id for one in found.attendance.all()}
    ordered = sorted(people, key=lambda one: one.pk not in asked_to_come)
    return [
        Row(
            one,
            AttendanceForm(posted, prefix=f"p{one.pk}", initial={"came": one.pk in asked_to_come}),
        )
        for one in ordered
    ]


def _hold(request: StoreRequest, found: Training, form: HoldTrainingForm, rows: list[Row]) -> None:
    there = {one.employee_id for one in found.attendance.all()}
    attendance = [
        actions.Came(row.employee, row.form.cleaned_data["came"], row.form.cleaned_data["score"])
        for row in rows
        if row.form.cleaned_data["came"] or row.employee.pk in there
    ]
    actions.hold_training(
        by=request.viewer,
        training=found,
        revision=form.cleaned_data["revision"] or 0,
        attendance=attendance,
        now=asked.now(),
        **form.given(),
    )


@require_POST
@store_page(Permission.MANAGE_IMPROVEMENT)
def cancel(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """Take a planned session off the list."""
    found, revision = _found(request, store, pk), asked.revision(request)
    return asked.done(
        request,
        lambda: actions.cancel_training(
            by=request.viewer, training=found, revision=revision, now=asked.now()
        ),
        _("The training was taken off the list."),
        "improvement:trainings",
        store_code=store.code,
    )


def _strip(
    listed: Any, year: int, today: date, since: date
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Per watched department the twelve months: held, planned, missed, or to come.

    Nothing is missed before ``since``, the first training on record: it was not kept here yet.
    """
    return [
        (
            department,
            [_cell(listed, department, Period.month(year, n), since, today) for n in range(1, 13)],
        )
        for department in TRAINED
    ]


def _cell(listed: Any, department: str, month: Period, since: date, today: date) -> dict[str, Any]:
    mine = [one for one in listed if one.department == department]
    held = [one for one in mine if one.held_on and one.held_on in month]
    planned = [one for one in mine if not one.held_on and one.planned_on in month]
    is_over = since < month.end <= today
    state = "held" if held else "missed" if is_over else "planned" if planned else ""
    first = (held or planned or [None])[0]
    return {"state": state, "count": len(held), "first": first, "month": month}


def _found(request: StoreRequest, store: Store, pk: int) -> Training:
    with missing_is_404():
        return queries.training(request.viewer, store, pk)


def _list(store: Store) -> str:
    return reverse("improvement:trainings", kwargs={"store_code": store.code})


def _page(store: Store, pk: int) -> str:
    return reverse("improvement:training", kwargs={"store_code": store.code, "pk": pk})
