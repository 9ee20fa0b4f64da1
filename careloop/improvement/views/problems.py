"""One problem: put down, changed, closed, and its page with everything that belongs to it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from careloop.core.kernel.periods import Period
from careloop.improvement import actions, queries
from careloop.improvement.choices import DEPARTMENTS, MeasureState, Topic
from careloop.improvement.effects import effect
from careloop.improvement.forms import (
    MeasureForm,
    ProblemForm,
    obstacle_choices,
    progress_choices,
)
from careloop.improvement.models import Problem
from careloop.improvement.views import charts
from careloop.improvement.views import frame as asked
from careloop.improvement.views.frame import frame, kept, month_asked, staff
from careloop.kpis import queries as kpis
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, missing_is_404, store_page

ABOUT = ("title", "department", "priority", "kpi_code", "situation", "root_cause", "resources")
DEEDS = {
    "close": (actions.close_problem, gettext_lazy("The problem is closed.")),
    "reopen": (actions.reopen_problem, gettext_lazy("The problem is open again.")),
    "remove": (actions.remove_problem, gettext_lazy("The problem was removed.")),
}


@store_page(Permission.MANAGE_IMPROVEMENT)
def add(request: StoreRequest, store: Store) -> HttpResponse:
    """A problem of the TOP5 with its first measure; the address may begin both."""
    month = month_asked(request)
    form, measure = _blank(request, store)
    is_valid = request.method == "POST" and _both_valid(form, measure)
    if is_valid and kept(form, lambda: _add(request, store, month, form, measure)):
        return to_month(store, month, form.cleaned_data["department"])
    context = {
        "heading": _("New problem"),
        "form": form,
        "measure_form": measure,
        "month": month,
        "action": reverse("improvement:add", kwargs={"store_code": store.code}),
    }
    return _form_page(request, store, context)


def _blank(request: StoreRequest, store: Store) -> tuple[ProblemForm, MeasureForm]:
    posted = request.POST if request.method == "POST" else None
    given, people = posted or request.GET, staff(request, store)
    begun = {name: given.get(name, "") for name in ABOUT}
    begun["obstacles"] = request.GET.getlist("obstacles")  # type: ignore[assignment]
    form = _problem_form(posted, given.get("kpi_code", ""), initial=begun, staff=people)
    measure = MeasureForm(
        posted,
        prefix="measure",
        initial={name: request.GET.get(f"measure-{name}", "") for name in MeasureForm.base_fields},
        language=language(),
        staff=people,
        empty_permitted=True,
        use_required_attribute=False,
    )
    return form, measure


def _problem_form(posted: Any, kpi_code: str, **more: Any) -> ProblemForm:
    return ProblemForm(
        posted,
        language=language(),
        metrics=kpis.metrics(),
        departments=DEPARTMENTS,
        kpi_code=kpi_code,
        **more,
    )


def _both_valid(form: ProblemForm, measure: MeasureForm) -> bool:
    return all([form.is_valid(), measure.is_valid()])


@transaction.atomic
def _add(
    request: StoreRequest, store: Store, month: Period, form: ProblemForm, measure: MeasureForm
) -> None:
    """Both or neither."""
    by, now = request.viewer, asked.now()
    problem = actions.add_problem(
        by=by, store=store, month=month, topic=Topic.TOP5, now=now, **form.given()
    )
    if measure.cleaned_data.get("text"):
        actions.add_measure(by=by, problem=problem, now=now, **measure.given())


@store_page(Permission.VIEW_IMPROVEMENT)
def problem(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """The figure, the obstacles, the measures with their proof, the effect, where it came from."""
    with missing_is_404():
        found = queries.problem(request.viewer, store, pk)
    return render(request, "improvement/problem.html", _shown(request, store, found))


def _shown(request: StoreRequest, store: Store, row: queries.ProblemRow) -> dict[str, Any]:
    """Everything the page of a problem tells."""
    viewer, found = request.viewer, row.problem
    month = Period.month_of(found.month_on)
    told = effect(viewer, found, asked.today())
    aims = kpis.aims(viewer, (store.pk,), month) if found.kpi_code else {}
    aim, metric = aims.get(found.kpi_code), kpis.metrics().get(found.kpi_code)
    begun = any(one.files or one.measure.state != MeasureState.NOT_DONE for one in row.measures)
    has_chart = told is not None and charts.mini(told.series) is not None
    return frame(request, store, "month") | {
        "row": row,
        "problem": found,
        "month": month,
        "effect": charts.shown(told, language()),
        "chart": charts.control_chart(told, aim, language()) if told and has_chart else None,
        "figure": charts.put_down(found, metric, aim, language()),
        "obstacles": obstacle_choices(metric.obstacles if metric else (), language()),
        "course": queries.course(viewer, row),
        "removable": not begun,
        "states": progress_choices(),
    }


@store_page(Permission.MANAGE_IMPROVEMENT)
def change(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """What a problem says: beside the page (htmx) or as a page of its own."""
    found = _found(request, store, pk)
    posted = request.POST if request.method == "POST" else None
    begun = {name: getattr(found, name) for name in (*ABOUT, "obstacles", "revision")}
    kpi_code = posted.get("kpi_code", "") if posted else found.kpi_code
    form = _problem_form(posted, kpi_code, initial=begun, staff=staff(request, store))
    if posted and form.is_valid() and kept(form, lambda: _change(request, found, form)):
        return redirect("improvement:problem", store_code=store.code, pk=pk)
    context = {
        "heading": _("Change the problem"),
        "form": form,
        "action": reverse("improvement:change", kwargs={"store_code": store.code, "pk": pk}),
        "back": reverse("improvement:problem", kwargs={"store_code": store.code, "pk": pk}),
    }
    return _form_page(request, store, context)


def _change(request: StoreRequest, found: Problem, form: ProblemForm) -> None:
    given = form.given()
    if found.topic != Topic.TOP5:
        given.pop("priority", None)
    if given.get("priority") == found.priority:
        del given["priority"]
    given.setdefault("obstacles", [])
    actions.change_problem(
        by=request.viewer,
        problem=found,
        revision=form.cleaned_data["revision"] or 0,
        now=asked.now(),
        **given,
    )


@store_page(Permission.MANAGE_IMPROVEMENT)
def obstacles(request: StoreRequest, store: Store) -> HttpResponse:
    """The obstacles of the KPI just chosen in a form."""
    form = _problem_form(None, request.GET.get("kpi_code", ""))
    return render(request, "improvement/obstacles.html", {"form": form})


@require_POST
@store_page(Permission.MANAGE_IMPROVEMENT)
def decide(request: StoreRequest, store: Store, pk: int, deed: str) -> HttpResponse:
    """Close the problem, open it again, or take it back."""
    found = _found(request, store, pk)
    if deed not in DEEDS:
        raise Http404(deed)
    act, said = DEEDS[deed]
    month = Period.month_of(found.month_on)
    revision = asked.revision(request)
    answer = asked.done(
        request,
        lambda: act(by=request.viewer, problem=found, revision=revision, now=asked.now()),
        said,
        "improvement:problem",
        store_code=store.code,
        pk=pk,
    )
    gone = deed == "remove" and not Problem.objects.filter(pk=pk).exists()
    return to_month(store, month) if gone else answer


def to_month(store: Store, month: Period, anchor: str = "") -> HttpResponseRedirect:
    """Back to the problems of a month, at a department or topic of them."""
    url = reverse("improvement:month", kwargs={"store_code": store.code})
    return redirect(f"{url}?month={month}{f'#{anchor}' if anchor else ''}")


def _found(request: StoreRequest, store: Store, pk: int) -> Problem:
    with missing_is_404():
        return queries.problem(request.viewer, store, pk).problem


def _form_page(request: StoreRequest, store: Store, context: dict[str, Any]) -> HttpResponse:
    """A form beside the page it was asked from; after a refusal, a page of its own."""
    beside = request.htmx and request.method == "GET"  # type: ignore[attr-defined]
    month = context.get("month")
    back = reverse("improvement:month", kwargs={"store_code": store.code})
    context = {
        "staff": staff(request, store),
        "back": f"{back}?month={month}" if month else back,
        "form_template": "improvement/problem_form.html",
        **frame(request, store, "month"),
        **context,
    }
    refused = request.method == "POST"
    template = "improvement/form_drawer.html" if beside else "improvement/form_page.html"
    return render(request, template, context, status=422 if refused else 200)
