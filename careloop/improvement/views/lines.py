"""The lines of the monthly report that are written row by row, kept without leaving the page."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from careloop.core.kernel.periods import Period
from careloop.improvement import actions, queries
from careloop.improvement.choices import Topic
from careloop.improvement.models import Problem
from careloop.improvement.quick import ASKED, ONE_ROW, TOPICS, QuickForm, begun
from careloop.improvement.views import frame as asked
from careloop.improvement.views.frame import frame, kept, month_asked, staff
from careloop.improvement.views.problems import to_month
from careloop.kpis import queries as kpis
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, missing_is_404, store_page

REMOVED = _("The row was removed.")


def card(
    request: StoreRequest,
    store: Store,
    topic: Topic,
    problems: list[Problem],
    *,
    form: QuickForm | None = None,
    people: Any = None,
) -> dict[str, Any]:
    """A topic as its card shows it: the rows, and a blank one to write in."""
    rows = [{"problem": one, "facts": _facts(topic, one)} for one in problems]
    if form is None and not (topic in ONE_ROW and rows):
        form = _form(topic, None, staff(request, store) if people is None else people)
    return {"topic": topic.value, "rows": rows, "form": form}


def _facts(topic: Topic, problem: Problem) -> list[tuple[str, str]]:
    """A row's columns with what stands in them."""
    form = _form(topic, None, [])
    shown = begun(problem)
    found = []
    for name in ASKED[topic]:
        field = form.fields[name]
        value = shown.get(name)
        names = {str(code): str(said) for code, said in getattr(field, "choices", ())}
        said = names.get(str(value), field.prepare_value(value))
        found.append((str(field.label), "" if said is None else str(said)))
    return found


def _form(topic: Topic, posted: Any, people: Any, **more: Any) -> QuickForm:
    """The form of a row; each topic's fields have ids of their own."""
    return QuickForm(
        posted,
        topic=topic,
        language=language(),
        metrics=kpis.metrics(),
        staff=people,
        auto_id=f"id_{topic.value}_%s",
        **more,
    )


@require_POST
@store_page(Permission.MANAGE_IMPROVEMENT)
def add(request: StoreRequest, store: Store, topic: str) -> HttpResponse:
    """One more row."""
    code, month = _topic(topic), month_asked(request)
    people = staff(request, store)
    form = _form(code, request.POST, people)
    if form.is_valid() and kept(form, lambda: _add(request, store, month, form)):
        return _answer(request, store, month, code)
    return _refused(request, store, month, form)


@transaction.atomic
def _add(request: StoreRequest, store: Store, month: Period, form: QuickForm) -> None:
    by, now = request.viewer, asked.now()
    problem = actions.add_problem(
        by=by, store=store, month=month, topic=form.topic, now=now, **form.problem()
    )
    if measure := form.measure():
        actions.add_measure(by=by, problem=problem, now=now, **measure)


@store_page(Permission.MANAGE_IMPROVEMENT)
def change(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """A row written anew, in its place."""
    found = _found(request, store, pk)
    topic, month = _topic(found.topic), Period.month_of(found.month_on)
    posted = request.POST if request.method == "POST" else None
    form = _form(topic, posted, staff(request, store), initial=begun(found))
    if posted and form.is_valid() and kept(form, lambda: _change(request, found, form)):
        return _answer(request, store, month, topic)
    return _line_form(request, store, found, form)


@transaction.atomic
def _change(request: StoreRequest, found: Problem, form: QuickForm) -> None:
    """The problem and its first measure, both or neither."""
    by, now = request.viewer, asked.now()
    given, first = form.problem(), found.measures.order_by("pk").first()
    revision = form.cleaned_data["revision"] or 0
    actions.change_problem(by=by, problem=found, revision=revision, now=now, **given)
    measure = form.measure()
    if measure and first is None:
        actions.add_measure(by=by, problem=found, now=now, **measure)
    elif measure and first is not None:
        seen = form.cleaned_data["measure_revision"] or 0
        actions.change_measure(by=by, measure=first, revision=seen, now=now, **measure)


@require_POST
@store_page(Permission.MANAGE_IMPROVEMENT)
def remove(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """A row taken back."""
    found, revision = _found(request, store, pk), asked.revision(request)
    month = Period.month_of(found.month_on)
    asked.done(
        request,
        lambda: actions.remove_problem(
            by=request.viewer, problem=found, revision=revision, now=asked.now()
        ),
        REMOVED,
        "improvement:month",
        store_code=store.code,
    )
    return to_month(store, month, found.topic)


def _found(request: StoreRequest, store: Store, pk: int) -> Problem:
    with missing_is_404():
        return queries.problem(request.viewer, store, pk).problem


def _topic(code: str) -> Topic:
    found = next((topic for topic in TOPICS if topic.value == code), None)
    if found is None:
        raise Http404(code)
    return found


def _answer(request: StoreRequest, store: Store, month: Period, topic: Topic) -> HttpResponse:
    """The card anew (htmx), else the page at its card."""
    if not request.htmx:  # type: ignore[attr-defined]
        return to_month(store, month, topic.value)
    shown = card(request, store, topic, _of_topic(request, store, month, topic))
    return _card_page(request, store, month, shown)


def _refused(request: StoreRequest, store: Store, month: Period, form: QuickForm) -> HttpResponse:
    """The row as it was typed, in its card (htmx) or on a page of its own."""
    if not request.htmx:  # type: ignore[attr-defined]
        return _line_page(request, store, form, request.path, month)
    rows = _of_topic(request, store, month, form.topic)
    shown = card(request, store, form.topic, rows, form=form)
    return _card_page(request, store, month, shown, status=422)


def _of_topic(request: StoreRequest, store: Store, month: Period, topic: Topic) -> list[Problem]:
    return [row.problem for row in queries.month(request.viewer, store, month).of(topic)]


def _card_page(
    request: StoreRequest, store: Store, month: Period, shown: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = {"card": shown, "month": month, "kept": status == 200}
    return render(
        request, "improvement/topic.html", context | frame(request, store, "month"), status=status
    )


def _line_form(
    request: StoreRequest, store: Store, found: Problem, form: QuickForm
) -> HttpResponse:
    month = Period.month_of(found.month_on)
    if not request.htmx:  # type: ignore[attr-defined]
        return _line_page(request, store, form, request.path, month)
    context = {"form": form, "action": request.path, "month": month, "topic": found.topic}
    if request.method != "POST":
        return render(request, "improvement/line_form.html", context)
    answer = render(request, "improvement/line_form.html", context, status=422)
    return reswap(retarget(answer, f"#line-{found.pk}"), "innerHTML")


def _line_page(
    request: StoreRequest, store: Store, form: QuickForm, action: str, month: Period
) -> HttpResponse:
    from_month = to_month(store, month, form.topic.value).url
    context = {
        "heading": _("A line of the report"),
        "form": form,
        "form_template": "improvement/plain_form.html",
        "action": f"{action}?month={month}",
        "back": from_month,
        "month": month,
        "staff": staff(request, store),
    }
    status = 422 if request.method == "POST" else 200
    return render(
        request,
        "improvement/form_page.html",
        context | frame(request, store, "month"),
        status=status,
    )
