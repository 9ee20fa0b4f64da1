"""The figures of a month: check, relay and follow-up rate, each with its rows; scores over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from careloop.audits import queries
from careloop.audits.queries import Rate, ScoreLine, Three
from careloop.audits.views.frame import asked_month, frame, language, months, now
from careloop.core.kernel.periods import Period
from careloop.core.kernel.rounding import half_up
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, store_page

TREND_MONTHS = 12
SPELLED = ("check", "relay", "follow_up")
MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """A rate with the way to what it counts, and to what is lacking."""

    rate: Rate
    rows: str
    lacking: str

    @property
    def missing(self) -> int:
        return self.rate.denominator - self.rate.numerator


@store_page(Permission.VIEW_INSPECTIONS)
def figures(request: StoreRequest, store: Store) -> HttpResponse:
    """The three rates of a month by checklist and by person, and how scores went."""
    month, today = asked_month(request), now().date()
    found = queries.rates(request.viewer, store, month, today=today)
    links = _Links(store, month)
    context = {
        "month": month,
        "months": months(today),
        "total": links.cells(found.total),
        "by_checklist": [
            (line.name, links.cells(line.rates, checklist=line.code)) for line in found.by_checklist
        ],
        "by_subject": [
            (line.subject, links.cells(line.rates, of=line.subject.pk if line.subject else "place"))
            for line in found.by_subject
        ],
        "trend": _trend(request, store, month),
        "people": queries.scores(request.viewer, store, month, by_subject=True, step="month"),
        **frame(request, store, "figures"),
    }
    return render(request, "audits/figures.html", context)


@dataclass(frozen=True, slots=True)
class _Links:
    """Addresses of the rows behind a month's figures."""

    store: Store
    month: Period

    def cells(self, three: Three, **of: object) -> list[Cell]:
        rates = zip(SPELLED, (three.check, three.relay, three.follow_up), strict=True)
        return [
            Cell(rate, self._rows(figure, of), self._rows(figure, {**of, "hit": "no"}))
            for figure, rate in rates
        ]

    def _rows(self, figure: str, narrowed: Mapping[str, object]) -> str:
        page = "audits:findings" if figure == "follow_up" else "audits:inspections"
        query = urlencode({"month": str(self.month), "counted": figure, **narrowed})
        return f"{reverse(page, args=[self.store.code])}?{query}"


def _trend(request: StoreRequest, store: Store, month: Period) -> dict[str, Any] | None:
    """The scores of the last twelve months as a chart; nothing where nothing was scored."""
    span = Period.between(month.shifted(1 - TREND_MONTHS).start, month.last_day)
    lines = queries.scores(request.viewer, store, span, step="month")[:MOST_LINES]
    firsts = [month.shifted(step).start for step in range(1 - TREND_MONTHS, 1)]
    series = [
        {"name": line.name.say(language()), "values": _values(line, firsts)} for line in lines
    ]
    if not series:
        return None
    return {
        "kind": "line",
        "categories": [f"{first:%Y-%m}" for first in firsts],
        "series": series,
        "decimals": 1,
        "min": 0,
        "max": 100,
        "title": _("Scores, of 100"),
    }


def _values(line: ScoreLine, firsts: list[date]) -> list[float | None]:
    """A value for each month; a month without a score leaves a gap."""
    by_month = {
        at.replace(day=1): float(half_up(score.percent, 1))
        for at, score in line.course
        if score.percent is not None
    }
    return [by_month.get(first) for first in firsts]
