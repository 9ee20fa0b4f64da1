"""How the store wants its complaints handled: limits of time, the ladder, its own causes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.complaints.actions import tuning as actions
from careloop.complaints.choices import CLOCK_LABELS
from careloop.complaints.forms import causes
from careloop.complaints.ladder import MOST_STEPS, Step
from careloop.complaints.models import StoreCause
from careloop.complaints.queries import tuning as queries
from careloop.complaints.views import pages
from careloop.complaints.wording import length
from careloop.core.kernel.clock import Unit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation.choices import ROLE_LABELS, Permission, Role
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.rules import Forbidden

UNIT_LABELS = {
    Unit.WORKING_MINUTES: Text(zh="工作分钟", en="working minutes"),
    Unit.HOURS: Text(zh="小时（休息日不计）", en="hours of working days"),
    Unit.WORKING_DAYS: Text(zh="个工作日", en="working days"),
    Unit.DAYS: Text(zh="天", en="days"),
}
TOLD = [role for role in Role if role is not Role.ADMINISTRATOR]


@store_page(Permission.MANAGE_COMPLAINT_RULES)
def tuning(request: StoreRequest, store: Store) -> HttpResponse:
    """All a store may tune."""
    return _page(request, store)


@require_POST
@store_page(Permission.MANAGE_COMPLAINT_RULES)
def limit(request: StoreRequest, store: Store) -> HttpResponse:
    """Set one limit, or take the usual one again."""
    given = request.POST
    amount = None if "usual" in given else _number(given.get("amount", ""))

    def act() -> str:
        held = actions.set_limit(
            by=request.viewer,
            store=store,
            clock=given.get("clock", ""),
            severity=given.get("severity", ""),
            amount=amount,
            unit=given.get("unit", ""),
            now=pages.now(),
        )
        return _("The limit is %(length)s now.") % {"length": length(held).say(language())}

    return _done(request, store, f"limit-{given.get('clock')}-{given.get('severity')}", act)


@require_POST
@store_page(Permission.MANAGE_COMPLAINT_RULES)
def ladder(request: StoreRequest, store: Store, severity: str) -> HttpResponse:
    """Set the ladder of one class, or take the usual one again."""
    steps = [] if "usual" in request.POST else _steps(request.POST)

    def act() -> str:
        unreached = actions.set_ladder(
            by=request.viewer, store=store, severity=severity, steps=steps, now=pages.now()
        )
        for sentence in unreached:
            messages.warning(request, sentence.say(language()))
        return _("The ladder is stored and holds for the open complaints.")

    return _done(request, store, f"ladder-{severity}", act)


@require_POST
@store_page(Permission.MANAGE_COMPLAINT_RULES)
def cause(request: StoreRequest, store: Store) -> HttpResponse:
    """Name a cause of the store's own, or change one."""
    given = request.POST
    row = StoreCause.objects.filter(store=store, pk=_number(given.get("row", ""))).first()

    def act() -> str:
        actions.set_cause(
            by=request.viewer,
            store=store,
            name=given.get("name", ""),
            cause=given.get("cause", ""),
            is_active="retire" not in given,
            row=row,
        )
        return _("The cause is stored.")

    return _done(request, store, f"cause-{row.pk if row else 'new'}", act)


def _done(request: StoreRequest, store: Store, where: str, act: Callable[[], str]) -> HttpResponse:
    """Do it and show the page again; refused, it stays as it was typed."""
    try:
        said = act()
    except Forbidden:
        raise
    except Refused as refusal:
        return _page(request, store, where=where, error=refusal.say(language()))
    messages.success(request, said)
    return redirect("complaints:tuning", store_code=store.code)


def _page(request: StoreRequest, store: Store, *, where: str = "", error: str = "") -> HttpResponse:
    """``where`` is the form that was refused: it is filled with what was typed."""
    tuned = queries.tuning(request.viewer, store)
    context = {
        "clocks": _clocks(tuned.limits),
        "ladders": [_ladder(one, request.POST, where) for one in tuned.ladders],
        "causes": tuned.causes,
        "cause_choices": causes(language()),
        "units": UNIT_LABELS.items(),
        "roles": [(role.value, ROLE_LABELS[role]) for role in TOLD],
        "where": where,
        "error": error,
        "typed": request.POST,
    }
    return render(request, "complaints/tuning.html", context, status=422 if error else 200)


def _clocks(limits: Sequence[queries.LimitLine]) -> list[dict[str, Any]]:
    """The limits of each clock, class by class."""
    found: dict[Any, list[dict[str, Any]]] = {}
    for line in limits:
        cell = {
            "line": line,
            "id": f"limit-{line.clock}-{line.severity}",
            "said": length(line.limit),
            "usual": length(line.usual),
        }
        found.setdefault(line.clock, []).append(cell)
    return [{"label": CLOCK_LABELS[clock], "cells": cells} for clock, cells in found.items()]


def _ladder(one: queries.LadderOfClass, typed: QueryDict, where: str) -> dict[str, Any]:
    """The rows of a ladder, one more than it has; those typed where they were refused."""
    is_refused = where == f"ladder-{one.severity}"
    steps = _steps(typed) if is_refused else list(one.steps)
    rows = [
        {"minutes": step.minutes, "roles": [str(role) for role in step.roles]} for step in steps
    ]
    if len(rows) < MOST_STEPS:
        rows.append({"minutes": "", "roles": []})
    return {"ladder": one, "rows": rows, "id": f"ladder-{one.severity}"}


def _steps(given: QueryDict) -> list[Step]:
    """The rows of the form that say anything; what is no number is no time (-1: refused)."""
    steps = []
    for number in range(MOST_STEPS + 1):
        minutes, roles = given.get(f"minutes_{number}", ""), given.getlist(f"roles_{number}")
        if minutes.strip() or roles:
            told = tuple(Role(role) for role in roles if role in list(Role))
            amount = _number(minutes)
            steps.append(Step(-1 if amount is None else amount, told))
    return steps


def _number(text: str) -> int | None:
    """A whole number; ``None`` where there is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
