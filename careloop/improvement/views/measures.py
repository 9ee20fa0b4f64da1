"""Measures: added to a problem, changed, reported on, proved with files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from careloop.common import files
from careloop.improvement import actions, queries
from careloop.improvement.forms import EvidenceForm, MeasureForm, ProgressForm
from careloop.improvement.models import Measure
from careloop.improvement.views import frame as asked
from careloop.improvement.views.frame import frame, kept, staff
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, missing_is_404, store_page

ABOUT = ("text", "due_on", "control_nodes", "evidence_kind", "revision")
REPORTED = gettext_lazy("Kept: how far the measure is.")


@store_page(Permission.MANAGE_IMPROVEMENT)
def add(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """One more measure against a problem."""
    with missing_is_404():
        problem = queries.problem(request.viewer, store, pk).problem
    form = MeasureForm(request.POST or None, language=language(), staff=staff(request, store))
    if form.is_valid() and kept(
        form,
        lambda: actions.add_measure(
            by=request.viewer, problem=problem, now=asked.now(), **form.given()
        ),
    ):
        return redirect("improvement:problem", store_code=store.code, pk=pk)
    return _form_page(request, store, form, _("New measure"), reverse_problem(store, pk))


@store_page(Permission.MANAGE_IMPROVEMENT)
def change(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """What a measure says, who does it, until when."""
    found = _found(request, store, pk)
    form = MeasureForm(
        request.POST or None, initial=begun(found), language=language(), staff=staff(request, store)
    )
    if form.is_valid() and kept(form, lambda: _change(request, found, form)):
        return redirect(_place(store, found))
    return _form_page(request, store, form, _("Change the measure"), _place(store, found))


def begun(measure: Measure) -> dict[str, Any]:
    """A measure as the form shows it."""
    return {name: getattr(measure, name) for name in ABOUT} | {
        "owner": measure.owner or measure.owner_name,
        "supervisor": measure.supervisor or measure.supervisor_name,
    }


def _change(request: StoreRequest, found: Measure, form: MeasureForm) -> None:
    actions.change_measure(
        by=request.viewer,
        measure=found,
        revision=form.cleaned_data["revision"] or 0,
        now=asked.now(),
        **form.given(),
    )


@require_POST
@store_page(Permission.MANAGE_IMPROVEMENT)
def remove(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """Take back a measure nobody has begun."""
    found, revision = _found(request, store, pk), asked.revision(request)
    asked.done(
        request,
        lambda: actions.remove_measure(
            by=request.viewer, measure=found, revision=revision, now=asked.now()
        ),
        _("The measure was removed."),
        "improvement:mine",
        store_code=store.code,
    )
    return redirect(_place(store, found))


@store_page(Permission.WORK_ON_MEASURES)
def report(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """How far a measure is, with a proof if there is one: from the phone in the workshop."""
    found = _found(request, store, pk)
    begun_with = {"state": found.state, "progress": found.progress, "revision": found.revision}
    form = ProgressForm(request.POST or None, initial=begun_with, language=language())
    is_kept = form.is_valid() and kept(form, lambda: _report(request, found, form))
    if is_kept and _proved(request, found, form):
        messages.success(request, str(REPORTED))
        return redirect(_next(request, store, found))
    context = {
        "row": queries.measure(request.viewer, store, pk),
        "form": form,
        "back": _next(request, store, found),
    }
    status = 422 if request.method == "POST" else 200
    return render(
        request, "improvement/report.html", context | frame(request, store, "mine"), status=status
    )


def _report(request: StoreRequest, found: Measure, form: ProgressForm) -> None:
    actions.report_progress(by=request.viewer, measure=found, now=asked.now(), **form.cleaned_data)


def _proved(request: StoreRequest, found: Measure, form: Any) -> bool:
    """Keep the files handed in with a report; the report itself stands already."""
    for upload in request.FILES.getlist("upload"):
        held = kept(
            form,
            lambda upload=upload: actions.add_evidence(
                by=request.viewer, measure=found, upload=upload, now=asked.now()
            ),
        )
        if not held:
            found.refresh_from_db()
            form.data = form.data.copy()
            form.data["revision"] = str(found.revision)
            return False
    return True


@require_POST
@store_page(Permission.WORK_ON_MEASURES)
def prove(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """A photo or a file; refused, it says why and nothing else is lost."""
    found = _found(request, store, pk)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for e in form.errors["upload"]))
        return redirect(_next(request, store, found))
    return asked.done(
        request,
        lambda: actions.add_evidence(
            by=request.viewer,
            measure=found,
            upload=form.cleaned_data["upload"],
            now=asked.now(),
        ),
        _("The file was kept."),
        _next(request, store, found),
    )


@store_page(Permission.VIEW_IMPROVEMENT)
def evidence(request: StoreRequest, store: Store, pk: int) -> FileResponse:
    """A file that proves a measure of the store."""
    with missing_is_404():
        return files.response(queries.evidence(request.viewer, store, pk).file)


@require_POST
@store_page(Permission.WORK_ON_MEASURES)
def remove_evidence(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """Take back a file handed in by mistake."""
    with missing_is_404():
        found = queries.evidence(request.viewer, store, pk)
    asked.done(
        request,
        lambda: actions.remove_evidence(by=request.viewer, evidence=found, now=asked.now()),
        _("The file was taken back."),
        "improvement:mine",
        store_code=store.code,
    )
    return redirect(_place(store, found.measure))


def _found(request: StoreRequest, store: Store, pk: int) -> Measure:
    with missing_is_404():
        return queries.measure(request.viewer, store, pk).measure


def reverse_problem(store: Store, pk: int) -> str:
    return reverse("improvement:problem", kwargs={"store_code": store.code, "pk": pk})


def _place(store: Store, measure: Measure) -> str:
    """The page a measure stands on: its problem, its meeting, else the list of measures."""
    if measure.problem_id:
        return reverse_problem(store, measure.problem_id)
    if measure.meeting_id:
        where = {"store_code": store.code, "pk": measure.meeting_id}
        return reverse("improvement:meeting", kwargs=where)
    return reverse("improvement:mine", kwargs={"store_code": store.code})


def _next(request: StoreRequest, store: Store, measure: Measure) -> str:
    """The page one came from, when it is ours."""
    address = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if ours else _place(store, measure)


def _form_page(
    request: StoreRequest, store: Store, form: MeasureForm, heading: str, back: str
) -> HttpResponse:
    beside = request.htmx and request.method == "GET"  # type: ignore[attr-defined]
    context = {
        "heading": heading,
        "form": form,
        "form_template": "improvement/plain_form.html",
        "action": request.path,
        "back": back,
        "staff": staff(request, store),
    }
    template = "improvement/form_drawer.html" if beside else "improvement/form_page.html"
    status = 422 if request.method == "POST" else 200
    return render(request, template, context | frame(request, store, "month"), status=status)
