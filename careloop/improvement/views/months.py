"""The page of a month: last month's problems with what came of them, this month's with their
measures, and the lines the report prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.improvement import actions, queries
from careloop.improvement.choices import DEPARTMENTS, Topic
from careloop.improvement.quick import TOPICS
from careloop.improvement.views import charts, lines
from careloop.improvement.views import frame as asked
from careloop.improvement.views.frame import frame, month_asked, months_offered, staff
from careloop.improvement.views.problems import to_month
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, missing_is_404, store_page
from careloop.organisation.rules import Forbidden


@store_page(Permission.VIEW_IMPROVEMENT)
def month(request: StoreRequest, store: Store) -> HttpResponse:
    """Chapter 1 and chapter 7 of a month's report, worked on rather than printed."""
    period = month_asked(request)
    found = queries.month(request.viewer, store, period)
    told = queries.review(request.viewer, store, period, today=asked.today())
    reviewed = sorted(told, key=_place)
    context = frame(request, store, "month") | {
        "month": period,
        "months": months_offered(),
        "reviewed": [(one.row, charts.shown(one.effect, language())) for one in reviewed],
        "tally": _tally(reviewed),
        "left": sum(not one.row.is_done and one.row.carried_to is None for one in reviewed),
        "departments": [_department(found, department) for department in DEPARTMENTS],
        "staff": staff(request, store),
    }
    context["cards"] = [
        lines.card(
            request,
            store,
            topic,
            [row.problem for row in found.of(topic)],
            people=context["staff"],
        )
        for topic in TOPICS
    ]
    return render(request, "improvement/month.html", context)


def _place(one: queries.Reviewed) -> tuple[int, int, int]:
    """As the report prints them: by topic, department and priority."""
    problem, topics = one.row.problem, list(Topic)
    known = problem.department in DEPARTMENTS
    department = DEPARTMENTS.index(problem.department) if known else len(DEPARTMENTS)
    return topics.index(Topic(problem.topic)), department, problem.priority


def _department(found: queries.Month, department: str) -> dict[str, Any]:
    rows = found.of(Topic.TOP5, department)
    return {"code": department, "rows": rows}


def _tally(reviewed: Sequence[queries.Reviewed]) -> dict[str, int]:
    """How the measures of last month's problems stand, and what the figures did."""
    told = [charts.tone(one.effect) for one in reviewed]
    completions = [one.row.completion for one in reviewed]
    return {
        "problems": len(reviewed),
        "done": sum(one.done for one in completions),
        "measures": sum(one.total for one in completions),
        "better": told.count("good"),
        "worse": told.count("bad"),
    }


@require_POST
@store_page(Permission.MANAGE_IMPROVEMENT)
def carry(request: StoreRequest, store: Store) -> HttpResponse:
    """What is not done goes on in this month."""
    period = month_asked(request)
    try:
        found = actions.carry_over(by=request.viewer, store=store, month=period, now=asked.now())
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
    else:
        said = ngettext(
            "%(n)s problem goes on in this month.",
            "%(n)s problems go on in this month.",
            len(found),
        )
        nothing = _("Nothing is left to go on with.")
        messages.success(request, said % {"n": len(found)} if found else nothing)
    return to_month(store, period)


@require_POST
@store_page(Permission.MANAGE_IMPROVEMENT)
def move(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """A problem one place up or down in its list; the card comes back in the new order."""
    with missing_is_404():
        found = queries.problem(request.viewer, store, pk).problem
    period, department = Period.month_of(found.month_on), found.department
    rows = queries.month(request.viewer, store, period).of(found.topic, department)
    ids = moved([row.problem.pk for row in rows], pk, request.POST.get("to", ""))
    try:
        actions.reorder(
            by=request.viewer,
            store=store,
            month=period,
            topic=found.topic,
            department=department,
            ids=ids,
        )
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
    return _answer(request, store, period, department)


def moved(ids: Sequence[int], pk: int, to: str) -> list[int]:
    """``ids`` with one of them a place ``up`` or ``down``; at the end it stays."""
    ordered, step = list(ids), {"up": -1, "down": 1}.get(to)
    if step is None:
        raise Http404(to)
    at = ordered.index(pk)
    other = at + step
    if 0 <= other < len(ordered):
        ordered[at], ordered[other] = ordered[other], ordered[at]
    return ordered


def _answer(request: StoreRequest, store: Store, period: Period, department: str) -> HttpResponse:
    """The card alone (htmx), else the page at its card."""
    if not request.htmx:  # type: ignore[attr-defined]
        return to_month(store, period, department)
    found = queries.month(request.viewer, store, period)
    context = {"department": _department(found, department), "month": period}
    return render(request, "improvement/department.html", context | frame(request, store, "month"))
