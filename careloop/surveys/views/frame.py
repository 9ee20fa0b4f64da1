"""What the pages of answers share: what the address asks for, and the head of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.utils.translation import get_language

from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Language, Text, language_of
from careloop.organisation.choices import Permission
from careloop.organisation.pages import Scope, StoreRequest
from careloop.surveys import results as figures
from careloop.surveys.queries import results as found

MONTHS_OFFERED = 24
# Staff numbers and group codes are a store's own: over several stores they would be mixed up.
WITHIN_A_STORE = ("advisor", "group")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: two periods, an axis, questions or items, one questionnaire."""

    period: Period
    before: Period
    axis: found.Axis
    asked: found.Asked
    questionnaire: str
    question: str


def axes(scope: Scope) -> dict[str, Text]:
    """What the figures may be told by."""
    return {
        axis: name
        for axis, name in figures.WHAT.items()
        if scope.store or axis not in WITHIN_A_STORE
    }


def asked_for(request: StoreRequest) -> Asked:
    """Raises :class:`Refused`: a period that is none."""
    get = request.GET.get
    period = Period.parse(get("period") or str(Period.month_of(date.today())))
    axis, asked = get("by", "question"), get("asked", "question")
    return Asked(
        period=period,
        before=Period.parse(text) if (text := get("before")) else period.previous,
        axis=cast(found.Axis, axis if axis in axes(request.scope) else "question"),
        asked="item" if asked == "item" else "question",
        questionnaire=get("sheet", ""),
        question=get("question", ""),
    )


def frame(request: StoreRequest, scope: Scope, asked: Asked | None) -> dict[str, Any]:
    this = Period.month_of(date.today())
    months = [this.shifted(-step) for step in range(MONTHS_OFFERED)]
    may = request.viewer.may
    return {
        "section": "results",
        "asked": asked,
        "months": months,
        "axes": list(axes(scope).items()),
        "sheets": found.questionnaires_answered(request.viewer, scope.store_ids, asked.period)
        if asked
        else [],
        "query": request.GET.urlencode(),
        "may_manage": bool(scope.store)
        and may(Permission.MANAGE_QUESTIONNAIRES, scope.store_ids[0]),
    }


def staff_names(request: StoreRequest, scope: Scope) -> Mapping[str, str]:
    return found.employee_names(request.viewer, scope.store_ids)


def page_language() -> Language:
    return language_of(get_language())
