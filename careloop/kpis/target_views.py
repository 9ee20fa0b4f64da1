"""The page on which a store's targets are set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from careloop.core.kernel.codes import COMPARATOR
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.kpis import actions, targets
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.rules import Forbidden

SIGNS = {">": ">", ">=": "≥", "=": "=", "<": "<", "<=": "≤"}
UNREADABLE = 422


@store_page(Permission.VIEW_FIGURES)
def set_targets(request: StoreRequest, store: Store) -> HttpResponse:
    """All KPIs with the target that holds in a month or year; those typed are the store's own."""
    today = date.today()
    fault, status = "", 200
    try:
        period = targets.period_of(request.GET.get("period", ""), today)
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
        return redirect("kpis:targets", store_code=store.code)
    stages = targets.rows(request.viewer, store, period)
    if request.method == "POST":
        try:
            return _save(request, store, period, [row for _, _, held in stages for row in held])
        except Forbidden:
            raise
        except Refused as refusal:
            fault, status = refusal.say(language()), UNREADABLE
    context = {
        "store": store,
        "period": period,
        "periods": targets.periods(today),
        "stages": [(name, icon, _typed(held, request.POST)) for name, icon, held in stages],
        "signs": [(code, SIGNS[code]) for code in COMPARATOR.codes],
        "fault": fault,
        "may_set": request.viewer.may(Permission.SET_TARGET, store.pk),
    }
    return render(request, "kpis/targets.html", context, status=status)


def _typed(held: list[targets.Row], typed: Mapping[str, str]) -> list[tuple[targets.Row, str, str]]:
    """Each row with the value and sign its fields show: as typed before, else as they stand."""
    return [
        (
            row,
            typed.get(f"value-{row.metric.code}", row.value),
            typed.get(f"sign-{row.metric.code}", row.comparator),
        )
        for row in held
    ]


def _save(
    request: StoreRequest, store: Store, period: Period, held: list[targets.Row]
) -> HttpResponse:
    wishes = targets.changes(held, request.POST)
    count = actions.set_targets(by=request.viewer, store=store, period=period, wishes=wishes)
    said = ngettext("%(count)d target changed.", "%(count)d targets changed.", count)
    messages.success(request, said % {"count": count})
    return redirect(f"{reverse('kpis:targets', args=[store.code])}?period={period}")
